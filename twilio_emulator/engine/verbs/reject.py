"""``<Reject>``: not taking the call (twilio-behaviour 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.verb import HangUp, Line, Running, Verb, read_content

STATUSES = {"rejected": CallStatus.NO_ANSWER, "busy": CallStatus.BUSY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Verb):
    """Refuse an unanswered call; on an answered one it is a plain hang-up."""

    TAG = "Reject"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {"reason": attributes.choice("rejected", "busy", default="rejected", code=13810)}
    CONTENT: ClassVar = (Parameter,)

    reason: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the reason; the ``<Parameter>`` that the client can nest mean nothing here. Files 13810 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(reason=values["reason"], line=element.line, column=element.column)

    def run(self, call: Line) -> Running:
        """Refuse: ``busy`` ends as busy, ``rejected`` as no-answer."""
        yield from ()
        if not call.leg.answered:
            call.leg.move(STATUSES[self.reason])
        return HangUp(f"the application rejected the call ({self.reason})")
