"""``<Enqueue>``: wait in a queue until somebody takes the call out of it (twilio-behaviour 3.8).

Meanwhile the documents at ``waitUrl`` are heard, asked for anew whenever they run out. When it is over the application
is asked at ``action``, or the document goes on where there is none: at once after a Leave, and when the two who were
put together part after a Dial. A caller who hangs up, or is sent elsewhere, is told to the action too, and what it
answers changes nothing then.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    AskStanding,
    Effect,
    JoinQueue,
    LeaveQueue,
    Music,
    Notify,
    Purpose,
    ReadyFor,
    Report,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Dequeued, HungUp, Input, LegEnded, LegReady, QueueFull, Standing
from twilio_emulator.engine.verbs.queue import TASK_ROUTER, name_of
from twilio_emulator.engine.verbs.stay import Result, Stay
from twilio_emulator.engine.verbs.verb import (
    Acting,
    Goto,
    HangUp,
    Interrupted,
    Line,
    Only,
    Outcome,
    Running,
    Verb,
    Word,
    read_content,
    refuse_children,
)

WAITING = Only(frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"}))
"""What may be heard in a queue."""
BEFORE_CONNECTED = Only(frozenset({"Play", "Say", "Pause", "Redirect"}))
"""What may be heard by a caller who has been taken out of one (Queue, ``url``)."""
MUSIC_SECONDS = 60.0
LONGEST = 14_400.0
NO_TIME = 0.1
"""Seconds within which a document has hardly been heard; a second passes before it is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Word):
    """What TaskRouter is to know of the call: a JSON object."""

    TAG = "Task"
    ATTRIBUTES: ClassVar = {
        "priority": attributes.noted(attributes.whole(default=None), TASK_ROUTER),
        "timeout": attributes.noted(attributes.whole(default=None), TASK_ROUTER),
    }

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Check it; files 14221 and 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        try:
            described = json.loads(element.text)
        except (ValueError, RecursionError):
            described = None
        if not isinstance(described, dict):
            notices.append(element.remark(14221, f"{element.text[:60]!r} is no JSON object"))
        return cls(line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueue(Verb):
    """Wait in the queue ``name``, which is made where there is none; an empty name is one that cannot be had."""

    TAG = "Enqueue"
    ANSWERS = True
    CONTENT: ClassVar = (Task,)
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(14201),
        "waitUrl": attributes.url(),
        "waitUrlMethod": attributes.method(14206),
        "maxQueueSize": attributes.whole(default=None, least=1, most=5000),
        "workflowSid": attributes.noted(attributes.text(), f"{TASK_ROUTER}; where there is no name it is the queue's"),
    }

    name: str
    action: str | None
    method: str
    wait_url: str | None
    wait_method: str
    max_size: int | None

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the queue's name and what is heard there; files 142xx and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(
            name=name_of(element, element.text or values["workflowSid"], notices, short=14204, long=14205),
            action=values["action"],
            method=values["method"],
            wait_url=values["waitUrl"],
            wait_method=values["waitUrlMethod"],
            max_size=values["maxQueueSize"],
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Wait, and go on to the action or to the next verb."""
        action = None if self.action is None else self._resolved(call, self.action, 14203)
        stay = Stay()
        try:
            step = yield from self._stay(call, stay)
        except Interrupted as interrupted:
            stay.cut_short(interrupted.got, call.now)
            yield LeaveQueue(left=not isinstance(interrupted.got, HungUp))
            yield from self._report(action, stay)
            raise
        yield LeaveQueue()
        if isinstance(step, HangUp):
            yield from self._report(action, stay)
            return step
        if action is None:
            return None
        return Goto(url=action, method=self.method, purpose=Purpose.ACTION, params=stay.params())

    def _report(self, action: str | None, stay: Stay) -> Acting:
        """Tell the action what it cannot change any more."""
        if action is not None:
            yield Report(url=action, method=self.method, purpose=Purpose.ACTION, params=stay.params())

    def _resolved(self, call: Line, url: str, code: int) -> str:
        try:
            return call.absolute(url)
        except TwimlError as error:
            raise TwimlError(code, error.notice.detail, line=self.line) from None

    def _stay(self, call: Line, stay: Stay) -> Running:
        """Join, wait until taken, and talk; returns what the documents heard meanwhile led to."""
        step: Outcome = None
        try:
            wait_url = self._resolved(call, self.wait_url, 14202) if self.wait_url else self.wait_url
            got = yield from self._join(stay, call)
            if isinstance(got, Standing):
                try:
                    with call.interruptible(Dequeued):
                        step = yield from self._wait(call, stay, wait_url)
                except Interrupted as interrupted:
                    got = interrupted.got
                    if not isinstance(got, Dequeued):
                        raise
        except TwimlError as error:
            yield Notify(notice=error.notice)
            stay.left(call.now)
            stay.result = Result.ERROR
            return None
        stay.left(call.now)
        if isinstance(got, Dequeued):
            yield from self._meet(call, stay, got)
        elif stay.queue_sid:
            stay.result = Result.HANGUP if isinstance(step, HangUp) else Result.LEAVE
        return step

    def _join(self, stay: Stay, call: Line) -> Generator[Effect, Input | None, Input | None]:
        """Take a place in the queue, and return what came of it."""
        if not self.name:
            stay.result = Result.ERROR
            return None
        got = yield JoinQueue(name=self.name, max_size=self.max_size)
        match got:
            case QueueFull(max_size=most):
                stay.result = Result.QUEUE_FULL
                yield Notify(notice=Notice(code=14207, detail=f"{self.name} has {most} calls", line=self.line))
            case Standing(queue_sid=sid) | Dequeued(queue_sid=sid):
                stay.joined(sid, call.now)
        return got

    def _wait(self, call: Line, stay: Stay, wait_url: str | None) -> Running:
        """Hear what is heard in the queue, again and again; returns what made an end of it."""
        heard = False
        while True:
            since = call.now
            if wait_url is None:
                yield Music(seconds=MUSIC_SECONDS, turn=Turn.TALKING)
            elif wait_url == "":
                yield Wait(seconds=LONGEST, turn=Turn.TALKING)
            else:
                standing = yield AskStanding(queue_sid=stay.queue_sid, max_size=self.max_size)
                assert isinstance(standing, Standing)
                params = _of_standing(standing, int(call.now - stay.since))
                goto = Goto(url=wait_url, method=self.wait_method, purpose=Purpose.WAIT, params=params)
                step = yield from call.interlude(goto, WAITING, heard=heard)
                if step is not None:
                    return step
                heard = True
                if call.now - since < NO_TIME:
                    yield Wait(seconds=1.0, turn=Turn.TALKING)

    def _meet(self, call: Line, stay: Stay, taken: Dequeued) -> Acting:
        """Hear what is to be heard first, then talk to whoever has taken the call until one of them is gone."""
        stay.result = Result.BRIDGING
        try:
            with call.interruptible(LegEnded):
                yield from self._listen(call, stay, taken)
        except Interrupted as interrupted:
            if not isinstance(interrupted.got, LegEnded):
                raise
            return
        yield ReadyFor(sid=taken.by)
        while True:
            turn = Turn.TALKING if stay.bridged else Turn.CALLED
            match (yield Wait(seconds=LONGEST, hears=frozenset({LegReady, LegEnded}), turn=turn)):
                case LegReady():
                    stay.bridged, stay.result = True, Result.BRIDGED
                case LegEnded():
                    return

    def _listen(self, call: Line, stay: Stay, taken: Dequeued) -> Acting:
        """Hear the taker's document; one that cannot be carried out is filed and keeps nobody apart."""
        if not taken.url:
            return
        params = {"QueueSid": taken.queue_sid, "QueueTime": str(stay.seconds), "DequeingCallSid": taken.by}
        goto = Goto(url=taken.url, method=taken.method, purpose=Purpose.WHISPER, params=params)
        try:
            yield from call.interlude(goto, BEFORE_CONNECTED, heard=None)
        except TwimlError as error:
            yield Notify(notice=error.notice)


def _of_standing(standing: Standing, seconds: int) -> dict[str, str]:
    """Return the parameters of a request to ``waitUrl`` (twilio-behaviour 1.3)."""
    return {
        "QueuePosition": str(standing.position),
        "QueueSid": standing.queue_sid,
        "QueueTime": str(seconds),
        "AvgQueueTime": str(standing.average),
        "CurrentQueueSize": str(standing.size),
        "MaxQueueSize": str(standing.max_size),
    }
