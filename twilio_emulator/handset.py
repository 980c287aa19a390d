"""The phone in a test's hand: it dials, presses, speaks, listens and texts.

In virtual time every method returns when the line is quiet: the call waits for its caller, or is over. In real time
the same methods wait for that moment, at most :data:`PATIENCE` seconds.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Literal

from twilio_emulator.clock import ManualClock
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import News
from twilio_emulator.meeting import Answerer, Meeting, Ringing
from twilio_emulator.store import Call, Exchange, Message, Speaker
from twilio_emulator.switchboard import Switchboard
from twilio_emulator.transcript import render

PATIENCE = 60.0
"""Seconds a method waits in real time before it gives up."""

KEYS = frozenset("0123456789*#ABCD")


class LiveCall:
    """A call as the person with the handset has it."""

    def __init__(self, switchboard: Switchboard, call: Call) -> None:
        self._switchboard = switchboard
        self._call = call
        self._since = 0

    @property
    def sid(self) -> str:
        """The CallSid."""
        return self._call.sid

    @property
    def status(self) -> CallStatus:
        """The call's status, as the REST resource has it."""
        return self._call.status

    @property
    def duration(self) -> int:
        """Whole seconds from answer to end."""
        return self._call.duration

    @property
    def transcript(self) -> str:
        """Everything heard, pressed and noted, as a page of text."""
        return render(self._call)

    @property
    def exchanges(self) -> list[Exchange]:
        """Every webhook of this call with its answer, in order."""
        return self._call.exchanges

    @property
    def heard(self) -> str:
        """What came out of the handset since the caller last did something."""
        lines = self._call.lines[self._since :]
        return "\n".join(line.text for line in lines if line.speaker is Speaker.LINE)

    def hears(self, expected: str | re.Pattern[str]) -> LiveCall:
        """Check that ``expected`` was heard since the caller last did something: words, or a regular expression.

        Raises ``AssertionError`` with the whole transcript where it was not.
        """
        pattern = expected if isinstance(expected, re.Pattern) else None

        def was_heard() -> bool:
            return bool(pattern.search(self.heard)) if pattern else _found(str(expected), self.heard)

        self._until(lambda: was_heard() or self._quiet())
        if not was_heard():
            words = pattern.pattern if pattern else expected
            raise AssertionError(f"not heard: {words!r}\nheard: {self.heard or 'nothing'!r}\n\n{self.transcript}")
        return self

    def press(self, keys: str) -> LiveCall:
        """Press one key after the other; raises ``ValueError`` for what is no key."""
        wrong = set(keys) - KEYS
        if wrong:
            raise ValueError(f"{''.join(sorted(wrong))!r} is not on the key pad; it has 0-9 * # A-D")
        self._since = len(self._call.lines)
        for key in keys:
            self._switchboard.press(self.sid, key)
        return self.settle()

    def speak(self, words: str) -> LiveCall:
        """Say something."""
        self._since = len(self._call.lines)
        self._switchboard.speak(self.sid, words)
        return self.settle()

    def speak_sound(self, sound: bytes) -> LiveCall:
        """Say a WAV, which the emulator's recogniser understands in its way.

        Raises :class:`twilio_emulator.sound.recognition.RecognitionError` where there is none, or it cannot.
        """
        self._since = len(self._call.lines)
        self._switchboard.say_sound(self.sid, sound)
        return self.settle()

    def send_message(self, content: str) -> LiveCall:
        """Send a user-defined message, as a telephone with Twilio's SDK in it does: its subscriptions are told.

        Raises ``RuntimeError`` where the call is not in progress.
        """
        if not self._switchboard.send_message(self.sid, content):
            raise RuntimeError(f"a message needs a call in progress; this one is {self.status}")
        self._switchboard.work()
        return self

    def wait(self, seconds: float) -> LiveCall:
        """Stay silent for ``seconds``, then listen until the line is quiet again."""
        self._since = len(self._call.lines)
        clock = self._switchboard.desk.clock
        if isinstance(clock, ManualClock):
            clock.advance(seconds)
        else:
            passed = threading.Event()
            clock.call_later(seconds, passed.set)
            passed.wait(seconds + PATIENCE)
        return self.settle()

    def pick_up(self) -> LiveCall:
        """Answer the ringing handset; raises ``RuntimeError`` where it does not ring."""
        if not self._switchboard.pick_up(self.sid):
            raise RuntimeError(f"the handset of {self._call.to} does not ring; the call is {self.status}")
        return self.settle()

    def refuse(self, how: Literal["busy", "reject"] = "busy") -> LiveCall:
        """Decline the ringing call: the caller finds it ``busy``, or ``no-answer`` where it was rejected.

        Raises ``RuntimeError`` where it does not ring.
        """
        if not self._switchboard.refuse(self.sid, Ringing(how)):
            raise RuntimeError(f"the handset of {self._call.to} does not ring; the call is {self.status}")
        self._switchboard.work()
        return self

    def transfer(self, to: str) -> LiveCall:
        """Send whoever is on the line on to ``to``, as a SIP telephone can where the Dial has a ``referUrl``.

        Raises ``RuntimeError`` where this is no SIP telephone that was dialled so, or nobody is on the line.
        """
        if not (self._call.to.startswith(("sip:", "sips:")) and self._switchboard.transfer(self.sid, to)):
            raise RuntimeError(f"the call to {self._call.to} cannot be passed on; it is {self.status}")
        self._switchboard.work()
        return self

    def hang_up(self) -> LiveCall:
        """Put the phone down; harmless when the call is over."""
        self._switchboard.hang_up(self.sid)
        self._switchboard.work()
        return self

    def settle(self) -> LiveCall:
        """Let everything happen up to the next moment the caller is waited for."""
        self._switchboard.settle(self.sid)
        if not self._switchboard.desk.chains.inside:
            self._until(self._quiet)
        return self

    def _quiet(self) -> bool:
        return self._switchboard.is_quiet(self.sid)

    def _until(self, true: Callable[[], bool]) -> None:
        """In real time, wait for something to become true."""
        desk = self._switchboard.desk
        if isinstance(desk.clock, ManualClock):
            self._switchboard.rest()
            return
        changed = threading.Event()

        def told(news: News) -> None:
            if news.call_sid == self.sid:
                changed.set()

        stop = desk.feed.subscribe(told)
        try:
            while not true() and changed.wait(PATIENCE):
                changed.clear()
        finally:
            stop()


