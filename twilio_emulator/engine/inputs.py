"""What the world did: everything a session can be fed."""

from __future__ import annotations

from dataclasses import dataclass

from twilio_emulator.engine.leg import CallStatus


@dataclass(frozen=True, slots=True)
class Reply:
    """The application answered a :class:`~twilio_emulator.engine.effects.Fetch`.

    ``url`` is where the answer came from after redirects: relative URLs in it start there. ``number`` is that of the
    webhook it answers, where it does.
    """

    status: int
    content_type: str
    body: bytes
    url: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No answer, or no sound, could be had; ``code`` is Twilio's number for the reason."""

    code: int
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed one of ``0-9 * # A-D``."""

    key: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The caller said something for ``seconds``; ``confidence`` is the recogniser's, from 0 to 1."""

    text: str
    confidence: float = 0.95
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """What was being said or played has been heard to its end."""


@dataclass(frozen=True, slots=True)
class TimerExpired:
    """The seconds of a :class:`~twilio_emulator.engine.effects.Wait` are over."""


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """A leg that was rung has been picked up; nobody is connected with it yet."""

    sid: str


@dataclass(frozen=True, slots=True)
class LegReady:
    """A leg that was picked up may be connected: its whisper, if it had one, has run out."""

    sid: str


@dataclass(frozen=True, slots=True)
class LegEnded:
    """A leg that was rung is over, as ``status``, or has ``left`` for a document of its own."""

    sid: str
    status: CallStatus
    left: bool = False


@dataclass(frozen=True, slots=True)
class Transferred:
    """The SIP telephone this leg is connected with asks that it be put through to ``target`` (REFER)."""

    target: str


@dataclass(frozen=True, slots=True)
class Prefetched:
    """The sounds of a :class:`~twilio_emulator.engine.effects.Prefetch` have come, in its order."""

    sounds: tuple[Reply | FetchFailed, ...]


@dataclass(frozen=True, slots=True)
class Referred:
    """What became of a :class:`~twilio_emulator.engine.effects.Refer`.

    ``status`` is that of the call the telephone made, in the words of a call resource; ``answered`` and ``notified``
    are SIP's codes for the request and for that call. All are empty or 0 where this leg is no SIP telephone's.
    """

    status: str = ""
    answered: int = 0
    notified: int = 0


@dataclass(frozen=True, slots=True)
class DateTold:
    """It is this ``month`` (from 1) of this ``year``."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class ConferenceEntered:
    """The leg has been taken into the room, whose conference has ``started`` or is still waited for."""

    started: bool


@dataclass(frozen=True, slots=True)
class ConferenceRefused:
    """The leg could not be taken into the room; ``code`` is Twilio's number for the reason."""

    code: int
    detail: str


@dataclass(frozen=True, slots=True)
class ConferenceStarted:
    """The conference begins: those who waited for it hear each other."""


@dataclass(frozen=True, slots=True)
class Held:
    """The leg is put on hold and hears what is at ``url`` (absolute; empty: the usual music)."""

    url: str = ""
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The leg is on hold no longer; the conference has ``started`` or is still waited for."""

    started: bool


@dataclass(frozen=True, slots=True)
class WaitChanged:
    """From now on the leg hears ``url`` in waiting (absolute; empty: silence; ``None``: the usual music)."""

    url: str | None = None
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Removed:
    """The leg is no longer in the room: the conference is over, or it was taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The leg waits in the queue ``queue_sid``, at ``position`` (from 1) of ``size``.

    ``max_size`` is how many may wait there; ``average`` is for how many seconds those who do have waited.
    """

    queue_sid: str
    position: int
    size: int
    max_size: int
    average: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFull:
    """There is no place left in the queue."""

    max_size: int


@dataclass(frozen=True, slots=True)
class NoSuchQueue:
    """There is no queue of that name to take somebody from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dequeued:
    """The leg ``by`` takes this one out of the queue; ``url`` (absolute, empty: none) is to be heard first."""

    by: str
    queue_sid: str
    url: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class StreamClosed:
    """The media stream ``sid`` is over, or could not be opened."""

    sid: str


@dataclass(frozen=True, slots=True)
class RelayOpened:
    """The relay's websocket is open; ``setup`` says whose call it is, in the words of its first message."""

    setup: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RelayReceived:
    """The application sent a message to the relay, a right one or any other."""

    text: str | bytes


@dataclass(frozen=True, slots=True)
class RelayClosed:
    """The relay's websocket could not be opened, or was lost; ``code`` is Twilio's number for the reason."""

    code: int
    detail: str


@dataclass(frozen=True, slots=True)
class SoundBegan:
    """The sound ``number`` of a :class:`~twilio_emulator.engine.effects.Perform` can be heard, for ``seconds``."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SoundEnded:
    """The sound ``number`` was heard to its end, or could not be had."""

    number: int


@dataclass(frozen=True, slots=True)
class HungUp:
    """The leg is over: the person put the phone down, or the application ended the call from outside."""

    reason: str = "the caller hung up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """The application sent the live leg to another document (``url``, or ``twiml`` itself) by REST."""

    url: str = ""
    method: str = "POST"
    twiml: bytes | None = None


Input = (
    Reply
    | FetchFailed
    | KeyPressed
    | Spoke
    | PlaybackEnded
    | TimerExpired
    | LegAnswered
    | LegReady
    | LegEnded
    | Transferred
    | Prefetched
    | Referred
    | DateTold
    | Standing
    | QueueFull
    | NoSuchQueue
    | Dequeued
    | ConferenceEntered
    | ConferenceRefused
    | ConferenceStarted
    | Held
    | Resumed
    | WaitChanged
    | Removed
    | StreamClosed
    | RelayOpened
    | RelayReceived
    | RelayClosed
    | SoundBegan
    | SoundEnded
    | HungUp
    | Updated
)
"""Any of them."""
