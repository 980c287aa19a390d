"""SIPREC sessions of a live call: they are kept, and no recorder hears anything of them (twilio-behaviour 3.10)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live, services
from twilio_emulator.lines.siprec import Session
from twilio_emulator.store import new_sid

PART = "Siprec"


def create(asked: Asked) -> dict[str, Any]:
    """Begin a session; raises 21220."""
    line = live.answered_line_of(asked)
    services.track(asked, "both_tracks")
    session = Session(line, new_sid("SR"), asked.text("Name"), services.callbacks(asked, live.home_of(line)))
    session.begin()
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, session.sid, session.name, running=True)


def update(asked: Asked) -> dict[str, Any]:
    """End a session, by its SID or its name; raises 20404 where it does not run."""
    services.must_stop(asked)
    line = live.line_of(asked)
    sid = asked.sids["Sid"]
    running = [tap for tap in line.taps if isinstance(tap, Session)]
    session = asked.own(next((one for one in running if sid in (one.sid, one.name)), None))
    session.stop()
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, session.sid, session.name, running=False)


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Siprec.json", handler=create),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Siprec/{Sid}.json", handler=update),
)
"""What may be asked of SIPREC sessions."""
