"""A conference room: legs hear each other as the rules say, and the application is told what happens.

The rules are :class:`twilio_emulator.engine.conference.Conference`; a room carries out what follows from them. Nothing
here waits for an application, and everything happens under the desk's lock (twilio-behaviour 3.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, Unpack

from twilio_emulator.clock import Timer
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.conference import Departure, Told
from twilio_emulator.engine.effects import RecordingSource
from twilio_emulator.engine.inputs import KeyPressed, Spoke
from twilio_emulator.lines import recordings
from twilio_emulator.lines.room import Heard, Room
from twilio_emulator.store import Conference, Speaker, new_sid

if TYPE_CHECKING:
    from twilio_emulator.desk import Desk
    from twilio_emulator.lines.driver import Driver
    from twilio_emulator.lines.line import Line, Sounding
    from twilio_emulator.tape import Recording

BEEP = "[beep]"
BEEP_SECONDS = 0.5
END_OF_RECORDING = "conference-record-end"
"""What the deprecated ``eventCallbackUrl`` is told of."""


@dataclass(slots=True, kw_only=True)
class Seat:
    """One who is in a room: the leg, what runs it, and when it is to leave at the latest."""

    line: Line
    driver: Driver
    leaves_on_star: bool
    limit: Timer


class ConferenceRoom(Room):
    """A room whose listeners follow who is muted, on hold and coached.

    The first who comes in sets what it reports, and where; its call is what those webhooks are filed with.
    """

    def __init__(self, desk: Desk, record: Conference, host: Line, enter: effects.EnterConference) -> None:
        super().__init__()
        self.desk = desk
        self.record = record
        self.seats: dict[str, Seat] = {}
        self.announcing = 0
        """Announcements under way."""
        self.host = host
        self._callbacks = enter.callbacks
        self._event_url = enter.event_url
        self._wanted: effects.EnterConference | None = None
        self._recording: Recording | None = None
        self._relaying = False

    # -- who hears whom

    def listeners(self, speaker: Line) -> list[Line]:
        """Return who hears ``speaker``: nobody before the conference has started."""
        return self.lines(self.record.hearers(speaker.call.sid))

    def lines(self, call_sids: Iterable[str]) -> list[Line]:
        """Return the legs with these SIDs that are in it."""
        return [self.seats[sid].line for sid in call_sids if sid in self.seats]

    def takes(self, speaker: Line, kind: type) -> bool:
        """Whether ``speaker`` is heard, by the recording at least, or may leave by a key."""
        seat = self.seats.get(speaker.call.sid)
        starred = seat is not None and seat.leaves_on_star and kind is KeyPressed
        return starred or self.record.audible(speaker.call.sid)

    def is_quiet(self, line: Line) -> bool:
        """Whether nobody in it has anything under way; legs of ours may be on both ends of a wire."""
        return not self.announcing and super().is_quiet(line)

    def relay(self, speaker: Line, what: Heard) -> None:
        """Let those hear it who may; what comes back by a wire that leads into the room again is not heard twice."""
        sid = speaker.call.sid
        if self._relaying or sid not in self.seats:
            return
        self._relaying = True
        try:
            super().relay(speaker, what)
        finally:
            self._relaying = False
        if isinstance(what, Spoke) and self.record.audible(sid):
            if not self.record.participants[sid].coaches:
                self.tape(what.text, what.seconds)
            self.tell(self.record.spoke(sid, begins=True))
            speaker.later(what.seconds, lambda: self.tell(self.record.spoke(sid, begins=False)))
        elif isinstance(what, KeyPressed) and what.key == "*" and self.seats[sid].leaves_on_star:
            self.take_out(sid, Departure.LEFT)

    def say(self, lines: Iterable[Line], text: str, **how: Unpack[Sounding]) -> None:
        """Let ``text`` be heard by some who are in it, and not again where a wire leads back into the room."""
        self._relaying = True
        try:
            for line in lines:
                line.sounds(text, **how)
        finally:
            self._relaying = False

    def taping(self, speaker: Line) -> list[Recording]:
        """Return the recording of the conference, where there is one and it hears ``speaker``."""
        sid = speaker.call.sid
        if self._recording is None or not self.record.audible(sid) or self.record.participants[sid].coaches:
            return []
        return [self._recording]

    def tape(self, text: str, seconds: float) -> None:
        """Let the recording hear something, where there is one."""
        if self._recording is not None:
            self._recording.hear(text, seconds, self.desk.clock.now())

    # -- in and out

    def enter(self, driver: Driver, enter: effects.EnterConference) -> None:
        """Take a leg in; raises TwimlError where the rules do not allow it."""
        line, record = driver.line, self.record
        sid, waited = line.call.sid, not record.started
        told = record.join(replace(enter.participant, call_sid=sid))
        record.region = record.region or enter.region
        record.joined_at[sid] = self.desk.clock.now()
        limit = line.later(enter.time_limit, partial(self.take_out, sid, Departure.LEFT))
        self.seats[sid] = Seat(line=line, driver=driver, leaves_on_star=enter.leaves_on_star, limit=limit)
        self.join(line)
        line.write(Speaker.NOTE, f"enters the conference {record.friendly_name}")
        if enter.record and waited and self._wanted is None:
            self._wanted = enter
        self.tell(told)
        if record.started and waited:
            self._start(newcomer=sid)
        if enter.participant.beep_on_enter:
            self._beep(besides=sid)
        driver.feed(inputs.ConferenceEntered(record.started))

    def _start(self, newcomer: str) -> None:
        """Let the music stop, and the recording begin."""
        wanted, host = self._wanted, self.host
        if wanted is not None:
            self._recording = recordings.start(
                self.desk,
                sid=new_sid("RE"),
                call=host.call,
                number=host.number,
                cookies=host.cookies,
                source=RecordingSource.CONFERENCE,
                conference_sid=self.record.sid,
                callbacks=wanted.recording,
                trim=wanted.trim,
            )
            self.desk.hearing.look_again()
        for sid in self.record.mixed():
            seat = self.seats[sid]
            seat.line.write(Speaker.NOTE, "the conference begins")
            if sid != newcomer:
                seat.driver.feed(inputs.ConferenceStarted())

    def leave(self, line: Line) -> None:
        """Take it that a leg is over, or goes elsewhere."""
        if line.call.sid in self.seats:
            self.out(line.call.sid, Departure.LEFT, str(line.leg.status))
        elif line in self.members:
            super().leave(line)

    def take_out(self, sid: str, why: Departure, *, kicked: bool = False) -> None:
        """Let a leg go on with its own documents, outside."""
        seat = self.seats.get(sid)
        if seat is not None:
            self.out(sid, why, str(seat.line.leg.status), kicked=kicked)
            seat.driver.feed(inputs.Removed())

    def out(self, sid: str, why: Departure, call_status: str, *, kicked: bool = False) -> None:
        """Let a leg out, and all others where that is the end of the conference; the one itself is not told."""
        participant = self.record.participants.get(sid)
        if participant is None:
            return
        self._let_out(self.record.leave(sid, why, call_status, kicked=kicked), besides=sid)
        if participant.beep_on_exit:
            self._beep(besides=sid)

    def close(self) -> None:
        """End it for the application: everybody's call is ended (5.7)."""
        for seat in self._let_out(self.record.close(), besides=""):
            seat.line.ended_by_application()

    def _let_out(self, told: list[Told], besides: str) -> list[Seat]:
        """Empty the seats of those who are no longer participants; returns them once everything is as it will be."""
        gone = [seat for sid, seat in self.seats.items() if sid not in self.record.participants]
        for seat in gone:
            seat.limit.cancel()
            del self.seats[seat.line.call.sid]
            super().leave(seat.line)
            seat.line.write(Speaker.NOTE, f"leaves the conference {self.record.friendly_name}")
        self.tell(told)
        if self.record.over:
            self._finish()
            if besides:
                for seat in gone:
                    if seat.line.call.sid != besides:
                        seat.driver.feed(inputs.Removed())
        return gone

    def _finish(self) -> None:
        rooms, key = self.desk.conference_rooms, (self.record.account_sid, self.record.friendly_name)
        if rooms.get(key) is self:
            del rooms[key]
        recording, wanted = self._recording, self._wanted
        if recording is None or wanted is None:
            return
        recordings.stop(self.desk, recording)
        if self._event_url and not wanted.recording.url:
            params = {
                "EventName": END_OF_RECORDING,
                "RecordingUrl": recordings.url_of(self.desk, recording.sid),
                "Duration": str(recording.duration),
            }
            self._report(self._event_url, "POST", params)

    def _beep(self, besides: str) -> None:
        """Let those hear a beep who take part; it is no word for an application at the other end of a wire."""
        for line in self.lines(sid for sid in self.record.mixed() if sid != besides):
            line.write(Speaker.LINE, BEEP, seconds=BEEP_SECONDS, signal="beep")

    # -- what is told

    def announced(self, url: str, call_sid: str, failure: str) -> None:
        """Take it that an announcement to one, or to all, is over; whoever waited for that is told."""
        self.announcing -= 1
        self.tell(self.record.announced(url, call_sid, failure))
        for seat in self.seats.values():
            seat.line.news()
            seat.driver.look_again()

    def tell(self, told: Iterable[Told]) -> None:
        """Report what has happened, where somebody wants to hear of it."""
        now = self.desk.clock.now()
        self.record.date_updated = now
        for one in told:
            sid = one.params.get("CallSid", "")
            if sid:
                self.record.changed_at[sid] = now
            numbered = {"StatusCallbackEvent": str(one.event), "SequenceNumber": str(one.number), **one.params}
            if self._callbacks.url:
                self._report(self._callbacks.url, self._callbacks.method, numbered)
        self.desk.hearing.look_again()

    def _report(self, url: str, method: str, own: Mapping[str, str]) -> None:
        """Tell the application; neither From nor To nor CallStatus goes with it."""
        record, host = self.record, self.host
        params = {
            "ConferenceSid": record.sid,
            "FriendlyName": record.friendly_name,
            "AccountSid": record.account_sid,
            "Timestamp": format_datetime(self.desk.clock.now()),
            **own,
        }
        self.desk.report(host.call, host.number, url, method, params, host.cookies)
