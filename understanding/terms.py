"""A term of a cue: a word, a word with a gap, or a set of words; and where it stands in a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from understanding.errors import TableError

GAP = 8
"""Characters that `…` stands for at most."""

_SET = re.compile("<[a-z_]+>")
_PLAIN = re.compile("[^…^$+?<]*")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What must be said: one of `words`, or what `pattern` finds. Latin words only by themselves."""

    name: str
    """As the table writes it."""
    words: tuple[str, ...]
    pattern: re.Pattern[str] | None
    latin: re.Pattern[str] | None
    parts: tuple[str, ...]
    """The Chinese words in it, without gaps and ends."""

    def find(self, text: str, has_latin: bool) -> str:
        """The words of a plain text that say it, empty where nothing does."""
        for word in self.words:
            if word in text:
                return word
        found = self.pattern.search(text) if self.pattern else None
        if found is None and has_latin and self.latin:
            found = self.latin.search(text)
        return found[0] if found else ""


def read_term(written: str, sets: Mapping[str, list[str]]) -> Term:
    """The term of a cue: `余额`, `怎么…办`, `^对$` or `<left>`. Raises TableError for a set that is not there."""
    written = written.strip()
    if _SET.fullmatch(written):
        if written[1:-1] not in sets:
            raise TableError(f"there is no set {written}")
        said = sets[written[1:-1]]
    else:
        said = [written]
    if not all(said):
        raise TableError(f"{written!r} holds an empty word")
    latin = [_expression(word, sets) for word in said if _is_latin(word)]
    gapped = [_expression(word, sets) for word in said if not _is_latin(word) and not _PLAIN.fullmatch(word)]
    return Term(
        name=written,
        words=tuple(word for word in said if not _is_latin(word) and _PLAIN.fullmatch(word)),
        pattern=re.compile("|".join(gapped)) if gapped else None,
        parts=tuple(part for word in said for part in _CHINESE.findall(word)),
        latin=re.compile(f"(?<![a-z])(?:{'|'.join(latin)})(?![a-z])") if latin else None,
    )


def _is_latin(word: str) -> bool:
    return _LATIN.search(_SET.sub("", word)) is not None


def _expression(word: str, sets: Mapping[str, list[str]]) -> str:
    """A word as a regular expression: gaps, ends, and sets within it."""
    parts = re.split("(<[a-z_]+>)", word)
    return "".join(
        f"(?:{'|'.join(map(re.escape, sets[part[1:-1]]))})"
        if part[1:-1] in sets
        else part.replace("…", f".{{0,{GAP}}}")
        for part in parts
    )
