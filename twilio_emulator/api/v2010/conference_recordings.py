"""Recordings of one conference (twilio-behaviour 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import call_recordings
from twilio_emulator.api.v2010 import recordings as resource
from twilio_emulator.api.v2010.conferences import conference_of
from twilio_emulator.tape import Recording, RecordingStatus


def described(_asked: Asked, recording: Recording) -> dict[str, Any]:
    """Return the Recording resource of a conference."""
    parts = ("Conferences", recording.conference_sid, "Recordings", recording.sid)
    return {**resource.common(recording), "uri": f"{formats.path(recording.call.account_sid, *parts)}.json"}


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the recordings of a conference, newest first; raises 20001 for a date that is none."""
    asked.check_dates("DateCreated")
    return paging.page(asked, "recordings", _of_conference(asked, conference_of(asked).sid), described)


def _of_conference(asked: Asked, conference_sid: str) -> Iterator[Recording]:
    for recording in resource.of_account(asked):
        if recording.conference_sid == conference_sid and recording.status is not RecordingStatus.DELETED:
            yield recording


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one recording of a conference."""
    return described(asked, _recording(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Pause, take up or stop a recording; raises 21220 where it is over, 20001 for any other wish."""
    recording = _recording(asked)
    stopped = call_recordings.change(asked, recording)
    return {**described(asked, recording), **stopped}


def delete(asked: Asked) -> None:
    """Delete a recording of a conference; raises 20409 while it goes on."""
    resource.remove(asked, _recording(asked))


def _recording(asked: Asked) -> Recording:
    sid, conference = asked.sids["Sid"], conference_of(asked)
    if sid == call_recordings.CURRENT:
        running = (one for one in _of_conference(asked, conference.sid) if one.running)
        found = next(running, None)
    else:
        found = resource.found(asked, sid)
    if found is None or found.conference_sid != conference.sid:
        raise asked.missing()
    return found


ONE = "/{AccountSid}/Conferences/{ConferenceSid}/Recordings/{Sid}.json"
OPERATIONS = (
    Operation(
        method=HTTPMethod.GET, path="/{AccountSid}/Conferences/{ConferenceSid}/Recordings.json", handler=list_all
    ),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete, status=204),
)
"""What may be asked of the recordings of a conference."""
