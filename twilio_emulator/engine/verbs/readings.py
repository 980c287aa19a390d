"""How ``<say-as>`` is read aloud (twilio-behaviour 3.1): what is written, as words that any engine can say.

Chinese numbers become characters, because engines read dates and long numbers in one style or the other as they please;
in other languages an engine knows its own numbers best and gets them bare, without what would mislead it. What cannot
be read as the kind it is said to be is said as it is written, as the vendors do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

READINGS = (
    "characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit", "date", "time",
    "address", "expletive", "telephone",
)  # fmt: skip
SPELLED = frozenset({"characters", "spell-out", "digits", "telephone"})
"""Readings one character after the other."""
BLEEP = "beep"
DATES = ("mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd")
DIGITS = "零一二三四五六七八九"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
LONGEST_NUMBER = 16
"""Digits that are read as a number; more are said as they are written."""

_NUMBER = re.compile(r"([+-]?)(\d[\d,]*)(?:\.(\d+))?", re.ASCII)
_FRACTION = re.compile(r"(?:(\d{1,9})\s*\+\s*)?(\d{1,9})\s*/\s*(\d{1,9})", re.ASCII)
_TIME = re.compile(r"(?:(\d{1,3})')?\s*(?:(\d{1,3})(?:''|\"))?", re.ASCII)


def read_as(kind: str, written: str, order: str, language: str) -> str:
    """Return how ``written`` is said as a ``kind`` of :data:`READINGS`, a date in the ``order`` of :data:`DATES`.

    Empty where it is said as it is written.
    """
    read = BY_KIND.get(kind)
    text = written.strip()
    if read is None or not text:
        return ""
    return read(text, order, is_chinese(language))


def is_chinese(language: str) -> bool:
    """Whether numbers in ``language``, a tag such as ``cmn-CN``, are read in Chinese."""
    return language.partition("-")[0].lower() in ("zh", "cmn", "yue")


def chinese_number(number: int) -> str:
    """Return a whole number below 10**16 as it is said: 10 is 十, 1,005 is 一千零五."""
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for power, unit in ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10**4
        if group:
            said += (DIGITS[0] if said and (gap or group < 1000) else "") + _below_ten_thousand(group) + unit
        gap = group == 0
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_ten_thousand(number: int) -> str:
    said, gap = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + unit
        gap = digit == 0
    return said


def _spelled(text: str, _order: str, _chinese: bool) -> str:
    return " ".join("".join(text.split()))


def _digits(text: str, _order: str, chinese: bool) -> str:
    found = [character for character in text if not character.isspace()]
    return " ".join(_digit(one) if chinese else one for one in found)


def _telephone(text: str, _order: str, chinese: bool) -> str:
    """Digit by digit, a short pause where the number is written in groups."""
    groups = [re.findall(r"[0-9A-Za-z+*#]", group) for group in re.split(r"[^0-9A-Za-z+*#]+", text)]
    said = (" ".join(_digit(one) if chinese else one for one in group) for group in groups if group)
    return ("，" if chinese else ", ").join(said)


def _digit(character: str) -> str:
    return DIGITS[int(character)] if character.isascii() and character.isdigit() else character


def _cardinal(text: str, _order: str, chinese: bool) -> str:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return ""
    sign, digits, decimals = match[1], match[2].replace(",", ""), match[3] or ""
    if not chinese or len(digits) > LONGEST_NUMBER:
        return f"{sign}{digits}{'.' if decimals else ''}{decimals}"
    said = chinese_number(int(digits)) + ("点" + "".join(map(_digit, decimals)) if decimals else "")
    return ("负" if sign == "-" else "") + said


def _ordinal(text: str, _order: str, chinese: bool) -> str:
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        return ""
    number = int(text)
    if chinese:
        return "第" + chinese_number(number)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _fraction(text: str, _order: str, chinese: bool) -> str:
    match = _FRACTION.fullmatch(text)
    if match is None:
        return ""
    whole, above, below = match.groups()
    if chinese:
        part = f"{chinese_number(int(below))}分之{chinese_number(int(above))}"
        return f"{chinese_number(int(whole))}又{part}" if whole else part
    part = "a half" if (above, below) == ("1", "2") else f"{above} over {below}"
    return f"{whole} and {part}" if whole else part


def _time(text: str, _order: str, chinese: bool) -> str:
    """A length of time, written 1'21"."""
    match = _TIME.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return ""
    units = ("分钟", "秒") if chinese else ("minute", "second")
    said = []
    for digits, unit in zip(match.groups(), units, strict=True):
        if digits and chinese:
            said.append(chinese_number(int(digits)) + unit)
        elif digits:
            said.append(f"{int(digits)} {unit}{'' if int(digits) == 1 else 's'}")
    return ("" if chinese else " ").join(said)


def _date(text: str, order: str, chinese: bool) -> str:
    """A date in the order that is given; without one that of the year first, where it is written so."""
    groups = re.findall(r"\d+", text, re.ASCII)
    if order in ("yyyymmdd", "") and len(text) == 8 and groups == [text]:
        groups, order = [text[:4], text[4:6], text[6:]], "ymd"
    elif not order and len(groups) == 3 and len(groups[0]) == 4:
        order = "ymd"
    if len(groups) != len(order) or any(len(group) > 4 for group in groups):
        return ""
    parts = {name: int(group) for name, group in zip(order, groups, strict=True)}
    try:
        date(parts.get("y") or 2000, parts.get("m", 1), parts.get("d", 1))
    except ValueError:
        return ""
    return _chinese_date(parts) if chinese else _english_date(parts)


def _chinese_date(parts: dict[str, int]) -> str:
    year = "".join(map(_digit, str(parts["y"]))) + "年" if "y" in parts else ""
    month = chinese_number(parts["m"]) + "月" if "m" in parts else ""
    return year + month + (chinese_number(parts["d"]) + "日" if "d" in parts else "")


def _english_date(parts: dict[str, int]) -> str:
    day = _ordinal(str(parts["d"]), "", False) if "d" in parts else ""
    month = MONTHS[parts["m"] - 1] if "m" in parts else ""
    front = " ".join(filter(None, (month, day)))
    return ", ".join(filter(None, (front, str(parts["y"]) if "y" in parts else "")))


def _bleeped(_text: str, _order: str, _chinese: bool) -> str:
    return BLEEP


BY_KIND: dict[str, Callable[[str, str, bool], str]] = {
    "characters": _spelled,
    "spell-out": _spelled,
    "digits": _digits,
    "telephone": _telephone,
    "cardinal": _cardinal,
    "number": _cardinal,
    "ordinal": _ordinal,
    "fraction": _fraction,
    "time": _time,
    "date": _date,
    "expletive": _bleeped,
}
"""What has a reading of its own; units and addresses are said as they are written."""
