"""``<Leave>``: out of the queue one waits in (twilio-behaviour 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs import verb
from twilio_emulator.engine.verbs.verb import Line, Running, Verb, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Verb):
    """Go on after the Enqueue; means something in its ``waitUrl`` document only, elsewhere it is filed (12200)."""

    TAG = "Leave"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {}

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(line=element.line, column=element.column)

    def run(self, _call: Line) -> Running:
        """Leave."""
        yield from ()
        return verb.Leave()
