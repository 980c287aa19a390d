"""Plain Chinese is taken for the command it means; it is asked about where it is unclear, and never guessed at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line


@pytest.mark.parametrize(
    ("body", "command", "key"),
    [
        ("我的医保还有多少钱", "YE", "YE"),
        ("请问我醫保卡裡還有多少錢？", "YE", "YE"),
        ("查一下最近的消费明细", "MX", "NEEDID"),
        ("报销到哪一步了", "BX", "BX"),
        ("我要转人工", "RG", "RG"),
        ("不要再给我发提醒短信了", "TD", "TD"),
        ("北京门诊报销比例是多少", "ZC", "ZC"),
    ],
)
def test_what_is_clearly_asked_is_answered_like_its_command(
    policy_line: Line, demo: Mapping[str, DemoPerson], body: str, command: str, key: str
) -> None:
    policy_line.text(body, demo["employed"].phone or "")
    record = policy_line.last()
    assert (record.command, record.answer_key) == (command, key)


def test_details_in_plain_words_need_their_proof_like_any_other(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    phone = person.phone or ""
    assert (
        line.text("查一下我最近的消费明细", phone) == "【12393医保】为保护您的信息，请加身份证后四位重发，如MX#123X。"
    )
    line.text(f"MX#{person.id_number[-4:]}", phone)
    assert line.key("查一下我最近的消费明细", phone) == "MX"


def test_an_unbound_number_learns_no_more_in_plain_words(line: Line) -> None:
    assert line.key("我的医保还有多少钱") == "NOB"


@pytest.mark.parametrize(
    "body", ["我妈的医保余额还有多少", "帮我查一下我老婆的医保明细", "查一下990102195008170021的余额"]
)
def test_of_another_person_nothing_is_told(line: Line, demo: Mapping[str, DemoPerson], body: str) -> None:
    before = line.audited()
    assert line.key(body, demo["employed"].phone or "") == "OTHER"
    assert line.audited() == before


@pytest.mark.parametrize("body", ["我孩子的余额", "娃的医保交了没", "小孩医保余额", "查一下我女儿的参保状态"])
@pytest.mark.parametrize("who", ["new mother", "employed", None])
def test_a_parent_is_told_of_hz_and_nobodys_data(
    line: Line, demo: Mapping[str, DemoPerson], body: str, who: str | None
) -> None:
    before = line.audited()
    said = line.text(body, (demo[who].phone or "") if who else "+8613900000000")
    assert said == ("【12393医保】只能查询本机绑定人本人的信息。查未满14岁子女请发HZ，绑定子女请拨12393按1、3、5。")
    assert line.last().answer_key == "CHILD"
    assert line.audited() == before


def test_telling_a_parent_of_hz_is_no_command_and_is_not_told_for_ever(
    line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    assert [line.key("我孩子的余额", demo["employed"].phone or "") for _ in range(4)] == ["CHILD"] * 3 + ["SILENT"]


@pytest.mark.parametrize("body", ["我们经理社保基数多少", "厂里工人们的医保交了没"])
def test_of_people_at_work_nothing_is_told(line: Line, demo: Mapping[str, DemoPerson], body: str) -> None:
    before = line.audited()
    assert line.key(body, demo["employed"].phone or "") == "OTHER"
    assert line.audited() == before


@pytest.mark.parametrize("body", ["贺州人口有多少", "鄂尔多斯哪家医院好", "种植牙多少钱一颗", "今天天气怎么样"])
def test_what_is_not_ours_is_refused_honestly(line: Line, demo: Mapping[str, DemoPerson], body: str) -> None:
    assert line.key(body, demo["employed"].phone or "") == "UNK"


def test_anger_files_nothing_by_itself(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    given = line.text("我要投诉你们", demo["employed"].phone or "")
    assert given is not None
    assert given.startswith("【12393医保】请写明内容重发，如TS#内容，200字以内。")


def test_what_is_unclear_is_asked_about_and_a_number_answers(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    asked = line.text("查医保", phone)
    assert asked is not None
    assert asked.startswith("【12393医保】您是想")
    assert line.last().answer_key == "ASK"
    assert "查余额（回1）" in asked
    assert "查明细（回2）" in asked
    assert line.key("2", phone) == "NEEDID"
    assert line.last().command == "MX"
    assert line.key("１", phone) == "YE"


def test_the_next_page_can_be_asked_for_in_plain_words(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    line.text(f"MX#{person.id_number[-4:]}", person.phone or "")
    assert "第6至10笔" in (line.text("请看下一页", person.phone or "") or "")


def test_after_ten_minutes_the_question_is_forgotten(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    line.text("查医保", phone)
    line.clock.advance(timedelta(minutes=10))
    assert line.key("2", phone) == "UNK"
    assert line.key("1", phone) == "YE", "1 has a meaning of its own"


def test_a_choice_of_another_number_is_none_of_mine(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    line.text("查医保", demo["employed"].phone or "")
    assert line.key("2", demo["elder over 70"].phone or "") == "UNK"


def test_somebody_in_danger_is_told_whom_to_ring(line: Line) -> None:
    given = line.text("救命，有人晕倒了")
    assert given == "【12393医保】如遇紧急危险，请立即拨打120或110。本号码只办理医保社保查询。"
