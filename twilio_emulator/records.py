"""The records: what is known of a number, a call, a text, an exchange, and whatever else the API has resources for.

They are plain and mutable, the switchboard alone changes them, and everyone else reads. Times are aware UTC datetimes
taken from the emulator's clock; durations are seconds.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

from twilio_emulator.chains import Chain
from twilio_emulator.engine import conference
from twilio_emulator.engine.effects import Callbacks, Phrase
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import FINAL, CallStatus
from twilio_emulator.engine.waiting import Waiting
from twilio_emulator.opting import OptOut
from twilio_emulator.outcomes import FINAL_STATUSES, media_type

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application, called without a socket."""


_bits = Random().getrandbits  # noqa: S311  # a SID is no secret, and asking the system would make others wait


def new_sid(prefix: str) -> str:
    """Make a SID: two letters and 32 hexadecimal digits."""
    return f"{prefix}{_bits(128):032x}"


def shown(address: str) -> str:
    """Return ``address`` as a transcript has it: a SID would differ from run to run."""
    return "an application" if address.startswith("AP") and len(address) == 34 else address


@dataclass(slots=True, kw_only=True)
class TwilioAccount:
    """An account, whose token signs the webhooks; a subaccount names its owner."""

    sid: str
    auth_token: str
    friendly_name: str = "The desk"
    status: str = "active"
    owner_sid: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Key:
    """A key of an account: its secret opens what the account's token does."""

    sid: str = field(default_factory=lambda: new_sid("SK"))
    account_sid: str
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    friendly_name: str = ""
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class CallerId:
    """A foreign number that an account may show as the caller's, because its owner has agreed."""

    phone_number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
    account_sid: str
    friendly_name: str = ""
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class UsageTrigger:
    """Tells ``callback_url`` when so much of something was used: by count, by usage or by price.

    ``recurring`` is how often it begins anew: ``daily``, ``monthly``, ``yearly``, or ``alltime`` for never.
    """

    sid: str = field(default_factory=lambda: new_sid("UT"))
    account_sid: str
    usage_category: str
    trigger_value: str
    callback_url: str
    callback_method: str = "POST"
    friendly_name: str = ""
    recurring: str = "alltime"
    trigger_by: str = "usage"
    created_at: datetime
    updated_at: datetime
    fired_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Shelved:
    """A resource that is kept and given back, and does nothing else: its ``values`` by their names.

    ``parent_sid`` is the resource it belongs to, where it belongs to one.
    """

    sid: str
    account_sid: str
    parent_sid: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Number:
    """A number that an application answers; ``phone_number`` is E.164 or a short code such as ``12393``.

    An application by itself (``AP…``) is the same record without a number. A number that names one is answered by it
    (:meth:`Store.answering`). The fields from ``voice_receive_mode`` on are kept for whoever asks for them again, and
    change nothing.
    """

    phone_number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
    account_sid: str = ""
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_caller_id_lookup: bool = False
    voice_application_sid: str = ""
    sms_application_sid: str = ""
    sms_status_callback: str = ""
    message_status_callback: str = ""
    public_application_connect_enabled: bool = False
    app: WsgiApp | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    voice_receive_mode: str = "voice"
    address_sid: str = ""
    identity_sid: str = ""
    bundle_sid: str = ""
    trunk_sid: str = ""
    emergency_status: str = "Inactive"
    emergency_address_sid: str = ""

    @property
    def short_code_sid(self) -> str:
        """The SID of a number that is a short code, as a short code."""
        return f"SC{self.sid[2:]}"

    @property
    def channel_sid(self) -> str:
        """The SID of a number as a sender of WhatsApp."""
        return f"XE{self.sid[2:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody a handset may call or be: shown in the console beside the numbers."""

    phone_number: str
    name: str = ""
    hint: str = ""


