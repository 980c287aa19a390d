"""A call while it lasts: its record, its transcript, the person at its far end, and whom it is connected with.

Everything here happens under the desk's lock.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol, TypedDict, Unpack

import httpx

from twilio_emulator.clock import Timer
from twilio_emulator.desk import MISHAP, Desk
from twilio_emulator.engine.effects import Callbacks, Phrase, StartRecording, Track
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import KeyPressed, Spoke, Updated
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.feed import Topic
from twilio_emulator.lines import recordings
from twilio_emulator.lines.progress import Progress
from twilio_emulator.lines.room import Heard, Room
from twilio_emulator.store import Call, Number, Speaker, TranscriptLine
from twilio_emulator.tape import Recording

if TYPE_CHECKING:
    from twilio_emulator.lines.driver import Driver

log = logging.getLogger(__name__)

MAX_CALL_SECONDS = 4 * 3600.0
"""After four hours a call is cut."""
MASK = "•"
"""What is written for keys and words that are secret, such as the digits of a card."""
TONE_SECONDS = {"w": 0.5, "W": 1.0}
"""What the letters in a string of tones mean; every other tone lasts a quarter of a second."""


def seconds_of_tones(digits: str) -> float:
    """Return how long ``digits`` sound."""
    return sum(TONE_SECONDS.get(digit, 0.25) for digit in digits)


class Sounding(TypedDict, total=False):
    """How a line of the transcript sounds."""

    seconds: float
    language: str
    voice: str
    rate: float
    audio_url: str
    code: int
    phrases: tuple[Phrase, ...]
    signal: str


class Tap(Protocol):
    """Something that listens in on a leg, beside those who are connected with it: a stream, a live transcription."""

    def hears(self, kind: type) -> bool:
        """Whether an input of ``kind`` from the person at the far end would be noticed."""

    def said(self, what: Heard) -> None:
        """Take it that the person at the far end presses or says something."""

    def sounded(self, text: str, seconds: float) -> None:
        """Take it that ``text`` is heard at the far end for ``seconds``."""

    def over(self) -> None:
        """Take it that the leg is over."""


class Line(ABC):
    """What every leg has in common.

    ``number`` is whose application object answers for its URLs. ``driver`` runs its documents, where it has any;
    ``room`` holds those it is connected with; ``trunk`` is the other end of the wire where that is no handset but
    another leg of ours. ``recordings`` are those that go on; ``recorded`` is the one its callbacks tell of in the end.
    ``taps`` listen in; ``keys_for`` has every key to itself, and secret, while it is there. ``subscriptions``, by SID,
    are told of the telephone's messages. ``time_limit`` is how many seconds after the answer it is cut, if at all.
    """

    between_handsets: ClassVar[bool] = False
    """Whether there is a telephone at both ends, and no application between them."""

    def __init__(self, desk: Desk, call: Call, number: Number | None, callbacks: Callbacks) -> None:
        self.desk = desk
        self.call = call
        self.number = number
        self.leg = Leg(call.status)
        self.driver: Driver | None = None
        self.room: Room | None = None
        self.trunk: Line | None = None
        self.cookies = httpx.Cookies()
        self.recordings: list[Recording] = []
        self.recorded: Recording | None = None
        self.taps: list[Tap] = []
        self.keys_for: Callable[[str], None] | None = None
        self.subscriptions: dict[str, Callbacks] = {}
        self.progress = Progress(self, callbacks)
        self.time_limit: float | None = None
        self._cut: Timer | None = None
        self._limit: Timer | None = None
        self._silences: set[str] = set()

    @property
    def callers_turn(self) -> bool:
        """Whether nothing more happens until the person at the far end acts, or time passes."""
        if self.driver is not None:
            return self.driver.callers_turn
        return self.leg.answered and self.peers_turn

    @property
    def peers_turn(self) -> bool:
        """Whether nobody this leg is connected with has anything under way."""
        return self.room is None or self.room.is_quiet(self)

    def waiting_for_it(self) -> list[Driver]:
        """Return what runs those who cannot act before it is this leg's turn to: they hear it through a wire."""
        room = self.trunk.room if self.trunk is not None else None
        others = room.others(self.trunk) if room is not None and self.trunk is not None else []
        return [one.driver for one in others if one.driver is not None]

    @property
    def expects(self) -> Expectation:
        """What the application has told of the speech it listens for here."""
        return self.driver.session.expects if self.driver is not None else Expectation()

    @abstractmethod
    def begin(self) -> None:
        """Start the call."""

    def listens(self, kind: type) -> bool:
        """Whether an input of ``kind`` from the far end would be noticed now."""
        if self.room is not None and self.room.takes(self, kind):
            return True
        if kind is KeyPressed and self.keys_for is not None:
            return True
        if any(tap.hears(kind) for tap in self.taps):
            return True
        return self.driver is not None and self.driver.hears(kind)

    def says(self, what: Heard) -> bool:
        """Take what the person at the far end presses or says; False where nobody was listening."""
        if isinstance(what, KeyPressed) and self.keys_for is not None:
            self.write(Speaker.CALLER, f"presses {MASK}")
            self.keys_for(what.key)
            return True
        if self.call.over:  # the far end of its wire was in the middle of something
            return False
        secret = self.driver is not None and self.driver.secret
        said = MASK if secret else what.key if isinstance(what, KeyPressed) else what.text
        words = f"presses {said}" if isinstance(what, KeyPressed) else f"says: {said}"
        listening = self.listens(type(what))
        self.write(Speaker.CALLER, words if listening else f"{words} (nobody is listening)")
        if isinstance(what, Spoke) and not secret:
            self._tape(what.text, what.seconds, Track.INBOUND)
        if not secret:
            for tap in tuple(self.taps):
                tap.said(what)
        if listening:
            driver = self.driver
            meant_for = driver.session.waiting if driver is not None else None
            if self.room is not None:
                self.room.relay(self, what)
            if driver is not None and driver.session.waiting is meant_for:  # a star that leaves a room is used up
                driver.feed(what)
        return listening

    def sounds(self, text: str, **how: Unpack[Sounding]) -> None:
        """Let ``text`` be heard at the far end."""
        self.write(Speaker.LINE, text, **how)
        self._tape(text, how.get("seconds", 0.0), Track.OUTBOUND, how.get("language", ""))
        for tap in tuple(self.taps):
            tap.sounded(text, how.get("seconds", 0.0))
        if self.trunk is not None:
            self.trunk.says(Spoke(text, seconds=how.get("seconds", 0.0)))

    def makes_no_sound(self, why: str) -> None:
        """Note that what is said now is not heard, and ``why``, once; nothing where there is no reason."""
        if why and why not in self._silences:
            self._silences.add(why)
            self.write(Speaker.NOTE, f"no sound: {why}")

    def message(self, content: str) -> None:
        """Take it that the telephone at the far end sends the application a message of its own."""
        self.write(Speaker.CALLER, f"sends a message: {content}")
        for sid, asked in self.subscriptions.items():
            params = {
                "AccountSid": self.call.account_sid,
                "CallSid": self.call.sid,
                "Content": content,
                "UserDefinedMessageSubscriptionSid": sid,
            }
            self.desk.report(self.call, self.number, asked.url, asked.method, params, self.cookies)

    def tones(self, digits: str) -> None:
        """Let tones be heard at the far end."""
        self.write(Speaker.LINE, f"[tones {digits}]", seconds=seconds_of_tones(digits), signal=f"keys {digits}")
        if self.trunk is not None:
            for digit in digits:
                if digit not in TONE_SECONDS:
                    self.trunk.says(KeyPressed(digit.upper()))

    def record(self, wanted: StartRecording) -> Recording:
        """Record this leg, both what is said there and what is heard, until it is stopped or the leg is over."""
        recording = recordings.start(
            self.desk,
            sid=wanted.sid,
            call=self.call,
            number=self.number,
            cookies=self.cookies,
            source=wanted.source,
            channels=wanted.channels,
            callbacks=wanted.callbacks,
            trim=wanted.trim,
            track=wanted.track,
            transcribe=wanted.transcribe,
            transcribe_url=wanted.transcribe_url,
            name=wanted.name,
        )
        self.recordings.append(recording)
        self.desk.hearing.look_again()
        return recording

    def _tape(self, text: str, seconds: float, track: Track, language: str = "") -> None:
        for recording in self.recordings:
            recording.hear(text, seconds, self.desk.clock.now(), track, language)

    def hung_up(self) -> None:
        """Take it that the person at the far end put the phone down."""
        if self.driver is not None:
            self.driver.hung_up()
        else:
            self.end("the caller hung up", CallStatus.CANCELED)

    def update(self, updated: Updated) -> None:
        """Go on with another document, at once (twilio-behaviour 5.4)."""
        if self.driver is not None:
            self.driver.feed(updated)

    def fall_back_to(self, url: str, method: str) -> None:
        """Have the application's errors told to ``url`` (absolute) from now on."""
        if self.driver is not None:
            self.driver.session.fall_back_to(url, method)

    def last(self, seconds: float) -> None:
        """Cut the call ``seconds`` after its answer."""
        self.time_limit = seconds
        if self._limit is not None:
            self._limit.cancel()
        if self.call.answered_at is not None:
            passed = (self.desk.clock.now() - self.call.answered_at).total_seconds()
            self._limit = self.later(max(seconds - passed, 0.0), self._reach_limit)

    def _reach_limit(self) -> None:
        if not self.call.over:
            self.write(Speaker.NOTE, "the time limit is reached")
            self.hung_up()

    def ended_by_application(self) -> None:
        """Take it that the application ended the call from outside."""
        if self.driver is not None:
            self.driver.hung_up("the application ended the call")
        else:
            self.end("the application ended the call", CallStatus.CANCELED)

    def far_end_answered(self) -> None:  # noqa: B027  # most lines have picked up before their trunk does
        """Take it that the other end of the trunk has been picked up."""

    def far_end_gone(self, _status: CallStatus) -> None:
        """Take it that the other end of the trunk is over."""
        self.hung_up()

    def answered(self) -> None:
        """Note that the line is open, and cut it in the end whatever happens."""
        call = self.call
        call.status = CallStatus.IN_PROGRESS
        call.answered_at = self.desk.clock.now()
        self.write(Speaker.NOTE, "answered")
        self._cut = self.desk.clock.call_later(MAX_CALL_SECONDS, self._cut_off)
        if self.time_limit is not None:
            self.last(self.time_limit)
        self.progress.tell("answered")
        self.news()
        if self.trunk is not None:
            self.trunk.far_end_answered()

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Close the call's record: ``completed`` where it was answered, else ``unanswered``."""
        call = self.call
        if call.over:
            return
        queued = self.leg.status is CallStatus.QUEUED
        self.leg.finish(unanswered)
        for timer in filter(None, (self._cut, self._limit)):
            timer.cancel()
        if self.room is not None:
            self.room.leave(self)
        for recording in (*self.recordings, *filter(None, [self.recorded])):
            recordings.stop(self.desk, recording)
        for tap in tuple(self.taps):
            tap.over()
        call.status = self.leg.status
        call.ended_at = self.desk.clock.now()
        call.listening = False
        self.write(Speaker.NOTE, f"{call.status}: {reason}")
        self.desk.lines.pop(call.sid, None)
        self.desk.hearing.look_again()
        if queued:  # nobody is told of a call that never rang (twilio-behaviour 5.4)
            self.progress.tell_nobody()
        else:
            self.progress.tell("completed")
        self.news()
        if self.trunk is not None:
            trunk, self.trunk = self.trunk, None
            trunk.far_end_gone(call.status)

    def elapsed(self) -> float:
        """Return the seconds since the call was placed."""
        return (self.desk.clock.now() - self.call.placed_at).total_seconds()

    def write(self, speaker: Speaker, text: str, **how: Unpack[Sounding]) -> None:
        """Add a line to the transcript."""
        call = self.call
        line = TranscriptLine(number=len(call.lines), at=self.elapsed(), speaker=speaker, text=text, **how)
        call.lines.append(line)
        self.desk.feed.publish(Topic.LINE, line, call.sid)

    def news(self) -> None:
        """Tell whoever looks on that the call has changed."""
        self.desk.feed.publish(Topic.CALL, self.call, self.call.sid)

    def later(self, seconds: float, do: Callable[[], None]) -> Timer:
        """Do something after ``seconds``, unless the timer is cancelled before."""

        def due() -> None:
            with self.desk.lock:
                if not timer.cancelled:
                    self.safely(do)

        timer = self.desk.clock.call_later(seconds, due)
        return timer

    def work(self, do: Callable[[], None]) -> None:
        """Have something done soon that takes its time, without the lock."""
        self.desk.jobs.submit(partial(self.safely, do))

    def safely(self, do: Callable[[], None]) -> None:
        """Do something for this call; what it raises ends the call, and the log has the cause."""
        try:
            do()
        except BaseException as error:
            log.exception("a call has failed")
            with self.desk.lock:
                self.broken()
            if not isinstance(error, Exception):
                raise

    def broken(self, notice: Notice = MISHAP) -> None:
        """End the call, because something has gone wrong here."""
        if self.call.over:
            return
        self.desk.remark(self.call, notice)
        self.write(Speaker.NOTE, str(notice), code=notice.code)
        reason = f"application error {notice.code}"
        if self.driver is not None:
            self.driver.give_up(reason)
        else:
            self.end(reason, CallStatus.FAILED)

    def _cut_off(self) -> None:
        with self.desk.lock:
            if not self.call.over:
                self.write(Speaker.NOTE, "cut after four hours")
                self.hung_up()
