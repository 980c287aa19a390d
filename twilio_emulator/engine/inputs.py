"""What the world did: everything a session can be fed."""

from __future__ import annotations

from dataclasses import dataclass

from twilio_emulator.engine.leg import CallStatus


@dataclass(frozen=True, slots=True)
class Reply:
    """The application answered a :class:`~twilio_emulator.engine.effects.Fetch`.

    ``url`` is where the answer came from after redirects: relative URLs in it start there.
    """

    status: int
    content_type: str
    body: bytes
    url: str


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
    | HungUp
    | Updated
)
"""Any of them."""
