"""``<Say>``: words, read aloud (twilio-behaviour 3.1)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self
from xml.sax.saxutils import escape, quoteattr

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import NOTHING, Effect, Phrase, Speak
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.verbs import voices
from twilio_emulator.engine.verbs.spoken import Speech, shared_language, silence, slowest
from twilio_emulator.engine.verbs.ssml import MARKUP, Markup, flatten, read_markup
from twilio_emulator.engine.verbs.verb import Line, Running, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Verb):
    """Words to be read aloud ``loop`` times; nothing is said where the text breaks a rule of its voice."""

    TAG = "Say"
    ANSWERS = True
    CONTENT: ClassVar = MARKUP
    ATTRIBUTES: ClassVar = {
        "voice": attributes.Attribute(voices.voice, "man", 13511, "man | woman | alice | Polly.… | Google.…"),
        "language": attributes.Attribute(voices.language, "", 13512, "locale"),
        "loop": attributes.loop(13510),
    }

    text: str
    voice: str
    language: str
    loop: int
    rate: float
    pauses: float
    phrases: tuple[Phrase, ...]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words and their markup; files 13510–13512, 13520, 13521 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        voice = values["voice"]
        content = read_markup(element, cls.CONTENT, notices)
        home = values["language"] or voices.language_of(voice)
        speech = flatten(content, home)
        if element.attributes.get("voice") in voices.PLAIN and any(isinstance(one, Markup) for one in content):
            notices.append(element.remark(13520, f"the voice {voice} knows no markup; its words are said"))
            speech = Speech(text=speech.text)
        if not speech.text:
            notices.append(element.remark(13520, "there is nothing to say"))
        elif reason := voices.too_long(voice, speech.text, _length(element)):
            notices.append(element.remark(13521, reason))
            speech = Speech()
        phrases = speech.phrases
        language, rate = shared_language(phrases), slowest(phrases)
        plain = not phrases or phrases == (Phrase(text=speech.text, language=language, rate=rate),)
        return cls(
            text=speech.text,
            voice=voice,
            language=language or home,
            loop=values["loop"],
            rate=rate,
            pauses=silence(phrases),
            phrases=() if plain else phrases,
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Say it; keys pressed meanwhile are lost, there is no type-ahead."""
        yield from self.perform(call, NOTHING)
        return None

    def perform(
        self, _call: Line, hears: frozenset[type], *, secret: bool = False
    ) -> Generator[Effect, Input | None, Input | None]:
        """Say it, and return the input among ``hears`` that cut it short, if any did."""
        if not self.text:
            return None
        speak = Speak(
            text=self.text,
            language=self.language,
            voice=self.voice,
            rate=self.rate,
            pauses=self.pauses,
            phrases=self.phrases,
            hears=hears,
            secret=secret,
            line=self.line,
            column=self.column,
        )
        for _ in range(self.loop):
            got = yield speak
            if type(got) in hears:
                return got
        return None


def _length(element: Element) -> int:
    """Return how many characters stand within ``element``, with tags, spaces and line breaks."""
    length = 0
    for child in element.children:
        if isinstance(child, str):
            length += len(escape(child))
        else:
            pairs = (f" {name}={quoteattr(value)}" for name, value in child.attributes.items())
            length += 2 * len(child.tag) + len("<></>") + len("".join(pairs)) + _length(child)
    return length
