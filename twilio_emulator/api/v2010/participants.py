"""Participants: who is in a conference, and what an application does to each (twilio-behaviour 5.7).

One is named by its CallSid or by its label.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import call_order, live
from twilio_emulator.api.v2010.conferences import begin, conference_of, home_of
from twilio_emulator.api.v2010.invitation import attributes, participant_of
from twilio_emulator.engine.conference import Participant
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.verbs.conference import LONGEST_NAME
from twilio_emulator.lines import conferences, moderation
from twilio_emulator.lines.conference_room import ConferenceRoom

register(
    {
        13237: "The name of the conference is not valid",
        16027: "The participant to be coached is on hold",
        16028: "CallSidToCoach is no other participant of the conference",
        21205: "{name} is not a valid URL: {value}",
    }
)
STATUSES = {
    CallStatus.QUEUED: "queued",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "connecting",
    CallStatus.COMPLETED: "complete",
}
"""What a participant's status is called that is not in the room (yet)."""


def described(asked: Asked, conference_sid: str, one: Participant, joined: datetime, status: str) -> dict[str, Any]:
    """Return the Participant resource."""
    conference = asked.store.conferences.get(conference_sid)
    changed = conference.changed_at.get(one.call_sid, joined) if conference is not None else joined
    path = formats.path(asked.account.sid, "Conferences", conference_sid, "Participants", one.call_sid)
    return {
        "account_sid": asked.account.sid,
        "call_sid": one.call_sid,
        "label": formats.optional(one.label),
        "call_sid_to_coach": formats.optional(one.coaches),
        "coaching": bool(one.coaches),
        "conference_sid": conference_sid,
        "date_created": formats.date(joined),
        "date_updated": formats.date(max(changed, joined)),
        "end_conference_on_exit": one.end_on_exit,
        "muted": one.muted,
        "hold": one.hold,
        "start_conference_on_enter": one.start_on_enter,
        "status": status,
        "queue_time": "0",
        "uri": f"{path}.json",
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return who is in the room, the latest first; ``Muted``, ``Hold`` and ``Coaching`` choose among them."""
    conference = conference_of(asked)
    wanted = [(name, asked.query[name].lower()) for name in ("Muted", "Hold", "Coaching") if asked.query.get(name)]
    found = [
        one
        for one in reversed(conference.participants.values())
        if all(one.params()[name] == value for name, value in wanted)
    ]
    return paging.page(asked, "participants", found, _connected, lambda one: one.call_sid)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one who is in the room, or who was called to come into it."""
    name = asked.sids["CallSid"]
    invited = asked.desk.invitations.get(name)
    expected = invited is not None and invited.account_sid == asked.account.sid
    if invited is not None and expected and asked.sids["ConferenceSid"] == invited.conference_sid:
        call = asked.own(asked.store.calls.get(name))
        status = STATUSES.get(call.status, "failed")
        return described(asked, invited.conference_sid, invited.participant, invited.at, status)
    return _connected(asked, _participant(asked))


def create(asked: Asked) -> dict[str, Any]:
    """Call somebody who is to come into the conference of that SID or name; raises what a new call does, and 13237."""
    named = asked.sids["ConferenceSid"]
    known = asked.store.conferences.get(named)
    if known is not None:
        asked.own(known)
        if known.over:
            raise asked.missing()
        named = known.friendly_name
    elif not 0 < len(named) <= LONGEST_NAME:
        raise ApiError(13237)
    home = asked.text("From").strip()
    wanted = attributes(asked, home)
    order = call_order.read(asked, conferences.plan(named, wanted).entry)
    call = asked.switchboard.queue_call(
        order.from_, order.to, order.plan, order.destination, account_sid=asked.account.sid
    )
    invited = conferences.invite(asked.desk, call, named, participant_of(wanted))
    asked.later.append(partial(asked.switchboard.ring_out, call.sid))
    live.settle(asked, call.sid)
    status = STATUSES.get(call.status, "failed")
    return described(asked, invited.conference_sid, invited.participant, invited.at, status)


def update(asked: Asked) -> dict[str, Any]:
    """Mute, hold, coach, or let one hear something; raises 16027, 16028, and 21205 for what is no address."""
    one, room = _participant(asked), _room(asked)
    sid, home = one.call_sid, home_of(room)
    hold_url, wait_url = asked.url("HoldUrl", 21205, home), asked.url("WaitUrl", 21205, home)
    announced = asked.url("AnnounceUrl", 21205, home)
    methods = [
        asked.method(f"{name}Method", "GET" if name == "Hold" else "POST") for name in ("Hold", "Wait", "Announce")
    ]
    muted, hold = asked.boolean("Muted", one.muted), asked.boolean("Hold", one.hold)
    begin(asked, room)
    if asked.has("Coaching") or asked.has("CallSidToCoach"):
        _coach(asked, room, one)
    if asked.has("Muted"):
        moderation.mute(room, sid, muted)
    if asked.has("Hold") or (one.hold and hold_url):
        moderation.hold(room, sid, hold, hold_url, methods[0])
    if asked.has("WaitUrl"):
        moderation.wait(room, sid, wait_url, methods[1])
    moderation.end_on_exit(room, sid, asked.boolean("EndConferenceOnExit", one.end_on_exit))
    moderation.beep_on_exit(room, sid, asked.boolean("BeepOnExit", one.beep_on_exit))
    if announced:
        moderation.announce(room, announced, methods[2], sid)
    return _connected(asked, room.record.participants.get(sid, one))


def delete(asked: Asked) -> None:
    """Take one out of the conference; its call goes on with its own documents."""
    one, room = _participant(asked), _room(asked)
    begin(asked, room)
    moderation.kick(room, one.call_sid)


def _coach(asked: Asked, room: ConferenceRoom, one: Participant) -> None:
    coaches = asked.boolean("Coaching", True)
    whom = asked.text("CallSidToCoach", one.coaches) if coaches else ""
    if coaches and not whom:
        raise ApiError(16028)
    try:
        moderation.coach(room, one.call_sid, whom)
    except TwimlError as refused:
        raise ApiError(refused.notice.code) from None


def _connected(asked: Asked, one: Participant) -> dict[str, Any]:
    conference = conference_of(asked)
    return described(asked, conference.sid, one, conference.joined_at[one.call_sid], "connected")


def _participant(asked: Asked) -> Participant:
    conference, name = conference_of(asked), asked.sids["CallSid"]
    return asked.own(conference.participants.get(name) or conference.by_label(name))


def _room(asked: Asked) -> ConferenceRoom:
    return asked.own(conferences.find(asked.desk, conference_of(asked).sid))


MANY = "/{AccountSid}/Conferences/{ConferenceSid}/Participants.json"
ONE = "/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete, status=204),
)
"""What may be asked of participants."""
