"""Proof of identity by telephone (domain 4.1.5, 4.1.6, 7.4, 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.identity import WEAK_PROMPTS
from models import AuditRow, CallRecord, Channel, Database, Level, credentials
from models.pin import PinFault
from voice_prompts import LANGUAGES, prompt

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]
    Demo = Mapping[str, DemoPerson]

REFUSED = "输入的信息有误，请核对后重新输入"


def _keyed(id_number: str) -> str:
    return id_number.replace("X", "*") + "#"


def _record(app: Flask, sid: str) -> CallRecord:
    database: Database = app.extensions["database"]
    with database.session() as db:
        return db.scalars(select(CallRecord).where(CallRecord.call_sid == sid)).one()


@pytest.mark.requirement("S2")
def test_a_stranger_proves_an_id_number_and_pin_and_hears_the_balance(caller: Caller, demo: Demo) -> None:
    person = demo["employed"]
    caller.dials().keys("1").hears("请输入十八位身份证号码")
    caller.keys(_keyed(person.id_number)).hears("请输入六位查询密码")
    caller.keys(person.pin + "#").hears("个人账户余额，请按一")
    caller.keys("1").hears("余额一千二百三十四元五角六分", "本年账户三百元", "历年账户九百三十四元五角六分")
    caller.hears("重听请按井号键，返回上级请按星号键，人工服务请按零")


def test_an_entry_may_end_by_a_pause_instead_of_pound(caller: Caller, demo: Demo) -> None:
    person = demo["employed"]
    caller.dials().keys("1", person.id_number, person.pin, "1").hears("余额一千二百三十四元")


def test_a_known_caller_proves_the_last_four_and_the_pin(call_from: Calling, demo: Demo) -> None:
    person = demo["employed"]
    caller = call_from(person.phone or "").dials()
    caller.keys("1").hears("身份证号码的最后四位")
    caller.keys(_keyed(person.id_number[-4:]), person.pin + "#", "1").hears("余额一千二百三十四元五角六分")


def test_star_is_x_in_the_last_place_of_an_id_number_and_of_its_tail(
    caller: Caller, call_from: Calling, demo: Demo
) -> None:
    person = demo["ID ends in X"]
    caller.dials().keys("1", person.id_number[:-1] + "*#", person.pin + "#", "1").hears("余额一千八百二十元")
    known = call_from(person.phone or "").dials()
    known.keys("1", person.id_number[-4:-1] + "*#", person.pin + "#", "1").hears("余额一千八百二十元")


@pytest.mark.parametrize("keys", ["*90101198503120010#", "99010119850312*010#", "99010119850312001**#", "**#"])
def test_star_elsewhere_in_an_id_number_is_a_wrong_entry(caller: Caller, keys: str) -> None:
    caller.dials().keys("1", keys).hears("位数有误", "请输入十八位身份证号码")


def test_star_in_a_pin_is_a_wrong_entry(caller: Caller, demo: Demo) -> None:
    caller.dials().keys("1", _keyed(demo["employed"].id_number), "73920*#").hears("位数有误", "六位查询密码")


def test_a_known_caller_goes_back_from_the_tail_to_prove_another_id_number(call_from: Calling, demo: Demo) -> None:
    theirs, other = demo["employed"], demo["no bound phone"]
    caller = call_from(theirs.phone or "").dials().keys("1")
    caller.keys("*#").hears("请输入十八位身份证号码")
    caller.keys(_keyed(other.id_number), other.pin + "#", "1").hears("余额一千五百三十元")
    assert _record(caller.app, caller.sid).person_id == other.person_id


def test_a_known_caller_may_return_to_the_tail(call_from: Calling, demo: Demo) -> None:
    person = demo["employed"]
    caller = call_from(person.phone or "").dials().keys("1", "*#", "*#").hears("个人医保查询，请按一")
    caller.keys("1").hears("最后四位").keys(_keyed(person.id_number[-4:]), "*#").hears("最后四位")


@pytest.mark.requirement("S96")
def test_a_wrong_check_character_an_unknown_person_and_a_wrong_pin_are_answered_alike(
    call_from: Calling, demo: Demo
) -> None:
    person = demo["employed"]
    wrong_check = person.id_number[:-1] + "1"
    unknown = "990101198503120029"
    heard = set()
    for id_number, pin in ((wrong_check, person.pin), (unknown, person.pin), (person.id_number, "739205")):
        caller = call_from("+8612099999999").dials().keys("1")
        caller.keys(_keyed(id_number)).hears("请输入六位查询密码").keys(pin + "#").hears(REFUSED)
        heard.add(caller.heard.replace(caller.gather.get("action", ""), ""))
    assert len(heard) == 1


@pytest.mark.requirement("S96")
def test_three_refusals_in_a_call_leave_self_service_and_offer_a_person(caller: Caller, demo: Demo) -> None:
    person = demo["employed"]
    wrong = (_keyed(person.id_number), "739205#")
    caller.dials().keys("1", *wrong).hears(REFUSED, "请输入十八位身份证号码")
    caller.keys(*wrong).hears(REFUSED).keys(*wrong).hears("本次通话不能继续查询。人工服务，请按零")
    caller.keys("*").hears("个人医保查询，请按一").keys("1").hears("本次通话不能继续查询")
    caller.keys("0").hears("工单号")


def test_five_failures_lock_for_24_hours_whoever_calls_and_however_good_the_pin(call_from: Calling, demo: Demo) -> None:
    person = demo["employed"]
    wrong = (_keyed(person.id_number), "739205#")
    call_from("+8612099999998").dials().keys("1", *wrong, *wrong, *wrong)
    second = call_from("+8612099999999").dials().keys("1", *wrong, *wrong)
    second.hears("暂停二十四小时", "人工服务，请按零")
    third = call_from(person.phone or "").dials()
    third.keys("1", person.id_number[-4:] + "#", person.pin + "#").hears("暂停二十四小时")
    third.app.extensions["now"].moment += timedelta(hours=24, seconds=1)
    fourth = call_from(person.phone or "").dials()
    fourth.keys("1", person.id_number[-4:] + "#", person.pin + "#").hears("个人账户余额，请按一")


def test_a_success_forgives_earlier_failures(call_from: Calling, demo: Demo) -> None:
    person = demo["employed"]
    for _ in range(3):
        caller = call_from("+8612099999999").dials()
        caller.keys("1", *(_keyed(person.id_number), "739205#") * 2)
        caller.keys(_keyed(person.id_number), person.pin + "#").hears("个人账户余额，请按一")


def test_proof_of_identity_holds_to_the_calls_end_and_no_longer(call_from: Calling, demo: Demo) -> None:
    person = demo["employed"]
    caller = call_from("+8612099999999").dials()
    caller.keys("1", _keyed(person.id_number), person.pin + "#", "1", "*", "*").hears("个人医保查询")
    caller.keys("1").hears("个人账户余额，请按一").keys("1").hears("余额一千二百三十四元")
    call_from("+8612099999999").dials().keys("1").hears("请输入十八位身份证号码")


def test_every_answer_leaves_an_audit_row_that_names_the_call_and_the_level(caller: Caller, demo: Demo) -> None:
    person = demo["employed"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#", "1", "#")
    database: Database = caller.app.extensions["database"]
    with database.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.reference == caller.sid)).all()
    assert [(row.channel, row.level, row.person_id, row.question) for row in rows] == [
        (Channel.VOICE, Level.VERIFIED, person.person_id, "balance")
    ] * 2


def test_what_was_entered_waits_sealed_and_is_forgotten_after_the_pin(caller: Caller, demo: Demo) -> None:
    person = demo["employed"]
    caller.dials().keys("1", _keyed(person.id_number))
    sealed = _record(caller.app, caller.sid).candidate
    assert sealed is not None
    assert person.id_number.encode() not in sealed
    caller.keys("739205#")
    assert _record(caller.app, caller.sid).candidate is None


@pytest.mark.parametrize("leave", [("*#", "*#"), ("0#",)])
def test_what_was_entered_is_forgotten_when_the_caller_turns_away(
    caller: Caller, demo: Demo, leave: tuple[str, ...]
) -> None:
    caller.dials().keys("1", _keyed(demo["employed"].id_number), *leave)
    assert _record(caller.app, caller.sid).candidate is None


def test_what_was_entered_is_forgotten_when_the_caller_hangs_up(caller: Caller, demo: Demo) -> None:
    caller.dials().keys("1", _keyed(demo["employed"].id_number)).hangs_up()
    record = _record(caller.app, caller.sid)
    assert record.candidate is None
    assert record.answer_cipher is None


def test_the_row_of_a_call_holds_no_number_and_no_pin(caller: Caller, demo: Demo) -> None:
    person = demo["initial PIN"]
    new_pin = "380615"
    caller.dials()
    for entry in ("1", _keyed(person.id_number), person.pin + "#", new_pin + "#", new_pin + "#", "1"):
        caller.keys(entry)
        record = _record(caller.app, caller.sid)
        row = repr([getattr(record, column.key) for column in CallRecord.__table__.c])
        for secret in (person.id_number, person.id_number[-6:], new_pin, person.phone or "", caller.phone):
            assert secret not in row


def test_the_initial_pin_is_replaced_before_anything_is_read(caller: Caller, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#")
    caller.hears("您使用的是初始密码", "请设置六位数字的新密码")
    caller.keys("380615#").hears("请再次输入新密码").keys("380615#")
    caller.hears("新密码设置成功", "个人账户余额，请按一").keys("1").hears("余额五百元二角五分")
    with caller.app.extensions["database"].session() as db:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        assert credentials.verify_by_id(db, person.id_number, "380615", at) == credentials.Verified(
            person_id=person.person_id, must_change_pin=False
        )


def test_a_known_caller_with_the_initial_pin_keys_the_whole_id_number_too(call_from: Calling, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller = call_from(person.phone or "").dials().keys("1", person.id_number[-4:] + "#", person.pin + "#")
    caller.hears("您使用的是初始密码", "请再次输入十八位身份证号码")
    caller.keys(_keyed(person.id_number)).hears("请设置六位数字的新密码")
    caller.keys("380615#", "380615#").hears("新密码设置成功").keys("1").hears("余额五百元二角五分")


def test_a_wrong_whole_id_number_is_a_refusal_and_changes_nothing(call_from: Calling, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller = call_from(person.phone or "").dials().keys("1", person.id_number[-4:] + "#", person.pin + "#")
    caller.keys(_keyed(demo["employed"].id_number), "380615#", "380615#").hears(REFUSED, "最后四位")
    assert _record(caller.app, caller.sid).refusals == 1
    caller.keys(person.id_number[-4:] + "#", person.pin + "#").hears("您使用的是初始密码")


def test_going_back_from_the_new_pin_reads_nothing(caller: Caller, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#", "*#").hears("个人医保查询，请按一")
    caller.keys("1").hears("请输入十八位身份证号码")


def test_two_new_pins_that_differ_are_asked_for_again(caller: Caller, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#", "380615#", "380616#")
    caller.hears("两次输入的密码不一样", "请设置六位数字的新密码")
    caller.keys("380615#", "380615#").hears("新密码设置成功")


def test_star_at_the_second_new_pin_asks_for_the_first_again(caller: Caller, demo: Demo) -> None:
    person = demo["initial PIN"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#", "380615#", "*#")
    caller.hears("请设置六位数字的新密码").keys("275916#", "275916#").hears("新密码设置成功")


@pytest.mark.parametrize(
    ("weak", "fault"),
    [
        ("111111", PinFault.SAME_DIGITS),
        ("234567", PinFault.STRAIGHT_RUN),
        ("121212", PinFault.COMMON),
        ("150072", PinFault.INITIAL),
        ("931015", PinFault.BIRTHDAY),
        ("000007", PinFault.PHONE_TAIL),
    ],
)
def test_a_weak_new_pin_is_refused_by_its_reason(caller: Caller, demo: Demo, weak: str, fault: PinFault) -> None:
    person = demo["initial PIN"]
    caller.dials().keys("1", _keyed(person.id_number), person.pin + "#", f"{weak}#", f"{weak}#")
    caller.hears(prompt(WEAK_PROMPTS[fault]).text, "请设置六位数字的新密码")
    caller.keys("380615#", "380615#").hears("新密码设置成功")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", PinFault)
def test_every_reason_to_refuse_a_new_pin_has_words(fault: PinFault, language: str) -> None:
    assert prompt(WEAK_PROMPTS.get(fault, "refused"), language).text
