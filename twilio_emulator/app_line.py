"""A call that an application answers."""

from __future__ import annotations

from twilio_emulator.desk import Desk
from twilio_emulator.driver import Driver
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.session import Entry
from twilio_emulator.line import Line
from twilio_emulator.store import Call, Number


class AppLine(Line):
    """A call to ``number``: its application is asked at once what to do."""

    def __init__(self, desk: Desk, call: Call, number: Number) -> None:
        callbacks = Callbacks(url=number.status_callback, method=number.status_callback_method)
        super().__init__(desk, call, number, callbacks)

    def begin(self) -> None:
        """Ask the application for its first document."""
        number = self.number
        assert number is not None
        entry = Entry(
            url=number.voice_url,
            method=number.voice_method,
            fallback_url=number.voice_fallback_url,
            fallback_method=number.voice_fallback_method,
        )
        self.driver = Driver(self, entry)
        self.driver.begin()
