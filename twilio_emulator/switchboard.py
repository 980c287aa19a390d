"""Where everything comes together: it knows every number, handset and call, and takes what people do."""

from __future__ import annotations

from datetime import timedelta

from twilio_emulator.clock import ManualClock
from twilio_emulator.desk import Desk, with_absolute_urls
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.effects import Destination, DestinationKind
from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.engine.session import Entry
from twilio_emulator.feed import Topic
from twilio_emulator.jobs import InlineJobs
from twilio_emulator.lines import microphone
from twilio_emulator.lines.called_line import CalledLine, Plan
from twilio_emulator.lines.carry_out import CARRY_OUT
from twilio_emulator.lines.handset_line import HandsetLine
from twilio_emulator.lines.room import Heard
from twilio_emulator.meeting import DECLINED, Meeting, Ringing
from twilio_emulator.placing import Placing
from twilio_emulator.sound import pcm
from twilio_emulator.sound.recognition import understand
from twilio_emulator.sound.speech import seconds_of
from twilio_emulator.store import Call, Message, Number, Speaker
from twilio_emulator.texts.carrying import Texts

PATIENCE = 1.0
"""Seconds of real time that virtual time waits for the work of others."""
GUEST_JOBS = 25
"""How many webhooks are made while a guest waits, who may itself be waited for by one."""


class Switchboard(Placing):
    """Places calls, carries texts, and lets handsets press, speak and hang up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.texts = Texts(desk)
        desk.carry_out = {**CARRY_OUT, effects.Text: self.texts.send_from_call}
        desk.hearing.is_taped = microphone.is_taped
        if isinstance(desk.clock, ManualClock):
            desk.clock.between = self.work

    # -- numbers and handsets

    def add_number(self, number: Number) -> Number:
        """Let an application answer ``number``; an earlier one of the same digits is replaced, and keeps its SID."""
        with self.desk.lock:
            earlier = self.desk.store.numbers.get(number.phone_number)
            if earlier is not None:
                number.sid, number.created_at = earlier.sid, number.created_at or earlier.created_at
            number = self._filed(number)
            self.desk.store.numbers[number.phone_number] = number
            self.desk.feed.publish(Topic.NUMBER, number)
        return number

    def add_application(self, application: Number) -> Number:
        """Take an application that is dialled by its SID; an earlier one of that SID is replaced."""
        with self.desk.lock:
            earlier = self.desk.store.applications.get(application.sid)
            if earlier is not None:
                application.created_at = application.created_at or earlier.created_at
            application = self._filed(application)
            self.desk.store.applications[application.sid] = application
        return application

    def _filed(self, number: Number) -> Number:
        """Return a number or an application as it is kept; where nobody says whose it is, it is the first account's."""
        number = with_absolute_urls(number)
        number.account_sid = number.account_sid or self.desk.store.account.sid
        number.created_at = number.created_at or self.desk.clock.now()
        number.updated_at = number.updated_at or number.created_at
        return number

    def announce(self, from_: str, to: str, document: bytes, number: Number, send_digits: str = "") -> Call:
        """Queue a call that is no application's, such as one that tells a code; no account's list has it.

        It runs the TwiML of ``document``, and ``number`` is whose application object answers for the URLs in it.
        """
        with self.desk.lock:
            wanted = Destination(sid="", kind=DestinationKind.NUMBER, address=to, send_digits=send_digits)
            plan = Plan(entry=Entry(url="", twiml=document))
            call = self.queue_call(from_, to, plan, wanted, number=number)
            call.account_sid = ""
            return call

    def on_ring(self, phone_number: str, meeting: Meeting) -> None:
        """Say how the handset of ``phone_number`` meets a call; without a word it answers."""
        with self.desk.lock:
            self.desk.meetings[phone_number] = meeting

    # -- what people do

    def pick_up(self, call_sid: str) -> bool:
        """Answer a ringing handset; False where nothing rings."""
        with self.desk.lock:
            line = self._ringing(call_sid)
            if line is not None:
                line.pick_up()
            return line is not None

    def refuse(self, call_sid: str, how: Ringing = Ringing.BUSY) -> bool:
        """Refuse a ringing handset: the caller finds it busy, or is told of no answer where it was rejected.

        False where nothing rings.
        """
        with self.desk.lock:
            line = self._ringing(call_sid)
            if line is not None:
                line.refuse(DECLINED[how])
            return line is not None

    def transfer(self, call_sid: str, target: str) -> bool:
        """Ask whoever this telephone talks to to go on to ``target`` (REFER); False where no Dial takes that."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is None or line.room is None:
                return False
            for driver in filter(None, [one.driver for one in line.room.others(line)]):
                if driver.hears(inputs.Transferred):
                    line.write(Speaker.CALLER, f"transfers the call to {target}")
                    driver.feed(inputs.Transferred(target))
                    return True
            return False

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

    def say_sound(self, call_sid: str, sound: bytes) -> tuple[str, bool]:
        """Say a WAV into the handset: return what the recogniser has understood, and whether anybody listened to it.

        Stretches of speech are heard one after the other. Takes its time. Raises
        :class:`twilio_emulator.sound.recognition.RecognitionError`.
        """
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            expected = line.expects if line is not None else Expectation()
        found = understand(self.desk.recogniser, sound, expected)
        said = [inputs.Spoke(_sendable(one.text), one.confidence, one.seconds) for one in found]
        heard = [self._from_person(call_sid, one) for one in said]
        return " ".join(one.text for one in said), any(heard)

    def pick_up_sound(self, call_sid: str, sound: bytes) -> bool:
        """Take a WAV that the microphone of a telephone has picked up until now; False where nothing records it.

        In virtual time it takes as long as it lasts. Raises :class:`twilio_emulator.sound.pcm.NotPcm`.
        """
        heard, clock = pcm.read(sound), self.desk.clock
        seconds = min(heard.seconds, microphone.LONGEST_PIECE) if isinstance(clock, ManualClock) else 0.0
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            until = clock.now() + timedelta(seconds=seconds)
            taken = line is not None and microphone.pick_up(line, heard, until)
        if taken and isinstance(clock, ManualClock) and not self.desk.chains.inside:
            clock.advance(seconds)
        return taken

    def await_sound(self, call_sid: str) -> bool:
        """Let silence not end a recording for a moment: the microphone is not there yet. False where none runs."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            return line is not None and microphone.be_patient(line)

    def send_message(self, call_sid: str, content: str) -> bool:
        """Send the application a message from the telephone, beside the call; False where the call is not live."""
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is None or not line.leg.answered:
                return False
            line.message(_sendable(content))
            return True

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
        return self.texts.receive(from_, to, _sendable(body), media)

    def wait_for_answer(self, message_sid: str, seconds: float) -> None:
        """In real time, wait until a text has been answered, at most ``seconds``."""
        if not isinstance(self.desk.clock, ManualClock) and not self.desk.chains.inside:
            self.texts.wait(message_sid, seconds)

    # -- time

    def work(self) -> None:
        """In virtual time, do the work that waits; in real time others do it.

        An application that is about to answer through a websocket is waited for, a moment of real time.
        """
        jobs = self.desk.jobs
        if isinstance(jobs, InlineJobs) and not jobs.inside and not self.desk.chains.crowded:
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
        if self.desk.chains.crowded:
            return
        if guest:
            jobs.run(GUEST_JOBS)
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
