"""A call that an application answers."""

from __future__ import annotations

from collections.abc import Mapping

from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.session import Entry
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.line import Line
from twilio_emulator.store import Call, Number
from twilio_emulator.webhook import parameters


class AppLine(Line):
    """A call to ``number``: its application is asked at once what to do.

    ``brings`` are parameters of the first request beside the standard ones, none of which they replace.
    """

    def __init__(self, desk: Desk, call: Call, number: Number, brings: Mapping[str, str] | None = None) -> None:
        callbacks = Callbacks(url=number.status_callback, method=number.status_callback_method)
        super().__init__(desk, call, number, callbacks)
        self._brings = brings or {}
        call.application_sid = number.sid if number.sid.startswith("AP") else ""
        call.caller_name = desk.store.name_of(call.from_) if number.voice_caller_id_lookup else None

    def begin(self) -> None:
        """Ask the application for its first document."""
        number = self.number
        assert number is not None
        standard = parameters.of_call(self.call)
        entry = Entry(
            params={name: value for name, value in self._brings.items() if name not in standard},
            url=number.voice_url,
            method=number.voice_method,
            fallback_url=number.voice_fallback_url,
            fallback_method=number.voice_fallback_method,
        )
        self.driver = Driver(self, entry)
        self.driver.begin()
