"""How a value is said: one table from the kind named in a placeholder to the reader of each language.

The readers themselves are in `chinese.py` and `english.py`; add a kind by a line in KINDS and one in each
language.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from voice_prompts.errors import Fault, ReadingError
from voice_prompts.reading import chinese, english

__all__ = ["KINDS", "MOST_MONEY", "READERS", "chinese", "english", "read"]

MOST_MONEY = 99_999_999_99
"""The largest amount that is read, in fen: 99,999,999.99 yuan. More is nobody's account, but a mistake."""

Reader = Callable[[Any, str], str]
"""A value of the kind's type and the placeholder's argument → words."""

KINDS: Mapping[str, type] = {
    "text": str,  # said as it stands
    "money": int,  # fen
    "number": int,
    "count": int,  # argument: the measure word, in English singular/plural
    "ordinal": int,  # argument: the measure word or noun
    "date": date,
    "month": date,  # the year and month of it
    "months": int,  # a duration
    "year": int,  # without its measure word
    "time": time,
    "hours": tuple,  # two times of day: from, to
    "digits": str,  # argument: the lengths between pauses, as 6-4
    "phone": str,
    "percent": Decimal,
}
"""The kinds a placeholder may name, with the type its value must have."""


def _groups(argument: str) -> Sequence[int]:
    """The lengths between pauses out of a placeholder's argument, as 6-4."""
    if not argument:
        return ()
    try:
        return tuple(int(length) for length in argument.split("-"))
    except ValueError:
        raise ReadingError(f"digit groups are written as 6-4, not {argument!r}") from None


def _two_times(value: tuple[object, ...]) -> tuple[time, time]:
    """Where a span of the day begins and ends."""
    match value:
        case (time() as start, time() as end):
            return start, end
    raise ReadingError("hours are read from two times of day")


READERS: Mapping[str, Mapping[str, Reader]] = {
    "zh-CN": {
        "text": lambda value, _: str(value),
        "money": lambda value, _: chinese.money(value),
        "number": lambda value, _: chinese.cardinal(value),
        "count": chinese.count,
        "ordinal": chinese.ordinal,
        "date": lambda value, _: chinese.calendar_date(value),
        "month": lambda value, _: chinese.year_month(value),
        "months": lambda value, _: chinese.duration(value),
        "year": lambda value, _: chinese.year(value),
        "time": lambda value, _: chinese.clock_time(value),
        "hours": lambda value, _: chinese.clock_span(*_two_times(value)),
        "digits": lambda value, argument: chinese.digits(value, _groups(argument)),
        "phone": lambda value, _: chinese.phone(value),
        "percent": lambda value, _: chinese.percent(value),
    },
    "en": {
        "text": lambda value, _: str(value),
        "money": lambda value, _: english.money(value),
        "number": lambda value, _: english.cardinal(value),
        "count": english.count,
        "ordinal": english.ordinal,
        "date": lambda value, _: english.calendar_date(value),
        "month": lambda value, _: english.year_month(value),
        "months": lambda value, _: english.duration(value),
        "year": lambda value, _: english.year(value),
        "time": lambda value, _: english.clock_time(value),
        "hours": lambda value, _: english.clock_span(*_two_times(value)),
        "digits": lambda value, argument: english.digits(value, _groups(argument)),
        "phone": lambda value, _: english.phone(value),
        "percent": lambda value, _: english.percent(value),
    },
}
"""Language → kind → reader."""


def read(value: object, kind: str, language: str, argument: str = "") -> str:
    """Say a value as its kind in a language.

    Raises ReadingError for an unknown language or kind, a value of another type, an amount over MOST_MONEY, and
    whatever the reader refuses. A bool is no number, and a datetime no date: which day it is depends on a time zone
    the caller knows.
    """
    reader = READERS.get(language, {}).get(kind)
    if reader is None:
        raise ReadingError(f"nothing reads {kind!r} in {language!r}")
    wanted = KINDS[kind]
    if not isinstance(value, wanted) or isinstance(value, bool | datetime):
        raise ReadingError(f"{kind} is read from {wanted.__name__}, not {type(value).__name__}", Fault.WRONG_TYPE)
    if kind == "money" and isinstance(value, int) and value > MOST_MONEY:
        raise ReadingError(f"amounts are read up to {MOST_MONEY} fen, not {value}")
    return reader(value, argument)
