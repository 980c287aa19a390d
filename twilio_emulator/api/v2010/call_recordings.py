"""Recordings of one call: begun, paused, taken up and stopped while it lasts (twilio-behaviour 5.7)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import call_order, live
from twilio_emulator.api.v2010 import recordings as resource
from twilio_emulator.engine.effects import RecordingSource
from twilio_emulator.lines import recordings
from twilio_emulator.store import Call, new_sid
from twilio_emulator.tape import Recording, RecordingStatus

CURRENT = "Twilio.CURRENT"
"""Stands for the SID of the recording that goes on, the latest of several."""
WANTED = (RecordingStatus.PAUSED, RecordingStatus.IN_PROGRESS, RecordingStatus.STOPPED)


def described(_asked: Asked, recording: Recording) -> dict[str, Any]:
    """Return the Recording resource of a call."""
    path = formats.path(recording.call.account_sid, "Calls", recording.call.sid, "Recordings", recording.sid)
    return {**resource.common(recording), "track": str(recording.track), "uri": f"{path}.json"}


def create(asked: Asked) -> dict[str, Any]:
    """Begin to record a call; raises 21220 where it is not in progress."""
    line = live.answered_line_of(asked)
    wanted = call_order.recording(
        asked, new_sid("RE"), RecordingSource.START_BY_API, trims=False, home=live.home_of(line)
    )
    recording = line.record(wanted)
    asked.later.append(asked.switchboard.work)
    return described(asked, recording)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the recordings of a call, newest first; raises 20001 for a date that is none."""
    asked.check_dates("DateCreated")
    call = live.call_of(asked)
    found = (one for one in resource.of_account(asked) if one.status is not RecordingStatus.DELETED)
    return paging.page(asked, "recordings", (one for one in found if one.call.sid == call.sid), described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one recording of a call."""
    return described(asked, _recording(asked, live.call_of(asked)))


def update(asked: Asked) -> dict[str, Any]:
    """Pause, take up or stop a recording; raises 21220 where it is over, 20001 for any other wish."""
    recording = _recording(asked, live.call_of(asked))
    stopped = change(asked, recording)
    return {**described(asked, recording), **stopped}


def change(asked: Asked, recording: Recording) -> dict[str, Any]:
    """Do what the form says with a recording, and return what its resource tells of that alone; raises 21220, 20001."""
    wanted = asked.choice("Status", WANTED, "")
    behaviour = asked.choice("PauseBehavior", ("skip", "silence"), "skip")
    if not wanted:
        raise ApiError(20001)
    if not recording.running:
        raise ApiError(21220, says="Recording is not in-progress")
    if wanted == RecordingStatus.PAUSED:
        recordings.pause(asked.desk, recording, skip=behaviour == "skip")
    elif wanted == RecordingStatus.IN_PROGRESS:
        recordings.resume(asked.desk, recording)
    else:
        line = asked.desk.lines.get(recording.call.sid)
        if line is not None and recording in line.recordings:
            line.recordings.remove(recording)
        recordings.stop(asked.desk, recording)
    asked.later.append(asked.switchboard.work)
    return {"status": str(RecordingStatus.STOPPED)} if wanted == RecordingStatus.STOPPED else {}


def delete(asked: Asked) -> None:
    """Delete a recording of a call; raises 20409 while it goes on."""
    resource.remove(asked, _recording(asked, live.call_of(asked)))


def _recording(asked: Asked, call: Call) -> Recording:
    sid = asked.sids["Sid"]
    if sid == CURRENT:
        running = [one for one in asked.store.recordings.values() if one.call.sid == call.sid and one.running]
        return asked.own(running[-1] if running else None)
    recording = resource.found(asked, sid)
    if recording.call.sid != call.sid:
        raise asked.missing()
    return recording


ALL = "/{AccountSid}/Calls/{CallSid}/Recordings.json"
ONE = "/{AccountSid}/Calls/{CallSid}/Recordings/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=ALL, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=ALL, handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of the recordings of a call."""
