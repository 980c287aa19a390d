"""Phrases: the words that are recorded in one breath, and how a sentence is put together from them.

A phrase is found by its language and its words. What the catalogue says of everybody is cut at sentence ends and
around its placeholders; commas stay inside. What it says of one caller is said in the pieces of `fragments`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from voice_prompts.catalogue import Placeholder, templates
from voice_prompts.fragments import FRAGMENTS

FRAGMENT = "fragment"
"""What stands for a prompt's id where a phrase is a piece of values."""

_SENTENCE_END = re.compile(r"(?<=[。！？!?])|(?<=\.)(?=\s|$)")
_EDGES = " \n\t，、；：,;:"
_LONG, _SHORT = "。！？.!?", "，；：,;:"
_DIGITS = tuple("一二三四五六七八九")
_SILENT = " 、“”‘’《》「」"
"""What is written and not heard: 、 parts two words that are said in one go."""


class Pause(StrEnum):
    """The silence behind a piece."""

    NONE = "none"
    """None: the next piece goes on in the same breath."""
    SHORT = "short"
    """A comma's."""
    LONG = "long"
    """A sentence's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One phrase of a sentence, and the signs between it and the next one: `words` and `after` of all are the text."""

    words: str
    after: str = ""

    @property
    def pause(self) -> Pause:
        """The silence that follows: the longest that the signs stand for."""
        signs = self.words[-1:] + self.after
        if any(sign in _LONG for sign in signs):
            return Pause.LONG
        return Pause.SHORT if any(sign in _SHORT for sign in signs) else Pause.NONE


class Lexicon:
    """The words of one language that are recorded, ordered for looking them up within a sentence."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for phrase in self._words:
            if phrase:
                lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __contains__(self, words: object) -> bool:
        return words in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def ends(self, text: str, start: int) -> Iterator[int]:
        """Where the phrases end that `text` goes on with at `start`, the longest first."""
        for length in self._lengths.get(text[start], ()):
            end = start + length
            if end <= len(text) and text[start:end] in self._words:
                yield end


def phrases(language: str) -> tuple[str, ...]:
    """Every phrase that the prompts of a language need, each once: first what prompts say, then pieces of values.

    Raises PromptError for a language without prompts.
    """
    return tuple(sources(language))


@cache
def sources(language: str) -> Mapping[str, tuple[str, ...]]:
    """Every phrase of `phrases` with the ids of the prompts that say it, or FRAGMENT. Raises PromptError."""
    found: dict[str, list[str]] = {}
    measures: dict[str, None] = {}
    for id, template in templates(language).items():
        for part in template:
            if isinstance(part, Placeholder):
                if part.kind in ("count", "ordinal"):
                    measures |= dict.fromkeys(filter(None, part.argument.split("/")))
                continue
            for phrase in sentences(part):
                found.setdefault(phrase, []).append(id)
    for piece in (*FRAGMENTS[language](), *measures):
        found.setdefault(piece, []).append(FRAGMENT)
    return {phrase: tuple(dict.fromkeys(ids)) for phrase, ids in found.items()}


def sentences(words: str) -> Iterator[str]:
    """The phrases of words without placeholders: one for each sentence, with its own end and no comma at its edges."""
    for sentence in _SENTENCE_END.split(words):
        phrase = sentence.strip(_EDGES)
        if phrase.strip(_LONG):
            yield phrase


def cut(language: str, words: str, recorded: Iterable[str]) -> tuple[Piece, ...] | None:
    """The fewest phrases of `recorded` that say `words`, longer ones first; None where some have no recording.

    Signs between phrases become the pauses that they stand for, and a phrase that ends a sentence has a long one.
    Give a `Lexicon` where it is asked for more than once. English is cut between words only. An empty text is None:
    it cannot be heard.
    """
    lexicon = recorded if isinstance(recorded, Lexicon) else Lexicon(recorded)
    whole = _between_words if language == "en" else _outside_tens
    fewest: list[tuple[int, int] | None] = [None] * len(words) + [(0, 0)]
    for start in range(len(words) - 1, -1, -1):
        best = fewest[start + 1] if words[start] in _LONG + _SHORT + _SILENT else None
        step = (best[0], start + 1) if best else None
        if whole(words, start):
            for end in lexicon.ends(words, start):
                rest = fewest[end]
                if rest and (step is None or rest[0] + 1 < step[0]) and whole(words, end):
                    step = (rest[0] + 1, end)
        fewest[start] = step
    return _pieces(words, fewest) if fewest[0] else None


def _pieces(words: str, fewest: list[tuple[int, int] | None]) -> tuple[Piece, ...] | None:
    """The way through `words` that `fewest` holds: how many phrases from here on, and where the first one ends."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(words):
        count, end = fewest[start] or (0, len(words))
        rest = fewest[end]
        if rest and rest[0] < count:
            spans.append((start, end))
        start = end
    ends = [start for start, _ in spans[1:]] + [len(words)]
    pieces = (Piece(words=words[start:end], after=words[end : ends[at]]) for at, (start, end) in enumerate(spans))
    return tuple(pieces) or None


Boundary = Callable[[str, int], bool]
"""Whether a text may be cut at an index."""


def _outside_tens(words: str, index: int) -> bool:
    """Not within 五十: 零五 and 十元, which are both recorded, do not say 零五十元."""
    return not (words[index : index + 1] == "十" and words[index - 1 : index] in _DIGITS)


def _between_words(words: str, index: int) -> bool:
    """No letter on both sides; a hyphen and an apostrophe are letters here: twenty-three, o'clock."""
    if index in (0, len(words)):
        return True
    return not (_is_letter(words[index - 1]) and _is_letter(words[index]))


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign in "-'"
