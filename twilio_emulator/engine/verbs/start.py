"""``<Start>``: let something run beside the call, and go on at once (twilio-behaviour 3.10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.partner import Service
from twilio_emulator.engine.verbs.recording import Recording
from twilio_emulator.engine.verbs.siprec import Siprec
from twilio_emulator.engine.verbs.stream import Stream
from twilio_emulator.engine.verbs.transcription import Transcription
from twilio_emulator.engine.verbs.verb import Line, Running, Verb, read_content

AT_ONCE = "Start goes on at once, there is no end of it to be told of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Verb):
    """Begin the ``services``."""

    TAG = "Start"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {
        "action": attributes.noted(attributes.url(), AT_ONCE),
        "method": attributes.noted(attributes.method(), AT_ONCE),
    }
    CONTENT: ClassVar = (Stream, Siprec, Transcription, Recording)

    services: tuple[Service | Recording, ...]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read what is to run; files 14300 and 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices, 14300)
        return cls(
            services=tuple(one for one in content if isinstance(one, Service | Recording)),
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Begin, and go on to the next verb."""
        for service in self.services:
            yield from service.start(call)
        return None
