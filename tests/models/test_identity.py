"""What an ID number, a name and a telephone number tell, and what is left of them when they are masked."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identity import (
    age_on,
    birth_of,
    initial_pin,
    masked_name,
    masked_phone,
    shanghai_date,
    start_of_shanghai_day,
    with_check_character,
)


@pytest.mark.verified  # the examples printed in GB 11643-1999
@pytest.mark.parametrize("id_number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_id_numbers(id_number: str) -> None:
    assert with_check_character(id_number[:17]) == id_number


@given(digits=st.from_regex(r"99[0-9]{4}19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_the_check_character_makes_the_weighted_sum_one_modulo_eleven(digits: str) -> None:
    """GB 11643-1999: the weight of the place i from the right is 2 to the power of i, modulo 11."""
    whole = with_check_character(digits)
    values = [10 if character == "X" else int(character) for character in whole]
    assert sum(value * 2**place for place, value in enumerate(reversed(values))) % 11 == 1


@pytest.mark.parametrize("text", ["", "99010119", with_check_character("99010119850231001")])
def test_what_holds_no_date_has_no_birth(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|month|day"):
        birth_of(text)


def test_birth_and_initial_pin_are_inside() -> None:
    assert birth_of("11010519491231002X") == date(1949, 12, 31)
    assert initial_pin("11010519491231002X") == "310020"


def test_an_age_changes_on_the_birthday() -> None:
    assert age_on(date(1960, 2, 29), date(2025, 2, 28)) == 64
    assert age_on(date(1960, 2, 29), date(2025, 3, 1)) == 65


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张晓明", "张*明"), ("王伟", "王*"), ("欧阳小雨", "欧**雨"), ("李", "李"), ("", "")],
)
def test_a_name_keeps_its_first_and_last_character_at_most(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+8613812345678", "138****5678"),
        ("+85261234567", "****4567"),
        ("+12025550100", "****0100"),
        ("12393", "****"),
        ("", "****"),
    ],
)
def test_a_phone_keeps_no_more_than_seven_digits(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


def test_a_day_begins_eight_hours_before_utc() -> None:
    assert shanghai_date(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert shanghai_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert start_of_shanghai_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
