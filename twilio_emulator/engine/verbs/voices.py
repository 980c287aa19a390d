"""Who can say it: the families of voices, the languages they speak, and how much they take (twilio-behaviour 3.1).

Vendors add voices all the time, so a voice is known by the form of its name; the table of Polly's is there for the
language that a voice implies, and a name that is not in it is as good as any.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import quote

BASIC = ("man", "woman", "alice")
"""Voices of no vendor; the first two know no markup."""
PLAIN = frozenset({"man", "woman"})
DEFAULT_LANGUAGE = "en-US"
REGIONS = {
    "af": "ZA", "am": "ET", "ar": "AE XA", "bg": "BG", "bn": "IN", "ca": "ES", "cmn": "CN TW", "cs": "CZ", "cy": "GB",
    "da": "DK", "de": "AT CH DE", "el": "GR", "en": "AU CA GB GB-WLS IE IN NZ SG US ZA", "es": "ES MX US", "et": "EE",
    "eu": "ES", "fi": "FI", "fil": "PH", "fr": "BE CA CH FR", "gl": "ES", "gu": "IN", "he": "IL", "hi": "IN",
    "hr": "HR", "hu": "HU", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "kn": "IN", "ko": "KR", "lt": "LT",
    "lv": "LV", "ml": "IN", "mr": "IN", "ms": "MY", "nb": "NO", "nl": "BE NL", "pa": "IN", "pl": "PL", "pt": "BR PT",
    "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sr": "RS", "sv": "SE", "sw": "KE", "ta": "IN", "te": "IN",
    "th": "TH", "tr": "TR", "uk": "UA", "ur": "IN", "vi": "VN", "yue": "CN HK", "zh": "CN HK TW",
}  # fmt: skip
"""Where the languages are spoken that there are voices for."""
LANGUAGES = frozenset(f"{one}-{region}" for one, regions in REGIONS.items() for region in regions.split()) | {"arb"}
"""What ``language`` may say."""
POLLY = {
    "arb": "Zeina", "ar-AE": "Hala Zayd", "ca-ES": "Arlet", "cmn-CN": "Zhiyu", "cs-CZ": "Jitka",
    "cy-GB": "Gwyneth", "da-DK": "Mads Naja Sofie", "de-AT": "Hannah", "de-CH": "Sabrina",
    "de-DE": "Daniel Hans Marlene Vicki", "en-AU": "Nicole Olivia Russell", "en-GB": "Amy Arthur Brian Emma",
    "en-GB-WLS": "Geraint", "en-IE": "Niamh", "en-IN": "Aditi Kajal Raveena", "en-NZ": "Aria", "en-SG": "Jasmine",
    "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen",
    "en-ZA": "Ayanda", "es-ES": "Alba Conchita Enrique Lucia Raul Sergio", "es-MX": "Andres Mia",
    "es-US": "Lupe Miguel Pedro Penelope", "fi-FI": "Suvi", "fr-BE": "Isabelle", "fr-CA": "Chantal Gabrielle Liam",
    "fr-FR": "Celine Lea Mathieu Remi", "is-IS": "Dora Karl", "it-IT": "Adriano Bianca Carla Giorgio",
    "ja-JP": "Kazuha Mizuki Takumi Tomoko", "ko-KR": "Jihye Seoyeon", "nb-NO": "Ida Liv", "nl-BE": "Lisa",
    "nl-NL": "Laura Lotte Ruben", "pl-PL": "Ewa Jacek Jan Maja Ola", "pt-BR": "Camila Ricardo Thiago Vitoria",
    "pt-PT": "Cristiano Ines", "ro-RO": "Carmen", "ru-RU": "Maxim Tatyana", "sv-SE": "Astrid Elin",
    "tr-TR": "Burcu Filiz", "yue-CN": "Hiujin",
}  # fmt: skip
"""Polly's voices by language."""
_LANGUAGE_OF = {voice: language for language, voices in POLLY.items() for voice in voices.split()}
_POLLY = re.compile(r"Polly\.([A-Z][a-z]+)(-Neural|-Generative|-Long-Form)?")
_GOOGLE = re.compile(r"Google\.([a-z]{2,3}-[A-Z]{2})-[A-Z][A-Za-z0-9]*(-HD)?-[A-Z][A-Za-z]*")


class Family(StrEnum):
    """Whose voice it is."""

    BASIC = "basic"
    POLLY = "Polly"
    GOOGLE = "Google"


MOST = {Family.BASIC: 4096, Family.POLLY: 3000, Family.GOOGLE: 5000}
"""Characters that a voice takes at most."""
MOST_QUOTED = 4500
"""The same for a basic voice when the words are written as in a URL."""


def voice(name: str) -> str:
    """Read a voice's name; raises ``ValueError`` where no vendor names its voices so."""
    if name not in BASIC and not _POLLY.fullmatch(name) and not _GOOGLE.fullmatch(name):
        raise ValueError(f"is none of {', '.join(BASIC)}, Polly.… and Google.…")
    return name


def language(value: str) -> str:
    """Read a locale as the manual lists it; raises ``ValueError``."""
    if value not in LANGUAGES:
        raise ValueError("is not a locale of the manual")
    return value


def language_of(name: str) -> str:
    """Return the language that a vendor's voice implies; the others speak American English unless they are told."""
    if match := _GOOGLE.fullmatch(name):
        return match[1]
    if match := _POLLY.fullmatch(name):
        return _LANGUAGE_OF.get(match[1], DEFAULT_LANGUAGE)
    return DEFAULT_LANGUAGE


def too_long(name: str, text: str, written: int) -> str:
    """Say why ``name`` cannot say so much; empty where it can.

    Basic voices count bytes, Polly the ``text`` without its markup, Google everything as it was ``written``.
    """
    family = Family(name.partition(".")[0]) if "." in name else Family.BASIC
    most = MOST[family]
    counted = {Family.BASIC: len(text.encode()), Family.POLLY: len(text), Family.GOOGLE: written}[family]
    if counted > most:
        return f"{counted} characters; {name} says at most {most}"
    if family is Family.BASIC and len(text) * 9 > MOST_QUOTED and (quoted := len(quote(text))) > MOST_QUOTED:
        return f"{quoted} characters when written as in a URL; {name} says at most {MOST_QUOTED}"
    return ""
