"""``<Pause>``: silence (twilio-behaviour 3.3)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import NOTHING, Answer, Effect, Wait
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.verbs.verb import Line, Running, Verb, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Verb):
    """``length`` seconds of silence; before anything else on a call it delays the answer instead."""

    TAG = "Pause"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {"length": attributes.whole(default=1, least=1, most=14_400, code=13910)}

    length: int

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the length; files 13910 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(length=values["length"], line=element.line, column=element.column)

    def run(self, call: Line) -> Running:
        """Wait; an unanswered call is picked up afterwards (twilio-behaviour 2, rule 4)."""
        yield from self.perform(call, NOTHING)
        if not call.leg.answered:
            yield Answer()
        return None

    def perform(
        self, _call: Line, hears: frozenset[type], *, secret: bool = False
    ) -> Generator[Effect, Input | None, Input | None]:
        """Wait, and return the input among ``hears`` that cut it short, if any did."""
        got = yield Wait(seconds=self.length, hears=hears, secret=secret, line=self.line, column=self.column)
        return got if type(got) in hears else None
