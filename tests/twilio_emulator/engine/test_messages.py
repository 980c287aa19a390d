"""What a person reads when something is wrong: one short sentence in the words of TwiML, JSON and HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from twilio_emulator.engine import json_frames
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import CODES, Notice
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word

OURS = re.compile(r"\b(True|False|None|NoneType|dict|tuple|frozenset)\b|<\w+\.|\('|',\)|object at|Error\b|\\x")
"""What Python would say, and nobody else."""


def every_word(found: tuple[type[Word], ...]) -> Iterator[type[Word]]:
    seen: list[type[Word]] = list(found)
    for word in seen:
        seen += [one for one in word.CONTENT if one not in seen]
        yield word


WORDS = {word.TAG: word for word in every_word((*VERBS, *MESSAGE_VERBS))}


@pytest.mark.parametrize("tag", WORDS)
def test_a_remark_on_an_attribute_says_what_is_used_instead_in_the_words_of_twiml(tag: str) -> None:
    word = WORDS[tag]
    notices: list[Notice] = []
    for wrong in ("\u8a71", "", " ", "-1", "99999999999", "x" * 10_000):
        for name in word.ATTRIBUTES:
            word.read(Element(tag, {name: wrong}, 1, 1, ["+15005550112"]), notices)
    for notice in notices:
        assert notice.code in CODES
        assert not OURS.search(notice.detail), notice
        assert "\n" not in notice.detail
        assert len(notice.detail) < 400


def test_a_remark_is_cut_where_it_repeats_too_much() -> None:
    notice = Notice(code=11100, detail="a" * 10_000)
    assert notice.detail == "a" * 499 + "…"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("[]", "an array"),
        ("null", "null"),
        ("1.5", "a number"),
        ('"a"', "a text"),
        ("true", "true or false"),
        (b"{}", "a binary message"),
        ("{", "not JSON"),
        ("[" * 100_000, "nests too deep"),
    ],
)
def test_a_message_that_is_no_object_is_named_in_the_words_of_json(frame: str | bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        json_frames.read(frame)
    assert not OURS.search(str(refused.value))


def test_a_value_is_repeated_as_json_writes_it() -> None:
    assert json_frames.shown(None) == "null"
    assert json_frames.shown({"a": [True, "\u8a71"]}) == '{"a": [true, "\u8a71"]}'
    assert json_frames.shown("\ud83d") == '"\\ud83d"'
