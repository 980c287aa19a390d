"""The small pieces that values are said in: number groups, amounts, dates, times, digits, as `reading` says them.

Generated from `reading` itself, so that a piece is spelt as it will be asked for. A piece is as large as stays in
bounds: 三十四元 and 五角六分 are one each, 一千二百三十四元五角六分 is four. ← add one that is often needed here
"""

from collections.abc import Iterator
from datetime import date, time

from voice_prompts.reading import chinese, english

YEARS = range(1940, 2050)
"""The years that are recorded whole; any other is digits."""
RECENT_YEARS = range(2015, 2036)
"""The years that are recorded whole in English, where any other is two numbers: nineteen and eighty-five."""
LONG_YEARS = 50
"""The longest length of time, in years, that is one piece; a longer one is a number and its measure word."""
_ANY_MONTH = [date(2000, month, 1) for month in range(1, 13)]
_ANY_DAY = [date(2000, 1, day) for day in range(1, 32)]
_CHINESE_TENS = tuple(range(10, 20))
_CODE_SIGNS = "0123456789"


def chinese_fragments() -> Iterator[str]:
    """Every piece of Mandarin, some more than once."""
    yield from _chinese_numbers()
    yield from _chinese_amounts()
    yield from _chinese_times()
    for sign in (*_CODE_SIGNS, "X"):
        yield chinese.digits(sign)
    for first in _CODE_SIGNS:  # in pairs a code keeps its rhythm
        for second in _CODE_SIGNS:
            yield chinese.digits(first + second)
    for pair in range(100):  # in years 1 is 一
        yield chinese.year(1000 + pair)[2:]
    yield from (f"请按{chinese.cardinal(key)}" for key in range(10))


def _chinese_numbers() -> Iterator[str]:
    yield from (chinese.cardinal(number) for number in range(100))
    yield from (_inner(number) for number in _CHINESE_TENS)
    yield from "两万点第到"
    yield "百分之"
    yield from (_in_hundreds(number) for number in range(1, 10))
    for unit in (1000, 10_000):
        yield from (chinese.cardinal(number * unit) for number in range(1, 10))
        yield "二千" if unit == 1000 else "二万"  # inside a longer number it is 二: 一万二千
    yield from (chinese.cardinal(number * 10_000) for number in range(10, 21))


def _inner(number: int) -> str:
    """The words of 10 to 19 as they stand behind a hundred: 一十二."""
    return f"一{chinese.cardinal(number)}"


def _in_hundreds(number: int) -> str:
    return chinese.cardinal(number * 100)


def _chinese_amounts() -> Iterator[str]:
    yield from ("元", "万元")
    yield from (chinese.money(number * 100) for number in range(100))
    yield "二元"  # 一百零二元
    yield from (f"{_inner(number)}元" for number in _CHINESE_TENS)
    for unit in (100, 1000, 10_000):
        yield from (chinese.money(number * unit * 100) for number in range(1, 10))
    yield "二千元"
    for fen in range(1, 100):
        yield chinese.money(fen)
    yield from (f"零{chinese.cardinal(fen)}分" for fen in range(1, 10))
    yield from (f"零{chinese.cardinal(yuan)}元" for yuan in range(1, 10))


def _chinese_times() -> Iterator[str]:
    yield from (f"{chinese.year(year)}年" for year in YEARS)
    yield from (chinese.year_month(day).partition("年")[2] for day in _ANY_MONTH)
    yield from (chinese.calendar_date(day).partition("月")[2] for day in _ANY_DAY)
    for hour in range(24):
        yield chinese.clock_time(time(hour))
        yield chinese.clock_time(time(hour)).removesuffix("整")
    yield from (chinese.clock_time(time(0, minute)).partition("点")[2] for minute in range(1, 60))
    yield from (chinese.duration(months) for months in range(12))
    yield from (chinese.duration(12 * years) for years in range(1, LONG_YEARS + 1))
    yield from ("年", "个月")


def english_fragments() -> Iterator[str]:
    """Every piece of English, some more than once."""
    yield from (english.cardinal(number) for number in range(100))
    yield from (english.cardinal(number * 100) for number in range(1, 10))
    yield from (english.cardinal(number * 1000) for number in range(1, 21))
    yield from ("thousand", "million", "point", "percent", "and", "to", "X", "oh", "yuan", "fen")
    yield from (english.money(number * 100) for number in range(100))
    yield from (english.money(number * 10_000) for number in range(1, 10))
    yield from (english.money(fen) for fen in range(1, 100))
    yield from (english.year_month(day).partition(" ")[0] for day in _ANY_MONTH)
    yield from (english.ordinal(day.day) for day in _ANY_DAY)
    yield from (english.year(year) for year in RECENT_YEARS)
    yield from (english.clock_time(time(hour)) for hour in range(24))
    yield from (english.clock_time(time(0, minute)).partition(" ")[2] for minute in range(1, 10))
    yield from (english.duration(months) for months in range(12))
    yield from ("one year", "years", "months")
    yield from (f"press {english.cardinal(key)}" for key in range(10))


FRAGMENTS = {"zh-CN": chinese_fragments, "en": english_fragments}
"""By language, what makes the pieces."""
