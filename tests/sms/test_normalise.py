"""What is typed in many ways becomes one spelling; the commands it leads to are in test_commands.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.normalise import LONGEST, normalise

ALPHABET = "YyＥｅ余額额查詢询CX cx#＃+*，,、 　\t\n。.!！?？1１MX\u200b\x00薴苧🙂"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ｍｘ＃１２３ｘ", "MX#123X"),
        ("MX＊123X，202503", "MX#123X#202503"),
        ("zc 北京 門診", "ZC#北京#门诊"),
        ("GD+2603010017。", "GD#2603010017"),
        ("查查查余额", "余额"),
        ("查询", "查询"),
        ("薴", "苎"),
        ("？", "?"),
        ("什么?!", "什么"),
        ("ß", "ß"),
        ("ı", "ı"),
    ],
)
def test_a_spelling_becomes_the_one_meant(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@given(st.one_of(st.text(max_size=2000), st.text(st.sampled_from(ALPHABET), max_size=40)))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once
    assert len(once) <= LONGEST


@given(st.text(st.sampled_from(ALPHABET), max_size=40))
def test_a_normalised_text_has_no_other_separator_and_none_at_its_ends(typed: str) -> None:
    once = normalise(typed)
    assert not set("+*,， \t\n　＃") & set(once)
    assert not once.startswith("#")
    assert not once.endswith("#")
    assert "##" not in once


def test_every_chinese_character_has_one_simplified_form() -> None:
    for code in range(0x4E00, 0xA000):
        once = normalise(chr(code))
        assert len(once) == 1
        assert normalise(once) == once
