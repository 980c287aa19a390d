"""What the emulator remembers: numbers, calls, texts and exchanges, in an object you pass.

The records themselves are in :mod:`twilio_emulator.records`; here is where they are kept, and for how long.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from twilio_emulator.numbering import KnownNumber, LineTypeOverride
from twilio_emulator.outcomes import Outcome
from twilio_emulator.records import (
    Call,
    CallerId,
    Conference,
    Contact,
    Exchange,
    Given,
    Key,
    Media,
    Message,
    MessagingService,
    Number,
    PoolSender,
    Queue,
    Shelved,
    Speaker,
    TranscriptLine,
    TwilioAccount,
    UsageTrigger,
    WsgiApp,
    new_sid,
    shown,
)
from twilio_emulator.tape import Recording, Transcription
from twilio_emulator.verification import Attempt, Challenge, Email, Entity, Factor, Verification

EXCHANGES_KEPT = 20_000
BODY_BYTES_KEPT = 64 * 1024 * 1024
"""Bytes of answers that are remembered in all."""
SOUND_BYTES_KEPT = 64 * 1024 * 1024
"""Bytes of what microphones have picked up that are remembered in all: more than two hours."""
CALLS_KEPT = 10_000
"""Calls that are remembered; the oldest that is over makes room."""
CONFERENCES_KEPT = 10_000
MESSAGES_KEPT = 20_000
QUEUES_KEPT = 1000
"""Queues that are remembered; the oldest in which nobody waits makes room."""
VERIFICATIONS_KEPT = 10_000
"""Codes that are remembered, with every sending of each, and so many challenges and e-mails."""
RECORDINGS_KEPT = 10_000
"""Recordings that are remembered, with their transcriptions; the oldest that is over makes room."""


@dataclass(slots=True, kw_only=True)
class Store:
    """Everything the emulator knows, in memory.

    ``numbers`` are by their digits, ``applications`` by SID; ``caller_ids``, by their digits, are foreign numbers that
    may be shown as the caller's, because their owner has agreed. ``shelves`` hold what is only kept, by the kind of
    resource and its SID. ``queues`` are by SID; ``partners`` are the calls that a queue has put together, by SID, each
    under the other's. ``opted_out`` holds pairs of a person's number and a number of an account, or the SID of its
    Messaging Service; ``sounds`` are pieces of what a microphone has picked up, in mu-law of 8,000 samples a second, by
    the recording's SID, the speaker's and a number. ``outcomes`` tell what becomes of texts to a number, delivered
    where it is not there. ``rate_hits`` tell when a bucket of a rate limit was filled, by its SID and the value;
    ``line_types`` are by account and number, ``emails`` the newest last. ``given`` are answers by account and
    idempotency token, the oldest first.
    """

    account: TwilioAccount
    contacts: tuple[Contact, ...] = ()
    accounts: dict[str, TwilioAccount] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    applications: dict[str, Number] = field(default_factory=dict)
    caller_ids: dict[str, CallerId] = field(default_factory=dict)
    shelves: dict[str, dict[str, Shelved]] = field(default_factory=dict)
    usage_triggers: dict[str, UsageTrigger] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=OrderedDict)
    services: dict[str, MessagingService] = field(default_factory=dict)
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    transcriptions: dict[str, Transcription] = field(default_factory=dict)
    sounds: dict[str, bytes] = field(default_factory=dict)
    sound_bytes: int = 0
    queues: dict[str, Queue] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)
    conferences: dict[str, Conference] = field(default_factory=dict)
    verifications: dict[str, Verification] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    emails: list[Email] = field(default_factory=list)
    rate_hits: dict[str, list[datetime]] = field(default_factory=dict)
    known_numbers: dict[str, KnownNumber] = field(default_factory=dict)
    line_types: dict[str, LineTypeOverride] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=EXCHANGES_KEPT))
    bodies: deque[Exchange] = field(default_factory=deque)
    body_bytes: int = 0
    exchange_count: int = 0

    def __post_init__(self) -> None:
        self.accounts.setdefault(self.account.sid, self.account)

    def token_of(self, account_sid: str) -> str:
        """Return the token that signs the webhooks of an account; one that is not known has the first one's."""
        return self.accounts.get(account_sid, self.account).auth_token

    def home_of(self, phone_number: str) -> str:
        """Return the SID of the account that has this number; the first one's where none has it."""
        number = self.numbers.get(phone_number)
        return number.account_sid if number is not None and number.account_sid else self.account.sid

    def may_show(self, account_sid: str, phone_number: str) -> bool:
        """Whether an account may show this number as the caller's: it has it, or its owner has agreed."""
        number, verified = self.numbers.get(phone_number), self.caller_ids.get(phone_number)
        if verified is not None and verified.account_sid == account_sid:
            return True
        return number is not None and (number.account_sid or self.account.sid) == account_sid

    def answering(self, phone_number: str) -> Number | None:
        """Return the number as it is answered: by the applications it names, where there are such.

        ``None`` where it is nobody's, or its account is not active. In the record itself its own URLs stay as they are.
        """
        number = self.numbers.get(phone_number)
        if number is None or self.accounts.get(number.account_sid, self.account).status != "active":
            return None
        voice = self.applications.get(number.voice_application_sid)
        if voice is not None:
            number = replace(
                number,
                voice_url=voice.voice_url,
                voice_method=voice.voice_method,
                voice_fallback_url=voice.voice_fallback_url,
                voice_fallback_method=voice.voice_fallback_method,
                voice_caller_id_lookup=voice.voice_caller_id_lookup,
                status_callback=voice.status_callback,
                status_callback_method=voice.status_callback_method,
                app=voice.app or number.app,
            )
        texts = self.applications.get(number.sms_application_sid)
        if texts is not None:
            number = replace(
                number,
                sms_url=texts.sms_url,
                sms_method=texts.sms_method,
                sms_fallback_url=texts.sms_fallback_url,
                sms_fallback_method=texts.sms_fallback_method,
                app=texts.app or number.app,
            )
        return number

    def in_process(self, account_sid: str) -> Number | None:
        """Return a number of the account whose application is an object: it is told straight, at its own address."""
        return next((one for one in self.numbers.values() if one.app and one.account_sid == account_sid), None)

    def name_of(self, phone_number: str) -> str:
        """Return the name of whoever has this number, if it is known."""
        return next((one.name for one in self.contacts if one.phone_number == phone_number), "")

    def inbox(self, phone_number: str) -> list[Message]:
        """Return the texts that have arrived at this number, oldest first.

        A text to a number of the account is there twice, and arrives as the one that comes in.
        """
        arrived = [one for one in self.messages.values() if one.to == phone_number and one.arrived]
        return [one for one in arrived if one.direction == "inbound" or one.to not in self.numbers]

    def add_call(self, call: Call) -> None:
        """Remember ``call``, and forget the oldest one where there are too many; one that lasts is kept."""
        self.calls[call.sid] = call
        while len(self.calls) > CALLS_KEPT:
            oldest = next((one for one in self.calls.values() if one.over), None)
            if oldest is None:
                break
            del self.calls[oldest.sid]

    def add_conference(self, one: Conference) -> None:
        """Remember a conference, and forget the oldest one where there are too many; one that lasts is kept."""
        self.conferences[one.sid] = one
        if len(self.conferences) > CONFERENCES_KEPT:
            oldest = next((other for other in self.conferences.values() if other.over), None)
            if oldest is not None:
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

    def add_verification(self, one: Verification) -> None:
        """Remember a code, and forget the oldest one with all its sendings where there are too many."""
        self.verifications[one.sid] = one
        if len(self.verifications) > VERIFICATIONS_KEPT:
            oldest = self.verifications.pop(next(iter(self.verifications)))
            for sid in oldest.attempts:
                self.attempts.pop(sid, None)

    def add_challenge(self, one: Challenge) -> None:
        """Remember a challenge, and forget the oldest one where there are too many."""
        self.challenges[one.sid] = one
        if len(self.challenges) > VERIFICATIONS_KEPT:
            del self.challenges[next(iter(self.challenges))]

    def add_email(self, one: Email) -> None:
        """Put a letter in the outbox, and forget the oldest one where there are too many."""
        self.emails.append(one)
        del self.emails[:-VERIFICATIONS_KEPT]

    def add_recording(self, recording: Recording) -> None:
        """Remember ``recording``, and forget the oldest one where there are too many; one that goes on is kept."""
        self.recordings[recording.sid] = recording
        while len(self.recordings) > RECORDINGS_KEPT:
            oldest = next((one for one in self.recordings.values() if not one.running), None)
            if oldest is None:
                break
            del self.recordings[oldest.sid]
            self.forget_sound(oldest)
        while len(self.transcriptions) > RECORDINGS_KEPT:
            del self.transcriptions[next(iter(self.transcriptions))]

    def add_sound(self, recording: Recording, speaker: str, piece: bytes) -> None:
        """Remember the latest piece of a voice on ``recording``; where there is too much, the oldest is forgotten."""
        self.sounds[_piece(recording, speaker, recording.voices[speaker].pieces - 1)] = piece
        self.sound_bytes += len(piece)
        while self.sound_bytes > SOUND_BYTES_KEPT:
            oldest = next(iter(self.sounds))
            self.sound_bytes -= len(self.sounds.pop(oldest))

    def sounds_of(self, recording: Recording) -> dict[str, bytes]:
        """Return what microphones have picked up for ``recording``, by speaker, without what is forgotten."""
        return {speaker: b"".join(self._pieces(recording, speaker)) for speaker in recording.voices}

    def _pieces(self, recording: Recording, speaker: str) -> Iterator[bytes]:
        for number in range(recording.voices[speaker].pieces):
            piece = self.sounds.get(_piece(recording, speaker, number))
            if piece is not None:
                yield piece

    def forget_sound(self, recording: Recording) -> None:
        """Forget what was said on ``recording``."""
        for speaker, voice in recording.voices.items():
            for number in range(voice.pieces):
                self.sound_bytes -= len(self.sounds.pop(_piece(recording, speaker, number), b""))
        recording.voices.clear()

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

    def keep_body(self, exchange: Exchange, body: bytes) -> None:
        """Remember an answer's body; where they are too much in all, the oldest exchanges lose theirs."""
        exchange.body = body
        self.bodies.append(exchange)
        self.body_bytes += len(body)
        while self.body_bytes > BODY_BYTES_KEPT:
            oldest = self.bodies.popleft()
            self.body_bytes -= len(oldest.body)
            oldest.body = b""

    def clear(self) -> None:
        """Forget every call, text, recording, queue, code and exchange; the numbers stay."""
        self.calls.clear()
        self.messages.clear()
        self.opted_out.clear()
        for service in self.services.values():
            service.forget()
        self.recordings.clear()
        self.transcriptions.clear()
        self.sounds.clear()
        self.sound_bytes = 0
        self.queues.clear()
        self.partners.clear()
        self.conferences.clear()
        self.verifications.clear()
        self.attempts.clear()
        self.challenges.clear()
        self.emails.clear()
        self.rate_hits.clear()
        self.given.clear()
        self.exchanges.clear()
        self.bodies.clear()
        self.body_bytes = 0


def _piece(recording: Recording, speaker: str, number: int) -> str:
    return f"{recording.sid}/{speaker}/{number}"


__all__ = [
    "Call",
    "CallerId",
    "Conference",
    "Contact",
    "Exchange",
    "Given",
    "Key",
    "Media",
    "Message",
    "MessagingService",
    "Number",
    "PoolSender",
    "Queue",
    "Shelved",
    "Speaker",
    "Store",
    "TranscriptLine",
    "TwilioAccount",
    "UsageTrigger",
    "WsgiApp",
    "new_sid",
    "shown",
]