class Handset:
    """A phone with a number of its own."""

    def __init__(self, switchboard: Switchboard, phone_number: str) -> None:
        self._switchboard = switchboard
        self.phone_number = phone_number

    def dial(self, to: str, *, settle: bool = True, forwarded_from: str = "") -> LiveCall:
        """Call ``to`` and listen until the caller is waited for; with ``settle=False`` return at the first ring.

        ``forwarded_from`` is the number that was called first and passes the call on to ``to``.
        """
        record = self._switchboard.place_call(self.phone_number, to, forwarded_from=forwarded_from)
        call = LiveCall(self._switchboard, record)
        if not settle:
            self._switchboard.work()
            return call
        return call.settle()

    def text(self, to: str, body: str, media: tuple[str, ...] = ()) -> Message:
        """Send a text; the application's answers are in the inbox when this returns."""
        message = self._switchboard.send_text(self.phone_number, to, body, media)
        self._switchboard.work()
        self._switchboard.wait_for_answer(message.sid, PATIENCE)
        return message

    @property
    def inbox(self) -> list[Message]:
        """The texts this handset has received, oldest first."""
        self._switchboard.rest()
        with self._switchboard.desk.lock:
            return self._switchboard.desk.store.inbox(self.phone_number)

    def read(self) -> list[Message]:
        """Read the texts that were delivered here by WhatsApp or RCS; return those that were not read before."""
        found = [one for one in self.inbox if self._switchboard.texts.read(one)]
        self._switchboard.work()
        return found

    @property
    def calls(self) -> list[LiveCall]:
        """The calls that rang here, oldest first."""
        self._switchboard.rest()
        with self._switchboard.desk.lock:
            calls = list(self._switchboard.desk.store.calls.values())
        return [LiveCall(self._switchboard, call) for call in calls if call.to == self.phone_number]

    def on_ring(
        self,
        answer: bool | Literal["busy", "reject", "no-answer", "unreachable", "ask", "machine", "fax"],
        *,
        after: float = 0.0,
        greeting: str = "",
        beep: bool = True,
    ) -> None:
        """Say how this handset meets a call, after ``after`` seconds of ringing.

        ``True`` answers, ``False`` and ``"no-answer"`` let it ring, ``"ask"`` lets it ring until
        :meth:`LiveCall.pick_up` or :meth:`LiveCall.refuse`. A ``"machine"`` says its ``greeting`` and beeps.
        """
        answerer = Answerer(answer) if answer in ("machine", "fax") else Answerer.HUMAN
        if answer is True or answerer is not Answerer.HUMAN:
            how = Ringing.ANSWER
        else:
            how = Ringing.NO_ANSWER if answer is False else Ringing(answer)
        meeting = Meeting(how=how, after=after, answerer=answerer, greeting=greeting, beep=beep)
        self._switchboard.on_ring(self.phone_number, meeting)


def _found(expected: str, heard: str) -> bool:
    """Plain words first, then the same as a regular expression, where it is one."""
    if expected in heard:
        return True
    try:
        return bool(re.search(expected, heard))
    except re.error:
        return False
