"""``<Hangup>``: the end (twilio-behaviour 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.verb import HangUp, Line, Running, Verb, read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup(Verb):
    """End the call; as the first verb it answers first, and the call counts as completed."""

    TAG = "Hangup"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {}
    CONTENT: ClassVar = (Parameter,)

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; the ``<Parameter>`` that the client can nest mean nothing to a caller. Files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(line=element.line, column=element.column)

    def run(self, _call: Line) -> Running:
        """Hang up."""
        yield from ()
        return HangUp("the application hung up")
