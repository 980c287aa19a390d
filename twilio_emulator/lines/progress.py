"""What an application is told of a call's progress (twilio-behaviour 1.9, 5.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import Callbacks, RecordingSource
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.lines import recordings
from twilio_emulator.store import Call, Number, Store
from twilio_emulator.tape import Recording
from twilio_emulator.webhook import parameters

if TYPE_CHECKING:
    from twilio_emulator.lines.line import Line

STATUSES = {"initiated": "initiated", "ringing": CallStatus.RINGING, "answered": CallStatus.IN_PROGRESS}
"""What a callback calls the status at each event; at the last one it is whatever the call came to."""
LAST = "completed"
NOBODY = Callbacks()


class Progress:
    """Reports the events that were asked for, numbered from 0 in the order in which they came."""

    def __init__(self, line: Line, callbacks: Callbacks) -> None:
        self._line = line
        line.call.callbacks, line.call.told = callbacks, 0

    def tell_to(self, url: str, method: str) -> None:
        """Report to ``url`` (absolute) from now on: the events that were asked for, or the end."""
        call = self._line.call
        call.callbacks = replace(call.callbacks, url=url, method=method)

    def tell_nobody(self) -> None:
        """Report nothing from now on."""
        self._line.call.callbacks = NOBODY

    def tell(self, event: str) -> None:
        """Report ``event`` (initiated, ringing, answered, completed), if somebody wants to hear of it."""
        line = self._line
        _tell(line.desk, line.call, event, line.number, line.recorded, line.cookies)


def is_owed(call: Call) -> bool:
    """Whether a call is over, and somebody who wants to hear of it has not been told."""
    return call.over and bool(call.callbacks.url) and LAST in call.callbacks.events


def tell_end(desk: Desk, call: Call) -> None:
    """Report the end of a call that was live when the emulator stopped, unless that has been done."""
    with desk.lock:
        if is_owed(call) and desk.store.calls.get(call.sid) is call:
            _tell(desk, call, LAST, _owner(desk.store, call), _recorded(desk.store, call))


def _tell(
    desk: Desk,
    call: Call,
    event: str,
    number: Number | None,
    recorded: Recording | None,
    cookies: httpx.Cookies | None = None,
) -> None:
    asked = call.callbacks
    if not asked.url or event not in asked.events:
        return
    status = str(STATUSES.get(event, call.status))
    params = parameters.of_progress(call, desk.clock.now(), status, call.told, final=event == LAST)
    if event == LAST:
        if recorded is not None:
            params["RecordingSid"] = recorded.sid
            params |= recordings.told(desk, params)
        call.callbacks = NOBODY
    call.told += 1
    desk.report(call, number, asked.url, asked.method, params, cookies)


def _owner(store: Store, call: Call) -> Number | None:
    """Return whose application object answers for the URLs of a call that has no line any more."""
    for one in (call, store.calls.get(call.parent_sid)):
        if one is not None:
            ends = (one.to, one.from_) if one.direction == "inbound" else (one.from_, one.to)
            for number in map(store.answering, ends):
                if number is not None:
                    return number
    return store.in_process(call.account_sid)


def _recorded(store: Store, call: Call) -> Recording | None:
    """Return the recording that the last callback of a call tells of: its own, or of the Dial it was rung by."""
    told_of = ((call.sid, RecordingSource.OUTBOUND_API), (call.parent_sid, RecordingSource.DIAL_VERB))
    return next((one for one in store.recordings.values() if (one.call.sid, one.source) in told_of), None)
