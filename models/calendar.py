"""China's working days: weekends, public holidays, and the weekends worked to make up for them (调休).

The State Council announces a year's holidays in the November before; the table comes from the `chinesecalendar`
package, which holds them from FIRST_YEAR to LAST_YEAR. Outside those years Monday to Friday are taken for working
days, and `is_announced` is False: whoever tells such a day should say that holidays may still move it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final

import chinese_calendar  # type: ignore[import-untyped]
from chinese_calendar.constants import holidays  # type: ignore[import-untyped]

from models.identity import SHANGHAI, start_of_shanghai_day

FIRST_YEAR: Final[int] = min(holidays).year
"""The first year whose holidays are known."""
LAST_YEAR: Final[int] = max(holidays).year
"""The last year whose holidays are known."""
NOON: Final = time(12)


def is_announced(day: date) -> bool:
    """Whether the holidays of that year are known; if not, `is_working_day` goes by the weekday alone."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def is_working_day(day: date) -> bool:
    """Whether offices are open on that day."""
    if not is_announced(day):
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def working_days_from(day: date) -> Iterator[date]:
    """The working days from `day` on, `day` itself included if it is one; without end."""
    return (later for days in count() if is_working_day(later := day + timedelta(days=days)))


def add_working_days(day: date, working_days: int) -> date:
    """The `working_days`th working day after `day`, which itself is not counted. Raises ValueError below 1."""
    if working_days < 1:
        raise ValueError("working days are counted from 1")
    following = working_days_from(day + timedelta(days=1))
    for _ in range(working_days - 1):
        next(following)
    return next(following)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When people answer on working days: spans of Shanghai time, in order, each with its end excluded."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or edges != sorted(set(edges)):
            raise ValueError("office hours are spans that follow one another, such as 09:00-12:00,13:00-17:00")

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """Read "09:00-12:00,13:00-17:00"; raises ValueError for anything else."""
        spans = []
        for span in text.split(","):
            opens, separator, closes = span.partition("-")
            if not separator:
                raise ValueError("a span of office hours has a beginning and an end, such as 09:00-12:00")
            spans.append((time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())))
        return cls(tuple(spans))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody answers at an aware moment."""
        local = at.astimezone(SHANGHAI)
        return is_working_day(local.date()) and any(opens <= local.time() < closes for opens, closes in self.spans)

    def next_open(self, at: datetime) -> datetime:
        """The first moment from an aware `at` on at which somebody answers, in UTC; `at` itself while open."""
        if self.is_open(at):
            return at.astimezone(UTC)
        local = at.astimezone(SHANGHAI)
        for day in working_days_from(local.date()):
            for opens, _closes in self.spans:
                moment = datetime.combine(day, opens, SHANGHAI)
                if moment >= local:
                    return moment.astimezone(UTC)
        raise AssertionError("working days never end")

    def next_morning(self, at: datetime) -> datetime:
        """When people begin to answer on the first working day after that of an aware moment, in UTC."""
        return self.next_open(start_of_shanghai_day(at) + timedelta(days=1))

    def next_afternoon(self, at: datetime) -> datetime:
        """When they begin after noon on that day, in UTC; in the morning where they never do."""
        morning = self.next_morning(at)
        opens = next((start for start, _end in self.spans if start >= NOON), None)
        if opens is None:
            return morning
        return datetime.combine(morning.astimezone(SHANGHAI).date(), opens, SHANGHAI).astimezone(UTC)


USUAL_HOURS: Final = OfficeHours.parse("09:00-12:00,13:00-17:00")
"""Those of 12393 where a region has none of its own (domain 2.1)."""

CLAIM_EARLIEST: Final = 15
"""Working days after which a claim is paid at the earliest (S86)."""
CLAIM_DUE: Final = 30
"""Working days by which it is to be paid (S86)."""
