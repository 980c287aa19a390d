"""Figures that a recogniser writes, undone into the words they may stand for: 1234.5元 was heard as words.

How a figure was said cannot be seen on it (2025 is a number, a year or a code), so every reading is given, and
`comparing` takes the one that comes nearest to what was to be said.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from decimal import Decimal
from typing import Final

from voice_prompts.errors import ReadingError
from voice_prompts.reading import chinese, english

FIGURE: Final = re.compile(
    r"(?P<time>\d{1,2}[:：]\d{2})(?!\d)"
    r"|(?P<ten_thousands>\d+)万(?P<ones>\d{1,4})(?!\d)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
)
"""A figure; 30万500 is one."""
_UNITS: Final[Mapping[str, int]] = {"万": 10**4, "亿": 10**8}
_YUAN = "元块"
_FEN_PLACES = 2

Reading = tuple[str, int]
"""Words, and how many signs behind the figure they stand for as well."""


def mandarin(figure: re.Match[str], after: str) -> Iterator[Reading]:
    """The ways in which a figure may have been said in Mandarin; `after` is what is written behind it."""
    if figure["time"]:
        yield _refused_to_nothing(lambda: chinese.clock_time(_time(figure["time"]))), 0
    elif figure["ten_thousands"]:
        yield chinese.cardinal(int(figure["ten_thousands"]) * 10**4 + int(figure["ones"])), 0
    else:
        yield from _mandarin_number(figure["number"].replace(",", ""), after)


def _mandarin_number(plain: str, after: str) -> Iterator[Reading]:
    whole, _, places = plain.partition(".")
    value = Decimal(plain)
    sign = after[:1]
    if sign and sign in _YUAN and len(places) <= _FEN_PLACES:
        yield _refused_to_nothing(lambda: chinese.money(int(value * 100))), 1
    if sign == "分" and len(whole) == len(places) == 1:  # 5.6分 for 五角六分
        yield f"{chinese.cardinal(int(whole))}角{chinese.cardinal(int(places))}分", 1
    if sign in _UNITS and value * _UNITS[sign] % 1 == 0:
        yield _refused_to_nothing(lambda: chinese.cardinal(int(value * _UNITS[sign]))), 1
    if sign == "%":
        yield _refused_to_nothing(lambda: chinese.percent(value)), 1
    if places:
        yield f"{_refused_to_nothing(lambda: chinese.cardinal(int(whole)))}点{chinese.digits(places)}", 0
    else:
        yield _refused_to_nothing(lambda: chinese.cardinal(int(whole))), 0
        yield chinese.digits(whole), 0


def in_english(figure: re.Match[str], after: str) -> Iterator[Reading]:
    """The ways in which a figure may have been said in English."""
    if figure["time"]:
        yield _refused_to_nothing(lambda: english.clock_time(_time(figure["time"]))), 0
        return
    if figure["ten_thousands"]:
        return
    plain = figure["number"].replace(",", "")
    whole, _, places = plain.partition(".")
    cardinal = _refused_to_nothing(lambda: english.cardinal(int(whole)))
    if re.match(r"(st|nd|rd|th)\b", after):
        yield english.ordinal(int(whole)), 2
    if after[:1] == "%":
        yield _refused_to_nothing(lambda: english.percent(Decimal(plain))), 1
    if places:
        yield f"{cardinal} point {english.digits(places)}", 0
        return
    yield cardinal, 0
    yield _refused_to_nothing(lambda: english.year(int(whole))), 0
    yield english.digits(whole), 0


READINGS: Final[Mapping[str, Callable[[re.Match[str], str], Iterator[Reading]]]] = {
    "zh-CN": mandarin,
    "en": in_english,
}
"""By language."""


def _time(written: str) -> time:
    hour, minute = re.split("[:：]", written)
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ReadingError(f"{written} is no time of day") from error


def _refused_to_nothing(read: Callable[[], str]) -> str:
    """What `read` gives, or nothing where the figure is beyond what can be read."""
    try:
        return read()
    except ReadingError:
        return ""
