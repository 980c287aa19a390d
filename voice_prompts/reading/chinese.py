"""Numbers, money, dates and codes as a Mandarin speaker says them, written in Chinese words.

The rules and the thirty-six worked examples are domain.md 6. Nothing here returns an ASCII digit, so no
speech engine is left to guess. Raises ReadingError for a value that is negative, too large or malformed.
"""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from voice_prompts.errors import ReadingError

LIMIT = 10**16
"""Cardinals are read below this: 九千九百九十九万…亿…, far above any account."""

_DIGITS = "零一二三四五六七八九"
_CODE_DIGITS = "零幺二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
_PAUSE = "，"


def cardinal(number: int) -> str:
    """A whole number from 0 to LIMIT - 1: 2200 → 两千二百; a bare 2 is 二 (see `count` for 两)."""
    if not 0 <= number < LIMIT:
        raise ReadingError(f"only whole numbers from 0 to {LIMIT - 1} are read, not {number}")
    if number == 0:
        return "零"
    words = _inner(number)
    if words.startswith("一十"):  # 十二, but 一百一十二: the 一 goes only at the very start
        return words[1:]
    if words.startswith(("二千", "二万", "二亿")):  # 两千, 两万, but 一万二千: only the leading place
        return "两" + words[1:]
    return words


def _inner(number: int) -> str:
    """The words of a positive number as they stand inside a longer one, groups of 亿 and 万 outermost."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            # A lower group that does not reach its first place is announced by one 零: 十万零五百.
            gap = "零" if 0 < low < unit // 10 else ""
            return _inner(high) + name + gap + (_inner(low) if low else "")
    words, gap = "", ""
    for unit, name in _PLACES:
        digit, number = divmod(number, unit)
        if digit:
            words, gap = words + gap + _DIGITS[digit] + name, ""
        elif words:
            gap = "零"
    return words + gap + _DIGITS[number] if number else words


def count(number: int, measure: str) -> str:
    """So many of something, with its measure word: 2, 笔 → 两笔; 12, 次 → 十二次."""
    return ("两" if number == 2 else cardinal(number)) + measure


def ordinal(number: int, measure: str) -> str:
    """The so-manieth: 2, 次 → 第二次."""
    return f"第{cardinal(number)}{measure}"


def money(fen: int) -> str:
    """An amount in fen: 123456 → 一千二百三十四元五角六分. Never negative: its direction is a word."""
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = count(yuan, "元") if yuan or not rest else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        words += "零"
    return words + (f"{_DIGITS[cents]}分" if cents else "")


def money_in_wan(fen: int) -> str:
    """An amount in fen said in units of ten thousand yuan: 2500000 → 二点五万元; 30000000 → 三十万元."""
    if fen < 0:
        raise ReadingError("an amount is not negative: say its direction with a word")
    value = Decimal(fen) / 1_000_000
    return (count(int(value), "") if value == value.to_integral_value() else decimal(value)) + "万元"


def decimal(value: Decimal) -> str:
    """A decimal number, the places after 点 one by one: 2.5 → 二点五. Zeros at the end are not said."""
    if not value.is_finite() or value < 0:
        raise ReadingError(f"only finite numbers that are not negative are read, not {value}")
    whole, _, places = f"{value:f}".partition(".")
    places = places.rstrip("0")
    words = cardinal(int(whole))
    return f"{words}点{''.join(_DIGITS[int(place)] for place in places)}" if places else words


def percent(value: Decimal) -> str:
    """A percentage given as its number: 0.35 → 百分之零点三五."""
    return f"百分之{decimal(value)}"


def span(low: int, high: int, measure: str) -> str:
    """From one number to another: 15, 30, 个工作日 → 十五到三十个工作日."""
    return f"{count(low, '')}到{count(high, measure)}"


def calendar_date(day: date) -> str:
    """A date: 2011-10-10 → 二零一一年十月十日."""
    return f"{year_month(day)}{cardinal(day.day)}日"


def year_month(day: date) -> str:
    """The month a date lies in: 2025-02-… → 二零二五年二月."""
    return f"{year(day.year)}年{cardinal(day.month)}月"


def year(number: int) -> str:
    """A year digit by digit, without 年: 2026 → 二零二六. Raises ReadingError for what is none from 1 to 9999."""
    if not 1 <= number <= 9999:
        raise ReadingError(f"years are read from 1 to 9999, not {number}")
    return "".join(_DIGITS[int(digit)] for digit in f"{number:04d}")


def duration(months: int) -> str:
    """A length of time in months: 146 → 十二年两个月."""
    years, rest = divmod(months, 12)
    if not years:
        return count(rest, "个月")
    return count(years, "年") + (count(rest, "个月") if rest else "")


def clock_time(moment: time) -> str:
    """A time of day to the minute, 24 hours: 2:00 → 两点整; 12:02 → 十二点零二分."""
    return _hour(moment) + ("" if moment.minute else "整")


def clock_span(start: time, end: time) -> str:
    """From one time of day to another: 9:00, 12:00 → 九点到十二点."""
    return f"{_hour(start)}到{_hour(end)}"


def _hour(moment: time) -> str:
    """The hour, and the minutes where there are any."""
    words = count(moment.hour, "点")
    if moment.minute:
        words += ("零" if moment.minute < 10 else "") + cardinal(moment.minute) + "分"
    return words


def digits(code: str, groups: Sequence[int] = ()) -> str:
    """A code digit by digit, 1 as 幺, X as X: 123X → 幺二三X.

    `groups` are the lengths between pauses, the last one repeated: 2603010017 by (6, 4) is
    二六零三零幺，零零幺七.
    """
    if not re.fullmatch(r"[0-9]+[Xx]?|[Xx]", code):
        raise ReadingError("a code is made of digits, with an X at its end at most")
    words = "".join("X" if sign in "Xx" else _CODE_DIGITS[int(sign)] for sign in code)
    if not groups:
        return words
    if min(groups) < 1:
        raise ReadingError("a group of digits has at least one")
    parts, lengths = [], list(groups)
    while words:
        length = lengths.pop(0) if len(lengths) > 1 else lengths[0]
        parts.append(words[:length])
        words = words[length:]
    return _PAUSE.join(parts)


def phone(number: str) -> str:
    """A telephone number: mobiles 3-4-4, area code first, hyphens as pauses; +86 is not said.

    0951-5166023 → 零九五幺，五幺六六，零二三; 13812345678 → 幺三八，幺二三四，五六七八; 12393 → 幺二三九三.
    """
    national = number.removeprefix("+86").replace(" ", "")
    if not re.fullmatch(r"[0-9]+(-[0-9]+)*", national):
        raise ReadingError("a telephone number is made of digits and hyphens, with +86 before it at most")
    *before, last = national.split("-")
    if not before and len(last) == 11 and last.startswith("1"):
        return digits(last, (3, 4))
    parts = [digits(part) for part in before]
    parts.append(digits(last, (4,)) if len(last) > 5 else digits(last))
    return _PAUSE.join(parts)
