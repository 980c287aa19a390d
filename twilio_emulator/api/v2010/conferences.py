"""Conferences: which there are, and what an application does to one as a whole (twilio-behaviour 3.7, 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.engine.conference import Status
from twilio_emulator.lines import conferences, moderation
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.store import Conference

register({16010: "AnnounceUrl is not a valid URL: {value}"})


def described(_asked: Asked, conference: Conference) -> dict[str, Any]:
    """Return the Conference resource."""
    path = formats.path(conference.account_sid, "Conferences", conference.sid)
    return {
        "account_sid": conference.account_sid,
        "date_created": formats.date(conference.date_created),
        "date_updated": formats.date(conference.date_updated),
        "api_version": formats.API_VERSION,
        "friendly_name": conference.friendly_name,
        "region": conference.region or "us1",
        "sid": conference.sid,
        "status": str(conference.status),
        "uri": f"{path}.json",
        "subresource_uris": {
            "participants": f"{path}/Participants.json",
            "recordings": f"{path}/Recordings.json",
        },
        "reason_conference_ended": formats.optional(conference.reason_conference_ended),
        "call_sid_ending_conference": formats.optional(conference.call_sid_ending_conference),
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the conferences that fit every filter, newest first; raises 20001 for a status or a date that is none."""
    if asked.query.get("Status", "") not in ("", *Status):
        raise ApiError(20001, name="Status")
    return paging.page(asked, "conferences", _fitting(asked), described)


def _fitting(asked: Asked) -> Iterator[Conference]:
    name, status = asked.query.get("FriendlyName", ""), asked.query.get("Status", "")
    for one in reversed(asked.store.conferences.values()):
        fits = one.account_sid == asked.account.sid and name in ("", one.friendly_name) and status in ("", one.status)
        if fits and asked.within("DateCreated", one.date_created) and asked.within("DateUpdated", one.date_updated):
            yield one


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one conference."""
    return described(asked, conference_of(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """End a conference, or let all in it hear something; raises 16010, and 20404 for one that is over."""
    conference = conference_of(asked, "Sid")
    status = asked.choice("Status", (str(Status.COMPLETED),), "")
    room = conferences.find(asked.desk, conference.sid)
    if room is None:
        if asked.text("AnnounceUrl"):
            raise asked.missing()
        return described(asked, conference)
    url, method = asked.url("AnnounceUrl", 16010, home_of(room)), asked.method("AnnounceMethod")
    begin(asked, room)
    if url:
        moderation.announce(room, url, method)
    if status:
        room.close()
    return described(asked, conference)


def conference_of(asked: Asked, name: str = "ConferenceSid") -> Conference:
    """Return the conference that the path names; raises 20404 where the account has none."""
    return asked.own(asked.store.conferences.get(asked.sids[name]))


def home_of(room: ConferenceRoom) -> str:
    """Return the number whose application object may be given paths instead of addresses."""
    return room.host.number.phone_number if room.host.number is not None else ""


def begin(asked: Asked, room: ConferenceRoom) -> None:
    """Begin to change a room, and let everything follow that follows, once the request is answered.

    Raises 20429 where an application goes on and on with it from within its own webhooks
    (:mod:`twilio_emulator.chains`).
    """
    if asked.desk.begin().exhausted:
        raise ApiError(20429)
    for sid in room.record.participants:
        live.settle(asked, sid)


CONFERENCE = "/{AccountSid}/Conferences/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Conferences.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=CONFERENCE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=CONFERENCE, handler=update),
)
"""What may be asked of conferences."""
