"""``<Say>``: words, read aloud (twilio-behaviour 3.1)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import NOTHING, Effect, Speak
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.ssml import TAGS, flatten
from twilio_emulator.engine.verbs.verb import Line, Running, Verb

LANGUAGE_OF_VOICE = {
    "Polly.Zhiyu": "cmn-CN",
    "Polly.Zhiyu-Neural": "cmn-CN",
    "Polly.Hiujin-Neural": "yue-CN",
}
LIMITS = {"Polly": 3000, "Google": 5000}
BASIC_LIMIT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Verb):
    """Words to be read aloud ``loop`` times; nothing is said where the text breaks a rule of its voice."""

    TAG = "Say"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {
        "voice": attributes.text("man"),
        "language": attributes.text(),
        "loop": attributes.loop(13510),
    }

    text: str
    voice: str
    language: str
    loop: int
    rate: float
    pauses: float

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words and their markup; files 13510, 13520, 13521 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        for child in element.elements:
            if child.tag not in TAGS:
                detail = f"{child.tag} is not allowed within Say"
                notices.append(child.remark(12200, detail))
        speech = flatten(element)
        limit = LIMITS.get(values["voice"].partition(".")[0], BASIC_LIMIT)
        if not speech.text:
            notices.append(element.remark(13520, "there is nothing to say"))
        elif len(speech.text) > limit:
            detail = f"{len(speech.text)} characters; {values['voice']} says at most {limit}"
            notices.append(element.remark(13521, detail))
            speech.text = ""
        return cls(
            text=speech.text,
            voice=values["voice"],
            language=values["language"] or _language_of(values["voice"]),
            loop=values["loop"],
            rate=speech.rate,
            pauses=speech.pauses,
            line=element.line,
        )

    def run(self, call: Line) -> Running:
        """Say it; keys pressed meanwhile are lost, there is no type-ahead."""
        yield from self.perform(call, NOTHING)
        return None

    def perform(self, _call: Line, hears: frozenset[type]) -> Generator[Effect, Input | None, Input | None]:
        """Say it, and return the input among ``hears`` that cut it short, if any did."""
        if not self.text:
            return None
        speak = Speak(
            text=self.text,
            language=self.language,
            voice=self.voice,
            rate=self.rate,
            pauses=self.pauses,
            hears=hears,
        )
        for _ in range(self.loop):
            got = yield speak
            if type(got) in hears:
                return got
        return None


def _language_of(voice: str) -> str:
    """A vendor's voice implies its language; the basic ones speak American English."""
    if voice.startswith("Google."):
        return "-".join(voice.removeprefix("Google.").split("-")[:2])
    return LANGUAGE_OF_VOICE.get(voice, "en-US")
