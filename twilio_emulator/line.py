"""A call while it lasts: its record, its transcript, its timers; and the plain call from handset to handset.

Everything here happens under the desk's lock.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypedDict, Unpack

from twilio_emulator.clock import Timer
from twilio_emulator.desk import Desk
from twilio_emulator.engine import inputs
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.feed import Topic
from twilio_emulator.store import Call, Speaker, TranscriptLine

RING_SECONDS = 60.0
"""How long an unanswered handset rings."""
MAX_CALL_SECONDS = 4 * 3600.0
"""After four hours a call is cut."""

Heard = inputs.KeyPressed | inputs.Spoke
"""What comes from the person with the handset."""


class Ringing(StrEnum):
    """How a handset meets a call."""

    ANSWER = "answer"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    ASK = "ask"
    """It rings until somebody picks it up or refuses, or a minute has passed."""


class Sounding(TypedDict, total=False):
    """How a line of the transcript sounds."""

    seconds: float
    language: str
    voice: str
    rate: float
    audio_url: str
    code: int


class Line(ABC):
    """What every call has in common; ``on_over`` is told when it has ended."""

    def __init__(self, desk: Desk, call: Call, on_over: Callable[[Line], None]) -> None:
        self.desk = desk
        self.call = call
        self.leg = Leg()
        self._on_over = on_over
        self._timer: Timer | None = None
        self._cut: Timer | None = None

    @property
    def callers_turn(self) -> bool:
        """Whether nothing more happens until the person with the handset acts, or time passes."""
        return self.leg.answered

    @abstractmethod
    def begin(self) -> None:
        """Start the call."""

    def listens(self, _kind: type) -> bool:
        """Whether an input of ``kind`` would be noticed now."""
        return self.leg.answered

    @abstractmethod
    def heard(self, what: Heard) -> None:
        """Take what the caller pressed or said, when somebody listens."""

    def hung_up(self) -> None:
        """Take it that the caller put the phone down."""
        self.end("the caller hung up", CallStatus.CANCELED)

    def answered(self) -> None:
        """Note that the line is open, and cut it in the end whatever happens."""
        call = self.call
        call.status = self.leg.status
        call.answered_at = self.desk.clock.now()
        self.write(Speaker.NOTE, "answered")
        self._cut = self.desk.clock.call_later(MAX_CALL_SECONDS, self._cut_off)
        self.news()

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Close the call's record: ``completed`` where it was answered, else ``unanswered``."""
        call = self.call
        self.leg.finish(unanswered)
        self.drop_timer()
        if self._cut is not None:
            self._cut.cancel()
        call.status = self.leg.status
        call.ended_at = self.desk.clock.now()
        call.listening = False
        self.write(Speaker.NOTE, f"{call.status}: {reason}")
        self._on_over(self)
        self.news()

    def write(self, speaker: Speaker, text: str, **how: Unpack[Sounding]) -> None:
        """Add a line to the transcript."""
        call = self.call
        at = (self.desk.clock.now() - call.placed_at).total_seconds()
        line = TranscriptLine(number=len(call.lines), at=at, speaker=speaker, text=text, **how)
        call.lines.append(line)
        self.desk.feed.publish(Topic.LINE, line, call.sid)

    def news(self) -> None:
        """Tell whoever looks on that the call has changed."""
        self.desk.feed.publish(Topic.CALL, self.call, self.call.sid)

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after ``seconds``, unless the timer is dropped before."""

        def due() -> None:
            with self.desk.lock:
                if not timer.cancelled:
                    do()

        timer = self._timer = self.desk.clock.call_later(seconds, due)

    def drop_timer(self) -> None:
        """Forget what was to be done later."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cut_off(self) -> None:
        with self.desk.lock:
            if not self.call.over:
                self.write(Speaker.NOTE, "cut after four hours")
                self.hung_up()


class HandsetLine(Line):
    """A call to a number that no application answers: its handset rings."""

    def __init__(self, desk: Desk, call: Call, on_over: Callable[[Line], None], how: Ringing) -> None:
        super().__init__(desk, call, on_over)
        self._how = how

    def begin(self) -> None:
        """Ring, and do what the handset was told to do."""
        self.write(Speaker.NOTE, f"the handset of {self.call.to} rings")
        match self._how:
            case Ringing.ANSWER:
                self.pick_up()
            case Ringing.BUSY:
                self.refuse(CallStatus.BUSY)
            case _:
                self.later(RING_SECONDS, partial(self.end, "nobody answered", CallStatus.NO_ANSWER))

    def heard(self, what: Heard) -> None:
        """Do nothing: what people say to each other is in the transcript already."""

    def pick_up(self) -> None:
        """Answer it."""
        self.drop_timer()
        self.leg.move(CallStatus.IN_PROGRESS)
        self.answered()

    def refuse(self, status: CallStatus) -> None:
        """Do not answer it."""
        self.end(f"the handset of {self.call.to} is {status}", status)
