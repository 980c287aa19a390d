"""English readings by example; their properties are in test_reading_round_trip.py."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest

from voice_prompts import ReadingError
from voice_prompts.reading import english


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (english.money(1234_56), "one thousand two hundred thirty-four yuan and fifty-six fen"),
        (english.money(6), "six fen"),
        (english.money(0), "zero yuan"),
        (english.money(300_00), "three hundred yuan"),
        (english.calendar_date(date(2026, 3, 1)), "March first, twenty twenty-six"),
        (english.calendar_date(date(2005, 12, 22)), "December twenty-second, two thousand five"),
        (english.calendar_date(date(1905, 8, 30)), "August thirtieth, nineteen oh five"),
        (english.calendar_date(date(1900, 5, 12)), "May twelfth, nineteen hundred"),
        (english.calendar_date(date(2100, 1, 11)), "January eleventh, twenty-one hundred"),
        (english.year_month(date(2025, 2, 1)), "February twenty twenty-five"),
        (english.count(1, "record/records"), "one record"),
        (english.count(2, "record/records"), "two records"),
        (english.ordinal(2, "try"), "second try"),
        (english.ordinal(100), "one hundredth"),
        (english.percent(Decimal("0.35")), "zero point three five percent"),
        (english.clock_time(time(9)), "nine o'clock"),
        (english.clock_time(time(12, 2)), "twelve oh two"),
        (english.clock_time(time(17, 30)), "seventeen thirty"),
        (english.duration(146), "twelve years and two months"),
        (english.duration(12), "one year"),
        (english.duration(0), "zero months"),
        (english.digits("123X"), "one two three X"),
        (english.phone("0951-5166023"), "zero nine five one, five one six six, zero two three"),
        (english.phone("+8613812345678"), "one three eight, one two three four, five six seven eight"),
        (english.phone("12393"), "one two three nine three"),
    ],
)
def test_a_value_is_said_as_an_english_speaker_says_it(heard: str, expected: str) -> None:
    assert heard == expected


@pytest.mark.parametrize("day", range(1, 32))
def test_every_day_of_a_month_ends_as_an_ordinal_does(day: int) -> None:
    assert english.ordinal(day).endswith(("first", "second", "third", "th"))


@pytest.mark.parametrize(
    "reading",
    [
        lambda: english.cardinal(-1),
        lambda: english.cardinal(english.LIMIT),
        lambda: english.decimal(Decimal(-1)),
        lambda: english.digits("12-3"),
        lambda: english.digits("12", (0,)),
        lambda: english.phone("call me"),
    ],
)
def test_what_cannot_be_read_is_refused(reading: Callable[[], str]) -> None:
    with pytest.raises(ReadingError):
        reading()
