"""SIPREC sessions of live calls, as far as a desk has them: begun, reported, ended; nothing is sent to a recorder."""

from __future__ import annotations

from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.lines.line import Line
from twilio_emulator.lines.room import Heard
from twilio_emulator.lines.streams import iso
from twilio_emulator.store import Speaker


class Session:
    """One session, a tap of its leg that listens to nothing."""

    def __init__(self, line: Line, sid: str, name: str, callbacks: Callbacks) -> None:
        self.sid = sid
        self.name = name
        self._line = line
        self._callbacks = callbacks

    def begin(self) -> None:
        """Take it that the recorder listens."""
        self._line.taps.append(self)
        self._line.write(Speaker.NOTE, "a SIPREC session begins; no recorder can be reached from a desk")
        self._report("siprec-started")

    def stop(self) -> None:
        """Take it that the recorder listens no longer."""
        if self in self._line.taps:
            self._line.taps.remove(self)
            self._line.write(Speaker.NOTE, "a SIPREC session ends")
            self._report("siprec-stopped")

    def hears(self, _kind: type) -> bool:
        """Whether it makes a difference what the person does: never."""
        return False

    def said(self, _what: Heard) -> None:
        """Take what the person presses or says."""

    def sounded(self, _text: str, _seconds: float) -> None:
        """Take what is heard at the far end."""

    def over(self) -> None:
        """Take it that the leg is over."""
        self.stop()

    def _report(self, event: str) -> None:
        asked, line = self._callbacks, self._line
        if asked.url:
            params = {
                "AccountSid": line.call.account_sid,
                "CallSid": line.call.sid,
                "SiprecSid": self.sid,
                "SiprecName": self.name or self.sid,
                "SiprecEvent": event,
                "Timestamp": iso(line.desk.clock.now()),
            }
            line.desk.report(line.call, line.number, asked.url, asked.method, params, line.cookies)
