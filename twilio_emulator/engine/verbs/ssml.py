"""Speech markup inside ``<Say>``: the words, how fast, in which language, and how much silence lies between them.

The elements are those that the official client nests (twilio-behaviour 3.1). Their values are checked; what a plain
voice cannot do, such as whisper or stress a word, is noted and the words are said.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.verb import Word

RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}
SLOWEST, FASTEST = 0.2, 2.0
LONGEST_BREAK = 10.0
VOLUMES = ("default", "silent", "x-soft", "soft", "medium", "loud", "x-loud")
PITCHES = ("default", "x-low", "low", "medium", "high", "x-high")
ALPHABETS = (
    "ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin", "x-amazon-pron-kana", "x-amazon-yomigana",
)  # fmt: skip
READINGS = (
    "characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit", "date", "time",
    "address", "expletive", "telephone",
)  # fmt: skip
SPELLED = frozenset({"characters", "spell-out", "digits", "telephone"})
"""Readings one character after the other."""
BLEEP = "beep"
DATES = ("mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd")
PLAIN = "the voice reads words as they are written"
ONE_TONE = "the voice has one loudness and one pitch"

_TIME = re.compile(r"\+?(\d+(?:\.\d*)?|\.\d+)(ms|s)")
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d*)?)%")
_DECIBELS = re.compile(r"[+-]?\d+(\.\d*)?dB")
_PITCH = re.compile(r"[+-]?\d+(\.\d*)?(%|Hz|st)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Z]{3})?")


@dataclass(frozen=True, slots=True)
class Tone:
    """How words are to be said: in which ``language`` (empty: that of the ``<Say>``), and how fast."""

    language: str = ""
    rate: float = 1.0


@dataclass(slots=True)
class Speech:
    """What a ``<Say>`` amounts to: plain ``text``, seconds of ``pauses``, and the ``tones`` its words are said in."""

    text: str = ""
    pauses: float = 0.0
    tones: set[Tone] = field(default_factory=set)

    def add(self, text: str, tone: Tone) -> None:
        """Say ``text`` after what is said already."""
        self.text += text
        if text.strip():
            self.tones.add(tone)

    @property
    def rate(self) -> float:
        """The slowest pace of its words."""
        return min((tone.rate for tone in self.tones), default=1.0)

    @property
    def language(self) -> str:
        """The language of all its words; empty where that is the one of the ``<Say>``, or there are several."""
        found = {tone.language for tone in self.tones}
        return found.pop() if len(found) == 1 else ""


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
        return cls(content=content, values=values, line=element.line)

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


def flatten(content: tuple[Markup | str, ...]) -> Speech:
    """Return the words of ``content`` in order, with the pace and the pauses its markup asks for."""
    speech = Speech()
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
        speech.pauses += BREAKS[self.values["strength"]] if asked is None else asked
        speech.text += " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis(Markup):
    """Words to be stressed."""

    TAG = "emphasis"
    ATTRIBUTES: ClassVar = {
        "level": attributes.noted(attributes.choice("strong", "moderate", "reduced", default="moderate"), ONE_TONE)
    }


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

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say it, apart from what follows."""
        say(self.content, speech, tone)
        speech.text += " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Paragraph):
    """A sentence."""

    TAG = "s"


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
        "volume": attributes.noted(_named_or(_DECIBELS, VOLUMES, "dB"), ONE_TONE),
        "rate": attributes.Attribute(_rate, None, values=f"percentage | {' | '.join(RATES)}"),
        "pitch": attributes.noted(_named_or(_PITCH, PITCHES, "% or Hz or st"), ONE_TONE),
    }

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them; the slowest pace is that of the whole."""
        rate = self.values["rate"]
        say(self.content, speech, tone if rate is None else replace(tone, rate=rate))


@dataclass(frozen=True, slots=True, kw_only=True)
class SayAs(Markup):
    """Words to be spelled out, bleeped out, or read as a number, a date and so on, which is how they are written."""

    TAG = "say-as"
    ATTRIBUTES: ClassVar = {
        "interpret-as": attributes.choice(*READINGS, default=""),
        "format": attributes.noted(attributes.choice(*DATES, default=""), PLAIN),
    }

    def speak(self, speech: Speech, tone: Tone) -> None:
        """Say them one by one, or a beep in place of them, or as they are."""
        within = Speech()
        say(self.content, within, tone)
        reading = self.values["interpret-as"]
        if reading in SPELLED:
            within.text = " ".join("".join(within.text.split()))
        elif reading == "expletive" and within.text.strip():
            within.text = BLEEP
        speech.add(within.text, tone)


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
