"""The only driver: it knows every number, handset and call, and takes what people do with their handsets."""

from __future__ import annotations

from twilio_emulator.app_line import AppLine
from twilio_emulator.clock import ManualClock
from twilio_emulator.desk import Desk, with_absolute_urls
from twilio_emulator.engine import inputs
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import Topic
from twilio_emulator.jobs import InlineJobs
from twilio_emulator.line import HandsetLine, Heard, Line, Ringing
from twilio_emulator.speech import SpeechEngine
from twilio_emulator.store import Call, Message, Number, Speaker, new_sid
from twilio_emulator.texts import Texts


class Switchboard:
    """Places calls, carries texts, and lets handsets press, speak and hang up.

    ``speech`` is given where somebody really listens: words then take as long as their sound.
    """

    def __init__(self, desk: Desk, speech: SpeechEngine | None = None) -> None:
        self.desk = desk
        self._texts = Texts(desk)
        self._speech = speech
        self._lines: dict[str, Line] = {}
        self._ringing: dict[str, Ringing] = {}
        if isinstance(desk.clock, ManualClock):
            desk.clock.between = self.work

    # -- numbers and handsets

    def add_number(self, number: Number) -> Number:
        """Let an application answer ``number``; an earlier one of the same digits is replaced."""
        number = with_absolute_urls(number)
        with self.desk.lock:
            self.desk.store.numbers[number.phone_number] = number
            self.desk.feed.publish(Topic.NUMBER, number)
        return number

    def on_ring(self, phone_number: str, how: Ringing) -> None:
        """Say how the handset of ``phone_number`` meets a call; without a word it answers."""
        with self.desk.lock:
            self._ringing[phone_number] = how

    # -- what people do

    def place_call(self, from_: str, to: str) -> Call:
        """Dial ``to`` from the handset ``from_``; the application of ``to`` is asked, or its handset rings."""
        desk = self.desk
        with desk.lock:
            now = desk.clock.now()
            call = Call(sid=new_sid("CA"), account_sid=desk.store.account.sid, from_=from_, to=to, placed_at=now)
            desk.store.calls[call.sid] = call
            number = desk.store.numbers.get(to)
            line: Line
            if number is not None and number.voice_url:
                line = AppLine(desk, call, self._forget, number, self._speech)
            else:
                line = HandsetLine(desk, call, self._forget, self._ringing.get(to, Ringing.ANSWER))
            self._lines[call.sid] = line
            line.news()
            line.begin()
        return call

    def pick_up(self, call_sid: str) -> bool:
        """Answer a ringing handset; False where nothing rings."""
        with self.desk.lock:
            line = self._lines.get(call_sid)
            if not isinstance(line, HandsetLine) or line.leg.answered:
                return False
            line.pick_up()
            return True

    def refuse(self, call_sid: str) -> bool:
        """Refuse a ringing handset: the caller finds it busy. False where nothing rings."""
        with self.desk.lock:
            line = self._lines.get(call_sid)
            if not isinstance(line, HandsetLine) or line.leg.answered:
                return False
            line.refuse(CallStatus.BUSY)
            return True

    def press(self, call_sid: str, key: str) -> bool:
        """Press one key; False where nobody was listening for it."""
        return self._from_caller(call_sid, inputs.KeyPressed(key), f"presses {key}")

    def speak(self, call_sid: str, text: str) -> bool:
        """Say something into the handset; False where nobody was listening."""
        text = _sendable(text)
        return self._from_caller(call_sid, inputs.Spoke(text), f"says: {text}")

    def hang_up(self, call_sid: str) -> None:
        """Put the phone down; harmless when the call is over."""
        with self.desk.lock:
            line = self._lines.get(call_sid)
            if line is not None:
                line.write(Speaker.CALLER, "hangs up")
                line.hung_up()

    def send_text(self, from_: str, to: str, body: str, media: tuple[str, ...] = ()) -> Message:
        """Send a text from the handset ``from_``; the application of ``to`` is asked, or its handset gets it."""
        return self._texts.receive(from_, to, _sendable(body), media)

    def wait_for_answer(self, message_sid: str, seconds: float) -> None:
        """In real time, wait until a text has been answered, at most ``seconds``."""
        if not isinstance(self.desk.clock, ManualClock):
            self._texts.wait(message_sid, seconds)

    # -- time

    def work(self) -> None:
        """In virtual time, do the work that waits; in real time others do it."""
        if isinstance(self.desk.jobs, InlineJobs):
            self.desk.jobs.run()

    def settle(self, call_sid: str) -> None:
        """In virtual time, let everything happen up to the next moment the caller is waited for.

        From the middle of a webhook it returns at once: the call goes on when that webhook has been answered.
        """
        clock, jobs = self.desk.clock, self.desk.jobs
        inside = isinstance(jobs, InlineJobs) and jobs.inside
        if isinstance(clock, ManualClock) and not inside:
            self.work()
            while not self.is_quiet(call_sid) and clock.step():
                pass

    def is_quiet(self, call_sid: str) -> bool:
        """Whether the call is over or waits for its caller."""
        with self.desk.lock:
            line = self._lines.get(call_sid)
            return line is None or line.callers_turn

    def _from_caller(self, call_sid: str, what: Heard, words: str) -> bool:
        with self.desk.lock:
            line = self._lines.get(call_sid)
            if line is None:
                return False
            listening = line.listens(type(what))
            line.write(Speaker.CALLER, words if listening else f"{words} (nobody is listening)")
            if listening:
                line.heard(what)
            return listening

    def _forget(self, line: Line) -> None:
        del self._lines[line.call.sid]


def _sendable(text: str) -> str:
    """Return ``text`` as it can be sent: half a surrogate pair becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
