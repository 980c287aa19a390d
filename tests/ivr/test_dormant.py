"""A caller from a number that was not used for a year proves ID number and PIN, which takes it up again (domain 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select

from models import Database, PhoneBinding

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]
    Demo = Mapping[str, DemoPerson]

USED = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
WHOLE, TAIL = "请输入十八位身份证号码", "请输入身份证号码的最后四位"


@pytest.fixture
def after(hotline_app: Flask) -> Callable[[int], None]:
    """Let so many days go by since the numbers were used last."""

    def move(days: int) -> None:
        hotline_app.extensions["now"].moment = USED + timedelta(days=days)

    return move


@pytest.mark.requirement("S15")
@pytest.mark.parametrize(("days", "asked"), [(364, TAIL), (366, WHOLE)])
def test_after_a_year_without_use_a_caller_is_asked_like_a_stranger(
    call_from: Calling, demo: Demo, after: Callable[[int], None], days: int, asked: str
) -> None:
    after(days)
    call_from(demo["employed"].phone or "").dials().keys("1").hears(asked)


def test_a_known_call_begins_the_year_anew(call_from: Calling, demo: Demo, after: Callable[[int], None]) -> None:
    for days in (364, 728):
        after(days)
        call_from(demo["employed"].phone or "").dials().keys("1").hears(TAIL)


def test_who_proves_to_be_its_person_takes_the_number_up_again(
    call_from: Calling, demo: Demo, database: Database, after: Callable[[int], None]
) -> None:
    person = demo["employed"]
    after(366)
    caller = call_from(person.phone or "").dials().keys("1", f"{person.id_number}#", f"{person.pin}#")
    caller.keys("1").hears("一千二百三十四元五角六分")
    with database.session() as db:
        bound = PhoneBinding.person_id == person.person_id
        assert db.scalars(select(PhoneBinding.last_used_on).where(bound)).one() == (USED + timedelta(days=366)).date()
    call_from(person.phone or "").dials().keys("1").hears(TAIL)


def test_who_proves_to_be_somebody_else_does_not(call_from: Calling, demo: Demo, after: Callable[[int], None]) -> None:
    phone, other = demo["employed"].phone or "", demo["no bound phone"]
    after(366)
    call_from(phone).dials().keys("1", f"{other.id_number}#", f"{other.pin}#", "1").hears("余额")
    call_from(phone).dials().keys("1").hears(WHOLE)


def test_a_wrong_pin_takes_nothing_up(call_from: Calling, demo: Demo, after: Callable[[int], None]) -> None:
    person = demo["employed"]
    after(366)
    call_from(person.phone or "").dials().keys("1", f"{person.id_number}#", "000001#").hears("请核对后重新输入")
    call_from(person.phone or "").dials().keys("1").hears(WHOLE)


def test_an_elder_whose_number_lay_unused_is_not_greeted_as_one(
    call_from: Calling, demo: Demo, after: Callable[[int], None]
) -> None:
    after(366)
    call_from(demo["elder over 70"].phone or "").dials().hears("个人医保查询，请按一")
