"""Working days: holidays, make-up days, and what is said of years that are not announced yet."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    USUAL_HOURS,
    OfficeHours,
    add_working_days,
    is_announced,
    is_working_day,
)
from models.months import YearMonth, add_months


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 28), True),  # a Saturday that makes up for it
        (date(2026, 10, 1), False),
        (date(2026, 9, 20), True),  # a Sunday before National Day
        (date(2026, 3, 2), True),
        (date(2026, 3, 7), False),
    ],
)
def test_holidays_and_the_weekends_that_make_up_for_them_are_known(day: date, works: bool) -> None:
    assert is_announced(day)
    assert is_working_day(day) is works


def test_beyond_the_years_announced_weekdays_count_and_it_is_said_so() -> None:
    assert FIRST_YEAR <= 2004
    assert LAST_YEAR >= 2026
    later = date(LAST_YEAR + 1, 10, 1)
    assert not is_announced(later)
    assert is_working_day(later) is (later.weekday() < 5)


@pytest.mark.requirement("S86")
def test_fifteen_and_thirty_working_days_step_over_spring_festival() -> None:
    assert add_working_days(date(2026, 2, 10), 15) == date(2026, 3, 9)
    assert add_working_days(date(2026, 2, 10), 30) == date(2026, 3, 30)
    with pytest.raises(ValueError, match="from 1"):
        add_working_days(date(2026, 2, 10), 0)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_working_days_are_counted_one_by_one(day: date, working_days: int) -> None:
    found = add_working_days(day, working_days)
    assert is_working_day(found)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, found.toordinal() + 1)]
    assert sum(map(is_working_day, between)) == working_days


@pytest.mark.parametrize(
    ("at", "is_open", "next_open"),
    [
        ("2026-03-02T10:00+08:00", True, "2026-03-02T10:00+08:00"),
        ("2026-03-02T12:00+08:00", False, "2026-03-02T13:00+08:00"),
        ("2026-03-02T17:00+08:00", False, "2026-03-03T09:00+08:00"),
        ("2026-03-06T18:00+08:00", False, "2026-03-09T09:00+08:00"),
        ("2026-02-28T09:00+08:00", True, "2026-02-28T09:00+08:00"),
        ("2026-09-30T18:00+08:00", False, "2026-10-08T09:00+08:00"),
    ],
)
def test_office_hours_open_and_close(at: str, is_open: bool, next_open: str) -> None:
    moment = datetime.fromisoformat(at)
    assert USUAL_HOURS.is_open(moment) is is_open
    assert USUAL_HOURS.next_open(moment) == datetime.fromisoformat(next_open)
    assert USUAL_HOURS.next_open(moment).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "09:00", "12:00-09:00", "09:00-12:00,11:00-17:00", "nine-five"])
def test_what_are_no_office_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        OfficeHours.parse(text)


def test_months_are_read_counted_and_bounded() -> None:
    assert YearMonth.parse("202503") == YearMonth(2025, 3)
    assert YearMonth(2025, 11).plus(3) == YearMonth(2026, 2)
    assert (YearMonth(2024, 2).first, YearMonth(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    for wrong in ("2025", "202513", "20250a", "２０２５０３", ""):
        with pytest.raises(ValueError, match=r"month"):
            YearMonth.parse(wrong)
