"""Reads what a new call is to be: whom it is to reach, what becomes of it then, who is told (twilio-behaviour 5.4-5.6).

``CallToken``, ``CallReason``, ``CallerId``, ``Byoc``, ``SipAuthUsername``, ``SipAuthPassword`` and
``ClientNotificationUrl`` are accepted, and nothing comes of them on a desk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.engine.effects import (
    Callbacks,
    Destination,
    DestinationKind,
    Detection,
    RecordingSource,
    StartRecording,
    Track,
)
from twilio_emulator.engine.session import Entry
from twilio_emulator.lines.called_line import RING_SECONDS, Plan
from twilio_emulator.store import Number
from twilio_emulator.webhook import parameters

register(
    {
        21201: "No 'To' number is specified",
        21205: "{name} is not a valid URL: {value}",
        21206: "SendDigits takes up to 32 of 0-9, A-D, #, *, w and W: {value}",
        21208: "{name} must be a number of seconds from 1 to 600: {value}",
        21209: "{name} is not a valid HTTP method: {value}",
        21210: (
            "The source phone number provided, {value}, is not yet verified for your account. You may only make calls "
            "from phone numbers that you've verified or purchased from Twilio."
        ),
        21211: "The phone number you are attempting to call, {value}, is not valid.",
        21212: "From is not a valid phone number: {value}",
        21213: "No 'From' number is specified",
        21214: "The phone number you are attempting to call, {value}, cannot be reached.",
        21215: "Account not allowed to call {value}",
        21216: "Account not allowed to call {value}: the number is blocked",
        21217: "The phone number {value} does not appear to be valid",
        21218: "ApplicationSid is not valid: {value}",
        21234: "{name} is not a valid value for machine detection: {value}",
    }
)
MAGIC = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
"""Numbers that can never be called, as the vendor's test credentials have them."""
MAGIC_FROM = "+15005550006"
"""A number that may always be shown."""
LONGEST_RINGING, LONGEST_CALL = 600, 86_400
"""Seconds."""
LONGEST_TWIML = 4000
EVENTS = ("initiated", "ringing", "answered", "completed")
RECORDING_EVENTS = ("in-progress", "completed", "absent")
KINDS = {"client": DestinationKind.CLIENT, "sip": DestinationKind.SIP, "sips": DestinationKind.SIP}
_DIGITS = re.compile(r"[0-9A-Da-d#*wW]{1,32}")
_ORNAMENT = re.compile(r"[\s().-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A call as it was asked for; ``number`` is whose application answers for its URLs, where that is not From's."""

    from_: str
    to: str
    plan: Plan
    destination: Destination
    number: Number | None


def read(asked: Asked, entry: Entry | None = None) -> Order:
    """Read the form of a new call; raises :class:`ApiError` for what cannot be placed.

    With an ``entry`` the call's documents are settled already, and none are read.
    """
    to, from_ = asked.text("To").strip(), asked.text("From").strip()
    if not to:
        raise ApiError(21201)
    if not from_:
        raise ApiError(21213)
    from_ = _plain(from_)
    kind, to = _whom(asked, to, from_)
    _may_show(asked, from_, kind)
    number = _application(asked) if entry is None else None
    if entry is not None:
        callbacks = _callbacks(asked, from_)
    else:
        entry, callbacks = (_by_application(number)) if number is not None else _by_form(asked, from_)
    time_limit = asked.whole("TimeLimit", 0, least=1, most=LONGEST_CALL)
    digits = asked.text("SendDigits")
    if digits and not _DIGITS.fullmatch(digits):
        raise ApiError(21206, value=digits[:60])
    plan = Plan(
        entry=entry,
        timeout=asked.whole("Timeout", int(RING_SECONDS), least=1, most=LONGEST_RINGING, code=21208),
        time_limit=time_limit or None,
        recording=recording(asked, "", RecordingSource.OUTBOUND_API, trims=True, home=from_)
        if asked.boolean("Record", False)
        else None,
    )
    destination = Destination(
        sid="",
        kind=kind,
        address=to,
        send_digits=digits,
        callbacks=callbacks,
        detection=None if digits else _detection(asked, from_),
    )
    return Order(from_=from_, to=to, plan=plan, destination=destination, number=number)


def _plain(address: str) -> str:
    """Return a number without its ornaments; any other address as it is."""
    return address if ":" in address or "@" in address else _ORNAMENT.sub("", address)


def _whom(asked: Asked, to: str, from_: str) -> tuple[DestinationKind, str]:
    """Return what is to be called; raises 21211 for what is no address, and the code of a number made for tests."""
    scheme, _, rest = to.partition(":")
    if scheme in KINDS and rest.strip():
        return KINDS[scheme], to
    number = _plain(to)
    known = number in asked.store.numbers or number in asked.desk.meetings
    if not known:
        number = parameters.dialled(number, from_)
        if formats.e164(number) is None:
            raise ApiError(21211, value=to[:60])
    if number in MAGIC:
        raise ApiError(MAGIC[number], value=number)
    return DestinationKind.NUMBER, number


def _may_show(asked: Asked, from_: str, kind: DestinationKind) -> None:
    """Raise 21212 for what is no caller, and 21210 for a number that is neither the account's nor verified."""
    store = asked.store
    mine = (store.numbers.get(from_), store.caller_ids.get(from_))
    if from_ == MAGIC_FROM or any(one is not None and _is_own(asked, one.account_sid) for one in mine):
        return
    looks_like_one = from_.lstrip("+").isdigit()
    if kind is not DestinationKind.NUMBER and not looks_like_one and not re.search(r"\s", from_):
        return
    if from_ in MAGIC or formats.e164(from_) is None:
        raise ApiError(21212, value=from_[:60])
    raise ApiError(21210, value=from_)


def _is_own(asked: Asked, account_sid: str) -> bool:
    """Whether something is the account's; what names no account is the first one's."""
    return (account_sid or asked.store.account.sid) == asked.account.sid


def _application(asked: Asked) -> Number | None:
    """Return the application that is to handle the call; raises 21218 for what is none of the account's."""
    sid = asked.text("ApplicationSid")
    if not sid:
        return None
    application = asked.store.applications.get(sid)
    if application is None or not _is_own(asked, application.account_sid):
        raise ApiError(21218, value=sid[:60])
    return application


def _by_application(application: Number) -> tuple[Entry, Callbacks]:
    """Return where an application is asked and told: what else the form says of that is passed over."""
    if not application.voice_url:
        raise ApiError(21218, value=application.sid)
    entry = Entry(
        url=application.voice_url,
        method=application.voice_method,
        fallback_url=application.voice_fallback_url,
        fallback_method=application.voice_fallback_method,
    )
    return entry, Callbacks(url=application.status_callback, method=application.status_callback_method)


def _by_form(asked: Asked, home: str) -> tuple[Entry, Callbacks]:
    url, twiml = asked.url("Url", 21205, home), asked.text("Twiml")
    if not url and not twiml:
        raise ApiError(21205, says="Url parameter is required.")
    if len(twiml) > LONGEST_TWIML:
        raise ApiError(20001)
    entry = Entry(
        url=url,
        method=asked.method("Method"),
        fallback_url=asked.url("FallbackUrl", 21205, home),
        fallback_method=asked.method("FallbackMethod"),
        twiml=None if url else twiml.encode(),
    )
    return entry, _callbacks(asked, home)


def _callbacks(asked: Asked, home: str) -> Callbacks:
    return Callbacks(
        url=asked.url("StatusCallback", 21205, home),
        method=asked.method("StatusCallbackMethod"),
        events=_events(asked, "StatusCallbackEvent", EVENTS),
    )


def _events(asked: Asked, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the events that are asked for, ``completed`` where none is; raises 20001 for what is none."""
    events = tuple(asked.texts(name)) or ("completed",)
    if not set(events) <= set(allowed):
        raise ApiError(20001)
    return events


def recording(asked: Asked, sid: str, source: RecordingSource, *, trims: bool, home: str) -> StartRecording:
    """Read how a call is to be recorded; ``trims`` is whether its ends are trimmed unless the form says so."""
    trim = asked.choice("Trim", ("trim-silence", "do-not-trim"), "trim-silence" if trims else "do-not-trim")
    channels = asked.choice("RecordingChannels", ("mono", "dual"), "mono")
    return StartRecording(
        sid=sid,
        source=source,
        channels=2 if channels == "dual" else 1,
        track=Track(asked.choice("RecordingTrack", tuple(Track), Track.BOTH)),
        trim=trim == "trim-silence",
        callbacks=Callbacks(
            url=asked.url("RecordingStatusCallback", 21205, home),
            method=asked.method("RecordingStatusCallbackMethod"),
            events=_events(asked, "RecordingStatusCallbackEvent", RECORDING_EVENTS),
        ),
    )


def _detection(asked: Asked, home: str) -> Detection | None:
    """Read how the called party is to be examined; raises 21234 for what cannot be."""
    how = asked.choice("MachineDetection", ("Enable", "DetectMessageEnd"), "", 21234)
    if not how:
        return None

    def milliseconds(name: str, default: int, least: int, most: int) -> float:
        return asked.whole(f"MachineDetection{name}", default, least=least, most=most, code=21234) / 1000

    return Detection(
        message_end=how == "DetectMessageEnd",
        timeout=float(asked.whole("MachineDetectionTimeout", 30, least=3, most=60, code=21234)),
        speech_threshold=milliseconds("SpeechThreshold", 2400, 1000, 6000),
        speech_end_threshold=milliseconds("SpeechEndThreshold", 1200, 500, 5000),
        silence_timeout=milliseconds("SilenceTimeout", 5000, 2000, 10_000),
        blocking=not asked.boolean("AsyncAmd", False, 21234),
        callbacks=Callbacks(
            url=asked.url("AsyncAmdStatusCallback", 21205, home), method=asked.method("AsyncAmdStatusCallbackMethod")
        ),
    )
