"""A text in the plain spelling that the tables are written in.

Half width, lower case, simplified; signs, emoji and words that mean nothing are left out; dialects, older names and
characters that merely sound right are read as the words of `words.toml`: ` 請問，醫報卡裏頭還有好多錢？` becomes
`医保卡里还有多少钱`.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from understanding.table import Words, words

if TYPE_CHECKING:
    from opencc import OpenCC

LONGEST = 300
"""Characters of a text that are read: what somebody wants is said within them, or not said plainly."""

_BETWEEN_LATIN = re.compile(r"(?<=[0-9a-z])\s+(?=[0-9a-z])")


def plain(text: str) -> str:
    """A text in its plain spelling, empty when nothing is left of it. Never raises."""
    known = words()
    kept = "".join(_character(character) for character in text[: LONGEST * 2])
    kept = _BETWEEN_LATIN.sub("\0", kept)
    kept = "".join(kept.split()).replace("\0", " ")[:LONGEST]
    kept = _spelled(known.same.sub(lambda found: known.meant[found[0]], kept), known)
    kept = known.same.sub(lambda found: known.meant[found[0]], kept)
    while (shorter := known.nothing.sub("", kept)) != kept:
        kept = shorter
    return kept.strip()


@lru_cache(maxsize=16384)
def _character(character: str) -> str:
    """A character in half width, lower case and simplified; a space for a sign or an emoji."""
    wide = unicodedata.normalize("NFKC", character).lower()
    return "".join(_simplified(one) if _is_word(one) else " " for one in wide)


def _is_word(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or "\u3400" <= character <= "\u9fff" or character == "〇"


def _simplified(character: str) -> str:
    while (simple := _converter().convert(character)) != character and _is_word(simple):  # 薴 → 苧 → 苎
        character = simple
    return character


@cache
def _converter() -> "OpenCC":
    """The dictionary of characters: loaded when the first Chinese text comes in."""
    from opencc import OpenCC

    return OpenCC("t2s")


def _spelled(text: str, known: Words) -> str:
    """A text with terms that merely sound right spelled right; characters of a right term are left alone."""
    if not known.misspelled.search(text):
        return text
    right = {position for found in known.terms.finditer(text) for position in range(found.start(), found.end())}
    position, spelled = 0, ""
    while position < len(text):
        for length in known.lengths:
            said = text[position : position + length]
            meant = known.sounds_like.get(said)
            if meant and right.isdisjoint(range(position, position + length)):
                spelled += meant
                position += length
                break
        else:
            spelled += text[position]
            position += 1
    return spelled
