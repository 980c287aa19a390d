"""A call that a request names, and its leg while it lasts."""

from __future__ import annotations

from functools import partial

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.engine.session import Entry
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.line import Line
from twilio_emulator.store import Call

register({21220: "Call is not in-progress. Cannot redirect."})


def call_of(asked: Asked, name: str = "CallSid") -> Call:
    """Return the call that the path names; raises 20404 where the account has none."""
    return asked.own(asked.store.calls.get(asked.sids[name]))


def line_of(asked: Asked, name: str = "CallSid") -> Line:
    """Return the leg of that call, answered or not; raises 21220 where it is over."""
    line = asked.desk.lines.get(call_of(asked, name).sid)
    if line is None:
        raise ApiError(21220)
    return line


def answered_line_of(asked: Asked, name: str = "CallSid") -> Line:
    """Return the leg of a call that is in progress; raises 21220 for any other."""
    line = line_of(asked, name)
    if not line.leg.answered:
        raise ApiError(21220)
    return line


def driver_of(line: Line) -> Driver:
    """Return what runs the leg's documents; where nothing does, one that runs none, for what is done beside them."""
    return line.driver or Driver(line, Entry(url=""))


def home_of(line: Line) -> str:
    """Return the number whose application object may be given paths instead of addresses."""
    return line.number.phone_number if line.number is not None else ""


def settle(asked: Asked, call_sid: str) -> None:
    """In virtual time, let what was done take effect once the request is answered."""
    asked.later.append(partial(asked.switchboard.settle, call_sid, guest=True))
