"""`intents.toml` and `words.toml`, read at first use and kept."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from understanding.answers import Intent, Reason
from understanding.errors import TableError
from understanding.terms import Term, read_term


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Terms that, all of them said, speak for an intent, or against it where `weight` is below 0."""

    terms: tuple[Term, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One intent, or one reason for having none: its cues, and the terms one of which it cannot do without."""

    means: Intent | Reason
    about: str
    cues: tuple[Cue, ...]
    needs: tuple[Term, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A topic of ZC or QD, and the terms it is known by."""

    topic: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`words.toml`, but for its sets, which the terms hold."""

    same: re.Pattern[str]
    meant: Mapping[str, str]
    """What a match of `same` is read as."""
    nothing: re.Pattern[str]
    """What is left out."""
    terms: re.Pattern[str]
    """Terms that have spellings which only sound right."""
    misspelled: re.Pattern[str]
    """A first character of such a spelling."""
    sounds_like: Mapping[str, str]
    lengths: tuple[int, ...]
    """Of those spellings, longest first."""
    topics: tuple[Subject, ...]
    guides: tuple[Subject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Characters and words that may stand in any question."""

    signs: str
    words: tuple[str, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Every row of `intents.toml`, in its order. Raises TableError."""
    return tuple(_row(code, row) for code, row in _read("intents.toml").items())


@cache
def grammar() -> Grammar:
    """The words that say nothing of what is wanted."""
    read = _read("words.toml")["grammar"]
    return Grammar(signs="".join(read["signs"].split()), words=tuple(read["words"]))


@cache
def words() -> Words:
    """`words.toml`. Raises TableError."""
    read = _read("words.toml")
    same, sounds = read["same"], read["sounds"]
    nothing = [*map(re.escape, sorted(read["nothing"]["words"], key=len, reverse=True)), *read["nothing"]["patterns"]]
    sounds_like = dict(_misspellings(sounds["terms"], sounds["alike"], set(sounds["words_of_their_own"])))
    return Words(
        same=_any_of(same),
        meant=same,
        nothing=re.compile("|".join(nothing)),
        terms=_any_of(sounds["terms"]),
        misspelled=re.compile(f"[{''.join({said[0] for said in sounds_like})}]"),
        sounds_like=sounds_like,
        lengths=tuple(sorted({len(said) for said in sounds_like}, reverse=True)),
        topics=tuple(_subject(row, read["sets"]) for row in read["topic"]),
        guides=tuple(_subject(row, read["sets"]) for row in read["guide"]),
    )


def _row(code: str, row: Mapping[str, Any]) -> Row:
    sets = _read("words.toml")["sets"]
    signed = [(cue, weight) for cue, weight in row["for"].items()]
    signed += [(cue, -weight) for cue, weight in row.get("against", {}).items()]
    try:
        means: Intent | Reason = Intent(code) if code in list(Intent) else Reason(code)
    except ValueError:
        raise TableError(f"there is no intent {code!r}") from None
    return Row(
        means=means,
        about=row["about"],
        cues=tuple(
            Cue(terms=tuple(read_term(term, sets) for term in cue.split(" + ")), weight=weight)
            for cue, weight in signed
        ),
        needs=tuple(read_term(term, sets) for term in row.get("needs", ())),
        examples=tuple(row["examples"]),
    )


def _subject(row: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Subject:
    return Subject(topic=row["topic"], terms=tuple(read_term(word, sets) for word in row["words"]))


def _misspellings(terms: list[str], alike: list[str], own: set[str]) -> list[tuple[str, str]]:
    """Each term with one character that sounds like the right one, except for what is a word of its own."""
    found = []
    for term in terms:
        for position, right in enumerate(term):
            for group in alike:
                if right in group:
                    found += [(term[:position] + wrong + term[position + 1 :], term) for wrong in group]
    return [(said, term) for said, term in found if said not in own and said not in terms]


def _any_of(said: Mapping[str, str] | list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(said, key=len, reverse=True))))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("understanding") / name).read_text(encoding="utf-8"))
