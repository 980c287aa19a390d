"""``<Hangup>``: the end (twilio-behaviour 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.verb import HangUp, Line, Running, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup(Verb):
    """End the call; as the first verb it answers first, and the call counts as completed."""

    TAG = "Hangup"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {}

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; ``<Parameter>`` children of newer SDKs are passed over."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        return cls(line=element.line)

    def run(self, _call: Line) -> Running:
        """Hang up."""
        yield from ()
        return HangUp("the application hung up")
