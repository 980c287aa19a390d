"""Passing a caller on: to a colleague, to the queue, to nobody; the caller never hears silence meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models import SurveyAnswer
from models.tables.agent import AgentState


@pytest.fixture
def talking(desk: Any) -> tuple[Any, Any]:
    """A caller, and 李雷 who talks to them; 韩梅 is free."""
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅", languages=["zh-CN", "en"])
    caller = desk.caller(1)
    agent = desk.takes("李雷")
    caller.hears("幺零幺号话务员为您服务")
    desk.pass_by(20)
    return caller, agent


def test_star_gives_the_agent_a_menu_and_the_caller_music(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").hears("转接话务员，请按一").hears("返回通话，请按星号键")

    caller.hears("short.wav")
    assert caller.status == "in-progress"


def test_star_again_returns_to_the_caller(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").press("*")
    agent.speak("让您久等了")

    caller.hears("让您久等了")
    assert desk.statuses() == ["talking"]


def test_a_colleague_hears_who_comes_and_from_whom_and_takes_over(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").press("1").hears("工号").press("102#").hears("已经转接")
    assert agent.status == "completed"
    caller.wait(5).hears("long.wav")
    assert "正在为您转接" in caller.transcript
    second = desk.ringing("韩梅").pick_up().hears("尾号零零零幺").hears("由幺零幺号话务员转来")
    second.press("1")
    caller.hears("幺零二号话务员为您服务")
    second.speak("我来帮您")
    caller.hears("我来帮您")

    assert desk.listed("李雷").state is AgentState.FREE
    assert desk.results(caller) == ["transferred", "None"]
    second.hang_up()
    caller.hears("很满意，请按一").press("1").hears("感谢您的评价")
    with desk.database.session() as db:
        assert db.scalars(select(SurveyAnswer.agent)).all() == ["韩梅"]
    assert desk.results(caller) == ["transferred", "answered"]


def test_a_chain_of_three_agents_ends_in_one_survey(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, first = talking
    desk.agent("林涛")

    first.press("*").press("1").press("102#")
    desk.takes("韩梅").press("*").press("1").press("103#")
    third = desk.takes("林涛")
    third.press("*").press("1").press("101#")
    last = desk.takes("李雷")
    last.press("*").press("3").hears("通话已经结束")

    caller.settle()
    caller.hears("很满意，请按一").press("4").hears("感谢您的评价")
    assert desk.results(caller) == ["transferred", "transferred", "transferred", "answered"]
    assert [one.waited_seconds is not None for one in desk.entries(caller)] == [True] * 4


def test_a_colleague_who_is_not_free_is_said_to_be_so(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking
    desk.caller(2)
    desk.takes("韩梅")

    for number in ("102", "101", "999"):
        agent.press("*" if number == "102" else "").press("1").press(f"{number}#")
        agent.hears("现在不能接听").hears("转接话务员，请按一")

    agent.press("*").speak("我继续帮您")
    caller.hears("我继续帮您")


def test_a_colleague_who_does_not_answer_leaves_the_caller_to_whoever_is_free(
    desk: Any, talking: tuple[Any, Any]
) -> None:
    caller, agent = talking
    desk.handsets["韩梅"].on_ring("no-answer")

    agent.press("*").press("1").press("102#")
    desk.takes("李雷")

    caller.hears("幺零幺号话务员为您服务")
    assert desk.statuses() == ["transferred", "no_answer", "talking"]


def test_who_talked_before_goes_before_those_who_wait(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking
    desk.caller(2)
    busy = desk.takes("韩梅")
    waiting = desk.caller(3)

    agent.press("*").press("2").hears("转到医保，请按一").press("3").hears("已经转接")
    busy.hang_up()
    desk.takes("韩梅")

    caller.hears("幺零二号话务员为您服务")
    assert "话务员为您服务" not in waiting.transcript.partition("您排在")[2]


def test_the_queue_of_another_line_is_that_of_its_agents(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking
    desk.agent("林涛", lines=["12333"])

    agent.press("*").press("2").press("2").hears("已经转接")
    desk.takes("林涛")

    caller.hears("幺零三号话务员为您服务")
    assert [one.line for one in desk.entries(caller)] == ["12393", "12333"]
    assert desk.results(caller)[0] == "requeued"


def test_a_line_that_nobody_answers_for_is_said_to_be_so(desk: Any) -> None:
    desk.agent("李雷", lines=["12393"])
    caller = desk.caller(1)
    agent = desk.takes("李雷")

    agent.press("*").press("2").press("2").hears("没有人值守")
    agent.press("*").speak("我还在")

    caller.hears("我还在")


def test_the_agent_ends_the_call_and_the_caller_is_asked_what_they_think(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").press("3").hears("通话已经结束")
    caller.settle()

    caller.hears("很满意，请按一")
    assert agent.status == "completed"
    assert desk.listed("李雷").state is AgentState.FREE


def test_an_agent_who_hangs_up_in_the_menu_frees_the_caller_to_the_survey(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").hang_up()
    caller.wait(6).hears("很满意，请按一")

    assert desk.results(caller) == ["answered"]


def test_an_agent_who_falls_silent_in_the_menu_frees_the_caller(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking

    agent.press("*").wait(90)

    assert agent.status == "completed"
    assert "请您评价本次服务" in caller.transcript


def test_a_caller_who_hangs_up_while_being_passed_on_stops_the_colleagues_telephone(
    desk: Any, talking: tuple[Any, Any]
) -> None:
    caller, agent = talking
    agent.press("*").press("1").press("102#")

    caller.hang_up()

    assert desk.ringing("韩梅").status != "ringing"
    assert desk.listed("韩梅").state is AgentState.FREE
    assert desk.results(caller) == ["transferred", "abandoned"]


def test_a_caller_who_hangs_up_while_the_agent_chooses_ends_it(desk: Any, talking: tuple[Any, Any]) -> None:
    caller, agent = talking
    agent.press("*")

    caller.hang_up()

    assert agent.status == "completed"
    assert desk.results(caller) == ["answered"]
    assert desk.listed("李雷").state is AgentState.FREE
