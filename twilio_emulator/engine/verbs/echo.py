"""``<Echo>``: the caller hears what the caller says (twilio-behaviour 3.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import KEYS, SPEECH, PlayDigits, Speak, Turn, Wait
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input, KeyPressed, Spoke
from twilio_emulator.engine.verbs.verb import Line, Running, Verb, refuse_children
from twilio_emulator.engine.verbs.voices import DEFAULT_LANGUAGE

HEARD = KEYS | SPEECH
LONGEST = 14_400.0
"""Seconds of silence after which it ends, as every call does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Verb):
    """Send back words and tones until the caller hangs up."""

    TAG = "Echo"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {}

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(line=element.line, column=element.column)

    def run(self, _call: Line) -> Running:
        """Listen, and repeat; what is said meanwhile is repeated next."""
        got: Input | None = None
        while True:
            if isinstance(got, Spoke):
                got = yield Speak(text=got.text, language=DEFAULT_LANGUAGE, voice="man", hears=HEARD)
            elif isinstance(got, KeyPressed):
                got = yield PlayDigits(digits=got.key, hears=HEARD)
            else:
                got = yield Wait(seconds=LONGEST, hears=HEARD, turn=Turn.CALLER)
                if type(got) not in HEARD:
                    return None
