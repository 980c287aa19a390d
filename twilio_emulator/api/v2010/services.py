"""What the services that listen in on a live call have in common: streams, SIPREC, live transcriptions."""

from __future__ import annotations

from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.engine.effects import Callbacks, Track
from twilio_emulator.store import Call

TRACKS = {"inbound_track": Track.INBOUND, "outbound_track": Track.OUTBOUND, "both_tracks": Track.BOTH}
MOST_PARAMETERS = 99


def described(asked: Asked, call: Call, kind: str, sid: str, name: str, *, running: bool) -> dict[str, Any]:
    """Return the resource of one service of a call; ``kind`` is how its path calls it."""
    return {
        "sid": sid,
        "account_sid": call.account_sid,
        "call_sid": call.sid,
        "name": formats.optional(name),
        "status": "in-progress" if running else "stopped",
        "date_updated": formats.date(asked.now()),
        "uri": f"{formats.path(call.account_sid, 'Calls', call.sid, kind, sid)}.json",
    }


def track(asked: Asked, default: str) -> Track:
    """Return the side of the call that is asked for; raises 20001 for any other word."""
    return TRACKS[asked.choice("Track", tuple(TRACKS), default)]


def parameters(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return what is handed to the service: ``Parameter1.Name`` with ``Parameter1.Value``, and so on."""
    names = (f"Parameter{number}" for number in range(1, MOST_PARAMETERS + 1))
    return tuple((asked.text(f"{one}.Name"), asked.text(f"{one}.Value")) for one in names if asked.has(f"{one}.Name"))


def callbacks(asked: Asked, home: str, name: str = "StatusCallback") -> Callbacks:
    """Return who is told how it goes; raises 21205 and 21209."""
    return Callbacks(url=asked.url(name, 21205, home), method=asked.method("StatusCallbackMethod"))


def must_stop(asked: Asked) -> None:
    """Raise 20001 where the request does not say ``Status=stopped``, which is all that may be asked."""
    if asked.choice("Status", ("stopped",), "") != "stopped":
        raise ApiError(20001)
