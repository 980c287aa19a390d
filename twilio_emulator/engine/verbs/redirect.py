"""``<Redirect>``: on to another document (twilio-behaviour 3.9, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Purpose
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.verb import Goto, Line, Running, Verb, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect(Verb):
    """Leave for ``url`` (empty: this document again); what follows in the document is dead."""

    TAG = "Redirect"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {"method": attributes.method(13710)}

    url: str
    method: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address; files 13710 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(url=element.text, method=values["method"], line=element.line, column=element.column)

    def run(self, _call: Line) -> Running:
        """Go there."""
        yield from ()
        return Goto(url=self.url, method=self.method, purpose=Purpose.REDIRECT)
