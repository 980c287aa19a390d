"""Every leaf of both trees once more, with the recordings that come with the project in place of `<Say>`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from hotline.recorded_words import Source, recorded_words
from ivr.answers import Answers
from tests.conftest import SECRET_KEY
from tests.journeys.trees.test_every_leaf import CASES, EVERY, at_leaf
from voice_prompts.recorded import Recordings

if TYPE_CHECKING:
    from flask import Flask

    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]

ELSEWHERE = "示范街道社保所"
"""Words that come from a bureau, which nobody has recorded."""
POLICIES = frozenset(words for words, source in recorded_words("zh-CN").items() if source is Source.POLICY)
"""Words of policies: what 30 MB have no room for is said."""


@pytest.fixture
def recorded_walk(hotline_app: Flask, recordings: Recordings, walk: Walking) -> Walking:
    """As `walk`, with the recordings played."""
    hotline_app.extensions["answers"] = Answers(SECRET_KEY, recordings)
    return walk


@pytest.fixture(scope="session")
def recordings() -> Recordings:
    """The recordings, read once for all walks of this process."""
    return Recordings()


def said(caller: Walk) -> list[str]:
    """What was said by `<Say>` in the whole call, prompt by prompt."""
    documents = (one.text for one in caller.call.exchanges if one.text.startswith("<?xml"))
    return ["".join(say.itertext()) for text in documents for say in ElementTree.fromstring(text).iter("Say")]


def heard(caller: Walk) -> str:
    """All that was heard in the call, without the line's own remarks between."""
    return re.sub(r"\s+", "", caller.call.transcript)


@pytest.mark.parametrize(("number", "path", "leaf"), EVERY)
def test_every_leaf_is_played(recorded_walk: Walking, number: str, path: str, leaf: str) -> None:
    case = CASES[leaf]
    caller = at_leaf(recorded_walk, number, path, leaf)

    assert caller.call.status == "in-progress"
    assert re.sub(r"\s+", "", case.words) in heard(caller)
    expected = POLICIES if leaf.startswith(("policy.", "guide.")) else {ELSEWHERE}
    assert [words for words in said(caller) if not any(one in words for one in expected)] == []
    assert [exchange.failure for exchange in caller.call.exchanges] == [""] * len(caller.call.exchanges)


@pytest.mark.requirement("S1")
def test_the_balance_is_played_to_the_fen_in_both_languages(recorded_walk: Walking) -> None:
    chinese = recorded_walk("12393", "employed").follow("11")
    assert "余额一千二百三十四元五角六分，其中本年账户三百元，历年账户九百三十四元五角六分。" in heard(chinese)
    english = recorded_walk("12393", "employed").press("9").follow("11")
    assert "isonethousandtwohundredthirty-fouryuanandfifty-sixfen:threehundredyuanfromthisyear" in heard(english)
    assert said(chinese) == said(english) == []
