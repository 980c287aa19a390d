"""A conference in a test's hand: who is in it, and what an application may do to it from outside.

In virtual time every method returns when all in it are quiet again, as a handset's do.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from twilio_emulator.clock import ManualClock
from twilio_emulator.desk import IN_PROCESS
from twilio_emulator.engine.conference import Participant, Status
from twilio_emulator.lines import conferences, moderation
from twilio_emulator.lines.conference_room import ConferenceRoom
from twilio_emulator.store import Conference
from twilio_emulator.switchboard import Switchboard


class LiveConference:
    """The conference ``record``, live or over."""

    def __init__(self, switchboard: Switchboard, record: Conference) -> None:
        self._switchboard = switchboard
        self.record = record

    @property
    def sid(self) -> str:
        """The ConferenceSid."""
        return self.record.sid

    @property
    def status(self) -> Status:
        """``init``, ``in-progress`` or ``completed``."""
        return self.record.status

    @property
    def participants(self) -> list[LiveParticipant]:
        """Those who are in it, in the order in which they came."""
        with self._switchboard.desk.lock:
            return [LiveParticipant(self, sid) for sid in self.record.participants]

    def participant(self, call_sid_or_label: str) -> LiveParticipant:
        """Return one of them; raises ``LookupError`` where nobody in it is called so."""
        with self._switchboard.desk.lock:
            found = self.record.participants.get(call_sid_or_label) or self.record.by_label(call_sid_or_label)
        if found is None:
            raise LookupError(f"nobody in the conference {self.record.friendly_name} is {call_sid_or_label!r}")
        return LiveParticipant(self, found.call_sid)

    def end(self) -> None:
        """End it, and the calls of all who are in it; harmless where it is over."""
        self.do(lambda room: room.close())

    def announce(self, url: str, method: str = "POST") -> None:
        """Let what is at ``url`` be heard by all who are not on hold."""
        self.do(lambda room: moderation.announce(room, self.absolute(room, url), method))

    def do(self, change: Callable[[ConferenceRoom], None]) -> None:
        """Change the room, and let everything happen that follows at once.

        An application that goes on and on with it from within its own webhooks comes to an end, after which nothing is
        changed (:mod:`twilio_emulator.chains`).
        """
        switchboard, desk = self._switchboard, self._switchboard.desk
        with desk.lock:
            concerned = list(self.record.participants)
            room = None if desk.begin().exhausted else conferences.find(desk, self.sid)
            if room is not None:
                change(room)
        for sid in concerned:
            switchboard.settle(sid)
        clock = desk.clock
        if room is not None and isinstance(clock, ManualClock) and not desk.chains.inside:
            while room.announcing and clock.step():
                pass

    @staticmethod
    def absolute(room: ConferenceRoom, url: str) -> str:
        """Return ``url``, which may be a path of the room's application where that is given as an object."""
        number = room.host.number
        return urljoin(IN_PROCESS, url) if url and number is not None and number.app is not None else url


class LiveParticipant:
    """One call in a conference; the methods do nothing when it is no longer there."""

    def __init__(self, conference: LiveConference, call_sid: str) -> None:
        self._conference = conference
        self.call_sid = call_sid

    @property
    def record(self) -> Participant:
        """What it is now; raises ``LookupError`` when it is no longer there."""
        return self._conference.record.participants[self.call_sid]

    @property
    def label(self) -> str:
        """What it is called; empty where it was given no name."""
        return self.record.label

    def mute(self, muted: bool = True) -> None:
        """Let it be heard no longer, or again."""
        self._conference.do(lambda room: moderation.mute(room, self.call_sid, muted))

    def hold(self, held: bool = True, url: str = "", method: str = "GET") -> None:
        """Put it on hold, to hear what is at ``url`` (empty: music), or take it back."""
        where = self._conference.absolute
        self._conference.do(lambda room: moderation.hold(room, self.call_sid, held, where(room, url), method))

    def wait(self, url: str | None, method: str = "POST") -> None:
        """Change what it hears until the conference starts (empty: silence; ``None``: music)."""
        where = self._conference.absolute
        self._conference.do(
            lambda room: moderation.wait(room, self.call_sid, url if url is None else where(room, url), method)
        )

    def kick(self) -> None:
        """Take it out; its call goes on with its own documents."""
        self._conference.do(lambda room: moderation.kick(room, self.call_sid))

    def announce(self, url: str, method: str = "POST") -> None:
        """Let it alone hear what is at ``url``."""
        where = self._conference.absolute
        self._conference.do(lambda room: moderation.announce(room, where(room, url), method, self.call_sid))

    def coach(self, call_sid: str | None) -> None:
        """Let it be heard by one other alone, or by all; raises TwimlError 16027 and 16028."""
        self._conference.do(lambda room: moderation.coach(room, self.call_sid, call_sid or ""))

    def end_on_exit(self, ends: bool = True) -> None:
        """Let the conference end when it leaves, or go on."""
        self._conference.do(lambda room: moderation.end_on_exit(room, self.call_sid, ends))

    def beep_on_exit(self, beeps: bool = True) -> None:
        """Let the others hear a beep when it leaves, or not."""
        self._conference.do(lambda room: moderation.beep_on_exit(room, self.call_sid, beeps))
