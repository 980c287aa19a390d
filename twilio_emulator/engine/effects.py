"""What the driver must do: everything a session can ask for.

An effect whose class says :attr:`Effect.ends_with` is a *wait*: the session does nothing more until one of those
inputs, or one of the inputs it ``hears``, is fed. The last effect of every sprint is a wait or an :class:`End`, and a
new wait makes the driver drop whatever it still did for the one before (sound, timer).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.errors import Notice

NOTHING: frozenset[type] = frozenset()
KEYS: frozenset[type] = frozenset({inputs.KeyPressed})
SPEECH: frozenset[type] = frozenset({inputs.Spoke})


class Purpose(StrEnum):
    """Why a document is fetched; shown in the inspector."""

    ANSWER = "answer"
    ACTION = "action"
    REDIRECT = "redirect"
    FALLBACK = "fallback"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing for the driver to do."""

    ends_with: ClassVar[frozenset[type]] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Effect):
    """A wait during which the caller may be heard; ``hears`` are the kinds of input that count meanwhile."""

    hears: frozenset[type] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Effect):
    """Request a document from the application, with ``params`` beside the standard ones (``url`` is absolute)."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Reply, inputs.FetchFailed})
    url: str
    method: str
    purpose: Purpose
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Listening):
    """Say ``text`` (no markup left in it); ``rate`` 1.0 is normal pace, ``pauses`` are seconds of silence within."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    text: str
    language: str
    voice: str
    rate: float = 1.0
    pauses: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayAudio(Listening):
    """Play the sound at ``url`` (absolute), or ``sound`` where it has come already; it may turn out not to be one."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded, inputs.FetchFailed})
    url: str
    sound: inputs.Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayDigits(Listening):
    """Send ``digits`` as tones down the line; ``w`` is half a second, ``W`` a whole one."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Listening):
    """Let ``seconds`` pass; ``for_caller`` where it is the caller's turn."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.TimerExpired})
    seconds: float
    for_caller: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Effect):
    """Pick up: the leg is in progress from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Effect):
    """Send a message; ``to`` and ``from_`` empty mean back to the sender, from the number that was texted."""

    body: str
    to: str
    from_: str
    media: tuple[str, ...] = ()
    status_callback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Effect):
    """File a coded remark on what the application answered."""

    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Effect):
    """A verb begins to run: what the inspector lights up."""

    tag: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Effect):
    """The session is over, and with it the leg; ``reason`` in a few words."""

    reason: str
