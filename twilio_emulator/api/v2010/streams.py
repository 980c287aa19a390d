"""Media streams of a live call, begun and ended from outside (twilio-behaviour 5.7, 7.1)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any
from urllib.parse import urlsplit

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live, services
from twilio_emulator.engine.effects import OpenStream, Track
from twilio_emulator.lines import streams
from twilio_emulator.store import new_sid

register({31960: "A call streams four tracks one way at most"})
PART = "Streams"


def create(asked: Asked) -> dict[str, Any]:
    """Begin to stream a call; raises 21220, 21205 for what is no websocket's address, 31960 for too many tracks."""
    line = live.answered_line_of(asked)
    url = asked.text("Url").strip()
    if not _is_websocket(url):
        raise ApiError(21205, name="Url", value=url[:200])
    wanted = OpenStream(
        sid=new_sid("MZ"),
        url=url,
        name=asked.text("Name"),
        track=services.track(asked, "inbound_track"),
        parameters=services.parameters(asked),
        callbacks=services.callbacks(asked, live.home_of(line)),
    )
    one_way = [one.effect.track for one in streams.streams_of(line) if not one.effect.bidirectional]
    if sum(map(_width, (*one_way, wanted.track))) > streams.MOST_TRACKS:
        raise ApiError(31960)
    streams.open_stream(live.driver_of(line), wanted)
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, wanted.sid, wanted.name, running=True)


def update(asked: Asked) -> dict[str, Any]:
    """End a stream, by its SID or its name; raises 20404 where it does not run."""
    services.must_stop(asked)
    line = live.line_of(asked)
    sid = asked.sids["Sid"]
    stream = asked.own(next((one for one in streams.streams_of(line) if sid in (one.effect.sid, one.name)), None))
    stream.stop()
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, stream.effect.sid, stream.effect.name, running=False)


def _width(track: Track) -> int:
    return 2 if track is Track.BOTH else 1


def _is_websocket(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("ws", "wss") and bool(parts.hostname)


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Streams.json", handler=create),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Streams/{Sid}.json", handler=update),
)
"""What may be asked of streams."""
