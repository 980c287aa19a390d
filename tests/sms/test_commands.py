"""The command table: what is typed, in all its spellings, and the answer it gets."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sms.commands import COMMANDS, Command, english_words, find, help_words, hint_words
from sms.dialogue import OPT_OUT_WORDS
from sms.normalise import normalise
from sms.replies import reply

if TYPE_CHECKING:
    from tests.sms.conftest import Enrol, Line

WORDS = [(word, command) for command in COMMANDS for word in (command.keyword, *command.aliases)]
CARRIERS_OWN = OPT_OUT_WORDS | {"START", "YES", "UNSTOP", "HELP", "INFO"}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        *((body, "YE") for body in ("YE", "ye", "Ye ", "ＹＥ", "ｙｅ。", "\u200bYE", "YE\r\n", "YE！", "#YE#")),
        *((body, "YE") for body in ("余额", "餘額", "查余额", "查 余额", "查询余额", "查詢餘額", "余额？")),
        *((body, "YE") for body in ("CXYE", "cxye", "CX YE", "cx#ye", "CX余额", "ＣＸＹＥ", "1", "１", " 1 ")),
        *((body, "YE") for body in ("YE#123X", "YE 谢谢", "YE，谢谢")),
        *((body, "BZ") for body in ("BZ", "bz", "帮助", "幫助", "?", "？", "？？", "菜单", "菜單")),
        *((body, "EN") for body in ("EN", "en", "English", "ENGLISH")),
        *((body, "FEE") for body in ("FEE", "资费", "資費", "收费")),
        *((body, "SOON") for body in ("MX#123X", "mx＃123x", "MX 123X 202503", "明细", "GJ", "共濟", "ZC#北京#门诊")),
        *((body, "SOON") for body in ("BD#11010519491231002X#123456", "TD", "退订", "T", "r", "人工", "N", "下一页")),
        *(
            (body, "UNK")
            for body in ("", " ", "。", "YES", "HELP", "你好", "YEE", "1，您好", "T 恤", "我要查余额", "12")
        ),
        *((body, "UNK") for body in ("查", "查询", "CX", "+", "*#", "\x00", "🙂", "Ye余额")),
        *((body, "SILENT") for body in ("STOP", "stop", "Stop.", "UNSUBSCRIBE", "quit")),
    ],
)
def test_what_is_typed_gets_the_answer_meant(line: Line, enrol: Enrol, body: str, key: str) -> None:
    line.text(body, enrol())
    assert [record.answer_key for record in line.records()] == [key]


@pytest.mark.parametrize(("word", "command"), WORDS)
def test_every_keyword_and_alias_leads_to_its_command(word: str, command: Command) -> None:
    assert normalise(word) == word, "a word that normalising changes is never found"
    assert find(word) is command
    if word.isalnum():
        assert find(normalise(f"查{word}")) is command
        assert find(normalise(f" cx {word.lower()} ")) is command


def test_no_word_stands_twice_in_the_table_or_belongs_to_the_carrier() -> None:
    words = [word for word, _ in WORDS]
    assert len(words) == len(set(words))
    assert not CARRIERS_OWN & set(words)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.answer is None])
def test_a_command_that_is_not_open_says_so_in_one_segment(line: Line, command: Command) -> None:
    text = line.text(command.keyword)
    assert text is not None
    assert "暂未开通" in text
    assert line.records()[0].segments == 1


def test_help_texts_name_what_is_open_and_nothing_else(line: Line) -> None:
    texts = " ".join(line.text(body) or "" for body in ("BZ", "EN", "what?"))
    for command in COMMANDS:
        named = re.search(f"(?<![A-Z]){command.keyword}(?![A-Za-z])", texts)
        assert bool(named) == (command.answer is not None), command.keyword


def test_the_first_help_texts_read_well(line: Line) -> None:
    assert line.text("BZ") == "【12393医保】YE余额 FEE资费 EN英文。例：发YE。"
    assert line.text("EN") == "[12393] YE balance, BZ commands. Agent: call 12393, press 0."
    assert line.text("啊") == "【12393医保】指令有误。查余额发YE，全部指令发BZ，人工请拨12393。"
    assert line.text("GJ") == "【12393医保】GJ共济暂未开通。查余额发YE，全部指令发BZ，人工请拨12393。"


def test_with_every_command_open_the_help_texts_are_those_of_the_design() -> None:
    # domain.md 4.3 wrote these for the whole table; they grow into it as commands open.
    whole = [replace(command, answer=lambda _: reply("SYS")) for command in COMMANDS]
    unknown = reply("UNK", hints=hint_words(whole))
    assert unknown.text == (
        "【12393医保】指令有误。查余额发YE，明细发MX，共济发GJ，报销进度发BX，政策发ZC，全部指令发BZ，人工请拨12393。"
    )
    assert (len(unknown.text), unknown.segments) == (65, 1)
    english = reply("EN", commands=english_words(whole))
    assert english.text == (
        "[12393] YE balance, MX#last4 records, JF payments, BX claims, ZC policy, BD bind, BZ commands. "
        "Agent: call 12393, press 0."
    )
    assert (len(english.text), english.segments) == (122, 1)
    assert help_words(whole).startswith("YE余额 MX明细 HR划入 LX利息 GJ共济")


def test_the_third_unknown_command_in_ten_minutes_is_followed_by_ten_minutes_of_silence(
    line: Line, enrol: Enrol
) -> None:
    phone = enrol()
    for minute in (0, 4, 5):
        assert line.text("您好", phone) is not None, minute
        line.clock.advance(timedelta(minutes=4 if minute == 0 else 1))
    line.clock.advance(timedelta(minutes=8, seconds=59))  # 9:59 after the third
    assert line.text("您好", phone) is None
    assert "1234.56元" in (line.text("YE", phone) or ""), "a command is answered all the same"
    line.clock.advance(timedelta(seconds=1))
    assert line.text("您好", phone) is not None
    assert [record.answer_key for record in line.records()] == ["UNK", "UNK", "UNK", "SILENT", "YE", "UNK"]


def test_unknown_commands_far_apart_are_all_answered(line: Line) -> None:
    for _ in range(6):
        assert line.text("您好") is not None
        line.clock.advance(timedelta(minutes=6))


def test_the_loop_guard_is_each_numbers_own(line: Line) -> None:
    for _ in range(4):
        line.text("您好", "+8612000000001")
    assert line.text("您好", "+8612000000002") is not None
