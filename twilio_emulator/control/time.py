"""The clock: everybody may read it, and move it as far as its kind allows.

A virtual clock is moved on, by seconds or to the next thing due, and goes by itself not at all. A real one is given
another pace, down to standing still, and jumps to the next thing due; it is not moved on by seconds, because the
applications it waits for live in real time.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.clock import FASTEST, ManualClock, RealClock
from twilio_emulator.control import fields
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.feed import Topic


class ClockJson(TypedDict):
    """What time it is for the emulator, whose clock is ``manual`` or ``real``.

    ``rate`` of its seconds pass in a real one by themselves, 0 where it stands still. It is ``ahead`` of the time of
    day by so many seconds, and behind it where that is less than 0. ``left`` are its seconds until the next thing is
    due, null where nothing is.
    """

    now: str
    clock: str
    rate: float
    ahead: float
    left: float | None


class SteppedJson(ClockJson):
    """The clock after a step; ``stepped`` is false where nothing was due, and no time has passed."""

    stepped: bool


def read_clock(asked: Asked) -> ClockJson:
    """Return what time it is."""
    clock = asked.switchboard.desk.clock
    return {
        "now": clock.now().isoformat(),
        "clock": "manual" if isinstance(clock, ManualClock) else "real",
        "rate": clock.rate,
        "ahead": clock.ahead if isinstance(clock, RealClock) else 0.0,
        "left": clock.left(),
    }


def advance(asked: Asked) -> ClockJson:
    """Move on, doing everything that falls due."""
    clock = asked.switchboard.desk.clock
    if not isinstance(clock, ManualClock):
        raise Refusal(409, "real_time", "this emulator runs in real time; nobody can move its clock")
    clock.advance(asked.body["seconds"])
    return _moved(asked)


def set_rate(asked: Asked) -> ClockJson:
    """Let time go at another pace: every call's, at once."""
    clock = asked.switchboard.desk.clock
    if not isinstance(clock, RealClock):
        raise Refusal(409, "virtual_time", "time is virtual here: it stands still until somebody moves it")
    clock.pace(asked.body["rate"])
    return _moved(asked)


def step(asked: Asked) -> SteppedJson:
    """Jump to the next thing due, and do it."""
    stepped = asked.switchboard.desk.clock.step()
    return {**_moved(asked), "stepped": stepped}


def _moved(asked: Asked) -> ClockJson:
    asked.switchboard.desk.feed.hint(Topic.CLOCK)
    return read_clock(asked)


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/clock",
        summary="Read the clock",
        handler=read_clock,
        answer=ClockJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/clock/advance",
        summary="Move a virtual clock on",
        handler=advance,
        answer=ClockJson,
        body={"seconds": fields.seconds()},
        refusals=(409,),
    ),
    Operation(
        method=HTTPMethod.PUT,
        path="/clock/rate",
        summary="Let a real clock go faster, slower, or stand still",
        handler=set_rate,
        answer=ClockJson,
        body={"rate": fields.seconds(most=FASTEST)},
        refusals=(409,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/clock/step",
        summary="Jump to the next thing due",
        handler=step,
        answer=SteppedJson,
        body={},
    ),
)
