"""Where everything comes together: it knows every number, handset and call, and takes what people do."""

from __future__ import annotations

from twilio_emulator.chains import EXHAUSTED
from twilio_emulator.clock import ManualClock
from twilio_emulator.desk import Desk, with_absolute_urls
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.effects import Destination, DestinationKind
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import Topic
from twilio_emulator.jobs import InlineJobs
from twilio_emulator.lines.app_line import AppLine
from twilio_emulator.lines.called_line import CalledLine, Plan
from twilio_emulator.lines.carry_out import CARRY_OUT
from twilio_emulator.lines.dialling import MOST_LEGS
from twilio_emulator.lines.handset_line import HandsetLine
from twilio_emulator.lines.line import Line
from twilio_emulator.lines.room import Heard
from twilio_emulator.meeting import Meeting
from twilio_emulator.sound.speech import seconds_of
from twilio_emulator.store import Call, Message, Number, Speaker, TranscriptLine, new_sid
from twilio_emulator.texts import Texts

PATIENCE = 1.0
"""Seconds of real time that virtual time waits for the work of others."""
MOST_JOBS = 20_000
"""How many webhooks may wait to be made before no more calls are placed."""


class Switchboard:
    """Places calls, carries texts, and lets handsets press, speak and hang up."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._texts = Texts(desk)
        desk.carry_out = {**CARRY_OUT, effects.Text: self._texts.send_from_call}
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

    def add_application(self, application: Number) -> Number:
        """Take an application that is dialled by its SID."""
        application = with_absolute_urls(application)
        with self.desk.lock:
            self.desk.store.applications[application.sid] = application
        return application

    def on_ring(self, phone_number: str, meeting: Meeting) -> None:
        """Say how the handset of ``phone_number`` meets a call; without a word it answers."""
        with self.desk.lock:
            self.desk.meetings[phone_number] = meeting

    # -- what people do

    def place_call(self, from_: str, to: str) -> Call:
        """Dial ``to`` from the handset ``from_``; the application of ``to`` is asked, or its handset rings."""
        desk = self.desk
        with desk.lock:
            call = self._new_call(from_, to)
            if self._refused(call):
                return call
            number = desk.store.numbers.get(to)
            line: Line
            if number is not None and number.voice_url:
                line = AppLine(desk, call, number)
            else:
                line = HandsetLine(desk, call, desk.meetings.get(to, Meeting()))
            self._begin(line)
        return call

    def call_out(self, from_: str, to: str, plan: Plan, destination: Destination | None = None) -> Call:
        """Call ``to`` for an application: it is asked at the plan's entry once somebody has answered.

        ``destination`` carries progress callbacks, machine detection and the digits to be sent; its SID and address
        are those of the call.
        """
        with self.desk.lock:
            call = self._new_call(from_, to, direction="outbound-api", status=CallStatus.QUEUED)
            if self._refused(call):
                return call
            wanted = destination or Destination(sid=call.sid, kind=DestinationKind.NUMBER, address=to)
            self._begin(CalledLine(self.desk, call, self.desk.store.numbers.get(from_), wanted, plan=plan))
        return call

    def _new_call(
        self, from_: str, to: str, direction: str = "inbound", status: CallStatus = CallStatus.RINGING
    ) -> Call:
        store = self.desk.store
        call = Call(
            sid=new_sid("CA"),
            account_sid=store.account.sid,
            from_=from_,
            to=to,
            placed_at=self.desk.clock.now(),
            direction=direction,
            status=status,
            chain=self.desk.begin(),
        )
        store.add_call(call)
        return call

    def _refused(self, call: Call) -> bool:
        """End a call that cannot be placed before anybody is told of it: a callback could place the next one."""
        desk = self.desk
        if call.chain.exhausted:
            notice = Notice(code=12400, detail=EXHAUSTED)
        elif len(desk.lines) >= MOST_LEGS:
            notice = Notice(code=10004, detail=f"{MOST_LEGS} legs are alive already")
        elif desk.jobs.waiting >= MOST_JOBS:
            notice = Notice(code=10004, detail=f"{MOST_JOBS} webhooks wait to be made already")
        else:
            return False
        call.status = CallStatus.FAILED
        call.ended_at = desk.clock.now()
        for text, code in ((str(notice), notice.code), (f"{call.status}: the call could not be placed", 0)):
            call.lines.append(
                TranscriptLine(number=len(call.lines), at=0.0, speaker=Speaker.NOTE, text=text, code=code)
            )
        desk.feed.publish(Topic.CALL, call, call.sid)
        return True

    def _begin(self, line: Line) -> None:
        self.desk.lines[line.call.sid] = line
        line.news()
        line.begin()

    def pick_up(self, call_sid: str) -> bool:
        """Answer a ringing handset; False where nothing rings."""
        with self.desk.lock:
            line = self._ringing(call_sid)
            if line is not None:
                line.pick_up()
            return line is not None

    def refuse(self, call_sid: str) -> bool:
        """Refuse a ringing handset: the caller finds it busy. False where nothing rings."""
        with self.desk.lock:
            line = self._ringing(call_sid)
            if line is not None:
                line.refuse(CallStatus.BUSY)
            return line is not None

    def _ringing(self, call_sid: str) -> HandsetLine | CalledLine | None:
        line = self.desk.lines.get(call_sid)
        if not isinstance(line, HandsetLine | CalledLine) or line.leg.answered or line.trunk is not None:
            return None
        return line

    def press(self, call_sid: str, key: str) -> bool:
        """Press one key; False where nobody was listening for it."""
        return self._from_person(call_sid, inputs.KeyPressed(key))

    def speak(self, call_sid: str, text: str) -> bool:
        """Say something into the handset; False where nobody was listening."""
        text = _sendable(text)
        return self._from_person(call_sid, inputs.Spoke(text, seconds=seconds_of(text)))

    def _from_person(self, call_sid: str, what: Heard) -> bool:
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            return line is not None and line.says(what)

    def hang_up(self, call_sid: str) -> None:
        """Put the phone down; harmless when the call is over."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is not None:
                line.write(Speaker.CALLER, "hangs up")
                line.hung_up()

    # -- what applications do to live calls

    def update(self, call_sid: str, *, url: str = "", method: str = "POST", twiml: bytes | None = None) -> bool:
        """Send a live call to another document, at once; False where it is not in progress."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is None or not line.leg.answered or isinstance(line, HandsetLine):
                return False
            line.write(Speaker.NOTE, "the application sends the call elsewhere")
            line.update(inputs.Updated(url=url, method=method, twiml=twiml))
            return True

    def end_call(self, call_sid: str) -> bool:
        """End a live call for the application; False where it is over."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is None:
                return False
            line.ended_by_application()
            return True

    def send_text(self, from_: str, to: str, body: str, media: tuple[str, ...] = ()) -> Message:
        """Send a text from the handset ``from_``; the application of ``to`` is asked, or its handset gets it."""
        return self._texts.receive(from_, to, _sendable(body), media)

    def wait_for_answer(self, message_sid: str, seconds: float) -> None:
        """In real time, wait until a text has been answered, at most ``seconds``."""
        if not isinstance(self.desk.clock, ManualClock):
            self._texts.wait(message_sid, seconds)

    # -- time

    def work(self) -> None:
        """In virtual time, do the work that waits; in real time others do it.

        An application that is about to answer through a websocket is waited for, a moment of real time.
        """
        jobs = self.desk.jobs
        if isinstance(jobs, InlineJobs) and not jobs.inside:
            jobs.run()
            self.desk.sockets.attend(jobs.run)

    def rest(self) -> None:
        """In virtual time, wait a moment for what others have under way, such as a request to the API."""
        jobs = self.desk.jobs
        if isinstance(jobs, InlineJobs) and not jobs.inside:
            jobs.rest(PATIENCE)

    def settle(self, call_sid: str, *, guest: bool = False) -> None:
        """In virtual time, let everything happen up to the next moment the caller is waited for.

        Time should stand still while an application is being asked something. For a webhook that another thread waits
        for there is a moment's patience; then a ``guest``, who may be called by that very webhook, returns, and anybody
        else goes on. From the middle of a webhook this returns at once: the call goes on when it has been answered.
        """
        clock, jobs = self.desk.clock, self.desk.jobs
        if not isinstance(clock, ManualClock) or not isinstance(jobs, InlineJobs) or jobs.inside:
            return
        if guest:
            jobs.run()
        else:
            self.work()
        patience = 0.0 if guest else PATIENCE
        while True:
            if not jobs.rest(patience):
                if guest:
                    return
                patience = 0.0
            if self.is_quiet(call_sid) or not clock.step():
                return

    def is_quiet(self, call_sid: str) -> bool:
        """Whether the call is over or waits for its caller."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            return line is None or line.callers_turn


def _sendable(text: str) -> str:
    """Return ``text`` as it can be sent: half a surrogate pair becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
