"""Which hotline and which region a called number means (domain 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from ivr.lines import LINES, called, region_of_caller
from models import CallRecord
from voice_prompts import LANGUAGES, prompt

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Lines are the same on every database; one is enough."""
    return sqlite_url


@pytest.mark.parametrize(
    ("number", "line", "region"),
    [
        ("12393", "12393", None),
        ("12333", "12333", None),
        ("+8612393", "12393", None),
        ("010-12393", "12393", "北京市"),
        ("01012333", "12333", "北京市"),
        ("+8675512333", "12333", "深圳市"),
        ("0951 12393", "12393", "银川市"),
        ("(0574)12393", "12393", "宁波市"),
        ("+15005550100", "12393", None),
        ("+15005512333", "12393", None),
        ("0123-12393", "12393", None),
        ("", "12393", None),
        ("anonymous", "12393", None),
        ("1234567890" * 3, "12393", None),
    ],
)
@pytest.mark.requirement("S90")
@pytest.mark.requirement("S91")
def test_a_called_number_means_a_line_and_perhaps_a_region(number: str, line: str, region: str | None) -> None:
    found = called(number, {})
    assert found.line == line
    assert (found.region.name if found.region else None) == region


def test_a_number_of_ones_own_means_the_line_it_is_mapped_to() -> None:
    assert called("+861066660000", {"+861066660000": "12333"}).line == "12333"


@pytest.mark.parametrize(
    ("caller", "region"),
    [
        ("+861012345678", "北京市"),
        ("+8675512345678", "深圳市"),
        ("+8695112345678", "银川市"),
        ("+8613812345678", None),
        ("+8612099990000", None),
        ("+15005550100", None),
        ("", None),
    ],
)
def test_a_fixed_line_rings_from_its_region_and_a_mobile_from_anywhere(caller: str, region: str | None) -> None:
    found = region_of_caller(caller)
    assert (found.name if found else None) == region


@pytest.mark.parametrize("number", LINES)
def test_every_line_greets_by_its_number_and_signs_its_texts(number: str) -> None:
    assert LINES[number].signature.startswith(number)
    for language in LANGUAGES:
        assert prompt(LINES[number].greeting, language).text


def test_the_line_that_was_called_is_kept_with_the_call(caller: Caller) -> None:
    caller.sends("/voice/answer", To="12333").hears("欢迎致电幺二三三三", "社会保险查询，请按二")
    caller.keys("9", "9").hears("社会保险查询，请按二")
    with caller.app.extensions["database"].session() as db:
        assert db.scalars(select(CallRecord.line).where(CallRecord.call_sid == caller.sid)).one() == "12333"
