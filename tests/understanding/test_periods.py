"""Years and months as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding import Period
from understanding.periods import period_in

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("今年三月", (2026, 3)),
        ("去年八月份的", (2025, 8)),
        ("前年", (2024, None)),
        ("上个月", (2026, 2)),
        ("上上个月", (2026, 1)),
        ("这个月", (2026, 3)),
        ("2025年6月份", (2025, 6)),
        ("二零二五年十二月", (2025, 12)),
        ("二〇二四年十一月", (2024, 11)),
        ("202503", (2025, 3)),
        ("2024年", (2024, None)),
        ("三月份", (2026, 3)),
        ("十月", (2025, 10)),
    ],
)
def test_a_period_is_told_on_a_day(text: str, meant: tuple[int, int | None]) -> None:
    found = period_in(text)
    assert found is not None
    assert found[0].on(TODAY) == meant


@pytest.mark.parametrize("text", ["三个月", "每月", "几月", "交了25年", "12393", "工单2603010017", "2603年"])
def test_a_length_of_time_or_a_number_is_no_period(text: str) -> None:
    assert period_in(text) is None


def test_january_looks_back_over_the_turn_of_the_year() -> None:
    assert Period(months_ago=1).on(date(2026, 1, 2)) == (2025, 12)


@given(st.text(max_size=30), st.dates(min_value=date(2000, 1, 1)))
def test_any_period_found_is_one_on_any_day(text: str, today: date) -> None:
    found = period_in(text)
    if found is not None:
        _, month = found[0].on(today)
        assert month is None or 1 <= month <= 12
