"""What no design wishes for: two commands at once, pictures, somebody else's numbers, very long and very odd texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.commands import COMMANDS
from sms.normalise import SEPARATING, normalise
from sms.parameters import free_text, split_tail, without_id_numbers

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line


@pytest.mark.parametrize(
    "body", ["YE MX", "YE，明细", "查余额 查明细", "YE\nGJ", "MX#123X#YE", "ZC#北京#门诊 YE", "ye bd", "BD#1#2#JB"]
)
def test_of_two_commands_in_one_message_none_is_carried_out(
    line: Line, demo: Mapping[str, DemoPerson], body: str
) -> None:
    phone = demo["employed"].phone or ""
    assert line.text(body, phone) == "【12393医保】一条短信只能写一个指令，请分开重发。全部指令发BZ。"
    assert line.last().command == ""
    assert line.audited() == 0


@pytest.mark.parametrize("body", ["ZC#北京#共济", "QD#报销", "TS#余额 明细 都 不对", "RG#取消", "YE 谢谢"])
def test_words_that_a_command_takes_are_no_second_command(policy_line: Line, body: str) -> None:
    assert policy_line.key(body) != "ONE"


@pytest.mark.parametrize(
    "body", ["YE#990102195008170021", "MX 990102195008170021", "ZT，990102500817002", "查余额 99011019910205018x"]
)
def test_a_query_about_somebody_elses_id_number_is_answered_about_nobody(
    line: Line, demo: Mapping[str, DemoPerson], body: str
) -> None:
    assert line.text(body, demo["employed"].phone or "") == (
        "【12393医保】只能查询本机绑定人本人的信息，不能代查他人。请本人用自己绑定的手机查询，或到经办窗口办理。"
        "未满14岁子女发HZ。"
    )
    assert line.audited() == 0


def test_a_picture_alone_is_answered_with_how_to_ask(line: Line) -> None:
    assert line.text("", NumMedia="1") == (
        "【12393医保】本号码不接收图片、语音和文件，请发文字指令。查余额发YE，全部指令发BZ，人工请拨12393。"
    )
    assert line.text("", NumMedia="0") != line.text("", NumMedia="2")


def test_a_picture_beside_a_command_changes_nothing(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    assert "1234.56元" in (line.text("YE", demo["employed"].phone or "", NumMedia="1") or "")


@pytest.mark.parametrize("media", ["", "many", "-1", "99999999999"])
def test_an_absurd_count_of_pictures_counts_as_none(line: Line, media: str) -> None:
    line.text("", NumMedia=media)
    assert line.last().answer_key == "UNK"


@pytest.mark.parametrize(
    "body", ["长" * 2000, "YE" * 1000, "🙂" * 500, "#" * 2000, "MX#" + "9" * 1990, "\x00\x1f\u202e", "ＹＥ＃" * 300]
)
@pytest.mark.requirement("S96")
def test_very_long_and_very_odd_texts_get_one_answer_of_few_segments(line: Line, body: str) -> None:
    text = line.text(body)
    assert text is not None
    assert text.startswith("【12393医保】")
    assert line.last().segments <= 4


def test_an_automaton_that_sends_pictures_is_not_answered_for_ever(line: Line) -> None:
    answers = [line.text("", NumMedia="1") for _ in range(5)]
    assert [answer is None for answer in answers] == [False] * 3 + [True] * 2


@given(
    body=st.text(max_size=60), word=st.sampled_from(["TS", "投诉", "投訴", "ｔｓ"]), by=st.sampled_from("# ＃，,*\n")
)
def test_free_text_is_all_that_stands_behind_the_command(body: str, word: str, by: str) -> None:
    found = free_text(f"{word}{by}{body}", ("TS", "投诉"))
    assert found == re.sub(f"^{SEPARATING.pattern}", "", body).strip()


@given(st.lists(st.text(alphabet="0123456789Xx年月-", max_size=8)))
def test_splitting_off_a_tail_loses_no_other_parameter(parameters: list[str]) -> None:
    tail, others = split_tail(parameters)
    assert sorted([*others, *([tail] if tail is not None else [])]) == sorted(parameters)


@given(st.text(alphabet="0123456789Xx 身份证", max_size=60))
def test_no_id_number_is_left_in_a_ticket(text: str) -> None:
    scrubbed = without_id_numbers(f"号码11010519491231002X，{text}")
    assert "11010519491231002X" not in scrubbed
    assert len(scrubbed) == len(f"号码11010519491231002X，{text}")


@given(
    st.sampled_from([word for command in COMMANDS for word in (command.keyword, *command.aliases)]),
    st.text(max_size=20),
)
def test_whatever_is_said_behind_a_command_normalises_to_the_same_twice(word: str, text: str) -> None:
    once = normalise(f"{word}#{text}")
    assert normalise(once) == once
