"""Years and months as people say them: 今年三月, 上个月, 2025年6月, 二零二五年十二月, 202503."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Years that are taken for years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month or a year, as it was said: only whoever knows the date can tell which one is meant.

    `year` and `month` are what was named. `years_ago` is 0 for 今年, 1 for 去年; `months_ago` 0 for 这个月.
    """

    year: int | None = None
    month: int | None = None
    years_ago: int | None = None
    months_ago: int | None = None

    def on(self, today: date) -> tuple[int, int | None]:
        """The year and the month meant on a day; None for the whole year. A month alone is the last one begun."""
        if self.months_ago is not None:
            months = today.year * 12 + today.month - 1 - self.months_ago
            return months // 12, months % 12 + 1
        if self.year is not None:
            return self.year, self.month
        if self.years_ago is not None:
            return today.year - self.years_ago, self.month
        if self.month is None:
            return today.year, None
        return today.year - (self.month > today.month), self.month


_DIGITS: Final = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_MONTHS: Final = {name: number for number, name in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_YEAR = "[12][0-9]{3}|[一二][零〇一二三四五六七八九]{3}"
_AGO: Final = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2}
_MONTHS_AGO: Final = {"这个月": 0, "本月": 0, "这月": 0, "上上个月": 2, "上个月": 1, "上月": 1}

_SAID: Final = (
    re.compile(f"(?P<year>{_YEAR})(?:年|[ ])(?:(?P<month>{_MONTH})(?:月份?)?)?(?![0-9])"),
    re.compile("(?<![0-9])(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?![0-9])"),
    re.compile(f"(?P<ago>今年|本年|去年|上年|前年)(?:度|的)?(?:(?P<month>{_MONTH})月份?)?"),
    re.compile("(?P<months>上上个月|上个月|上月|这个月|本月|这月)"),
    re.compile(f"(?<![0-9零一二三四五六七八九十个每])(?P<month>{_MONTH})月份?"),
)


def period_in(text: str) -> tuple[Period, str] | None:
    """The first period that a plain text names, and the text without it; None where there is none."""
    for pattern in _SAID:
        for found in pattern.finditer(text):
            period = _period(found)
            if period is not None:
                return period, text[: found.start()] + text[found.end() :]
    return None


def _period(found: re.Match[str]) -> Period | None:
    said = found.groupdict()
    month = said.get("month")
    number = None if not month else _MONTHS.get(month) or int(month)
    if months := said.get("months"):
        return Period(months_ago=_MONTHS_AGO[months])
    if ago := said.get("ago"):
        return Period(years_ago=_AGO[ago], month=number)
    if written := said.get("year"):
        year = int("".join(_DIGITS.get(digit, digit) for digit in written))
        return Period(year=year, month=number) if FIRST_YEAR <= year <= LAST_YEAR else None
    return Period(month=number)
