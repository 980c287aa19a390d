"""``<Dial>``: on to somebody else (twilio-behaviour 3.6).

Up to ten parties ring at once, or one after the other (``sequential``); the first who answers is connected. When it is
over the application is asked at ``action``, or the document goes on where there is none: unlike Gather and Record,
Dial has no default action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import KEYS, Connect, Destination, Purpose, Release, Report, Ring, Turn, Wait
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import HungUp, KeyPressed, LegAnswered, LegEnded, LegReady, TimerExpired
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.verbs.callee import (
    Application,
    Callee,
    Client,
    Number,
    Sim,
    Sip,
    WhatsApp,
    phone_number,
)
from twilio_emulator.engine.verbs.verb import Acting, Goto, Interrupted, Line, Running, Verb, read_content

MOST = 10
"""How many parties one Dial rings."""
BUFFER = 5.0
"""Seconds that are added to the time-out it asks for."""
LONGEST = 14_400
ANSWERING = frozenset({LegAnswered, LegReady, LegEnded})
RECORDINGS = (
    "do-not-record", "record-from-answer", "record-from-ringing", "record-from-answer-dual",
    "record-from-ringing-dual", "true", "false",
)  # fmt: skip
RING_TONES = (
    "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hu", "il", "in",
    "it", "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt", "ru", "se", "sg", "th", "uk", "us", "us-old",
    "tw", "ve", "za",
)  # fmt: skip
NO_CARRIER = "no carrier takes it"


@dataclass(slots=True)
class Attempt:
    """How far it has come: the legs that are held, and what the action is told of the one that counts."""

    ringing: set[str] = field(default_factory=set)
    status: str = "failed"
    sid: str = ""
    seconds: int | None = None
    bridged: bool = False
    since: float | None = None

    def begin(self, sids: Iterable[str]) -> None:
        """Take it that these legs are being rung."""
        self.ringing = set(sids)

    def declined(self, sid: str, status: str) -> None:
        """Take it that one of them will not come."""
        self.ringing.discard(sid)
        self.sid, self.status = sid, status

    def answered(self, sid: str, now: float) -> None:
        """Take it that one of them has come, and the others are given up."""
        self.ringing = {sid}
        self.sid, self.since = sid, now

    def over(self, status: str, now: float | None) -> None:
        """Take it that it has come to its end as ``status``; ``None`` where nobody can tell how long it took."""
        self.sid = self.sid if self.since is not None else min(self.ringing, default=self.sid)
        self.status = status
        self.seconds = None if now is None or self.since is None else int(now - self.since)
        self.ringing = set()

    def params(self) -> dict[str, str]:
        """Return the parameters of the action (twilio-behaviour 1.3)."""
        params = {"DialCallStatus": self.status}
        if self.sid:
            params["DialCallSid"] = self.sid
            params["DialBridged"] = "true" if self.bridged else "false"
        if self.seconds is not None:
            params["DialCallDuration"] = str(self.seconds)
        return params


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial(Verb):
    """Ring the ``callees`` and connect whoever answers."""

    TAG = "Dial"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(13210),
        "timeout": attributes.whole(default=30, least=1, most=600, code=13212),
        "timeLimit": attributes.whole(default=LONGEST, least=1, most=86_400, code=13216),
        "callerId": attributes.text(),
        "hangupOnStar": attributes.boolean(False, 13213),
        "answerOnBridge": attributes.boolean(False, 13219),
        "sequential": attributes.boolean(False, 13218),
        "ringTone": attributes.choice(*RING_TONES, default="", code=13220),
        "record": attributes.choice(*RECORDINGS, default="do-not-record", code=13217),
        "referUrl": attributes.noted(attributes.url(), "no SIP telephone sends a REFER here"),
        "referMethod": attributes.noted(attributes.method(), "no SIP telephone sends a REFER here"),
        "callReason": attributes.noted(attributes.text(), NO_CARRIER),
        "events": attributes.noted(attributes.text(), "the SDK has it and the manual does not"),
        "passports": attributes.noted(attributes.text(), NO_CARRIER),
    }
    CONTENT: ClassVar = (Number, Client, Sip, Sim, WhatsApp, Application)

    callees: tuple[Callee, ...]
    action: str | None
    method: str
    timeout: int
    time_limit: int
    caller_id: str
    hangup_on_star: bool
    answer_on_bridge: bool
    sequential: bool
    ring_tone: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read whom to ring; files 132xx and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        callees = [one for one in read_content(element, cls.CONTENT, notices, 13215) if isinstance(one, Callee)]
        if element.text:
            plain = Number(address=phone_number(element, notices), values={}, line=element.line)
            callees.insert(0, plain)
        if len(callees) > MOST:
            notices.append(element.remark(13215, f"{len(callees)} parties; at most {MOST} are rung"))
        return cls(
            callees=tuple(callees[:MOST]),
            action=values["action"],
            method=values["method"],
            timeout=values["timeout"],
            time_limit=values["timeLimit"],
            caller_id=values["callerId"],
            hangup_on_star=values["hangupOnStar"],
            answer_on_bridge=values["answerOnBridge"],
            sequential=values["sequential"],
            ring_tone=values["ringTone"],
            line=element.line,
        )

    def run(self, call: Line) -> Running:
        """Ring, connect, and go on to the action or to the next verb."""
        if not self.answer_on_bridge:
            yield from call.answer()
        attempt = Attempt()
        try:
            yield from self._reach(call, attempt)
        except Interrupted as interrupted:
            yield from release(attempt.ringing)
            if isinstance(interrupted.got, HungUp) and self.action is not None:
                # The action is told, and what it answers cannot bring the caller back (twilio-behaviour 3.6, 4).
                attempt.over("completed" if attempt.bridged else "canceled", call.now)
                yield Report(
                    url=call.absolute(self.action), method=self.method, purpose=Purpose.ACTION, params=attempt.params()
                )
            raise
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=attempt.params())

    def _reach(self, call: Line, attempt: Attempt) -> Acting:
        """Try all at once, or one after the other until one is connected."""
        groups = [[callee] for callee in self.callees] if self.sequential else [list(self.callees)]
        for group in groups:
            destinations = tuple(callee.destination(call) for callee in group if callee.address)
            if destinations:
                yield from self._ring(call, attempt, destinations)
            if attempt.bridged or attempt.status == "canceled":
                break

    def _ring(self, call: Line, attempt: Attempt, destinations: tuple[Destination, ...]) -> Acting:
        """Ring a group until one answers, all have declined, or the time is over."""
        attempt.begin(one.sid for one in destinations)
        due = call.now + self.timeout + BUFFER
        yield Ring(destinations=destinations, caller_id=self.caller_id, ring_tone=self.ring_tone)
        while attempt.ringing:
            match (yield Wait(seconds=max(due - call.now, 0.0), hears=self._hears(ANSWERING), turn=Turn.CALLED)):
                case LegAnswered(sid):
                    yield from release(attempt.ringing - {sid})
                    attempt.answered(sid, call.now)
                    yield from self._meet(call, attempt)
                    return
                case LegEnded(sid, status):
                    attempt.declined(sid, str(status))
                case KeyPressed("*"):
                    yield from release(attempt.ringing)
                    attempt.over("canceled", call.now)
                case TimerExpired():
                    yield from release(attempt.ringing, CallStatus.NO_ANSWER)
                    attempt.over("no-answer", call.now)

    def _meet(self, call: Line, attempt: Attempt) -> Acting:
        """Wait for the party's whisper to run out, then let the two talk until one of them has had enough."""
        due = call.now + LONGEST
        while True:
            turn = Turn.TALKING if attempt.bridged else Turn.CALLED
            match (yield Wait(seconds=max(due - call.now, 0.0), hears=self._hears(ANSWERING), turn=turn)):
                case LegReady(sid) if not attempt.bridged:
                    yield from call.answer()
                    yield Connect(sid=sid)
                    attempt.bridged = True
                    due = call.now + self.time_limit
                case LegEnded(left=left):
                    attempt.over("completed", None if left else call.now)
                    return
                case KeyPressed("*") | TimerExpired():
                    yield from release(attempt.ringing)
                    attempt.over("completed", call.now)
                    return

    def _hears(self, kinds: frozenset[type]) -> frozenset[type]:
        return kinds | KEYS if self.hangup_on_star else kinds


def release(sids: set[str], unanswered: CallStatus = CallStatus.CANCELED) -> Acting:
    """Give up the legs that are still held."""
    if sids:
        yield Release(sids=tuple(sorted(sids)), unanswered=unanswered)
