"""Amounts found in what was heard, in fen, digit by digit: the longest stretch of syllables that reads back as itself.

By sound and not by sign, since a recogniser that hears wǔ jiǎo writes 五角 or 无教, and a caller hears 50 fen.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from voice_prompts.errors import ReadingError
from voice_prompts.listening.comparing import syllables
from voice_prompts.reading import MOST_MONEY, chinese

_DIGITS: Final = {"ling": 0, "yi": 1, "er": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9}
_PLACES: Final = {"shi": 10, "bai": 100, "qian": 1000}
_TEN_THOUSAND = 10_000
_SAME: Final = {"liang": "er", "kuai": "yuan", "mao": "jiao"}
"""What means the same in an amount: 两 and 二, 块 and 元, 毛 and 角."""
SIGNS: Final = "零一二两三四五六七八九十百千万元角分，。"
"""What amounts are written with, and the signs around them."""
_LONGEST: Final = len("九千九百九十九万九千九百九十九元九角九分")
_AMOUNT: Final = re.compile(r"(?:(?P<yuan>.*) yuan ?)?(?:(?P<jiao>\w+) jiao ?)?(?:(?:ling )?(?P<fen>\w+) fen)?")


def amounts(heard: Iterable[str]) -> tuple[int, ...]:
    """The amounts in syllables, in fen, in their order; nothing else may stand inside one."""
    found = []
    same = [_SAME.get(syllable, syllable) for syllable in heard]
    start = 0
    while start < len(same):
        for end in range(min(len(same), start + _LONGEST), start + 1, -1):
            fen = _fen(tuple(same[start:end]))
            if fen is not None:
                found.append(fen)
                start = end
                break
        else:
            start += 1
    return tuple(found)


def all_heard(wanted: Sequence[int], heard: Sequence[int]) -> bool:
    """Whether the amounts were heard in their order; others between them (医院 sounds as 一元 does) do not matter."""
    rest = iter(heard)
    return all(fen in rest for fen in wanted)


def taken_down(ways: Iterable[str], after: str) -> int | None:
    """The amount in fen in the first of the ways that is one, the likeliest being first; None where none is.

    A way is how a sentence may go on: an amount, as long as may be and written as `reading` says it, and behind it
    what is to follow (`after`), of which the first sound is enough, or nothing more.
    """
    expected = syllables(_plain(after)[:1])
    for way in map(_plain, ways):
        lengths = range(min(len(way), _LONGEST), 0, -1)
        said = next((way[:length] for length in lengths if _as_read(way[:length])), "")
        if said and syllables(way[len(said) : len(said) + 1]) in ((), expected):
            return _fen(_same(said))
    return None


def _as_read(words: str) -> bool:
    fen = _fen(_same(words))
    return fen is not None and chinese.money(fen) == words


def _same(words: str) -> tuple[str, ...]:
    return tuple(_SAME.get(syllable, syllable) for syllable in syllables(words))


def _plain(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


@lru_cache(maxsize=65536)
def _fen(stretch: tuple[str, ...]) -> int | None:
    """The amount that a stretch of syllables reads, or None where it is not one as it would be read."""
    if stretch[-1] not in ("yuan", "jiao", "fen"):
        return None
    parts = _AMOUNT.fullmatch(" ".join(stretch))
    if not parts:
        return None
    yuan = _number((parts["yuan"] or "ling").split())
    jiao, cents = (_DIGITS.get(parts[part] or "ling") for part in ("jiao", "fen"))
    if yuan is None or jiao is None or cents is None:
        return None
    fen = yuan * 100 + jiao * 10 + cents
    return fen if fen <= MOST_MONEY and _read(fen) == stretch else None


def _read(fen: int) -> tuple[str, ...] | None:
    try:
        return _same(chinese.money(fen))
    except ReadingError:
        return None


def _number(said: Sequence[str]) -> int | None:
    """A whole number; None for what is none. Nonsense such as two thousand three thousand is not told apart here."""
    if "wan" in said:
        at = said.index("wan")
        high, low = _number(said[:at]), _number(said[at + 1 :] or ["ling"])
        return None if high is None or low is None else high * _TEN_THOUSAND + low
    total, digit = 0, None
    for syllable in said:
        if syllable in _DIGITS:
            digit = _DIGITS[syllable]
        elif syllable in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[syllable]
            digit = None
        else:
            return None
    return total + (digit or 0) if said else None
