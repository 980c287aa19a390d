"""``<Siprec>``: the sound of the call to a SIPREC recorder (twilio-behaviour 3.10), which no desk has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Notify
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.partner import CALLBACK, Service, passed_over
from twilio_emulator.engine.verbs.stream import TRACKS
from twilio_emulator.engine.verbs.verb import Acting, Line, read_content

NO_RECORDER = "no SIPREC recorder can be reached from a desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Siprec(Service):
    """A recorder by the name of its connector; read, checked and passed over with a remark."""

    TAG = "Siprec"
    ATTRIBUTES: ClassVar = {
        name: attributes.noted(attribute, NO_RECORDER)
        for name, attribute in {
            "name": attributes.text(),
            "connectorName": attributes.text(),
            "track": attributes.choice(*TRACKS, default="both_tracks"),
            **CALLBACK,
        }.items()
    }
    CONTENT: ClassVar = (Parameter,)

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(line=element.line, column=element.column)

    def start(self, call: Line) -> Acting:
        """Say that there is no recorder."""
        yield Notify(notice=passed_over(self))

    def stop(self, call: Line) -> Acting:
        """Stop nothing: nothing was started."""
        yield from ()
