"""When somebody wants to be rung, as people write it: 15:30, 明天10点, 11月25日下午3点半, 周三上午9点."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from models import callbacks
from models.calendar import OfficeHours, is_working_day
from models.identity import SHANGHAI, shanghai_date

_NUMERALS: Final = {"十一": 11, "十二": 12} | {one: number for number, one in enumerate("一二三四五六七八九十", 1)}
_NUMERALS["两"] = 2
_DAYS: Final = {"今天": 0, "明天": 1, "后天": 2}
_WEEKDAYS: Final = {one: number for number, one in enumerate("一二三四五六日")} | {"天": 6}

_SAID: Final = re.compile(
    "(?:(?P<day>今天|明天|后天)"
    "|(?P<month>[0-9]{1,2})月(?P<date>[0-9]{1,2})[日号]"
    "|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]))?"
    "(?P<half>上午|早上|中午|下午|晚上)?"
    "(?:(?P<digits>[0-9]{2})(?P<pair>[0-9]{2})"
    "|(?P<hour>[0-9]{1,2}|十[一二]?|[一二两三四五六七八九])[:点时](?P<minute>[0-9]{1,2}|半|[一三]刻)?分?)?"
    "(?:以?[前后]|左右)?"
)
_AFTERNOON: Final = 12
_FIRST_AFTERNOON_HOUR: Final = 7
"""An hour below this one, said without 上午 or 下午, is one of the afternoon: nobody is rung at three at night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A day, if one was named, and a time of day, if one was."""

    day: date | None
    time: time | None


def wanted_moment(said: str, at: datetime, hours: OfficeHours) -> datetime | None:
    """The aware moment meant at an aware moment, the next one that fits and lies in office hours; None: there is none.

    A day without a time is its opening; a time without a day the next working day on which it is still to come.
    """
    wanted = _read("".join(said.split()), shanghai_date(at))
    if wanted is None:
        return None
    for day in _days(wanted, shanghai_date(at)):
        moment = datetime.combine(day, wanted.time or hours.spans[0][0], SHANGHAI)
        if callbacks.can_be_at(moment, at, hours):
            return moment
    return None


def _days(wanted: _Wanted, today: date) -> Iterator[date]:
    if wanted.day is not None:
        yield wanted.day
        return
    for offset in range(callbacks.AHEAD.days + 1):
        if is_working_day(today + timedelta(days=offset)):
            yield today + timedelta(days=offset)


def _read(said: str, today: date) -> _Wanted | None:
    found = _SAID.fullmatch(said)
    if not said or found is None:
        return None
    try:
        day, clock = _day(found, today), _time(found)
    except ValueError:
        return None
    return _Wanted(day=day, time=clock) if day or clock else None


def _day(found: re.Match[str], today: date) -> date | None:
    if found["day"]:
        return today + timedelta(days=_DAYS[found["day"]])
    if found["weekday"]:
        return today + timedelta(days=(_WEEKDAYS[found["weekday"]] - today.weekday()) % 7)
    if found["month"]:
        day = date(today.year, int(found["month"]), int(found["date"]))
        return day if day >= today else day.replace(year=today.year + 1)
    return None


def _time(found: re.Match[str]) -> time | None:
    if found["digits"]:
        return time(int(found["digits"]), int(found["pair"]))
    if not found["hour"]:
        return {"上午": time(9), "早上": time(9), "下午": time(14)}.get(found["half"])
    hour = int(found["hour"]) if found["hour"].isdigit() else _NUMERALS[found["hour"]]
    early = found["half"] is None and hour < _FIRST_AFTERNOON_HOUR
    late = early or found["half"] in ("下午", "晚上")
    if late and hour < _AFTERNOON:
        hour += _AFTERNOON
    minutes = {None: 0, "": 0, "半": 30, "一刻": 15, "三刻": 45}
    said = found["minute"]
    return time(hour, minutes[said] if said in minutes else int(said))
