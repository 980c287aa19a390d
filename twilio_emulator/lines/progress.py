"""What an application is told of a call's progress (twilio-behaviour 1.9, 5.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.lines import recordings
from twilio_emulator.webhook import parameters

if TYPE_CHECKING:
    from twilio_emulator.lines.line import Line

STATUSES = {"initiated": "initiated", "ringing": CallStatus.RINGING, "answered": CallStatus.IN_PROGRESS}
"""What a callback calls the status at each event; at the last one it is whatever the call came to."""


class Progress:
    """Reports the events that were asked for, numbered from 0 in the order in which they came."""

    def __init__(self, line: Line, callbacks: Callbacks) -> None:
        self._line = line
        self._callbacks = callbacks
        self._told = 0

    def tell_to(self, url: str, method: str) -> None:
        """Report to ``url`` (absolute) from now on: the events that were asked for, or the end."""
        self._callbacks = replace(self._callbacks, url=url, method=method)

    def tell(self, event: str) -> None:
        """Report ``event`` (initiated, ringing, answered, completed), if somebody wants to hear of it."""
        asked, line = self._callbacks, self._line
        if not asked.url or event not in asked.events:
            return
        call = line.call
        status = str(STATUSES.get(event, call.status))
        at = line.desk.clock.now()
        params = parameters.of_progress(call, at, status, self._told, final=event == "completed")
        if event == "completed" and line.recorded is not None:
            params["RecordingSid"] = line.recorded.sid
            params |= recordings.told(line.desk, params)
        self._told += 1
        line.desk.report(call, line.number, asked.url, asked.method, params, line.cookies)
