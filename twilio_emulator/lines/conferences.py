"""Conferences: legs go into their rooms and out again, and a call from the API may be planned to come into one.

The rules are :mod:`twilio_emulator.engine.conference`, a room is :class:`ConferenceRoom`; it is made when somebody
enters it, and one that is over is replaced by another of the same name (twilio-behaviour 3.7). Everything happens under
the desk's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from twilio_emulator.desk import Desk, Invitation
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.conference import Participant
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.session import Entry
from twilio_emulator.engine.verbs.conference import Conference as Noun
from twilio_emulator.lines.called_line import RING_SECONDS, Plan
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.lines.driver import Driver
from twilio_emulator.store import Call, Conference, new_sid

MOST_FAILED = 100
"""Calls into a conference of which nothing came that are remembered, for whoever asks what has become of them."""


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


def find(desk: Desk, sid: str) -> ConferenceRoom | None:
    """Return the room with somebody in it that has this SID."""
    return next((room for room in desk.conference_rooms.values() if room.record.sid == sid), None)


def invite(desk: Desk, call: Call, name: str, participant: Participant) -> Invitation:
    """Expect a call in the room ``name`` of its account, which may be made for it; returns with the room's SID."""
    key, invitations = (call.account_sid, name), desk.invitations
    over = [sid for sid in invitations if sid not in desk.lines]
    for sid in over[:-MOST_FAILED]:
        del invitations[sid]
    room = desk.conference_rooms.get(key)
    invitations[call.sid] = Invitation(
        conference_sid=room.record.sid if room is not None else _promised(desk, key),
        account_sid=call.account_sid,
        name=name,
        participant=replace(participant, call_sid=call.sid),
        at=desk.clock.now(),
    )
    return invitations[call.sid]


def _promised(desk: Desk, key: tuple[str, str]) -> str:
    """Return the SID of a room that is to be made: the one that was told to whoever has invited somebody."""
    for sid, one in desk.invitations.items():
        if sid in desk.lines and key == (one.account_sid, one.name):
            return new_sid("CF") if one.conference_sid in desk.store.conferences else one.conference_sid
    return new_sid("CF")


def enter(driver: Driver, effect: effects.EnterConference) -> None:
    """Take the leg into the room of that name, made where there is none."""
    desk, line = driver.desk, driver.line
    key = (line.call.account_sid, effect.name)
    room = desk.conference_rooms.get(key)
    made = room is None
    if room is None:
        # It is in nobody's books before somebody is in it.
        now = desk.clock.now()
        record = Conference(
            sid=_promised(desk, key),
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
    desk.invitations.pop(line.call.sid, None)
    if made:
        desk.conference_rooms[key] = room
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
