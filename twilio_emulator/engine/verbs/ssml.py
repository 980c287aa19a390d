"""Speech markup inside ``<Say>``: the words, how fast and how loud, in which language, and the silence between them.

The elements are those that the official client nests (twilio-behaviour 3.1). Their values are checked; what no voice
here can do, such as another pitch, is noted and the words are said.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.readings import BLEEP, DATES, READINGS, SPELLED, read_as
from twilio_emulator.engine.verbs.spoken import Speech, Tone
from twilio_emulator.engine.verbs.verb import Word

RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}
SLOWEST, FASTEST = 0.2, 2.0
LONGEST_BREAK = 10.0
VOLUMES = {
    "default": 0.0, "silent": -100.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "loud": 4.0, "x-loud": 8.0,
}  # fmt: skip
"""Decibels."""
QUIETEST, LOUDEST = -100.0, 12.0
STRESSES = {"strong": (0.85, 3.0), "moderate": (0.92, 1.5), "reduced": (1.1, -3.0)}
"""How much slower or faster a stressed word is, and how many decibels louder."""
PARAGRAPH, SENTENCE = 0.5, 0.25
"""Seconds of silence after it."""
PITCHES = ("default", "x-low", "low", "medium", "high", "x-high")
ALPHABETS = (
    "ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin", "x-amazon-pron-kana", "x-amazon-yomigana",
)  # fmt: skip
PLAIN = "the voice reads words as they are written"
ONE_TONE = "the voice has one pitch"

_TIME = re.compile(r"\+?(\d+(?:\.\d*)?|\.\d+)(ms|s)")
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d*)?)%")
_DECIBELS = re.compile(r"([+-]?\d{1,4}(?:\.\d*)?)dB")
_PITCH = re.compile(r"[+-]?\d+(\.\d*)?(%|Hz|st)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Z]{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup(Word):
    """An element of markup; ``content`` is what stands within it, ``values`` are its attributes as they were read."""

    content: tuple[Markup | str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read attributes and content; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_markup(element, cls.CONTENT, notices)
        return cls(content=content, values=values, line=element.line, column=element.column)

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Add it to ``speech``, in ``tone``."""
        say(self.content, speech, tone)


def read_markup(element: Element, table: tuple[type[Word], ...], notices: list[Notice]) -> tuple[Markup | str, ...]:
    """Read the words and the markup within ``element``; of what is no markup the words alone are kept (12200)."""
    words = {word.TAG: word for word in table}
    content: list[Markup | str] = []
    for child in element.children:
        if isinstance(child, str):
            content.append(child)
            continue
        word = words.get(child.tag)
        if word is not None and issubclass(word, Markup):
            content.append(word.read(child, notices))
        else:
            notices.append(child.remark(12200, f"{child.tag} is not allowed within {element.tag}"))
            content += read_markup(child, table, notices)
    return tuple(content)


def say(content: tuple[Markup | str, ...], speech: Speech, tone: Tone) -> None:
    """Add words and markup to ``speech``, in ``tone``."""
    for one in content:
        if isinstance(one, str):
            speech.add(one, tone)
        else:
            one.speak(speech, tone)


def flatten(content: tuple[Markup | str, ...], language: str = "") -> Speech:
    """Return the words of ``content`` in order, with the pace, the loudness and the pauses its markup asks for.

    ``language`` is that of the ``<Say>``.
    """
    speech = Speech(home=language)
    say(content, speech, Tone())
    speech.text = " ".join(speech.text.split())
    return speech


def _time(value: str) -> float:
    match = _TIME.fullmatch(value)
    if match is None:
        raise ValueError("is not a number of s or ms")
    return min(float(match[1]) * (0.001 if match[2] == "ms" else 1.0), LONGEST_BREAK)


def _rate(value: str) -> float:
    if value in RATES:
        return RATES[value]
    match = _PERCENT.fullmatch(value)
    if match is None or not math.isfinite(float(match[1])):
        raise ValueError(f"is neither a percentage nor one of {', '.join(RATES)}")
    return min(max(float(match[1]) / 100, SLOWEST), FASTEST)


def _volume(value: str) -> float:
    if value in VOLUMES:
        return VOLUMES[value]
    match = _DECIBELS.fullmatch(value)
    if match is None:
        raise ValueError(f"is neither a number of dB nor one of {', '.join(VOLUMES)}")
    return min(max(float(match[1]), QUIETEST), LOUDEST)


