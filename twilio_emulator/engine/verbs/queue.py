"""``<Queue>``, a noun of Dial: take the next call out of a queue (twilio-behaviour 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Connect, LeaveQueue, ReadyFor, TakeFromQueue, Turn, Wait
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import HungUp, KeyPressed, LegAnswered, LegEnded, LegReady, NoSuchQueue, TimerExpired
from twilio_emulator.engine.verbs.attempt import Attempt, Place, Terms
from twilio_emulator.engine.verbs.verb import Acting, Interrupted, Line, refuse_children

MOST_NAME = 64
"""Characters of a queue's name."""
LONGEST = 14_400.0
TASK_ROUTER = "there is no TaskRouter here"


def name_of(element: Element, name: str, notices: list[Notice], *, short: int, long: int) -> str:
    """Return the ``name`` of a queue; empty, and filed under ``short`` or ``long``, where none can have it."""
    if not name:
        notices.append(element.remark(short, f"{element.tag} names no queue"))
    elif len(name) > MOST_NAME:
        notices.append(element.remark(long, f"{name[:20]!r}… has {len(name)} characters; {MOST_NAME} are allowed"))
        return ""
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Place):
    """The queue ``name``: its first call, or the next that comes to it; an empty name is one nobody can have.

    The document at ``url`` is heard by that call before the two are connected.
    """

    TAG = "Queue"
    ATTRIBUTES: ClassVar = {
        "url": attributes.url(),
        "method": attributes.method(14210),
        "reservationSid": attributes.noted(attributes.text(), TASK_ROUTER),
        "postWorkActivitySid": attributes.noted(attributes.text(), TASK_ROUTER),
    }

    name: str
    url: str
    method: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the name and what is to be heard first; files 1421x and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(
            name=name_of(element, element.text, notices, short=14212, long=14213),
            url=values["url"] or "",
            method=values["method"],
            line=element.line,
            column=element.column,
        )

    def join(self, call: Line, terms: Terms, attempt: Attempt) -> Acting:
        """Take a call and talk; raises Interrupted as it came, and TwimlError 14211 for a URL that is none."""
        if not self.name:
            return
        try:
            url = call.absolute(self.url) if self.url else ""
        except TwimlError as error:
            raise TwimlError(14211, error.notice.detail, line=self.line) from None
        try:
            yield TakeFromQueue(name=self.name, url=url, method=self.method)
            yield from self._talk(call, terms, attempt)
        except Interrupted as interrupted:
            attempt.over("completed" if attempt.bridged else "canceled", call.now)
            yield LeaveQueue(left=not isinstance(interrupted.got, HungUp))
            raise
        yield LeaveQueue()

    def _talk(self, call: Line, terms: Terms, attempt: Attempt) -> Acting:
        """Wait for a call, for the end of what it hears first, and for the end of the conversation.

        One that is gone before it was connected ends the Dial: the next one is left to the next Dial.
        """
        due, turn = call.now + terms.timeout, Turn.TALKING
        hears = terms.hears(NoSuchQueue, LegAnswered, LegReady, LegEnded)
        while True:
            match (yield Wait(seconds=max(due - call.now, 0.0), hears=hears, turn=turn)):
                case NoSuchQueue():
                    return
                case LegAnswered(sid) if not attempt.sid:
                    attempt.sid = sid
                    due, turn = call.now + LONGEST, Turn.CALLED
                case LegReady(sid) if not attempt.bridged:
                    yield from call.answer()
                    yield from terms.record()
                    yield Connect(sid=sid)
                    yield ReadyFor(sid=sid)
                    attempt.sid, attempt.since, attempt.bridged = sid, call.now, True
                    due, turn = call.now + terms.time_limit, Turn.TALKING
                case LegEnded(sid, left=left) if sid == attempt.sid:
                    attempt.over("completed", None if left else call.now)
                    return
                case KeyPressed("*"):
                    attempt.over("completed" if attempt.sid else "canceled", call.now)
                    return
                case TimerExpired():
                    attempt.over("completed" if attempt.sid else "no-answer", call.now)
                    return
