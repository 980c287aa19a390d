"""The clock: everybody may read it, and in virtual time whoever asks may move it."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.clock import ManualClock
from twilio_emulator.control import fields
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal


class ClockJson(TypedDict):
    """What time it is for the emulator; whoever asks may move a ``manual`` clock, and nobody a ``real`` one."""

    now: str
    clock: str


def advance(asked: Asked) -> ClockJson:
    """Move on, doing everything that falls due."""
    clock = asked.switchboard.desk.clock
    if not isinstance(clock, ManualClock):
        raise Refusal(409, "real_time", "this emulator runs in real time; nobody can move its clock")
    clock.advance(asked.body["seconds"])
    return read_clock(asked)


def read_clock(asked: Asked) -> ClockJson:
    """Return what time it is."""
    clock = asked.switchboard.desk.clock
    return {"now": clock.now().isoformat(), "clock": "manual" if isinstance(clock, ManualClock) else "real"}


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
)
