"""The clock: in virtual time, whoever asks may move it."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.clock import ManualClock
from twilio_emulator.control import fields
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal


class ClockJson(TypedDict):
    """What time it is for the emulator."""

    now: str


def advance(asked: Asked) -> ClockJson:
    """Move on, doing everything that falls due."""
    clock = asked.switchboard.desk.clock
    if not isinstance(clock, ManualClock):
        raise Refusal(409, "real_time", "this emulator runs in real time; nobody can move its clock")
    clock.advance(asked.body["seconds"])
    return {"now": clock.now().isoformat()}


OPERATIONS = (
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
