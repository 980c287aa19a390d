"""English words to the phonemes that Kokoro learnt: out of misaki's dictionaries, and by rule where those end.

Names of Chinese places are spelt in pinyin: `spelt_in_pinyin` says them with English sounds.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from voice_prompts.rendering.errors import EngineError
from voice_prompts.rendering.places import spelt_in_pinyin

READINGS: Final[Mapping[str, str]] = {
    "a": "ɐ",
    "alipay": "ˈɑlipˌA",
    "authorisation": "ˌɔθəɹəzˈAʃən",
    "else's": "ˈɛlsᵻz",
    "enquiry": "ɪnkwˈIɹi",
    "grandchildren": "ɡɹˈændʧˌɪldɹən",
    "id": "ˌIdˈi",
    "ms": "mˈɪz",
    "please": "plˈiz",
    "refund": "ɹˈifˌʌnd",
    "the": "ðə",
    "to": "tə",
    "use": "jˈuz",
    "wechat": "wˈiʧˌæt",
    "withheld": "wɪðhˈɛld",
    "yuan": "juˈɑn",
}
"""Words that the dictionaries lack, or read otherwise than a hotline does; what is said small is not stressed."""
BEFORE_VOWELS: Final[Mapping[str, str]] = {"the": "ði", "to": "tʊ"}
"""Words that are said otherwise before a vowel."""
VOWELS: Final = frozenset("AIOQWYaiuæɑɐɒɔəɚɛɜɪʊʌᵻ")
"""Phonemes that a syllable may begin with and that are vowels; stress marks before them do not count."""
_VOICELESS = "ptkfθsʃʧ"
_HISSING = "szʃʒʧʤ"
_TOKENS = re.compile(r"[A-Za-z']+|[,.;:?!]|[\s-]+")


def phonemes(words: str) -> str:
    """The phonemes of English words, which hold no digits. Raises EngineError for a word without a reading."""
    said: list[str] = []
    for token in reversed(_TOKENS.findall(words)):
        if token[0].isalpha():
            said.append(_small(token, said) or _word(token))
        else:
            said.append(" " if token.strip() in ("", "-") else token)
    if len("".join(_TOKENS.findall(words))) != len(words):
        raise EngineError(f"{words!r} holds signs that are not said in English")
    return re.sub(r"\s+", " ", "".join(reversed(said))).strip()


def _small(word: str, after: list[str]) -> str | None:
    """The reading of a word that hangs on the sound after it, if it is such a word."""
    sound = next((part.lstrip("ˈˌ") for part in reversed(after) if part.strip()), "")
    return BEFORE_VOWELS.get(word.lower()) if sound[:1] in VOWELS else None


@cache
def _word(word: str) -> str:
    for reading in _readings(word):
        if reading:
            return reading
    raise EngineError(f"{word!r} has no reading in English; give it one in READINGS")


def _readings(word: str) -> Iterator[str | None]:
    small = word.lower()
    yield READINGS.get(small)
    yield _listed(word) or _listed(small)
    yield _inflected(small)
    if word[0].isupper() and word.endswith("'s"):
        name = _word(word.removesuffix("'s"))
        yield name + _ending(name[-1], "'s")
    if word[0].isupper():
        yield spelt_in_pinyin(word)


def _listed(word: str) -> str | None:
    """What the dictionaries say: American, looked up by hand first, then derived ones."""
    for name in ("us_gold.json", "us_silver.json"):
        entry = _dictionary(name).get(word)
        if entry:
            return entry if isinstance(entry, str) else entry["DEFAULT"]
    return None


@cache
def _dictionary(name: str) -> Mapping[str, str | dict[str, str]]:
    read: Mapping[str, str | dict[str, str]] = json.loads(files("misaki").joinpath("data", name).read_bytes())
    return read


def _inflected(word: str) -> str | None:
    """A plural, a possessive or a past: the stem's reading with the ending that its last sound asks for."""
    for ending, stems in (("ies", ("y",)), ("ied", ("y",)), ("'s", ("",)), ("s'", ("",)), ("es", ("", "e")),
                          ("s", ("",)), ("ed", ("", "e")), ("ing", ("", "e"))):  # fmt: skip
        if word.endswith(ending):
            for stem in stems:
                spelt = word.removesuffix(ending) + stem
                said = READINGS.get(spelt) or _listed(spelt)
                if said:
                    return said + _ending(said[-1], ending)
    return None


def _ending(sound: str, ending: str) -> str:
    if ending == "ing":
        return "ɪŋ"
    if ending.endswith("ed"):
        return "ᵻd" if sound in "td" else "t" if sound in _VOICELESS else "d"
    return "ᵻz" if sound in _HISSING else "s" if sound in _VOICELESS else "z"