class Speaker(StrEnum):
    """Who a line of a transcript belongs to."""

    LINE = "line"
    """The application: what is heard in the handset."""
    CALLER = "caller"
    """The person with the handset: keys and words."""
    NOTE = "note"
    """Neither: an answer, a hang-up, a coded remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One thing heard, pressed or noted; ``at`` is seconds since the call was placed.

    ``number`` counts the lines of a call from 0; ``language``, ``voice`` and ``rate`` tell how a spoken line sounds,
    and its ``phrases`` where it has markup; ``audio_url`` is where a played one comes from; ``signal`` is what the
    telephone itself sounds: ``beep``, ``music``, or ``keys`` and which.
    """

    number: int
    at: float
    speaker: Speaker
    text: str
    seconds: float = 0.0
    language: str = ""
    voice: str = ""
    rate: float = 1.0
    audio_url: str = ""
    code: int = 0
    phrases: tuple[Phrase, ...] = ()
    signal: str = ""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One webhook with its answer, as the inspector shows it.

    ``seconds`` is how long the application took, over so many ``attempts``, and ``waited`` how much of the last one was
    gone when the answer began. ``signed_url`` is the address that ``signature`` was made for; ``sent`` and ``received``
    are the headers of the last request and of the answer. ``faults`` tell, a sentence each, which faults struck it that
    somebody had asked for.
    """

    number: int
    at: datetime
    purpose: str
    subject_sid: str
    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    signature: str
    status: int = 0
    content_type: str = ""
    body: bytes = b""
    seconds: float = 0.0
    failure: str = ""
    notices: list[Notice] = field(default_factory=list)
    redirects: tuple[str, ...] = ()
    attempts: int = 0
    faults: list[str] = field(default_factory=list)
    waited: float = 0.0
    signed_url: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    received: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The answer's body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True, kw_only=True)
class Call:
    """One call, as the Calls resource knows it, with all that was heard on it.

    ``hops`` counts the applications that have dialled one another on the way to it; ``chain`` is what applications have
    set going on account of the same thing. ``forwarded_from`` is the number that passed it on; ``caller_name`` is known
    where the number called looks it up; ``application_sid`` is the application that answers where it is no number's.
    ``callbacks`` are told of its progress until they have been told of its end, ``told`` counts how often they were.
    """

    sid: str
    account_sid: str
    from_: str
    to: str
    placed_at: datetime
    direction: str = "inbound"
    status: CallStatus = CallStatus.RINGING
    parent_sid: str = ""
    forwarded_from: str = ""
    caller_name: str | None = None
    application_sid: str = ""
    answered_by: str = ""
    hops: int = 0
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    lines: list[TranscriptLine] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    verb: str = ""
    listening: bool = False
    callbacks: Callbacks = field(default_factory=Callbacks)
    told: int = 0
    chain: Chain = field(default_factory=Chain, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.status is not CallStatus.QUEUED and self.rang_at is None:
            self.rang_at = self.placed_at

    @property
    def changed_at(self) -> datetime:
        """When its status changed last."""
        return self.ended_at or self.answered_at or self.rang_at or self.placed_at

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.status in FINAL

    @property
    def duration(self) -> int:
        """Whole seconds from answer to end; 0 for a call that was never answered or has not ended."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.answered_at).total_seconds())


@dataclass(slots=True, kw_only=True)
class Media:
    """A file that came with a text: where it is, and of what type it seems to be."""

    url: str
    created_at: datetime
    sid: str = field(default_factory=lambda: new_sid("ME"))

    @property
    def content_type(self) -> str:
        """What the end of its address says it is."""
        return media_type(self.url)


