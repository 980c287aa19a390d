"""What an application does to a conference from outside: mute, hold, coach, announce, remove, end (5.7).

Everything here happens under the desk's lock. A participant is named by its CallSid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from twilio_emulator.desk import MISHAP
from twilio_emulator.engine import inputs
from twilio_emulator.engine.conference import Departure
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.engine.session import Entry, Role
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.line import Line, Sounding
from twilio_emulator.store import Speaker, TranscriptLine


def mute(room: ConferenceRoom, call_sid: str, muted: bool) -> None:
    """Let a participant be heard no longer, or again."""
    room.tell(room.record.mute(call_sid, muted))


def hold(room: ConferenceRoom, call_sid: str, held: bool, url: str = "", method: str = "GET") -> None:
    """Put a participant on hold, to hear what is at ``url`` again and again (empty: the usual music), or take it back.

    For one who is on hold already the document is changed.
    """
    before = room.record.participants.get(call_sid)
    if before is None or (not held and not before.hold):
        return
    room.tell(room.record.hold(call_sid, held))
    driver = room.seats[call_sid].driver
    driver.feed(inputs.Held(url, method) if held else inputs.Resumed(room.record.started))


def wait(room: ConferenceRoom, call_sid: str, url: str | None, method: str = "POST") -> None:
    """Change what a participant hears until the conference starts (empty: silence; ``None``: the usual music)."""
    told = room.record.wait_changed(call_sid)
    if call_sid in room.seats:
        room.tell(told)
        room.seats[call_sid].driver.feed(inputs.WaitChanged(url, method))


def coach(room: ConferenceRoom, call_sid: str, whom: str) -> None:
    """Let a participant be heard by ``whom`` alone, or by all (empty); raises TwimlError 16027 and 16028."""
    room.tell(room.record.coach(call_sid, whom))


def end_on_exit(room: ConferenceRoom, call_sid: str, ends: bool) -> None:
    """Let the conference end when a participant leaves, or go on."""
    room.tell(room.record.end_on_exit(call_sid, ends))


def beep_on_exit(room: ConferenceRoom, call_sid: str, beeps: bool) -> None:
    """Let the others hear a beep when a participant leaves, or not."""
    room.tell(room.record.beep_on_exit(call_sid, beeps))


def kick(room: ConferenceRoom, call_sid: str) -> None:
    """Take a participant out; its call goes on with its own documents."""
    room.take_out(call_sid, Departure.MOVED, kicked=True)


def announce(room: ConferenceRoom, url: str, method: str = "POST", call_sid: str = "") -> None:
    """Let the document or the sound at ``url`` (absolute) be heard by one participant, or by all who are not on hold.

    The others go on meanwhile.
    """
    if not room.record.over:
        Announcer(room, url, method, call_sid).begin()


class Announcer(Line):
    """A line into a room that has no telephone: what its documents say is heard by one participant, or by all.

    It has no record of its own; its webhooks are those of the call that is spoken to, or of the room's first.
    """

    def __init__(self, room: ConferenceRoom, url: str, method: str, call_sid: str) -> None:
        seat = room.seats.get(call_sid)
        host = seat.line if seat is not None else room.host
        call = replace(host.call, lines=[], status=CallStatus.IN_PROGRESS)
        super().__init__(room.desk, call, host.number, Callbacks())
        self.leg = Leg(CallStatus.IN_PROGRESS)
        self.cookies = host.cookies
        self._room = room
        self._url, self._method = url, method
        self._call_sid = call_sid

    def begin(self) -> None:
        """Ask for what is to be said."""
        self._room.announcing += 1
        record = self._room.record
        params = {"ConferenceSid": record.sid, "FriendlyName": record.friendly_name}
        entry = Entry(url=self._url, method=self._method, params=params)
        self.driver = Driver(self, entry, Role.ANNOUNCEMENT, on_done=self._over)
        self.driver.begin()

    def sounds(self, text: str, **how: Unpack[Sounding]) -> None:
        """Let ``text`` be heard by those it is for; where everybody has gone there is nothing more to be said."""
        if self._room.record.over:
            self._over()
            return
        self._remember(Speaker.LINE, text, **how)
        self._room.say(self._hearers(), text, **how)
        if not self._call_sid:
            self._room.tape(text, how.get("seconds", 0.0))

    def write(self, speaker: Speaker, text: str, **how: Unpack[Sounding]) -> None:
        """Write it down on the calls it is for."""
        self._remember(speaker, text, **how)
        for line in self._hearers():
            line.write(speaker, text, **how)

    def news(self) -> None:
        """Tell nobody: there is no call that has changed."""

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Take it that it could not be said."""
        del unanswered
        self._over(reason)

    def broken(self, notice: Notice = MISHAP) -> None:
        """Take it that something has gone wrong here: it is not heard, and the call that it was for goes on."""
        self.desk.remark(self.call, notice)
        self._over(str(notice))

    def _over(self, failure: str = "") -> None:
        if self.driver is not None:
            self.driver.stop()
            self.driver = None
            self._room.announced(self._url, self._call_sid, failure)

    def _hearers(self) -> list[Line]:
        participants = self._room.record.participants
        if self._call_sid:
            return self._room.lines([self._call_sid])
        return self._room.lines(sid for sid, one in participants.items() if not one.hold)

    def _remember(self, speaker: Speaker, text: str, **how: Unpack[Sounding]) -> None:
        """Keep the latest line: its length is what a wait goes by."""
        self.call.lines[:] = [TranscriptLine(number=0, at=self.elapsed(), speaker=speaker, text=text, **how)]
