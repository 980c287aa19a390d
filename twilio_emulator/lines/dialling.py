"""One leg reaches for others: ringing them, connecting with one, giving them up (twilio-behaviour 3.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.effects import Destination, DestinationKind, RecordingSource
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.lines.called_line import CalledLine
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.room import Room
from twilio_emulator.store import Call, Speaker, shown
from twilio_emulator.webhook import parameters

MOST_HOPS = 8
"""How many applications may dial one another on account of one call."""
MOST_LEGS = 5000
"""How many legs may be alive at once."""
NAMES: dict[DestinationKind, re.Pattern[str]] = {
    DestinationKind.SIP: re.compile(r"[A-Za-z0-9+_.-]+"),
    DestinationKind.CLIENT: re.compile(r"\S+"),
    DestinationKind.APPLICATION: re.compile(r"\S+"),
}
"""What else than a number may be shown to whom (twilio-behaviour 3.6, callerId)."""


def ring(driver: Driver, effect: effects.Ring) -> None:
    """Place a leg for each destination; one that cannot be placed has failed."""
    call = driver.line.call
    caller_id = effect.caller_id or call.from_
    problem = _problem(driver, len(effect.destinations))
    if problem is not None:
        driver.note(problem)
    tone = f", the ringing tone is that of {effect.ring_tone}" if effect.ring_tone else ""
    for destination in effect.destinations:
        address = _address(destination, caller_id)
        hidden = problem is None and not _may_show(driver, caller_id, destination.kind)
        if hidden:
            detail = f"{caller_id!r} is neither a number of this call, nor one of the account, nor a verified one"
            driver.note(Notice(code=13214, detail=detail))
        driver.line.write(Speaker.NOTE, f"rings {shown(address)}{tone}")
        if problem is not None or hidden:
            driver.feed(inputs.LegEnded(destination.sid, CallStatus.FAILED))
            continue
        child = Call(
            sid=destination.sid,
            account_sid=call.account_sid,
            from_=caller_id,
            to=call.to if destination.keeps_to else address,
            placed_at=driver.desk.clock.now(),
            direction="outbound-dial",
            parent_sid=call.sid,
            hops=call.hops,
        )
        driver.desk.store.add_call(child)
        line = CalledLine(driver.desk, child, driver.line.number, destination, parent=driver)
        driver.desk.lines[child.sid] = driver.children[child.sid] = line
        line.begin()


def connect(driver: Driver, effect: effects.Connect) -> None:
    """Let two legs hear each other."""
    other = driver.desk.lines.get(effect.sid)
    if other is None:
        return
    room = Room()
    room.join(driver.line)
    room.join(other)
    other.recorded = next((one for one in driver.line.recordings if one.source is RecordingSource.DIAL_VERB), None)
    driver.line.write(Speaker.NOTE, f"connected with {_name(other.call)}")
    other.write(Speaker.NOTE, f"connected with {_name(driver.line.call)}")


def release(driver: Driver, effect: effects.Release) -> None:
    """Give up legs that were dialled from here."""
    for sid in effect.sids:
        child = driver.children.pop(sid, None)
        if child is not None:
            child.release(effect.unanswered)


def _name(call: Call) -> str:
    """Return who is at the far end of ``call``."""
    return shown(call.to if call.direction.startswith("outbound") else call.from_)


def _address(destination: Destination, caller_id: str) -> str:
    """Return what is really rung: a number as it would be dialled from where the caller is."""
    if destination.kind is DestinationKind.NUMBER:
        return parameters.dialled(destination.address, caller_id)
    return destination.address


def _problem(driver: Driver, legs: int) -> Notice | None:
    """Return why nobody can be rung, if so."""
    if driver.line.call.hops >= MOST_HOPS:
        return Notice(code=12400, detail=f"{MOST_HOPS} applications have dialled one another")
    if len(driver.desk.lines) + legs > MOST_LEGS:
        return Notice(code=10004, detail=f"{MOST_LEGS} legs are alive already")
    return None


def _may_show(driver: Driver, caller_id: str, kind: DestinationKind) -> bool:
    """Whether ``caller_id`` may be shown to a party of that ``kind``."""
    call, store = driver.line.call, driver.desk.store
    if caller_id in (call.from_, call.to) or store.may_show(call.account_sid, caller_id):
        return True
    name = NAMES.get(kind)
    return name is not None and name.fullmatch(caller_id) is not None and not caller_id.lstrip("+").isdigit()


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.Ring: ring,
    effects.Connect: connect,
    effects.Release: release,
}
"""How each effect that concerns other legs is carried out."""
