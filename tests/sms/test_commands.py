"""The command table: what is typed, in all its spellings, and the answer it gets."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sms.commands import COMMANDS, Command, find
from sms.dialogue import OPT_OUT_WORDS
from sms.normalise import normalise

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
        *((body, "DENY") for body in ("MX#123X", "mx＃123x", "MX 123X 202503", "gjmx*123x")),
        *((body, "NEEDID") for body in ("MX", "明细", "查 消费", "MX#202503", "划入", "共济明細", "累计", "养老")),
        *((body, "NODATA") for body in ("GJ", "共濟", "BX", "进度", "备案", "異地", "生育")),
        *((body, "ZCREG") for body in ("ZC", "政策", "ZC#北京")),
        *((body, "BDHAS") for body in ("BD#11010519491231002X#123456", "綁定 11010519491231002X 123456")),
        *((body, "BDFORM") for body in ("BD", "绑定", "BD#11010519491231002X")),
        *((body, "TD") for body in ("TD", "退订", "T", "r", "退訂")),
        *((body, "RG") for body in ("人工", "RG", "回电")),
        *((body, "NOMORE") for body in ("N", "n", "下一页", "下頁")),
        *((body, "EXP") for body in ("YZ#628415", "验证 628415", "YZ")),
        *((body, "UNK") for body in ("", " ", "。", "YES", "YEE", "1，您好", "T 恤", "12")),
        *((body, "UNK") for body in ("+", "*#", "\x00", "🙂", "Y")),
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


def test_between_them_the_help_texts_name_every_command_but_those_that_another_reply_leads_to(line: Line) -> None:
    texts = " ".join(line.text(body) or "" for body in ("BZ", "N", "EN", "what?"))
    for command in COMMANDS:
        named = re.search(f"(?<![A-Z]){command.keyword}(?![A-Za-z])", texts)
        assert named, command.keyword


def test_help_fits_in_two_segments_and_n_brings_the_rest(line: Line) -> None:
    line.text("BZ")
    assert line.last().segments == 2
    assert line.text("N") == (
        "【12393医保】其他指令：GJMX共济明细 HZ子女 ZT参保状态 NX缴费年限 SY生育津贴 YL养老 YZ验证 JY建议 GD工单 "
        "KT开通提醒 N下一页 FEE资费 BZ帮助 EN英文。"
    )
    assert line.last().segments == 2


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
