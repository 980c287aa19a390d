"""Calls are placed: by a handset, or by an application, for which they wait in a queue until they may ring."""

from __future__ import annotations

from functools import partial

from twilio_emulator.chains import EXHAUSTED
from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import Destination, DestinationKind
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import Topic
from twilio_emulator.lines.app_line import AppLine
from twilio_emulator.lines.called_line import CalledLine, Plan
from twilio_emulator.lines.dialling import MOST_LEGS
from twilio_emulator.lines.handset_line import HandsetLine
from twilio_emulator.lines.line import Line
from twilio_emulator.meeting import Meeting
from twilio_emulator.store import Call, Number, Speaker, TranscriptLine, new_sid

MOST_JOBS = 20_000
"""How many webhooks may wait to be made before no more calls are placed."""


class Placing:
    """Places calls."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def place_call(self, from_: str, to: str, *, forwarded_from: str = "") -> Call:
        """Dial ``to`` from the handset ``from_``; the application of ``to`` is asked, or its handset rings.

        ``forwarded_from`` is the number that was called first and passes the call on.
        """
        desk = self.desk
        with desk.lock:
            call = self._new_call(from_, to, desk.store.home_of(to))
            call.forwarded_from = forwarded_from
            if self._refused(call):
                return call
            number = desk.store.answering(to)
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
            call = self.queue_call(from_, to, plan, destination)
            self.ring_out(call.sid)
        return call

    def queue_call(
        self,
        from_: str,
        to: str,
        plan: Plan,
        destination: Destination | None = None,
        *,
        account_sid: str = "",
        number: Number | None = None,
    ) -> Call:
        """Take a call for an application as ``queued``; it rings once :meth:`ring_out` has been called for it.

        ``number`` is whose application object answers for its URLs, unless it is that of ``from_``. A call that cannot
        be placed is ``failed`` at once.
        """
        desk = self.desk
        with desk.lock:
            home = account_sid or desk.store.home_of(from_)
            call = self._new_call(from_, to, home, direction="outbound-api", status=CallStatus.QUEUED)
            if self._refused(call):
                return call
            wanted = destination or Destination(sid=call.sid, kind=DestinationKind.NUMBER, address=to)
            line = CalledLine(desk, call, number or desk.store.numbers.get(from_), wanted, plan=plan)
            desk.lines[call.sid] = line
            line.news()
        return call

    def ring_out(self, call_sid: str) -> None:
        """Let a queued call ring, when its turn has come; one that is not queued any more is left alone."""
        desk = self.desk
        with desk.lock:
            seconds = desk.pace.wait(desk.clock.now())
            if seconds:
                desk.clock.call_later(seconds, partial(self._ring_out, call_sid))
            else:
                self._ring_out(call_sid)

    def _ring_out(self, call_sid: str) -> None:
        with self.desk.lock:
            line = self.desk.lines.get(call_sid)
            if line is not None and line.leg.status is CallStatus.QUEUED:
                line.begin()

    def _new_call(
        self,
        from_: str,
        to: str,
        account_sid: str,
        direction: str = "inbound",
        status: CallStatus = CallStatus.RINGING,
    ) -> Call:
        store = self.desk.store
        call = Call(
            sid=new_sid("CA"),
            account_sid=account_sid,
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
