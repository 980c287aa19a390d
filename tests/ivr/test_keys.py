"""The rules of the house: what 0, #, *, silence and a wrong key do in every place (domain 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import Database, Ticket, TicketKind

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These rules are the same on every database; one is enough."""
    return sqlite_url


OF_CALLS = Ticket.reference.startswith("CA")
"""The tickets that calls have opened, and nobody before."""

TO_PLACES: Mapping[str, tuple[str, ...]] = {
    "main menu": (),
    "guidance menu": ("3",),
    "ID entry": ("1",),
    "PIN entry": ("1", "990109198009190102#"),
    "personal menu": ("1", "990109198009190102#", "492068#"),
    "balance": ("1", "990109198009190102#", "492068#", "1"),
}


def _tickets(app: Flask) -> int:
    database: Database = app.extensions["database"]
    with database.session() as db:
        return db.scalar(select(func.count()).select_from(Ticket).where(OF_CALLS)) or 0


def test_a_call_begins_with_the_greeting_the_other_language_and_the_main_menu(caller: Caller) -> None:
    caller.dials().hears("欢迎致电幺二三九三", "录音", "随时按零", "For English, press nine.", "个人医保查询，请按一")


@pytest.mark.parametrize("place", TO_PLACES)
def test_zero_asks_for_a_person_in_every_place(caller: Caller, place: str) -> None:
    caller.dials().keys(*TO_PLACES[place])
    caller.keys("0" if caller.gather.get("numDigits") else "0#")
    caller.hears("已为您登记人工回电", "工单号二六零三零二，零零零幺", "再见").is_hung_up_on()


@pytest.mark.parametrize("place", TO_PLACES)
def test_pound_says_the_question_again_in_every_place(caller: Caller, place: str) -> None:
    caller.dials().keys(*TO_PLACES[place])
    question = caller.heard.rpartition("For English, press nine.")[2].strip().split("。")[0]
    for _ in range(5):
        caller.keys("#").hears(question).does_not_hear("没有收到", "有误")


def test_star_goes_one_level_up(caller: Caller) -> None:
    caller.dials().keys(*TO_PLACES["balance"])
    caller.keys("*").hears("个人账户余额，请按一")
    caller.keys("*").hears("个人医保查询，请按一")
    caller.keys("*").hears("个人医保查询，请按一")


def test_an_entry_of_just_star_goes_back(caller: Caller) -> None:
    caller.dials().keys(*TO_PLACES["PIN entry"])
    caller.keys("*#").hears("请输入十八位身份证号码")
    caller.keys("*#").hears("个人医保查询，请按一")


def test_star_goes_back_from_a_branch_for_anybody(caller: Caller) -> None:
    caller.dials().keys("3").hears("查询渠道和电话，请按一", "人工服务，请按零").keys("*").hears("个人医保查询，请按一")


@pytest.mark.parametrize("place", TO_PLACES)
def test_the_third_silence_in_a_row_arranges_a_call_back(caller: Caller, place: str) -> None:
    caller.dials().keys(*TO_PLACES[place])
    caller.waits().hears("没有收到您的按键")
    caller.waits().hears("没有收到您的按键")
    caller.waits().hears("现在为您登记人工回电", "工单号", "再见").is_hung_up_on()
    assert _tickets(caller.app) == 1


@pytest.mark.requirement("S96")
def test_the_third_wrong_key_in_a_row_arranges_a_call_back(caller: Caller) -> None:
    caller.dials().keys("7").hears("输入有误", "个人医保查询，请按一")
    caller.keys("6").hears("输入有误", "个人医保查询，请按一")
    caller.keys("7").hears("现在为您登记人工回电", "工单号").is_hung_up_on()


def test_silences_and_wrong_keys_count_together_and_a_good_key_forgives_them(caller: Caller) -> None:
    caller.dials().keys("7").waits().keys("2").keys("*").keys("7").waits().hears("没有收到", "个人医保查询")
    caller.keys("6").hears("工单号").is_hung_up_on()


@pytest.mark.requirement("S96")
def test_the_third_entry_of_a_wrong_length_arranges_a_call_back(caller: Caller) -> None:
    caller.dials().keys("1", "123#").hears("位数有误", "请输入十八位身份证号码")
    caller.keys("1234567890123456789#").hears("位数有误")
    caller.keys("12345678901234567#").hears("工单号").is_hung_up_on()


def test_an_answer_is_not_read_again_to_a_caller_who_keeps_silent(caller: Caller) -> None:
    caller.dials().keys(*TO_PLACES["balance"]).hears("余额")
    caller.waits().hears("没有收到您的按键", "重听请按井号键").does_not_hear("余额")
    caller.keys("#").hears("余额", "重听请按井号键")


def test_key_9_is_english_for_the_rest_of_the_call(caller: Caller) -> None:
    caller.dials().keys("9").hears("For your own insurance, press one")
    caller.keys(*TO_PLACES["balance"]).hears("the balance of your personal medical account is", "yuan")
    caller.keys("0").hears("Your ticket number is", "Goodbye")


def test_key_9_pressed_in_english_is_chinese_again(caller: Caller) -> None:
    caller.dials().keys("9", "9").hears("个人医保查询，请按一")


def test_cantonese_is_honestly_left_to_people(caller: Caller) -> None:
    caller.dials().keys("8").hears("粤语由人工服务提供", "人工服务请按零").keys("0").hears("工单号")


def test_a_caller_who_shows_no_number_is_told_that_nobody_can_call_back(call_from: Calling) -> None:
    for withheld in ("", "anonymous", "client:alice", "+12"):
        caller = call_from(withheld).dials().keys("0")
        caller.hears("来电没有显示号码", "再见").is_hung_up_on()
        assert _tickets(caller.app) == 0


def test_the_ticket_is_for_a_call_back_to_the_calling_number(caller: Caller) -> None:
    caller.dials().keys("0")
    database: Database = caller.app.extensions["database"]
    with database.session() as db:
        ticket = db.scalars(select(Ticket).where(OF_CALLS)).one()
        assert ticket.kind is TicketKind.CALLBACK
        assert ticket.reference == caller.sid
        assert ticket.person_id is None
        assert ticket.contact_hash == database.vault.phone_hash(caller.phone)


def test_a_ticket_of_an_identified_caller_names_the_person(caller: Caller, demo: Mapping[str, DemoPerson]) -> None:
    caller.dials().keys(*TO_PLACES["personal menu"], "0")
    database: Database = caller.app.extensions["database"]
    with database.session() as db:
        assert db.scalars(select(Ticket.person_id).where(OF_CALLS)).one() == demo["no bound phone"].person_id


def test_nothing_said_after_the_end_does_anything(caller: Caller) -> None:
    caller.dials().keys("0")
    for digits in ("0", "1", ""):
        caller.sends("/voice/turn/2", Digits=digits).is_hung_up_on()
    assert _tickets(caller.app) == 1