def _named_or(pattern: re.Pattern[str], names: tuple[str, ...], unit: str) -> attributes.Attribute:
    def read(value: str) -> str:
        if value not in names and not pattern.fullmatch(value):
            raise ValueError(f"is neither a number of {unit} nor one of {', '.join(names)}")
        return value

    return attributes.Attribute(read, "", values=f"{unit} | {' | '.join(names)}")


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("is not a language tag")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Break(Markup):
    """Silence: ``time`` seconds, or as long as ``strength`` says."""

    TAG = "break"
    ATTRIBUTES: ClassVar = {
        "strength": attributes.choice(*BREAKS, default="medium"),
        "time": attributes.Attribute(_time, None, values="number of s or ms"),
    }

    def speak(self, speech: Speech, _tone: Tone) -> None:
        """Be silent."""
        asked = self.values["time"]
        speech.be_silent(BREAKS[self.values["strength"]] if asked is None else asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis(Markup):
    """Words to be stressed: slower and louder, or the other way round."""

    TAG = "emphasis"
    ATTRIBUTES: ClassVar = {"level": attributes.choice(*STRESSES, default="moderate")}

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them so."""
        rate, decibels = STRESSES[self.values["level"]]
        rate = min(max(tone.rate * rate, SLOWEST), FASTEST)
        decibels = min(max(tone.decibels + decibels, QUIETEST), LOUDEST)
        say(self.content, speech, replace(tone, rate=rate, decibels=decibels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lang(Markup):
    """Words in another language."""

    TAG = "lang"
    ATTRIBUTES: ClassVar = {"xml:lang": attributes.Attribute(_language, "", values="language tag")}

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them in it."""
        say(self.content, speech, replace(tone, language=self.values["xml:lang"] or tone.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Markup):
    """A paragraph."""

    TAG = "p"
    ATTRIBUTES: ClassVar = {}
    AFTER: ClassVar = PARAGRAPH

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say it, apart from what stands before and behind."""
        speech.draw_breath(0.0)
        say(self.content, speech, tone)
        speech.draw_breath(self.AFTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Paragraph):
    """A sentence."""

    TAG = "s"
    AFTER: ClassVar = SENTENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Phoneme(Markup):
    """Words whose sounds are spelled out."""

    TAG = "phoneme"
    ATTRIBUTES: ClassVar = {
        "alphabet": attributes.noted(attributes.choice(*ALPHABETS, default="ipa"), PLAIN),
        "ph": attributes.noted(attributes.text(), PLAIN),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prosody(Markup):
    """Words at another pace, louder or higher."""

    TAG = "prosody"
    ATTRIBUTES: ClassVar = {
        "volume": attributes.Attribute(_volume, None, values=f"dB | {' | '.join(VOLUMES)}"),
        "rate": attributes.Attribute(_rate, None, values=f"percentage | {' | '.join(RATES)}"),
        "pitch": attributes.noted(_named_or(_PITCH, PITCHES, "% or Hz or st"), ONE_TONE),
    }

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them so."""
        rate, decibels = self.values["rate"], self.values["volume"]
        if rate is not None:
            tone = replace(tone, rate=rate)
        if decibels is not None:
            tone = replace(tone, decibels=decibels)
        say(self.content, speech, tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayAs(Markup):
    """Words to be spelled out, bleeped out, or read as a number, a date and so on."""

    TAG = "say-as"
    ATTRIBUTES: ClassVar = {
        "interpret-as": attributes.choice(*READINGS, default=""),
        "format": attributes.choice(*DATES, default=""),
    }

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them one by one, or a beep in place of them, or as their kind is read.

        The transcript has a date or a number as it is written.
        """
        within = Speech()
        say(self.content, within, tone)
        written, kind = within.text, self.values["interpret-as"]
        read = read_as(kind, written, self.values["format"], tone.language or speech.home)
        if kind in SPELLED:
            written = " ".join("".join(written.split()))
        elif kind == "expletive" and written.strip():
            written = BLEEP
        speech.add(written, tone, read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub(Markup):
    """Something written in place of which something else is said."""

    TAG = "sub"
    ATTRIBUTES: ClassVar = {"alias": attributes.text()}

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say the alias."""
        if self.values["alias"]:
            speech.add(self.values["alias"], tone)
        else:
            say(self.content, speech, tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Markup):
    """A word that is read differently as a verb, a noun and so on."""

    TAG = "w"
    ATTRIBUTES: ClassVar = {"role": attributes.noted(attributes.text(), PLAIN)}


WITHIN_WORD: tuple[type[Markup], ...] = (Break, Emphasis, Phoneme, Prosody, SayAs, Sub)
WITHIN_SENTENCE: tuple[type[Markup], ...] = (*WITHIN_WORD, Lang, Role)
MARKUP: tuple[type[Markup], ...] = (*WITHIN_SENTENCE, Paragraph, Sentence)
"""Everything that may stand within a ``<Say>``."""
Role.CONTENT = WITHIN_WORD
Emphasis.CONTENT = Sentence.CONTENT = Paragraph.CONTENT = WITHIN_SENTENCE
Lang.CONTENT = Prosody.CONTENT = MARKUP
Paragraph.CONTENT = (*WITHIN_SENTENCE, Sentence)
TAGS = frozenset(word.TAG for word in MARKUP)
"""Their names."""
