"""Recordings: what there is to know of each, for the account, and its sound, for whoever has the address (5.7).

The sound is public, as it is at Twilio unless an account says otherwise: an application hands its address on, to a
``<Play>`` or to a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPMethod
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.operation import Operation
from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import RecordingSource
from twilio_emulator.lines import recordings
from twilio_emulator.sound import tones
from twilio_emulator.sound.mp3 import mp3
from twilio_emulator.tape import Recording, RecordingStatus

SOURCES = {RecordingSource.START_BY_TWIML: RecordingSource.START_BY_API}
"""What the resource calls a source that its enumeration lacks."""


def common(recording: Recording) -> dict[str, Any]:
    """Return what every resource has that stands for a recording: the account's, a call's and a conference's."""
    created = formats.date(recording.started_at)
    return {
        "account_sid": recording.call.account_sid,
        "api_version": formats.API_VERSION,
        "call_sid": recording.call.sid,
        "conference_sid": formats.optional(recording.conference_sid),
        "date_created": created,
        "date_updated": formats.date(recording.updated_at) or created,
        "start_time": created,
        "duration": None if recording.running else str(recording.duration),
        "sid": recording.sid,
        "price": None,
        "price_unit": "USD",
        "status": str(recording.status),
        "channels": recording.channels,
        "source": str(SOURCES.get(recording.source, recording.source)),
        "error_code": recording.error_code or None,
        "encryption_details": None,
    }


def described(asked: Asked, recording: Recording) -> dict[str, Any]:
    """Return the account's Recording resource."""
    path = formats.path(recording.call.account_sid, "Recordings", recording.sid)
    return {
        **common(recording),
        "uri": f"{path}.json",
        "subresource_uris": {
            "add_on_results": f"{path}/AddOnResults.json",
            "transcriptions": f"{path}/Transcriptions.json",
        },
        "media_url": recordings.url_of(asked.desk, recording.sid),
    }


def found(asked: Asked, sid: str, *, deleted: bool = False) -> Recording:
    """Return a recording of the account, also a ``deleted`` one where it is asked for; raises 20404."""
    recording = asked.store.recordings.get(sid)
    if recording is None or recording.call.account_sid != asked.account.sid:
        raise asked.missing()
    if recording.status is RecordingStatus.DELETED and not deleted:
        raise asked.missing()
    return recording


def of_account(asked: Asked) -> Iterator[Recording]:
    """Yield the account's recordings of the dates that are asked for, newest first, those that were deleted too."""
    for recording in reversed(asked.store.recordings.values()):
        if recording.call.account_sid == asked.account.sid and asked.within("DateCreated", recording.started_at):
            yield recording


def _with_deleted(asked: Asked) -> bool:
    return asked.query.get("IncludeSoftDeleted", "").lower() == "true"


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the recordings that fit every filter; raises 20001 for a date that is none."""
    asked.check_dates("DateCreated")
    call, conference = asked.query.get("CallSid", ""), asked.query.get("ConferenceSid", "")
    deleted = _with_deleted(asked)
    fitting = (
        one
        for one in of_account(asked)
        if (not call or one.call.sid == call)
        and (not conference or one.conference_sid == conference)
        and (deleted or one.status is not RecordingStatus.DELETED)
    )
    return paging.page(asked, "recordings", fitting, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one recording."""
    return described(asked, found(asked, asked.sids["Sid"], deleted=_with_deleted(asked)))


def delete(asked: Asked) -> None:
    """Delete a recording, which is then found only by those who ask for deleted ones too."""
    remove(asked, found(asked, asked.sids["Sid"]))


def remove(asked: Asked, recording: Recording) -> None:
    """Delete ``recording``; raises 20409 while it goes on."""
    if recording.running:
        raise ApiError(20409, says="A recording can be deleted when it is over")
    recording.status, recording.updated_at = RecordingStatus.DELETED, asked.now()
    recording.words.clear()
    asked.store.forget_sound(recording)


def listen(request: Request) -> Response:
    """Serve the sound of a recording: a WAV, or a part of it, unless an MP3 is asked for."""
    desk: Desk = request.app.state.switchboard.desk
    names = request.path_params
    sid, _, kind = names["name"].partition(".")
    path = request.url.path
    with desk.lock:
        recording = desk.store.recordings.get(sid)
        if recording is None or kind not in ("", "wav", "mp3") or not _there(recording, names):
            return rendered(ApiError(20404, path=path))
        if not recording.playable:
            words = "is still being made" if recording.running else "has nothing on it"
            return rendered(ApiError(20404, says=f"The recording {sid} {words}"))
        size, voices = tones.size(recording), desk.store.sounds_of(recording)
    silent = request.method == "HEAD"
    if kind == "mp3":
        return _stream(iter(()) if silent else mp3(recording, desk.speech, voices), "audio/mpeg", {})
    headers, part = {"Accept-Ranges": "bytes"}, _part(request.headers.get("range", ""), size)
    if part is None:
        headers["Content-Length"] = str(size)
        return _stream(iter(()) if silent else tones.wav(recording, desk.speech, voices), "audio/x-wav", headers)
    if not part:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(len(part)), "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    pieces = iter(()) if silent else _cut(tones.wav(recording, desk.speech, voices), part)
    return _stream(pieces, "audio/x-wav", headers, 206)


def _there(recording: Recording, names: Mapping[str, str]) -> bool:
    """Whether the recording is to be had where it was asked for: of its account, and of its call or conference."""
    return (
        recording.status is not RecordingStatus.DELETED
        and recording.call.account_sid == names["account"]
        and recording.call.sid == names.get("call", recording.call.sid)
        and recording.conference_sid == names.get("conference", recording.conference_sid)
    )


def _stream(pieces: Iterator[bytes], media_type: str, headers: Mapping[str, str], status: int = 200) -> Response:
    return StreamingResponse(pieces, status, media_type=media_type, headers=headers)


def _part(header: str, size: int) -> range | None:
    """Return the bytes of a ``Range`` header, none where they are past the end; ``None`` where all are wanted."""
    match = re.fullmatch(r"bytes=(\d{1,18})-(\d{0,18})|bytes=-(\d{1,18})", header.strip(), re.ASCII)
    if match is None:
        return None
    first, last, tail = match.groups()
    if tail is not None:
        return range(max(size - int(tail), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _cut(pieces: Iterator[bytes], part: range) -> Iterator[bytes]:
    """Yield what of a file is in ``part``."""
    at = 0
    for piece in pieces:
        if at + len(piece) > part.start:
            yield piece[max(part.start - at, 0) : part.stop - at]
        at += len(piece)
        if at >= part.stop:
            return


ONE = "/{AccountSid}/Recordings/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Recordings.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of recordings."""
ROUTES = [
    Route(f"{formats.BASE}/{{account}}/{of}Recordings/{{name}}", listen, methods=["GET"])
    for of in ("", "Calls/{call}/", "Conferences/{conference}/")
]
"""Where their sound is to be had."""
