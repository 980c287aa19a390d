"""How the walk counts what is heard in a row without a way out, and that every prompt is short enough."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ivr.twiml import Listen, Tape, document
from tests.journeys.trees.conftest import PATIENCE, longest_unbroken
from voice_prompts import Prompt


def documents(*bodies: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(f"<Response>{body}</Response>") for body in bodies]


def say(seconds: int, language: str = "zh-CN", slowly: bool = False) -> str:
    words = "字" * (4 * seconds) if language == "zh-CN" else "word " * (5 * seconds // 2)
    inside = f'<prosody rate="80%">{words}</prosody>' if slowly else words
    return f'<Say language="{language}">{inside}</Say>'


@pytest.mark.parametrize(
    ("bodies", "longest"),
    [
        ([say(20) + say(20)], 40),
        ([say(20) + "<Redirect>x</Redirect>", say(20)], 40),
        ([f"<Gather>{say(20)}{say(20)}</Gather>"], 20),
        ([f"<Gather>{say(40)}</Gather>"], 40),
        ([f"{say(20)}<Gather>{say(10)}</Gather>{say(15)}"], 20),
        ([say(20) + "<Record/>", say(20)], 20),
        ([say(20, "en-US")], 20),
        ([say(24, slowly=True)], 30),
        (["<Hangup/>"], 0),
    ],
)
def test_what_no_key_ends_is_counted_together(bodies: list[str], longest: float) -> None:
    assert longest_unbroken(documents(*bodies)) == pytest.approx(longest)


def test_the_limit_is_broken_by_words_that_a_recording_lets_nobody_interrupt() -> None:
    words = tuple(Prompt(id="record.complaint", language="zh-CN", text="字" * 70) for _ in range(2))
    key = document(words, listen=Listen.KEY, action="/x", elder=False)
    tape = document(
        words, listen=Listen.RECORDING, action="/x", elder=False, tape=Tape(longest=120, callback="/recorded")
    )
    assert longest_unbroken([ElementTree.fromstring(key)]) <= PATIENCE
    assert longest_unbroken([ElementTree.fromstring(tape)]) > PATIENCE