@dataclass(slots=True, kw_only=True)
class Message:
    """One text, in or out; ``segments`` is what a carrier would bill.

    A text between two numbers of the account is two of these: one that goes out, and one that comes in. ``arrived``
    tells whether its receiver has it. ``status_callback`` is told what becomes of it; ``service_sid`` is the Messaging
    Service it goes through, which may not have said yet ``from_`` whom. ``opt_out_type`` is what a service with
    Advanced Opt-Out has read in it. ``send_at``, ``validity`` (seconds to leave) and ``pooled`` are how it is sent, and
    ``asking`` is whether an application is being asked about it: by them it goes on after a restart. ``written`` is the
    resource as the API wrote it last, empty since something has changed.
    """

    sid: str
    account_sid: str
    from_: str
    to: str
    body: str
    at: datetime
    direction: str
    status: str
    segments: int
    media: tuple[str, ...] = ()
    files: list[Media] = field(default_factory=list)
    answers: str = ""
    service_sid: str = ""
    opt_out_type: str = ""
    status_callback: str = ""
    error_code: int = 0
    arrived: bool = True
    send_at: datetime | None = None
    validity: float = 0.0
    pooled: bool = False
    asking: bool = False
    sent_at: datetime | None = None
    updated_at: datetime | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    chain: Chain = field(default_factory=Chain, repr=False, compare=False)
    written: bytes = field(default=b"", repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.media and not self.files:
            self.files = [Media(url=url, created_at=self.at) for url in self.media]

    @property
    def over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.status in FINAL_STATUSES


@dataclass(slots=True, kw_only=True)
class PoolSender:
    """One sender of a Messaging Service: a number or short code, a name, or a channel's ``whatsapp:+…``.

    ``sid`` is that of a name; the others have the number's. A name may be for one ``country`` only, by its two letters.
    ``chosen`` counts the texts it was chosen for.
    """

    address: str
    sid: str = field(default_factory=lambda: new_sid("AI"))
    country: str = ""
    chosen: int = 0
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class MessagingService:
    """A Messaging Service: its senders, and what is done with texts that go through it or come to one of them.

    ``opt_out`` are its own words where Advanced Opt-Out is on. ``sticky`` is the sender of each receiver so far.
    ``validity_period`` is in seconds. The fields from ``mms_converter`` on are kept for whoever asks for them again,
    and change nothing.
    """

    sid: str = field(default_factory=lambda: new_sid("MG"))
    account_sid: str
    friendly_name: str = ""
    senders: list[PoolSender] = field(default_factory=list)
    inbound_request_url: str = ""
    inbound_method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    use_inbound_webhook_on_number: bool = False
    status_callback: str = ""
    sticky_sender: bool = True
    area_code_geomatch: bool = True
    smart_encoding: bool = True
    validity_period: int = 36_000
    opt_out: OptOut | None = None
    sticky: dict[str, str] = field(default_factory=dict)
    mms_converter: bool = True
    scan_message_content: str = "inherit"
    fallback_to_long_code: bool = True
    synchronous_validation: bool = False
    usecase: str = "undeclared"
    created_at: datetime
    updated_at: datetime

    def forget(self) -> None:
        """Forget who was sent to from where; the senders stay."""
        self.sticky.clear()
        for one in self.senders:
            one.chosen = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a request with an idempotency token was answered, and ``digest``, which tells it from other requests."""

    at: datetime
    digest: str
    status: int
    media_type: str
    body: str


@dataclass(slots=True, kw_only=True)
class Queue(Waiting):
    """A queue of calls by its name; it stays when nobody waits in it any more."""

    account_sid: str
    friendly_name: str
    date_created: datetime
    sid: str = field(default_factory=lambda: new_sid("QU"))


@dataclass(slots=True, kw_only=True)
class Conference(conference.Conference):
    """A conference as its resource has it (twilio-behaviour 5.7); a room of the same name begun later is another one.

    ``joined_at`` and ``changed_at`` tell of the participants by CallSid, also of those who have left.
    """

    sid: str = field(default_factory=lambda: new_sid("CF"))
    account_sid: str
    friendly_name: str
    date_created: datetime
    date_updated: datetime
    region: str = ""
    joined_at: dict[str, datetime] = field(default_factory=dict)
    changed_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def reason_conference_ended(self) -> str:
        """Why it is over; empty while it is not."""
        return str(self.ending or "")

    @property
    def call_sid_ending_conference(self) -> str:
        """The call whose leaving has ended it; empty where there is none."""
        return self.ended_by.call_sid if self.ended_by is not None else ""
