"""Signing in and out by telephone: the own number, a PIN, a key; nobody else's number, no guessing."""

from __future__ import annotations

from typing import Any

from models.people import agents
from models.people.agents import PIN_TRIES

PIN = "481516"


def rings(desk: Any, name: str) -> Any:
    return desk.handsets[name].dial("12393")


def test_an_agent_signs_in_and_out_from_the_own_telephone(desk: Any) -> None:
    desk.agent("李雷", on=False)

    call = rings(desk, "李雷").hears("幺零幺号话务员").press(f"{PIN}#").hears("签入，请按一")
    call.press("1").hears("您已签入")
    assert call.status == "completed"
    assert desk.listed("李雷").on_duty

    rings(desk, "李雷").press(f"{PIN}#").hears("签出，请按二").press("2").hears("您已签出")
    assert not desk.listed("李雷").on_duty


def test_whoever_signs_in_is_rung_at_once_for_whoever_waits(desk: Any) -> None:
    desk.agent("林涛")
    caller = desk.caller(1)
    desk.takes("林涛")
    waiting = desk.caller(2)
    desk.agent("李雷", on=False)

    rings(desk, "李雷").press(f"{PIN}#").press("1").hang_up()
    desk.takes("李雷")

    waiting.hears("话务员为您服务")
    assert caller.status == "in-progress"


def test_a_wrong_pin_is_asked_for_three_times_and_signs_nobody_in(desk: Any) -> None:
    desk.agent("李雷", on=False)

    call = rings(desk, "李雷").press("000001#").hears("密码有误").press("000002#").press("000003#").hears("再见")

    assert call.status == "completed"
    assert not desk.listed("李雷").on_duty


def test_after_five_wrong_pins_the_right_one_is_refused_until_there_is_a_new_one(desk: Any) -> None:
    desk.agent("李雷", on=False)
    for guess in range(PIN_TRIES):
        rings(desk, "李雷").press(f"00000{guess}#").hang_up()

    rings(desk, "李雷").press(f"{PIN}#").hears("错误次数过多")
    with desk.database.session() as db:
        agents.set_pin(db, desk.listed("李雷").agent_id, "271828")

    rings(desk, "李雷").press("271828#").hears("签入，请按一")


def test_an_agent_can_call_the_line_like_anybody_else(desk: Any) -> None:
    desk.agent("李雷", on=False)

    rings(desk, "李雷").press("#").hears("欢迎致电").hears("个人医保查询，请按一")


def test_nobody_else_is_asked_for_an_agents_pin(desk: Any) -> None:
    desk.agent("李雷", on=False)

    call = desk.emulator.handset("+8612099990001").dial("12393")

    assert "话务员" not in call.transcript


def test_silence_at_the_pin_leads_to_what_everybody_hears(desk: Any) -> None:
    desk.agent("李雷", on=False)

    rings(desk, "李雷").wait(6).hears("欢迎致电")
