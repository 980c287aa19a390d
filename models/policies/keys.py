"""Reading one key of a policy file; what is not understood is Wrong, by its key."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Table

from models.policies.policy import Policy, Unit

_TABLE: Final = cast(Table, Policy.__table__)
_UNITS: Final = {"yuan": Unit.FEN, "percent": Unit.PERCENT, "number": Unit.NUMBER}
_SCALE: Final = {Unit.FEN: 100, Unit.PERCENT: 100, Unit.NUMBER: 1}
_SOURCE: Final = re.compile("S[1-9][0-9]{0,2}")

_Member = TypeVar("_Member", bound=StrEnum)


class Wrong(Exception):
    """What is wrong with which key."""

    def __init__(self, key: str, sentence: str) -> None:
        self.key = key
        self.sentence = sentence


def figure(row: Mapping[str, Any]) -> tuple[Unit, int | None, int | None]:
    """The unit of a row's figure, and the figure or its lower and upper bound; NONE where it has none."""
    given = [key for key in _UNITS if key in row]
    if not given:
        return Unit.NONE, None, None
    if len(given) > 1:
        raise Wrong(given[1], f"the row has {given[0]} already")
    unit = _UNITS[given[0]]
    return unit, *span(row, given[0], _SCALE[unit])


def span(row: Mapping[str, Any], key: str, scale: int) -> tuple[int, int | None]:
    """One figure, or a lower and an upper one, in whole units of 1/scale."""
    given = row[key]
    figures = given if isinstance(given, list) else [given]
    if not 1 <= len(figures) <= 2:
        raise Wrong(key, "is one figure, or a lower and an upper one")
    scaled = []
    for one in figures:
        if isinstance(one, bool) or not isinstance(one, int | Decimal):
            raise Wrong(key, f"{one!r} is no figure")
        if one < 0 or one * scale != int(one * scale):
            raise Wrong(key, f"{one} is negative or has too many places")
        scaled.append(int(one * scale))
    if scaled != sorted(scaled):
        raise Wrong(key, "the lower figure stands first")
    return scaled[0], scaled[1] if len(scaled) == 2 else None


def member(members: type[_Member], row: Mapping[str, Any], key: str, default: _Member | None) -> _Member:
    """One of a closed set; `default` where the key is missing, None: it must not be."""
    given = row.get(key, default)
    try:
        return members(given)
    except ValueError:
        raise Wrong(key, f"{given!r} is none of {', '.join(members)}") from None


def words(row: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Words, trimmed, that fit the column of that name; `default` where the key is missing, None: it must not be."""
    given = row.get(key, default)
    if not isinstance(given, str) or (default is None and not given.strip()):
        raise Wrong(key, "is missing" if given is None else "is to be words")
    limit = getattr(_TABLE.c[key].type, "length", None) if key in _TABLE.c else None
    if limit and len(given) > limit:
        raise Wrong(key, f"has more than {limit} characters")
    return given.strip()


def sources(row: Mapping[str, Any]) -> str:
    """The requirements a row is taken from, parted by blanks."""
    given = row.get("sources")
    if not isinstance(given, list) or not given or not all(_SOURCE.fullmatch(str(one)) for one in given):
        raise Wrong("sources", 'is a list of requirements, as ["S50", "S52"]')
    return " ".join(given)


def day(row: Mapping[str, Any]) -> date | None:
    """The day a row was checked on, if it was."""
    given = row.get("checked")
    if given is not None and type(given) is not date:
        raise Wrong("checked", "is a day, as 2026-03-01")
    return given


def known(row: Mapping[str, Any], keys: frozenset[str]) -> None:
    """Refuse a key that there is not."""
    for key in row:
        if key not in keys:
            raise Wrong(key, f"is not known; there are {', '.join(sorted(keys))}")
