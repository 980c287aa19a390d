"""What a caller hears of their account, by the situation they are in (S1, S25 to S27, S101 to S103, S107)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from models import Database, Insurance, InsuranceStatus, PersonalAccount
from models.proof.callers import renew

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]
    Demo = Mapping[str, DemoPerson]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is said of an answer is the same on every database; one is enough."""
    return sqlite_url


def asks(caller: Caller, person: DemoPerson) -> Caller:
    """Call as a stranger, prove to be `person` and ask for the balance."""
    return caller.dials().keys("1", person.id_number.replace("X", "*") + "#", person.pin + "#", "1")


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("employed", ("截至二零二六年三月一日", "余额一千二百三十四元五角六分", "本年账户三百元")),
        ("elder over 70", ("余额两千二百一十元零六分", "历年账户两千元")),
        ("resident", ("城乡居民医保", "不设个人账户")),
        ("student", ("城乡居民医保", "不设个人账户")),
        ("Shenzhen tier 2", ("深圳二档", "不设个人账户")),
        ("Shenzhen tier 3", ("深圳三档", "不设个人账户")),
        ("zero balance", ("余额零元", "报销待遇不受影响")),
        ("frozen account", ("余额七百五十元", "处于冻结状态")),
        ("flexible worker", ("余额一百元五角五分",)),
    ],
)
@pytest.mark.requirement("S25", "S26", "S27", "S107")
def test_every_situation_has_its_answer(caller: Caller, demo: Demo, situation: str, words: tuple[str, ...]) -> None:
    asks(caller, demo[situation]).hears(*words, "重听请按井号键，返回上级请按星号键，人工服务请按零")


@pytest.mark.requirement("S103")
def test_a_card_that_is_not_activated_is_mentioned_after_the_balance(
    caller: Caller, demo: Demo, database: Database
) -> None:
    person = demo["employed"]
    account = update(PersonalAccount).where(PersonalAccount.person_id == person.person_id)
    with database.session() as db:
        db.execute(account.values(activated=False))
    asks(caller, person).hears("余额一千二百三十四元五角六分", "社保卡尚未激活")


@pytest.mark.requirement("S101")
def test_somebody_without_insurance_in_force_is_told_so(caller: Caller, demo: Demo, database: Database) -> None:
    person = demo["resident"]
    insurance = update(Insurance).where(Insurance.person_id == person.person_id)
    with database.session() as db:
        db.execute(insurance.values(status=InsuranceStatus.PAUSED))
    asks(caller, person).hears("没有查到您正常参保的记录")


def test_the_balance_is_said_in_english_to_a_caller_who_chose_it(caller: Caller, demo: Demo) -> None:
    caller.dials().keys("9", "1", demo["employed"].id_number + "#", demo["employed"].pin + "#", "1")
    caller.hears("As of", "the balance of your personal medical account is", "To hear this again")


@pytest.mark.requirement("S13")
def test_an_elder_known_by_number_is_offered_a_person_first_and_the_balance_next(
    call_from: Calling, demo: Demo
) -> None:
    person = demo["elder over 70"]
    caller = call_from(person.phone or "").dials().hears("人工服务请按零，查询余额请按一，其他请按二")
    caller.keys("1").hears("最后四位")
    caller.keys(person.id_number[-4:] + "#", person.pin + "#").hears("余额两千二百一十元零六分")


def test_an_elder_reaches_the_whole_tree_by_other(call_from: Calling, demo: Demo) -> None:
    caller = call_from(demo["elder over 70"].phone or "").dials().keys("2").hears("个人医保查询，请按一")
    caller.keys("3").hears("查询渠道和电话").keys("*", "*").hears("查询余额请按一")


def test_everything_is_said_slowly_to_an_elder_and_the_line_waits_longer(call_from: Calling, demo: Demo) -> None:
    person = demo["elder over 70"]
    caller = call_from(person.phone or "").dials()
    for keys in ("1", person.id_number[-4:] + "#", person.pin + "#", "#", "*"):
        caller.keys(keys)
        says = list(caller.xml.iter("Say"))
        assert says
        assert all(say.find("prosody[@rate='80%']") is not None for say in says)
        assert caller.gather.get("timeout") == "8"


def test_others_are_spoken_to_at_the_usual_pace(call_from: Calling, demo: Demo) -> None:
    caller = call_from(demo["employed"].phone or "").dials()
    assert caller.xml.find(".//prosody") is None
    assert caller.gather.get("timeout") == "5"


def test_elder_pace_begins_on_the_sixty_fifth_birthday(call_from: Calling, demo: Demo, database: Database) -> None:
    person = demo["frozen account"]  # born on 21 February 1968
    with database.session() as db:  # a number that lay unused for years would be nobody's
        renew(db, person.phone or "", person.person_id, date(2033, 2, 1))
    before = call_from(person.phone or "")
    before.app.extensions["now"].moment = before.app.extensions["now"].moment.replace(
        year=2033, month=2, day=20, hour=15
    )
    before.dials().hears("个人医保查询，请按一")
    after = call_from(person.phone or "")
    after.app.extensions["now"].moment = after.app.extensions["now"].moment.replace(hour=16)
    after.dials().hears("查询余额请按一")  # midnight in Shanghai has passed
