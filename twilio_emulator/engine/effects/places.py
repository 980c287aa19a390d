"""Conferences and queues: going in, asking after one's place, going out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.conference import MOST, Departure, Participant
from twilio_emulator.engine.effects.effect import Callbacks, Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterConference(Effect):
    """Go into the conference room that is called ``name``, which is made where there is none.

    ``participant`` is this leg as it comes in (the driver fills in its CallSid). ``capacity``, ``callbacks``,
    ``event_url`` and ``region`` are the room's, and those of the first who comes in count; ``record`` is heeded of
    anybody who comes before it starts. The leg is taken out again after ``time_limit`` seconds, or by a star where
    ``leaves_on_star``. URLs are absolute, and empty where there is none.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.ConferenceEntered, inputs.ConferenceRefused})
    name: str
    participant: Participant
    time_limit: float
    leaves_on_star: bool = False
    capacity: int = MOST
    callbacks: Callbacks = field(default_factory=Callbacks)
    record: bool = False
    trim: bool = True
    recording: Callbacks = field(default_factory=Callbacks)
    event_url: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveConference(Effect):
    """Leave the room, because of ``why``; harmless where the leg is in none. ``call_over``: the call ends with it."""

    why: Departure = Departure.LEFT
    call_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinQueue(Effect):
    """Wait in the queue ``name``, which is made where there is none; at most ``max_size`` may wait there.

    Where somebody waits to take a call from it already, ``Dequeued`` comes at once.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Standing, inputs.QueueFull, inputs.Dequeued})
    name: str
    max_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStanding(Effect):
    """Ask where this leg stands now in the queue ``queue_sid``."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Standing})
    queue_sid: str
    max_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFromQueue(Effect):
    """Take the first call out of the queue ``name``, or the next that comes to it.

    Like a leg that was rung, it is answered for by ``LegAnswered`` when it is taken, ``LegReady`` when it has heard the
    document at ``url`` (absolute, empty: none), and ``LegEnded`` when it is gone; or by ``NoSuchQueue``.
    """

    name: str
    url: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFor(Effect):
    """Tell the leg ``sid``, with which a queue has put this one together, that it may be talked to: ``LegReady``."""

    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQueue(Effect):
    """Give up whatever this leg has of a queue: its place, its wait for somebody, or the leg it was put together with.

    That leg gets ``LegEnded``; ``left`` tells that this one goes on elsewhere. Harmless where there is nothing.
    """

    left: bool = False
