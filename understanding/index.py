"""Which cues a text says, found by its words instead of by trying every cue.

Made once from `intents.toml`: every word leads to the terms it says, every term to the cues that it begins. A text is
gone through once; only cues whose first term is said are looked at.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from understanding.table import Row, rows
from understanding.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The terms of all rows by what says them, and all cues by what they begin with."""

    lengths: Mapping[str, tuple[int, ...]]
    """First character → lengths of the words that begin with it."""
    words: Mapping[str, tuple[tuple[str, int], ...]]
    """Word → names of the terms that it says, with its place among their words: the first that is said is shown."""
    gapped: tuple[tuple[str, re.Pattern[str]], ...]
    latin: tuple[tuple[str, re.Pattern[str]], ...]
    cues: Mapping[str, tuple[tuple[int, int], ...]]
    """Name of a term → the cues that it begins: place of the row, place of the cue in it."""


@cache
def index() -> Index:
    """The index of the tables' rows. Raises TableError where they cannot be read."""
    terms = {term.name: term for row in rows() for term in _terms_of(row)}
    words: dict[str, list[tuple[str, int]]] = defaultdict(list)
    lengths: dict[str, set[int]] = defaultdict(set)
    for term in terms.values():
        for place, word in enumerate(term.words):
            words[word].append((term.name, place))
            lengths[word[0]].add(len(word))
    cues: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows()):
        for place, cue in enumerate(row.cues):
            cues[cue.terms[0].name].append((number, place))
    return Index(
        lengths={character: tuple(sorted(known)) for character, known in lengths.items()},
        words={word: tuple(said) for word, said in words.items()},
        gapped=tuple((term.name, term.pattern) for term in terms.values() if term.pattern),
        latin=tuple((term.name, term.latin) for term in terms.values() if term.latin),
        cues={name: tuple(places) for name, places in cues.items()},
    )


def said_in(text: str) -> Mapping[str, str]:
    """The name of every term that a plain text says, and what says it."""
    known = index()
    found: dict[str, tuple[int, str]] = {}
    for start, character in enumerate(text):
        for length in known.lengths.get(character, ()):
            word = text[start : start + length]
            for name, place in known.words.get(word, ()):
                if name not in found or place < found[name][0]:
                    found[name] = place, word
    said = {name: word for name, (_, word) in found.items()}
    _search(known.gapped, text, said)
    if any("a" <= character <= "z" for character in text):
        _search(known.latin, text, said)
    return said


def cues_in(said: Mapping[str, str]) -> Mapping[int, list[int]]:
    """Of each row by its place in the table, the places of its cues all of whose terms are said, in their order."""
    known, found = index(), defaultdict[int, list[int]](list)
    table = rows()
    for name in said:
        for number, place in known.cues.get(name, ()):
            if all(term.name in said for term in table[number].cues[place].terms):
                found[number].append(place)
    return {number: sorted(found[number]) for number in sorted(found)}


def _terms_of(row: Row) -> Iterable[Term]:
    yield from row.needs
    for cue in row.cues:
        yield from cue.terms


def _search(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str, said: dict[str, str]) -> None:
    for name, pattern in patterns:
        if name not in said and (found := pattern.search(text)):
            said[name] = found[0]
