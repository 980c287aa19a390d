"""Signed webhooks with missing and absurd contents: 200, valid TwiML, and never data before identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.turn import LAST_TURN, TurnError, read_turn, turn_number

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These rules are the same on every database; one is enough."""
    return sqlite_url


ABSURD = {
    "ten thousand digits": "1" * 10_000,
    "letters": "abc",
    "keys no handset has": "ABCD",
    "full-width digits": "１",
    "a zero byte": "1\x00",
    "markup": "<Say>1</Say>",
    "undecodable": "\ufffd\ufffd",
    "two keys": "12",
}


@pytest.mark.parametrize("digits", ABSURD.values(), ids=ABSURD)
def test_absurd_digits_are_a_wrong_key_in_a_menu(caller: Caller, digits: str) -> None:
    caller.dials().sends("/voice/turn/1", Digits=digits).hears("输入有误", "个人医保查询，请按一")


@pytest.mark.parametrize("digits", ABSURD.values(), ids=ABSURD)
def test_absurd_digits_are_a_wrong_entry_where_one_is_asked_for(caller: Caller, digits: str) -> None:
    caller.dials().keys("1").sends("/voice/turn/2", Digits=digits).hears("位数有误", "十八位身份证号码")


@pytest.mark.parametrize("path", ["/voice/answer", "/voice/turn/1", "/voice/status"])
@pytest.mark.parametrize("sid", ["", "1234", "CA", "CA" + "1" * 40, "CA\x00", "张三", "SM" + "1" * 32])
def test_a_webhook_without_a_usable_call_sid_gets_the_apology(caller: Caller, path: str, sid: str) -> None:
    caller.sends(path, CallSid=sid, CallStatus="completed").hears("服务出现异常").is_hung_up_on()


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "1" * 5000, "abc", "-1", "1.5", "１"])
def test_an_absurd_turn_number_gets_the_last_answer(caller: Caller, number: str) -> None:
    caller.dials()
    greeting = caller.heard
    path = f"/voice/turn/{number}"
    if path.isascii():
        caller.sends(path, Digits="1")
        assert caller.heard == greeting
    assert turn_number(number) in {0, LAST_TURN}


def test_a_turn_of_a_call_nobody_began_begins_it(caller: Caller) -> None:
    caller.sends("/voice/turn/5", Digits="1").hears("欢迎致电", "个人医保查询，请按一")
    caller.keys("1").hears("请输入十八位身份证号码")


def test_webhooks_come_by_get_as_well(caller: Caller) -> None:
    caller.sends("/voice/answer", method="GET").hears("欢迎致电")
    caller.sends("/voice/turn/1", method="GET", Digits="1").hears("请输入十八位身份证号码")
    caller.sends("/voice/turn/2", method="GET", Digits="#").hears("位数有误")
    caller.sends("/voice/status", method="GET", CallStatus="completed")


def test_a_calling_number_whose_plus_became_a_space_is_still_known(call_from: Calling) -> None:
    call_from(" 8612010000001").dials().keys("1").hears("最后四位")


@pytest.mark.parametrize("caller_id", ["anonymous", "unknown", "sip:a@b", "+", "+0123456", "+" + "1" * 40])
def test_what_is_no_telephone_number_is_a_withheld_one(caller_id: str) -> None:
    turn = read_turn({"CallSid": "CA1", "From": caller_id}, 0)
    assert turn.caller == ""


@given(st.dictionaries(st.sampled_from(["CallSid", "Digits", "From", "CallStatus", "FinishedOnKey"]), st.text()))
def test_reading_a_turn_gives_a_turn_or_says_that_it_is_none(parameters: dict[str, str]) -> None:
    try:
        turn = read_turn(parameters, 1)
    except TurnError:
        return
    assert len(turn.keys) <= 32
    assert set(turn.keys) <= set("0123456789*#?")


KEYS = st.one_of(
    st.sampled_from(["", "0", "1", "2", "5", "9", "*", "#"]),
    st.sampled_from(["990101198503120010", "0010", "000000", "120010", "99011019910205018*", "123*"]),
    st.text(alphabet="0123456789*#", max_size=20),
    st.text(max_size=5),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=st.booleans(), sequence=st.lists(st.tuples(KEYS, st.booleans()), max_size=12))
def test_no_sequence_of_keys_gives_an_error_or_data_before_identity(
    call_from: Calling, hotline_app: Flask, known: bool, sequence: list[tuple[str, bool]]
) -> None:
    caller = call_from("+8612010000001" if known else "+8612099999999").dials()
    for digits, pound in sequence:
        if caller.xml.find("Gather") is None:
            # A message is recorded, the caller waits for a person, or the call is over.
            assert any(caller.xml.find(verb) is not None for verb in ("Record", "Enqueue", "Hangup"))
            break
        caller.sends(caller.gather.get("action", ""), Digits=digits, FinishedOnKey="#" if pound else "")
        caller.does_not_hear("您的医保个人账户余额", "the balance of your", "系统繁忙", "张")
        assert caller.heard
