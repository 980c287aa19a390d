"""What the emulator remembers: numbers, calls, texts and exchanges, in an object you pass.

The records are plain and mutable, the switchboard alone changes them, and everyone else reads. Times are aware UTC
datetimes taken from the emulator's clock; durations are seconds.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from twilio_emulator.engine import conference
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import FINAL, CallStatus
from twilio_emulator.engine.waiting import Waiting
from twilio_emulator.tape import Recording, Transcription

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application, called without a socket."""

EXCHANGES_KEPT = 20_000
CALLS_KEPT = 10_000
CONFERENCES_KEPT = 10_000
"""Calls that are remembered; the oldest that is over makes room."""
MESSAGES_KEPT = 20_000
QUEUES_KEPT = 1000
"""Queues that are remembered; the oldest in which nobody waits makes room."""
RECORDINGS_KEPT = 10_000
"""Recordings that are remembered, with their transcriptions; the oldest that is over makes room."""


def new_sid(prefix: str) -> str:
    """Make a SID: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def shown(address: str) -> str:
    """Return ``address`` as a transcript has it: a SID would differ from run to run."""
    return "an application" if address.startswith("AP") and len(address) == 34 else address


@dataclass(slots=True, kw_only=True)
class TwilioAccount:
    """The account whose token signs the webhooks."""

    sid: str
    auth_token: str


@dataclass(slots=True, kw_only=True)
class Number:
    """A number that an application answers; ``phone_number`` is E.164 or a short code such as ``12393``.

    An application by itself (``AP…``) is the same record without a number.
    """

    phone_number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
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
    app: WsgiApp | None = None


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
    ``audio_url`` where a played one comes from.
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


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One webhook with its answer, as the inspector shows it.

    ``seconds`` is how long the application took, over so many ``attempts``.
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

    @property
    def text(self) -> str:
        """The answer's body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True, kw_only=True)
class Call:
    """One call, as the Calls resource knows it, with all that was heard on it.

    ``hops`` counts the applications that have dialled one another on the way to it.
    """

    sid: str
    account_sid: str
    from_: str
    to: str
    placed_at: datetime
    direction: str = "inbound"
    status: CallStatus = CallStatus.RINGING
    parent_sid: str = ""
    answered_by: str = ""
    hops: int = 0
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    lines: list[TranscriptLine] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    verb: str = ""
    listening: bool = False

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
class Message:
    """One text, in or out; ``segments`` is what a carrier would bill."""

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
    answers: str = ""
    exchanges: list[Exchange] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Queue(Waiting):
    """A queue of calls by its name; it stays when nobody waits in it any more."""

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


@dataclass(slots=True, kw_only=True)
class Store:
    """Everything the emulator knows, in memory.

    ``numbers`` are by their digits, ``applications`` by SID; ``caller_ids`` are foreign numbers that may be shown as
    the caller's, because their owner has agreed. ``queues`` are by SID; ``partners`` are the calls that a queue has put
    together, by SID, each under the other's.
    """

    account: TwilioAccount
    contacts: tuple[Contact, ...] = ()
    numbers: dict[str, Number] = field(default_factory=dict)
    applications: dict[str, Number] = field(default_factory=dict)
    caller_ids: set[str] = field(default_factory=set)
    calls: dict[str, Call] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    transcriptions: dict[str, Transcription] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)
    conferences: dict[str, Conference] = field(default_factory=dict)
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=EXCHANGES_KEPT))
    exchange_count: int = 0

    def add_call(self, call: Call) -> None:
        """Remember ``call``, and forget the oldest one where there are too many; one that lasts is kept."""
        self.calls[call.sid] = call
        while len(self.calls) > CALLS_KEPT:
            oldest = next(iter(self.calls.values()))
            if not oldest.over:
                break
            del self.calls[oldest.sid]

    def add_conference(self, one: Conference) -> None:
        """Remember a conference, and forget the oldest one where there are too many; one that lasts is kept."""
        self.conferences[one.sid] = one
        if len(self.conferences) > CONFERENCES_KEPT:
            oldest = next(iter(self.conferences.values()))
            if oldest.over:
                del self.conferences[oldest.sid]

    def add_queue(self, queue: Queue) -> None:
        """Remember a queue, and forget the oldest one where there are too many; one with somebody in it is kept."""
        self.queues[queue.sid] = queue
        if len(self.queues) > QUEUES_KEPT:
            oldest = next(one for one in self.queues.values() if one is queue or not (one.members or one.takers))
            if oldest is not queue:
                del self.queues[oldest.sid]

    def add_message(self, message: Message) -> None:
        """Remember ``message``, and forget the oldest one where there are too many."""
        self.messages[message.sid] = message
        if len(self.messages) > MESSAGES_KEPT:
            del self.messages[next(iter(self.messages))]

    def add_recording(self, recording: Recording) -> None:
        """Remember ``recording``, and forget the oldest one where there are too many; one that goes on is kept."""
        self.recordings[recording.sid] = recording
        while len(self.recordings) > RECORDINGS_KEPT:
            oldest = next(iter(self.recordings.values()))
            if oldest.running:
                break
            del self.recordings[oldest.sid]
        while len(self.transcriptions) > RECORDINGS_KEPT:
            del self.transcriptions[next(iter(self.transcriptions))]

    def add_exchange(
        self, at: datetime, purpose: str, subject: Call | Message, url: str, method: str, params: Mapping[str, str]
    ) -> Exchange:
        """Begin an exchange; what comes back is filled in by the switchboard."""
        exchange = Exchange(
            number=self.exchange_count,
            at=at,
            purpose=purpose,
            subject_sid=subject.sid,
            method=method,
            url=url,
            params=tuple(params.items()),
            signature="",
        )
        self.exchange_count += 1
        self.exchanges.append(exchange)
        subject.exchanges.append(exchange)
        return exchange

    def clear(self) -> None:
        """Forget every call, text, recording, queue and exchange; the numbers stay."""
        self.calls.clear()
        self.messages.clear()
        self.recordings.clear()
        self.transcriptions.clear()
        self.queues.clear()
        self.partners.clear()
        self.conferences.clear()
        self.exchanges.clear()
