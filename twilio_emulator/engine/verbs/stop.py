"""``<Stop>``: end what ``<Start>`` began, by its name, or the only one there is (twilio-behaviour 3.10)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Verb):
    """End the ``services``."""

    TAG = "Stop"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {}
    CONTENT: ClassVar = (Stream, Siprec, Transcription, Recording)

    services: tuple[Service | Recording, ...]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read what is to end; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        return cls(
            services=tuple(one for one in content if isinstance(one, Service | Recording)),
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """End them, and go on to the next verb."""
        for service in self.services:
            yield from service.stop(call)
        return None
