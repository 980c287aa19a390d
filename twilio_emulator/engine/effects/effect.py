"""What every effect is, and those of any session: ask the application, wait, answer, end."""

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
    """Why the application is asked; shown in the inspector."""

    ANSWER = "answer"
    ACTION = "action"
    REDIRECT = "redirect"
    FALLBACK = "fallback"
    MESSAGE = "message"
    UPDATE = "update"
    """The application itself sent the call there, by REST."""
    WHISPER = "whisper"
    """What a called party hears before it is connected."""
    WAIT = "wait"
    """What a caller hears in a queue, in a conference that has not begun, or on hold."""
    ANNOUNCEMENT = "announcement"
    """What is said into a conference, to one or to all."""
    STATUS = "status"
    """A callback: whatever is answered, the call goes on as it was."""


class Turn(StrEnum):
    """Whose turn it is while a session waits; tells when a line is quiet."""

    NOBODY = "nobody"
    """Time passes by itself."""
    CALLER = "caller"
    """The person on this leg is to press or say something."""
    CALLED = "called"
    """Somebody who was rung is to answer."""
    TALKING = "talking"
    """People talk to each other, or sit in silence, until one of them does something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Where progress is reported to (``url`` absolute, empty: nowhere), and which events of it."""

    url: str = ""
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing for the driver to do."""

    ends_with: ClassVar[frozenset[type]] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Effect):
    """A wait during which the caller may be heard; ``hears`` are the kinds of input that count meanwhile.

    What the caller presses or says while it is ``secret`` is written down nowhere. ``line`` and ``column`` are where
    the word stands that waits, where that is another than the running verb: a prompt within a Gather.
    """

    hears: frozenset[type] = NOTHING
    secret: bool = False
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Effect):
    """Request a document from the application, with ``params`` beside the standard ones (``url`` is absolute)."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Reply, inputs.FetchFailed})
    url: str
    method: str
    purpose: Purpose
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Effect):
    """Tell the application something without waiting for its answer, which changes nothing (``url`` is absolute)."""

    url: str
    method: str
    purpose: Purpose = Purpose.STATUS
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Listening):
    """Let ``seconds`` pass; ``turn`` tells who is to do something meanwhile."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.TimerExpired})
    seconds: float
    turn: Turn = Turn.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Effect):
    """Pick up: the leg is in progress from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Effect):
    """File a coded remark on what the application answered."""

    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Effect):
    """A verb begins to run: what the inspector lights up."""

    tag: str
    line: int
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Effect):
    """The session is over and the leg goes on: a whisper has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Effect):
    """The session is over, and with it the leg; ``reason`` in a few words."""

    reason: str
