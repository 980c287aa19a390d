"""``<Dial>``: on to somebody else (twilio-behaviour 3.6).

Up to ten parties ring at once, or one after the other (``sequential``); the first who answers is connected. When it is
over the application is asked at ``action``, or the document goes on where there is none: unlike Gather and Record,
Dial has no default action.

A recording from the answer begins when the two are connected: what the called party alone hears first is not on it. One
from ringing begins with the first ring. Of two channels the first is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    Connect,
    Destination,
    Purpose,
    RecordingSource,
    Report,
    Ring,
    StartRecording,
    StopRecording,
    Track,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import HungUp, KeyPressed, LegAnswered, LegEnded, LegReady, TimerExpired, Transferred
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.verbs.attempt import Attempt, Place, Terms, release
from twilio_emulator.engine.verbs.callee import (
    Application,
    Callee,
    Client,
    Number,
    Sim,
    WhatsApp,
    phone_number,
)
from twilio_emulator.engine.verbs.conference import Conference
from twilio_emulator.engine.verbs.queue import Queue
from twilio_emulator.engine.verbs.recording import KEEP, REPORTED, TRIM, reporting, track, trim
from twilio_emulator.engine.verbs.sip import Sip
from twilio_emulator.engine.verbs.verb import Acting, Goto, Interrupted, Line, Running, Verb, read_content

MOST = 10
"""How many parties one Dial rings."""
BUFFER = 5.0
"""Seconds that are added to the time-out it asks for."""
LONGEST = 14_400
ANSWERING = (LegAnswered, LegReady, LegEnded)
RECORDED, FROM_ANSWER, FROM_RINGING, DUAL = "record-from-", "record-from-answer", "record-from-ringing", "-dual"
RECORDINGS = ("do-not-record", FROM_ANSWER, FROM_RINGING, FROM_ANSWER + DUAL, FROM_RINGING + DUAL, "true", "false")
SHORT = {"true": FROM_ANSWER}
"""The other way to write a value of ``record``."""
RING_TONES = (
    "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hu", "il", "in",
    "it", "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt", "ru", "se", "sg", "th", "uk", "us", "us-old",
    "tw", "ve", "za",
)  # fmt: skip
NO_CARRIER = "no carrier takes it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial(Verb):
    """Ring the ``callees`` and connect whoever answers."""

    TAG = "Dial"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(13210),
        "timeout": attributes.whole(default=30, least=5, most=600, code=13212),
        "timeLimit": attributes.whole(default=LONGEST, least=1, most=86_400, code=13216),
        "callerId": attributes.text(),
        "hangupOnStar": attributes.boolean(False, 13213),
        "answerOnBridge": attributes.boolean(False, 13219),
        "sequential": attributes.boolean(False, 13218),
        "ringTone": attributes.choice(*RING_TONES, default="", code=13220),
        "record": attributes.choice(*RECORDINGS, default="do-not-record", code=13217),
        **REPORTED,
        "recordingTrack": track(),
        "trim": trim(KEEP),
        "referUrl": attributes.url(),
        "referMethod": attributes.method(),
        "callReason": attributes.noted(attributes.text(), NO_CARRIER),
        "events": attributes.noted(attributes.text(), "the SDK has it and the manual does not"),
        "passports": attributes.noted(attributes.text(), NO_CARRIER),
    }
    CONTENT: ClassVar = (Number, Client, Sip, Sim, WhatsApp, Application, Conference, Queue)

    callees: tuple[Callee, ...]
    place: Place | None
    action: str | None
    method: str
    timeout: int
    time_limit: int
    caller_id: str
    hangup_on_star: bool
    answer_on_bridge: bool
    sequential: bool
    ring_tone: str
    record: str
    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read whom to ring; files 132xx and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices, 13215)
        callees = [one for one in content if isinstance(one, Callee)]
        places = [one for one in content if isinstance(one, Place)]
        if element.text:
            plain = Number(address=phone_number(element, notices), values={}, line=element.line, column=element.column)
            callees.insert(0, plain)
        if len(callees) > MOST:
            notices.append(element.remark(13215, f"{len(callees)} parties; at most {MOST} are rung"))
        return cls(
            callees=tuple(callees[:MOST]),
            place=places[0] if places else None,
            action=values["action"],
            method=values["method"],
            timeout=values["timeout"],
            time_limit=values["timeLimit"],
            caller_id=values["callerId"],
            hangup_on_star=values["hangupOnStar"],
            answer_on_bridge=values["answerOnBridge"],
            sequential=values["sequential"],
            ring_tone=values["ringTone"],
            record=SHORT.get(values["record"], values["record"]),
            values=values,
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Ring, connect, and go on to the action or to the next verb."""
        if not self.answer_on_bridge:
            yield from call.answer()
        attempt = Attempt()
        try:
            yield from self._reach(call, attempt)
        except TwimlError:
            yield from _stop_recording(attempt)
            raise
        except Interrupted as interrupted:
            yield from release(attempt.ringing)
            yield from _stop_recording(attempt)
            if isinstance(interrupted.got, HungUp) and self.action is not None:
                # The action is told, and what it answers cannot bring the caller back (twilio-behaviour 3.6, 4).
                if self.place is None:
                    attempt.over("completed" if attempt.bridged else "canceled", call.now)
                yield Report(
                    url=call.absolute(self.action), method=self.method, purpose=Purpose.ACTION, params=attempt.params()
                )
            raise
        yield from _stop_recording(attempt)
        if attempt.transferred_to:
            params = {"ReferTransferTarget": attempt.transferred_to}
            url, method = self.values["referUrl"] or "", self.values["referMethod"]
            return Goto(url=url, method=method, purpose=Purpose.ACTION, params=params)
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=attempt.params())

    def _reach(self, call: Line, attempt: Attempt) -> Acting:
        """Try all at once, or one after the other until one is connected; or go to the place that is dialled."""
        terms = Terms(
            timeout=self.timeout + BUFFER,
            time_limit=float(self.time_limit),
            hangup_on_star=self.hangup_on_star,
            record=lambda: self._record(call, attempt, RECORDED),
        )
        if self.place is not None:
            if self.callees:
                raise TwimlError(13000, "a place and other parties in one Dial", line=self.line)
            yield from self.place.join(call, terms, attempt)
            return
        groups = [[callee] for callee in self.callees] if self.sequential else [list(self.callees)]
        for group in groups:
            destinations = tuple(callee.destination(call) for callee in group if callee.address)
            if destinations:
                yield from self._ring(call, terms, attempt, destinations)
            if attempt.bridged or attempt.status == "canceled":
                break

    def _ring(self, call: Line, terms: Terms, attempt: Attempt, destinations: tuple[Destination, ...]) -> Acting:
        """Ring a group until one answers, all have declined, or the time is over."""
        attempt.begin(one.sid for one in destinations)
        due = call.now + terms.timeout
        yield Ring(destinations=destinations, caller_id=self.caller_id, ring_tone=self.ring_tone)
        yield from self._record(call, attempt, FROM_RINGING)
        while attempt.ringing:
            match (yield Wait(seconds=max(due - call.now, 0.0), hears=terms.hears(*ANSWERING), turn=Turn.CALLED)):
                case LegAnswered(sid) if sid in attempt.ringing:
                    yield from release(one for one in attempt.ringing if one != sid)
                    attempt.answered(sid, call.now)
                    yield from self._meet(call, terms, attempt)
                    return
                case LegEnded(sid, status) if sid in attempt.ringing:
                    attempt.declined(sid, str(status))
                case KeyPressed("*"):
                    yield from release(attempt.ringing)
                    attempt.over("canceled", call.now)
                case TimerExpired():
                    yield from release(attempt.ringing, CallStatus.NO_ANSWER)
                    attempt.over("no-answer", call.now)

    def _meet(self, call: Line, terms: Terms, attempt: Attempt) -> Acting:
        """Wait for the party's whisper to run out, then let the two talk until one of them has had enough."""
        due = call.now + LONGEST
        hears = terms.hears(*ANSWERING)
        while True:
            turn = Turn.TALKING if attempt.bridged else Turn.CALLED
            match (yield Wait(seconds=max(due - call.now, 0.0), hears=hears, turn=turn)):
                case LegReady(sid) if sid == attempt.sid and not attempt.bridged:
                    yield from call.answer()
                    yield from self._record(call, attempt, FROM_ANSWER)
                    yield Connect(sid=sid)
                    attempt.bridged = True
                    due = call.now + terms.time_limit
                    hears |= {Transferred} if self.values["referUrl"] is not None else frozenset()
                case Transferred(target):
                    attempt.transferred_to = target
                    yield from release(attempt.ringing)
                    return
                case LegEnded(sid, left=left) if sid == attempt.sid:  # others may have come at the same moment
                    attempt.over("completed", None if left else call.now)
                    return
                case KeyPressed("*") | TimerExpired():
                    yield from release(attempt.ringing)
                    attempt.over("completed", call.now)
                    return

    def _record(self, call: Line, attempt: Attempt, moment: str) -> Acting:
        """Begin to record, where this is the ``moment`` for it and it has not begun."""
        if attempt.recording or not self.record.startswith(moment):
            return
        attempt.recording = call.new_sid("RE")
        yield StartRecording(
            sid=attempt.recording,
            source=RecordingSource.DIAL_VERB,
            channels=2 if self.record.endswith(DUAL) else 1,
            track=Track(self.values["recordingTrack"]),
            trim=self.values["trim"] == TRIM,
            callbacks=(yield from reporting(call, self.values, self.line)),
        )


def _stop_recording(attempt: Attempt) -> Acting:
    """End the recording, where there is one."""
    if attempt.recording:
        yield StopRecording(sid=attempt.recording)
