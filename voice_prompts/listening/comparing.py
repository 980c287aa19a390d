"""How far what was heard is from what was to be said: by signs, by syllables without tones, in English by words.

A recogniser writes figures, traditional characters and signs as it likes; none of that is an error of hearing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from voice_prompts.listening.figures import FIGURE, READINGS
from voice_prompts.rendering import mandarin

if TYPE_CHECKING:
    from opencc import OpenCC

ALIKE: Final[Mapping[str, str]] = {"一": "幺", "幺": "一", "二": "两", "oh": "zero", "zero": "oh"}
"""Words that are one figure when written, so that a figure may stand for either."""
_STANDS_FOR_NOTHING = ""
_RUNS = re.compile(r"(?P<chinese>[\u4e00-\u9fff]+)|.", re.DOTALL)
_CORRECTED: Final[Mapping[str, list[str]]] = {
    word: re.sub(r"\d", "", reading).split() for word, reading in mandarin.READINGS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sign of what was heard, or in English one word, and whether it was written as part of a figure."""

    text: str
    figure: bool = False

    @property
    def either(self) -> frozenset[str]:
        """What it may stand for."""
        return frozenset({self.text, ALIKE.get(self.text, self.text)}) if self.figure else frozenset({self.text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """So many `wrong`, left out or put in, of so many to be said."""

    wrong: int
    of: int

    @property
    def share(self) -> float:
        """The error, 0 for none; more than 1 where more was heard than said."""
        return self.wrong / max(self.of, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was heard, as words without figures, and how far it is off by signs and by sounds.

    `signs` are characters and `sounds` syllables in Mandarin; in English both are words.
    """

    heard: str
    signs: Score
    sounds: Score
    syllables: tuple[str, ...]
    """What was heard, sound by sound, 一 and 二 for either of their readings where it was a figure."""


def compare(language: str, words: str, heard: str) -> Compared:
    """Compare what was to be said with what the recogniser wrote."""
    wanted = [unit.text for unit in _units(language, words)]
    found = undone(language, heard, wanted)
    signs = Score(wrong=distance(wanted, [unit.either for unit in found]), of=len(wanted))
    text = ("" if language == "zh-CN" else " ").join(unit.text for unit in found)
    if language != "zh-CN":
        return Compared(heard=text, signs=signs, sounds=signs, syllables=tuple(unit.text for unit in found))
    plain = syllables("".join(unit.text for unit in found))
    either = [
        frozenset(syllables(other)[0] for other in unit.either) | {syllable} if unit.figure else frozenset({syllable})
        for unit, syllable in zip(found, plain, strict=True)
    ]
    sounds = Score(wrong=distance(syllables("".join(wanted)), either), of=len(wanted))
    return Compared(heard=text, signs=signs, sounds=sounds, syllables=plain)


def undone(language: str, heard: str, wanted: Sequence[str]) -> list[Unit]:
    """What was heard, every figure as the words, among those it may stand for, that come nearest to `wanted`."""
    heard = folded(heard)
    done: list[Unit] = []
    start = 0
    while figure := FIGURE.search(heard, start):
        done += _units(language, heard[start : figure.start()])
        after = heard[figure.end() :]
        readings = list(READINGS[language](figure, after)) or [(_STANDS_FOR_NOTHING, 0)]
        ways = [([*_units(language, said, figure=True)], taken) for said, taken in readings]

        def nearness(way: tuple[list[Unit], int], before: list[Unit] = done, after: str = after) -> int:
            rest = _units(language, _roughly(language, after[way[1] :]))
            return distance(wanted, [unit.either for unit in (*before, *way[0], *rest)])

        nearest, taken = min(ways, key=nearness)
        done += nearest
        start = figure.end() + taken
    return [*done, *_units(language, heard[start:])]


def _roughly(language: str, text: str) -> str:
    """Text with every figure read in the first way, to weigh the figures before them."""

    def first(figure: re.Match[str]) -> str:
        said, _ = next(iter(READINGS[language](figure, "")), (_STANDS_FOR_NOTHING, 0))
        return f" {said} "

    return FIGURE.sub(first, text)


def _units(language: str, text: str, *, figure: bool = False) -> Iterator[Unit]:
    """The signs or words of a text, without whatever is not heard."""
    if language == "zh-CN":
        yield from (Unit(text=sign.upper(), figure=figure) for sign in text if sign.isalnum())
        return
    plain = text.lower().replace("'", "").replace("’", "")
    yield from (Unit(text=word, figure=figure) for word in re.findall(r"[a-z]+", plain))


def folded(heard: str) -> str:
    """Without full-width figures and traditional characters."""
    return str(_simplified().convert(unicodedata.normalize("NFKC", heard)))


def syllables(words: str) -> tuple[str, ...]:
    """Mandarin words in pinyin without tones, one for each sign; what is no Chinese character stands for itself.

    What the dictionaries read wrongly is read as `make prompts` has it said.
    """
    from pypinyin import lazy_pinyin

    read: list[str] = []
    for run in _RUNS.finditer(words):
        read += lazy_pinyin(run[0]) if run["chinese"] else [run[0]]
    for word, reading in _CORRECTED.items():
        for found in re.finditer(word, words):
            read[found.start() : found.end()] = reading
    return tuple(read)


@cache
def _simplified() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def distance(wanted: Sequence[str], found: Sequence[frozenset[str]]) -> int:
    """The fewest changes, one sign put in, left out or taken for another, that make one out of the other."""
    row = list(range(len(found) + 1))
    for place, one in enumerate(wanted, start=1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(found, start=1):
            kept = diagonal + (one not in other)
            diagonal = row[column]
            row[column] = min(kept, diagonal + 1, row[column - 1] + 1)
    return row[-1]
