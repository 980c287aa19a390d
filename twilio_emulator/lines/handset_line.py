"""A call from handset to handset, without an application."""

from __future__ import annotations

from twilio_emulator.clock import Timer
from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.lines.line import Line
from twilio_emulator.meeting import DECLINED, Meeting, Ringing
from twilio_emulator.store import Call, Speaker

RING_SECONDS = 60.0
"""How long an unanswered handset rings."""


class HandsetLine(Line):
    """A call to a number that no application answers: its handset rings."""

    between_handsets = True

    def __init__(self, desk: Desk, call: Call, meeting: Meeting) -> None:
        super().__init__(desk, call, None, Callbacks())
        self._meeting = meeting
        self._timer: Timer | None = None

    @property
    def callers_turn(self) -> bool:
        """Whether they talk: two people need no line that listens."""
        return self.leg.answered

    def listens(self, _kind: type) -> bool:
        """Whether there is somebody: people hear each other once it is picked up."""
        return self.leg.answered

    def begin(self) -> None:
        """Ring, and do what the handset was told to do."""
        self.write(Speaker.NOTE, f"the handset of {self.call.to} rings")
        how, after = self._meeting.how, self._meeting.after
        if how in (Ringing.ASK, Ringing.NO_ANSWER):
            self._timer = self.later(RING_SECONDS, self._give_up)
        elif after:
            self._timer = self.later(after, self._meet)
        else:
            self._meet()

    def pick_up(self) -> None:
        """Answer it."""
        self._drop_timer()
        self.leg.move(CallStatus.IN_PROGRESS)
        self.answered()

    def refuse(self, status: CallStatus) -> None:
        """Do not answer it."""
        self.end(f"the handset of {self.call.to} is {status}", status)

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Close the record, and ring no longer."""
        self._drop_timer()
        super().end(reason, unanswered)

    def _meet(self) -> None:
        how = self._meeting.how
        if how is Ringing.ANSWER:
            self.pick_up()
        else:
            self.refuse(DECLINED[how])

    def _give_up(self) -> None:
        self.end("nobody answered", CallStatus.NO_ANSWER)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
