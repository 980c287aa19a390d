"""``<Play>``: a sound file, or tones (twilio-behaviour 3.2)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import NOTHING, Effect, Notify, PlayAudio, PlayDigits
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import FetchFailed, Input, Reply
from twilio_emulator.engine.verbs.verb import Line, Running, Verb, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Verb):
    """A sound at ``url`` heard ``loop`` times, or ``digits`` sent as tones.

    ``sound`` is set where it has come already: the application answered with it instead of a document, or it was
    fetched with others before. What is of no type that can be played is filed under ``wrong_type``.
    """

    TAG = "Play"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {
        "loop": attributes.loop(13410),
        "digits": attributes.matching("0123456789ABCDabcd#*wW", code=13430),
    }

    url: str
    loop: int
    digits: str
    sound: Reply | FetchFailed | None = None
    wrong_type: int = 13420

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address and the tones; files 13410, 13430 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        if not element.text and not values["digits"]:
            detail = "Play has neither a URL nor digits"
            notices.append(element.remark(12200, detail))
        return cls(
            url=element.text, loop=values["loop"], digits=values["digits"], line=element.line, column=element.column
        )

    def run(self, call: Line) -> Running:
        """Play it; keys pressed meanwhile are lost."""
        yield from self.perform(call, NOTHING)
        return None

    def perform(
        self, call: Line, hears: frozenset[type], *, secret: bool = False
    ) -> Generator[Effect, Input | None, Input | None]:
        """Play it, and return the input among ``hears`` that cut it short, if any did.

        A sound that cannot be had is passed over, and not asked for again (twilio-behaviour 3.2).
        """
        playing: PlayAudio | PlayDigits
        if self.digits:
            playing = PlayDigits(digits=self.digits, hears=hears, secret=secret, line=self.line, column=self.column)
        elif self.url:
            try:
                playing = PlayAudio(
                    url=call.absolute(self.url),
                    sound=self.sound,
                    hears=hears,
                    secret=secret,
                    wrong_type=self.wrong_type,
                    line=self.line,
                    column=self.column,
                )
            except TwimlError as error:
                yield Notify(notice=error.notice)
                return None
        else:
            return None
        for _ in range(self.loop):
            got = yield playing
            if type(got) in hears:
                return got
            if isinstance(got, FetchFailed):
                break
        return None
