"""Numbers, money, dates and codes as an English speaker says them, written in words.

The same questions as `chinese.py` answers, for the kinds that prompts use. Raises ReadingError for a value
that is negative, too large or malformed.
"""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from voice_prompts.errors import ReadingError

LIMIT = 10**15
"""Cardinals are read below this."""

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_PAUSE = ", "


def cardinal(number: int) -> str:
    """A whole number from 0 to LIMIT - 1: 1234 → one thousand two hundred thirty-four."""
    if not 0 <= number < LIMIT:
        raise ReadingError(f"only whole numbers from 0 to {LIMIT - 1} are read, not {number}")
    for unit, name in _GROUPS:
        if number >= unit:
            high, low = divmod(number, unit)
            return f"{cardinal(high)} {name}" + (f" {cardinal(low)}" if low else "")
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def ordinal(number: int, noun: str = "") -> str:
    """The so-manieth: 21 → twenty-first; 2, try → second try."""
    words = cardinal(number)
    last = words.replace("-", " ").split()[-1]
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{words.removesuffix(last)}{_ORDINALS.get(last, regular)} {noun}".rstrip()


def count(number: int, noun: str) -> str:
    """So many of something, the noun as singular/plural: 2, record/records → two records."""
    one, _, many = noun.partition("/")
    return f"{cardinal(number)} {one if number == 1 else many or one}".rstrip()


def money(fen: int) -> str:
    """An amount in fen, never negative: 1256 → twelve yuan and fifty-six fen."""
    yuan, rest = divmod(fen, 100)
    parts = [f"{cardinal(yuan)} yuan"] if yuan or not rest else []
    if rest:
        parts.append(f"{cardinal(rest)} fen")
    return " and ".join(parts)


def decimal(value: Decimal) -> str:
    """A decimal number, the places after the point one by one: 2.5 → two point five."""
    if not value.is_finite() or value < 0:
        raise ReadingError(f"only finite numbers that are not negative are read, not {value}")
    whole, _, places = f"{value:f}".partition(".")
    places = places.rstrip("0")
    words = cardinal(int(whole))
    return f"{words} point {' '.join(_SMALL[int(place)] for place in places)}" if places else words


def percent(value: Decimal) -> str:
    """A percentage given as its number: 0.35 → zero point three five percent."""
    return f"{decimal(value)} percent"


def calendar_date(day: date) -> str:
    """A date: 2026-03-01 → March first, twenty twenty-six."""
    return f"{_MONTHS[day.month - 1]} {ordinal(day.day)}, {year(day.year)}"


def year_month(day: date) -> str:
    """The month a date lies in: 2025-02-… → February twenty twenty-five."""
    return f"{_MONTHS[day.month - 1]} {year(day.year)}"


def year(number: int) -> str:
    """A year in pairs, 2026 → twenty twenty-six, but 2005 → two thousand five and 1905 → nineteen oh five."""
    if not 1 <= number <= 9999:
        raise ReadingError(f"years are read from 1 to 9999, not {number}")
    century, rest = divmod(number, 100)
    if century < 10 or (century % 10 == 0 and rest < 10):
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def clock_time(moment: time) -> str:
    """A time of day to the minute, 24 hours: 9:00 → nine o'clock; 12:02 → twelve oh two."""
    if moment.minute == 0:
        return f"{cardinal(moment.hour)} o'clock"
    return f"{cardinal(moment.hour)} {'oh ' if moment.minute < 10 else ''}{cardinal(moment.minute)}"


def clock_span(start: time, end: time) -> str:
    """From one time of day to another: nine o'clock to twelve o'clock."""
    return f"{clock_time(start)} to {clock_time(end)}"


def duration(months: int) -> str:
    """A length of time in months: 146 → twelve years and two months."""
    years, rest = divmod(months, 12)
    parts = [count(years, "year/years")] if years else []
    if rest or not years:
        parts.append(count(rest, "month/months"))
    return " and ".join(parts)


def digits(code: str, groups: Sequence[int] = ()) -> str:
    """A code digit by digit: 123X → one two three X. `groups` as in `chinese.digits`."""
    if not re.fullmatch(r"[0-9]+[Xx]?|[Xx]", code):
        raise ReadingError("a code is made of digits, with an X at its end at most")
    if groups and min(groups) < 1:
        raise ReadingError("a group of digits has at least one")
    lengths = list(groups) or [len(code)]
    parts = []
    while code:
        length = lengths.pop(0) if len(lengths) > 1 else lengths[0]
        parts.append(" ".join("X" if sign in "Xx" else _SMALL[int(sign)] for sign in code[:length]))
        code = code[length:]
    return _PAUSE.join(parts)


def phone(number: str) -> str:
    """A telephone number in groups, as `chinese.phone` groups them; +86 is not said."""
    national = number.removeprefix("+86").replace(" ", "")
    if not re.fullmatch(r"[0-9]+(-[0-9]+)*", national):
        raise ReadingError("a telephone number is made of digits and hyphens, with +86 before it at most")
    *before, last = national.split("-")
    if not before and len(last) == 11 and last.startswith("1"):
        return digits(last, (3, 4))
    parts = [digits(part) for part in before]
    parts.append(digits(last, (4,)) if len(last) > 5 else digits(last))
    return _PAUSE.join(parts)
