"""Recordings for whoever has their address: the sound, and what there is to know of it (twilio-behaviour 5.7).

The sound is public, as it is at Twilio unless an account says otherwise: an application hands its address on, to a
``<Play>`` or to a browser.
"""

from __future__ import annotations

from email.utils import format_datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from twilio_emulator.desk import Desk
from twilio_emulator.lines import recordings
from twilio_emulator.sound import tones as sound
from twilio_emulator.tape import Recording, RecordingStatus
from twilio_emulator.webhook import parameters


def described(desk: Desk, recording: Recording) -> dict[str, object]:
    """Return the Recording resource, with every field of the API's description."""
    path = recordings.path_of(desk, recording.sid)
    over = not recording.running
    created = format_datetime(recording.started_at)
    return {
        "account_sid": recording.call.account_sid,
        "api_version": parameters.API_VERSION,
        "call_sid": recording.call.sid,
        "conference_sid": recording.conference_sid or None,
        "date_created": created,
        "date_updated": format_datetime(recording.updated_at) if recording.updated_at else created,
        "start_time": created,
        "duration": str(recording.duration) if over else None,
        "sid": recording.sid,
        "price": None,
        "price_unit": "USD",
        "status": str(recording.status),
        "channels": recording.channels,
        "source": str(recording.source),
        "error_code": recording.error_code or None,
        "uri": f"{path}.json",
        "encryption_details": None,
        "subresource_uris": {
            "add_on_results": f"{path}/AddOnResults.json",
            "transcriptions": f"{path}/Transcriptions.json",
        },
        "media_url": f"{desk.url()}{path}",
    }


def refused(request: Request, message: str = "") -> JSONResponse:
    """Answer that there is no such thing, in the words of the API (twilio-behaviour 5.9)."""
    body = {
        "code": 20404,
        "message": message or f"The requested resource {request.url.path} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": int(HTTPStatus.NOT_FOUND),
    }
    return JSONResponse(body, HTTPStatus.NOT_FOUND)


def fetch(request: Request) -> Response:
    """Serve one recording: ``.json`` is the resource, anything else its sound."""
    desk: Desk = request.app.state.switchboard.desk
    sid, _, kind = request.path_params["name"].partition(".")
    with desk.lock:
        recording = desk.store.recordings.get(sid)
        gone = recording is None or recording.status is RecordingStatus.DELETED
        if recording is None or gone or request.path_params["account"] != recording.call.account_sid:
            return refused(request)
        if kind == "json":
            return JSONResponse(described(desk, recording))
        if kind == "mp3":
            return refused(request, f"The emulator has no MP3 encoder; ask for {sid} or {sid}.wav")
        if kind not in ("", "wav"):
            return refused(request)
        if not recording.playable:
            words = "is still being made" if recording.running else "has nothing on it"
            return refused(request, f"The recording {sid} {words}")
        length = sound.size(recording)
    return StreamingResponse(
        sound.wav(recording, desk.speech), media_type="audio/x-wav", headers={"Content-Length": str(length)}
    )


ROUTES = [
    Route("/2010-04-01/Accounts/{account}/Recordings/{name}", fetch, methods=["GET"]),
]
"""What is served."""
