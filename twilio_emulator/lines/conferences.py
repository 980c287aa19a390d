"""Conferences: legs go into their rooms and out again, and a call from the API may be planned to come into one.

The rules are :mod:`twilio_emulator.engine.conference`, a room is :class:`ConferenceRoom`; it is made when somebody
enters it, and one that is over is replaced by another of the same name (twilio-behaviour 3.7). Everything happens under
the desk's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from twilio_emulator.desk import Desk
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.session import Entry
from twilio_emulator.engine.verbs.conference import Conference as Noun
from twilio_emulator.lines.called_line import RING_SECONDS, Plan
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.lines.driver import Driver
from twilio_emulator.store import Conference


def plan(
    name: str, attributes: Mapping[str, str], *, timeout: float = RING_SECONDS, time_limit: float | None = None
) -> Plan:
    """Return what becomes of a call that is to come straight into the room ``name``, once somebody has answered.

    ``attributes`` are those of ``<Conference>``, with absolute URLs. Raises ``ValueError`` for one that it has not.
    """
    unknown = attributes.keys() - Noun.ATTRIBUTES.keys()
    if unknown:
        raise ValueError(f"Conference has no attribute {', '.join(sorted(unknown))}")
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    document = f"<Response><Dial><Conference{written}>{escape(name)}</Conference></Dial></Response>"
    return Plan(entry=Entry(url="", twiml=document.encode()), timeout=timeout, time_limit=time_limit)


def find(desk: Desk, name_or_sid: str) -> ConferenceRoom | None:
    """Return the room with somebody in it that has this name or SID."""
    rooms = desk.conference_rooms
    found = rooms.get(name_or_sid)
    return found or next((room for room in rooms.values() if room.record.sid == name_or_sid), None)


def enter(driver: Driver, effect: effects.EnterConference) -> None:
    """Take the leg into the room of that name, made where there is none."""
    desk, line = driver.desk, driver.line
    room = desk.conference_rooms.get(effect.name)
    made = room is None
    if room is None:
        # It is in nobody's books before somebody is in it.
        now = desk.clock.now()
        record = Conference(
            account_sid=line.call.account_sid,
            friendly_name=effect.name,
            date_created=now,
            date_updated=now,
            capacity=effect.capacity,
            events=frozenset(effect.callbacks.events if effect.callbacks.url else ()),
        )
        room = ConferenceRoom(desk, record, line, effect)
    try:
        room.enter(driver, effect)
    except TwimlError as refused:
        driver.feed(inputs.ConferenceRefused(refused.notice.code, refused.notice.detail))
        return
    if made:
        desk.conference_rooms[effect.name] = room
        desk.store.add_conference(room.record)


def leave(driver: Driver, effect: effects.LeaveConference) -> None:
    """Take the leg out of the room it is in."""
    line = driver.line
    if isinstance(line.room, ConferenceRoom):
        line.room.out(line.call.sid, effect.why, "completed" if effect.call_over else str(line.leg.status))


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.EnterConference: enter,
    effects.LeaveConference: leave,
}
"""How each effect that concerns conferences is carried out."""
