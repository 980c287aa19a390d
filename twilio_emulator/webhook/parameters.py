"""The parameters of a webhook (twilio-behaviour 1.2, 1.9, 4.1)."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

import phonenumbers

from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.outcomes import media_type
from twilio_emulator.store import Call, Message

API_VERSION = "2010-04-01"
SIP_RESPONSES = {
    CallStatus.COMPLETED: "200",
    CallStatus.BUSY: "486",
    CallStatus.NO_ANSWER: "487",
    CallStatus.CANCELED: "487",
    CallStatus.FAILED: "404",
}
"""What the far end has answered to a call, by what came of it (twilio-behaviour 5.5)."""


@lru_cache(maxsize=4096)
def country(number: str) -> str:
    """Return the two-letter country of an E.164 number; empty where there is none to be guessed."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


def dialled(to: str, from_: str) -> str:
    """Return ``to`` as E.164, read in the country of ``from_`` where it has no plus; unreadable ones stay as they are.

    So Twilio reads the ``to`` of a ``<Message>`` (twilio-behaviour 4.2).
    """
    home = country(from_)
    if to.startswith("+") or ":" in to or not home:
        return to
    try:
        number = phonenumbers.parse(to, home)
    except phonenumbers.NumberParseException:
        return to
    if not phonenumbers.is_possible_number(number):
        return to
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _places(from_: str, to: str, roles: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the geographic guesses: a country where the number tells one, else present and empty."""
    params = {}
    for role, number in roles:
        params[f"{role}City"] = params[f"{role}State"] = params[f"{role}Zip"] = ""
        params[f"{role}Country"] = country(number)
    return params


def of_call(call: Call) -> dict[str, str]:
    """Return the standard parameters of a voice webhook."""
    from_, to = call.from_, call.to
    optional = {
        "ParentCallSid": call.parent_sid or None,
        "ForwardedFrom": call.forwarded_from or None,
        "CallerName": call.caller_name,
        "ApplicationSid": call.application_sid or None,
        "CallToken": _token(call) if call.direction == "inbound" else None,
    }
    return {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "From": from_,
        "To": to,
        "Caller": from_,
        "Called": to,
        "CallStatus": str(call.status),
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
        **{name: value for name, value in optional.items() if value is not None},
        **_places(from_, to, (("From", from_), ("Caller", from_), ("To", to), ("Called", to))),
    }


def _token(call: Call) -> str:
    """Return what an application hands back to pass the call on (``CallToken``); for it the text is opaque."""
    return json.dumps({"parentCallInfoToken": call.sid[2:], "identityHeaderTokens": []}, separators=(",", ":"))


def of_progress(call: Call, at: datetime, status: str, number: int, *, final: bool) -> dict[str, str]:
    """Return the parameters of a call's progress callback (twilio-behaviour 1.9, 5.5); ``number`` counts from 0."""
    params = {
        **of_call(call),
        "CallStatus": status,
        "Timestamp": format_datetime(at),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(number),
    }
    if call.answered_by:
        params["AnsweredBy"] = call.answered_by
    if final:
        params["CallDuration"] = str(call.duration)
        if call.direction.startswith("outbound") and call.status in SIP_RESPONSES:
            params["SipResponseCode"] = SIP_RESPONSES[call.status]
        params["Duration"] = str(-(-call.duration // 60))
    return params


def of_message(message: Message) -> dict[str, str]:
    """Return the parameters of an incoming text."""
    from_, to = message.from_, message.to
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": message.account_sid,
        **_service(message),
        "From": from_,
        "To": to,
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        **_media(message),
        "NumSegments": str(message.segments),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
        **({"OptOutType": message.opt_out_type} if message.opt_out_type else {}),
        **_profile(from_),
        **_places(from_, to, (("From", from_), ("To", to))),
    }


def _profile(from_: str) -> dict[str, str]:
    """Return what WhatsApp tells of a person, who is known here by the number only (4.1)."""
    channel, _, number = from_.partition(":")
    return {"ProfileName": number, "WaId": number.removeprefix("+")} if channel == "whatsapp" else {}


def _media(message: Message) -> dict[str, str]:
    """Return where the files are that came with a text, and of what type they seem to be."""
    params = {}
    for number, url in enumerate(message.media):
        params[f"MediaUrl{number}"] = url
        params[f"MediaContentType{number}"] = media_type(url)
    return params


def _service(message: Message) -> dict[str, str]:
    """Return the Messaging Service that a text goes through, if it does."""
    return {"MessagingServiceSid": message.service_sid} if message.service_sid else {}


def of_delivery(message: Message, at: datetime) -> dict[str, str]:
    """Return what a text's callback is told of its progress (twilio-behaviour 4.3)."""
    params = of_sent(message)
    if message.error_code:
        params["ErrorCode"] = str(message.error_code)
    if ":" in message.to:
        params["ChannelPrefix"] = message.to.partition(":")[0]
    if message.status == "read":
        params["EventType"] = "READ"
    if message.status in ("delivered", "undelivered"):
        params["RawDlrDoneDate"] = at.strftime("%y%m%d%H%M")
    return params


def of_sent(message: Message) -> dict[str, str]:
    """Return what an application is told of a text it has sent (twilio-behaviour 4.2, ``action``)."""
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "AccountSid": message.account_sid,
        **_service(message),
        **({"From": message.from_} if message.from_ else {}),
        "To": message.to,
        "ApiVersion": API_VERSION,
    }
