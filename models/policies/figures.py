"""The figures of a policy row and its words: templates with typed placeholders, filled in for a text.

A placeholder is `{value:kind}` or `{value:count:measure}`: the value one of NAMES, the kind one of KINDS. The kinds are
those that spoken words are read by, so that the telephone reads `{low:money}` aloud; a text has figures instead. The
measure of a count is a Chinese measure word, in English the noun as singular/plural.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Final

from models.policies.policy import Unit

Value = int | Decimal
"""Money is int fen, a percentage a Decimal, anything else an int."""

NAMES: Final = ("low", "high", "band_low", "band_high")
"""What a template may name."""
KINDS: Final[Mapping[str, Unit]] = {
    "money": Unit.FEN,
    "percent": Unit.PERCENT,
    "number": Unit.NUMBER,
    "count": Unit.NUMBER,
}
"""Kind of a placeholder → the unit it can tell. A band is always money."""

_WAN: Final = 10_000 * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A place in a template: the value's name, its kind, the measure word of a count or its English noun."""

    name: str
    kind: str
    measure: str


def placeholders(template: str) -> Iterator[Placeholder]:
    """The placeholders of a template in order. Raises ValueError, in one sentence, for one that is not known."""
    for part in parsed(template):
        if isinstance(part, Placeholder):
            yield part


@lru_cache(maxsize=2048)
def parsed(template: str) -> tuple[str | Placeholder, ...]:
    """A template cut at its placeholders. Raises ValueError, in one sentence, for a placeholder that is not known."""
    parts: list[str | Placeholder] = []
    for literal, name, specification, conversion in Formatter().parse(template):
        if literal:
            parts.append(literal)
        if name is None:
            continue
        kind, _, measure = (specification or "").partition(":")
        if name not in NAMES or kind not in KINDS or conversion:
            raise ValueError(f"the placeholder {{{name}:{specification}}} is not known")
        parts.append(Placeholder(name=name, kind=kind, measure=measure))
    return tuple(parts)


def check(template: str, unit: Unit, values: Mapping[str, Value]) -> None:
    """Raise ValueError, in one sentence, where a template and the values it is to be filled with do not fit."""
    for place in placeholders(template):
        if place.name not in values:
            raise ValueError(f"there is no value for {{{place.name}}}")
        meant = Unit.FEN if place.name.startswith("band") else unit
        if KINDS[place.kind] is not meant:
            raise ValueError(f"{{{place.name}}} is no {place.kind}")


def values_of(
    *, unit: Unit, low: int | None, high: int | None, band_low_fen: int, band_high_fen: int
) -> Mapping[str, Value]:
    """The values of a row by the names templates know them by."""
    known: dict[str, Value] = {"band_low": band_low_fen, "band_high": band_high_fen}
    for name, stored in (("low", low), ("high", high)):
        if stored is not None:
            known[name] = Decimal(stored) / 100 if unit is Unit.PERCENT else stored
    return known


def written(template: str, values: Mapping[str, Value]) -> str:
    """The words with figures in them, for a text: `起付线{low:money}` → 起付线1800元."""
    return "".join(part if isinstance(part, str) else _figure(values[part.name], part) for part in parsed(template))


def written_in_english(template: str, values: Mapping[str, Value]) -> str:
    """English words with figures in them: `threshold {low:money}` → threshold 1,800 yuan."""
    return "".join(part if isinstance(part, str) else _english(values[part.name], part) for part in parsed(template))


def _figure(value: Value, place: Placeholder) -> str:
    if place.kind == "money":
        return _yuan(int(value))
    return _percent(value) if place.kind == "percent" else f"{value}{place.measure}"


def _english(value: Value, place: Placeholder) -> str:
    if place.kind == "money":
        yuan, rest = divmod(int(value), 100)
        return f"{yuan:,}.{rest:02d} yuan" if rest else f"{yuan:,} yuan"
    if place.kind == "percent":
        return _percent(value)
    one, _, many = place.measure.partition("/")
    return f"{value} {one if value == 1 else many or one}".rstrip()


def _percent(value: Value) -> str:
    return f"{Decimal(value).normalize():f}%"


def _yuan(fen: int) -> str:
    """An amount as the documents write it: 1800元, 600.25元, 2万元."""
    if fen >= _WAN and fen % _WAN == 0:
        return f"{fen // _WAN}万元"
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d}元" if rest else f"{yuan}元"
