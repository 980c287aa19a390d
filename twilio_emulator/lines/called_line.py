"""A leg that an application had dialled: it rings somebody, and is then connected or runs a document of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from twilio_emulator.clock import Timer
from twilio_emulator.desk import Desk
from twilio_emulator.engine import inputs
from twilio_emulator.engine.effects import Destination, DestinationKind, StartRecording
from twilio_emulator.engine.inputs import Spoke
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import Entry, Role
from twilio_emulator.lines.app_line import AppLine
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.line import Line, seconds_of_tones
from twilio_emulator.meeting import DECLINED, Answerer, Meeting, Ringing, examine
from twilio_emulator.sound.speech import seconds_of
from twilio_emulator.store import Call, Number, Speaker, new_sid, shown

RING_SECONDS = 60.0
"""How long a call from the API rings unless it says otherwise (twilio-behaviour 5.4, Timeout)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of a call from the API: its documents once it is answered, and how long it may ring and last.

    ``recording`` is begun when somebody answers, under a SID of its own.
    """

    entry: Entry
    timeout: float = RING_SECONDS
    time_limit: float | None = None
    recording: StartRecording | None = None


class CalledLine(Line):
    """A leg to ``destination``, for the leg that dialled it (``parent``) or on a ``plan`` of its own."""

    def __init__(
        self,
        desk: Desk,
        call: Call,
        number: Number | None,
        destination: Destination,
        *,
        parent: Driver | None = None,
        plan: Plan | None = None,
    ) -> None:
        super().__init__(desk, call, number, destination.callbacks)
        self._destination = destination
        self._parent = parent
        self._plan = plan
        self._meeting = desk.meetings.get(call.to, Meeting())
        self._timer: Timer | None = None
        self._begun = False
        self.time_limit = plan.time_limit if plan is not None else None
        self._found_out: dict[str, str] = {}

    @property
    def callers_turn(self) -> bool:
        """Whether nothing more happens until the person who was called acts, or time passes."""
        if self.driver is not None or self.room is not None:
            return super().callers_turn
        if self.leg.status is CallStatus.QUEUED:
            return True  # until its turn comes
        if self.leg.answered:
            return False  # it is being examined, or tones are being sent
        return self.trunk is None and self._meeting.how is Ringing.ASK

    def waiting_for_it(self) -> list[Driver]:
        """Return what runs the leg that dialled this one, and those who hear this one through a wire."""
        return [*super().waiting_for_it(), *filter(None, [self._parent])]

    def begin(self) -> None:
        """Ring."""
        self.progress.tell("initiated")
        if self.leg.status is CallStatus.QUEUED:
            self.leg.move(CallStatus.RINGING)
            self.call.status = self.leg.status
            self.call.rang_at = self.desk.clock.now()
        self.news()
        self.progress.tell("ringing")
        application = self._application()
        if application is not None:
            self._ring_through(application)
        else:
            self._ring_handset()

    def pick_up(self) -> None:
        """Answer it."""
        self._drop_timer()
        self.leg.move(CallStatus.IN_PROGRESS)
        self.answered()
        if self._plan is not None and self._plan.recording is not None:
            self.recorded = self.record(replace(self._plan.recording, sid=new_sid("RE")))
        if self._parent is not None:
            self._parent.feed(inputs.LegAnswered(self.call.sid))
        if not self.call.over:
            self._greet()

    def refuse(self, status: CallStatus) -> None:
        """Do not answer it."""
        self.end(f"{shown(self.call.to)} is {status}", status)

    def far_end_answered(self) -> None:
        """Take it that the application at the far end has picked up."""
        if not self.leg.answered:
            self.pick_up()

    def far_end_gone(self, status: CallStatus) -> None:
        """Take it that the application at the far end is over."""
        if self.leg.answered:
            self.hung_up()
        elif not self.leg.over:  # else its own end is about to be carried out
            self.refuse(status)

    def release(self, unanswered: CallStatus) -> None:
        """Take it that the leg that dialled this one has given it up; unanswered it ends as ``unanswered``."""
        self._parent = None
        if self.driver is not None:
            self.driver.hung_up("released")
        else:
            self.end("released", unanswered)

    def update(self, updated: inputs.Updated) -> None:
        """Go on with another document; whoever it is connected with is left (twilio-behaviour 5.4)."""
        self._drop_timer()
        self._begun = True
        if self.driver is not None and self.driver.session.role is Role.CALL:
            self.driver.feed(updated)
            return
        parent, self._parent = self._parent, None
        if parent is not None:
            parent.children.pop(self.call.sid, None)
            parent.feed(inputs.LegEnded(self.call.sid, CallStatus.COMPLETED, left=True))
        if self.room is not None:
            self.room.leave(self)
        if self.driver is not None:
            self.driver.stop()
        before = self._plan.entry if self._plan is not None else Entry(url="")
        self._run(replace(before, url=updated.url, method=updated.method, twiml=updated.twiml), Role.CALL)

    def fall_back_to(self, url: str, method: str) -> None:
        """Have the application's errors told to ``url`` (absolute) from now on."""
        super().fall_back_to(url, method)
        if self._plan is not None:
            entry = replace(self._plan.entry, fallback_url=url, fallback_method=method)
            self._plan = replace(self._plan, entry=entry)

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Close the record, and tell the leg that dialled this one."""
        if self.call.over:
            return
        self._drop_timer()
        super().end(reason, unanswered)
        parent, self._parent = self._parent, None
        if parent is not None:
            parent.children.pop(self.call.sid, None)
            parent.feed(inputs.LegEnded(self.call.sid, self.call.status))

    def _application(self) -> Number | None:
        """Return the application that answers at the far end; those dialled by SID are the account's, or public."""
        store = self.desk.store
        number = store.applications.get(self._destination.address)
        if number is None:
            number = store.answering(self.call.to)
        elif number.account_sid != self.call.account_sid and not number.public_application_connect_enabled:
            number = None
        return number if number is not None and number.voice_url else None

    def _ring_through(self, number: Number) -> None:
        """Ring another application of ours: for it this is a call that comes in."""
        call = replace(
            self.call,
            sid=new_sid("CA"),
            account_sid=number.account_sid or self.call.account_sid,
            direction="inbound",
            parent_sid="",
            status=CallStatus.RINGING,
            hops=self.call.hops + 1,
            lines=[],
            exchanges=[],
            placed_at=self.desk.clock.now(),
        )
        self.desk.store.add_call(call)
        other = self.desk.lines[call.sid] = AppLine(self.desk, call, number, self._brought())
        self.trunk, other.trunk = other, self
        self._wait_for_answer()
        other.news()
        other.begin()

    def _ring_handset(self) -> None:
        how, after = self._meeting.how, self._meeting.after
        self.write(Speaker.NOTE, f"the handset of {shown(self.call.to)} rings")
        for name, value in self._brought().items():
            self.write(Speaker.NOTE, f"brings {name}: {value}")
        if how in (Ringing.ASK, Ringing.NO_ANSWER):
            self._wait_for_answer()
        elif after:
            self._later(after, self._meet)
        else:
            self._meet()

    def _brought(self) -> dict[str, str]:
        """Return the parameters that come with the call; a SIP header is called as in a webhook (1.2)."""
        prefix = "SipHeader_" if self._destination.kind is DestinationKind.SIP else ""
        return {f"{prefix}{name}": value for name, value in self._destination.parameters}

    def _wait_for_answer(self) -> None:
        """Ring as long as the plan says; for a leg that was dialled by another, that one keeps the time."""
        if self._plan is not None:
            self._later(self._plan.timeout, partial(self.end, "nobody answered", CallStatus.NO_ANSWER))

    def _meet(self) -> None:
        how = self._meeting.how
        if how is Ringing.ANSWER:
            self.pick_up()
        else:
            self.refuse(DECLINED[how])

    def _greet(self) -> None:
        """Let a machine say its greeting, find out who answers where that is asked for, and go on."""
        meeting, detection = self._meeting, self._destination.detection
        if self.trunk is None and meeting.answerer is Answerer.MACHINE and meeting.greeting:
            self.says(Spoke(meeting.greeting, seconds=seconds_of(meeting.greeting)))
        if detection is None:
            self._send_digits()
            return
        finding = examine(meeting, detection)
        self.later(finding.seconds, partial(self._found, finding.answered_by, finding.seconds))
        if not detection.blocking:
            self._send_digits()

    def _found(self, answered_by: str, seconds: float) -> None:
        """Take the result of the examination: it goes with the first request, or to its own callback."""
        detection = self._destination.detection
        if self.call.over or detection is None:
            return
        self.call.answered_by = answered_by
        self.write(Speaker.NOTE, f"answered by {answered_by}")
        found = {"AnsweredBy": answered_by, "MachineDetectionDuration": str(round(seconds * 1000))}
        asked = detection.callbacks
        if asked.url:
            params = {"CallSid": self.call.sid, "AccountSid": self.call.account_sid, **found}
            self.desk.report(self.call, self.number, asked.url, asked.method, params, self.cookies)
        if detection.blocking:
            self._found_out = found
            if not self._begun:
                self._send_digits()

    def _send_digits(self) -> None:
        digits = self._destination.send_digits
        if not digits:
            self._start()
            return
        self.tones(digits)
        self._later(seconds_of_tones(digits), self._start)

    def _start(self) -> None:
        """Run the plan, or what the called party is to hear first; without either it may be connected."""
        if self._begun:  # the application has sent it elsewhere meanwhile
            return
        destination = self._destination
        if self._plan is not None:
            self._run(replace(self._plan.entry, params=self._found_out), Role.CALL)
        elif destination.whisper_url:
            entry = Entry(url=destination.whisper_url, method=destination.whisper_method, params=self._found_out)
            self._run(entry, Role.WHISPER)
        else:
            self._ready()

    def _run(self, entry: Entry, role: Role) -> None:
        self.driver = Driver(self, entry, role, on_done=self._ready)
        self.driver.begin()

    def _ready(self) -> None:
        self.driver = None
        if self._parent is not None:
            self._parent.feed(inputs.LegReady(self.call.sid))

    def _later(self, seconds: float, do: Callable[[], None]) -> None:
        self._drop_timer()
        self._timer = self.later(seconds, do)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
