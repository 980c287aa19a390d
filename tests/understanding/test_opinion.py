"""The second opinion: what a text sounds like, where its weights come from, and what it may and may not do."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from understanding import PERSONAL, Intent, NotOurs, Reason, TableError, Understood, Unsure, understand
from understanding.grams import grams
from understanding.matcher import judge
from understanding.measure import HELD_OUT, WEIGHED
from understanding.opinion import opinion, read_weights, weights, write_weights
from understanding.weigh import fingerprint, samples, weigh

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOWHERE: Mapping[str, str] = {}


def test_characters_and_pairs_are_heard_and_numbers_are_all_the_same() -> None:
    assert grams("查余额") == {"查", "余", "额", "^查", "查余", "余额", "额$"}
    assert grams("12 go on") == {"0", "go", "on", "^0", "0go", "go on", "on$"}


def heading() -> str:
    return (ROOT / "understanding" / "weights.tsv").read_text(encoding="utf-8").splitlines()[0]


def test_the_weights_were_found_from_the_phrasings_as_they_stand() -> None:
    known = samples(ROOT / name for name in WEIGHED)
    assert fingerprint(known) in heading(), "run python -m understanding.weigh"


def test_the_held_out_set_is_never_weighed() -> None:
    assert HELD_OUT not in WEIGHED
    assert {ROOT / name for name in (*WEIGHED, HELD_OUT)} == {*HERE.glob("*.toml")}
    known = samples(ROOT / name for name in (*WEIGHED, HELD_OUT))
    assert fingerprint(known) not in heading()
    assert "HELD_OUT" not in (ROOT / "understanding" / "weigh.py").read_text(encoding="utf-8")


def test_weights_are_read_as_they_were_written_and_found_the_same_way_every_time() -> None:
    known = [
        (grams(says), means) for says, means in (("查余额", "YE"), ("余额", "YE"), ("明细", "MX"), ("看明细", "MX"))
    ]
    found = weigh(known)
    assert write_weights(found, "") == write_weights(weigh(known), "")
    assert read_weights(write_weights(found, "of four phrasings")) == found
    assert opinion("我的余额", found).means is Intent.BALANCE
    assert opinion("我的明细", found).means is Intent.RECORDS


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(TableError, match="余额"):
        read_weights("\t0\tYE=1\tMX=2\n余额\tvery\tYE=1\n")


def test_what_sounds_like_nothing_known_has_no_points() -> None:
    assert opinion("床前明月光疑是地上霜", weights()).points < 0


def test_an_answer_that_the_opinion_gave_shows_the_pairs_that_spoke_for_it() -> None:
    answer = understand("孩子用我共济扣了多少", regions=NOWHERE)
    assert isinstance(answer, Understood)
    assert any(str(one).startswith("sounds like ") for one in answer.evidence)


@pytest.mark.parametrize("text", ["我妈卡里到底攒下来几个子儿了嘛", "我同事到底攒下来多少余额"])
def test_no_opinion_tells_another_persons_data(text: str) -> None:
    answer = understand(text, regions=NOWHERE)
    assert not isinstance(answer, Understood) or answer.intent not in PERSONAL


def test_no_opinion_answers_an_emergency() -> None:
    answer = understand("救命余额", regions=NOWHERE)
    assert isinstance(answer, NotOurs)
    assert answer.reason is Reason.EMERGENCY


def test_the_table_answers_by_itself_where_there_is_no_opinion() -> None:
    answer = judge("查余额", regions=NOWHERE, language="zh-CN", known=None)
    assert isinstance(answer, Understood)
    assert answer.intent is Intent.BALANCE


@pytest.mark.parametrize("text", ["报销", "绑定", "账户"])
def test_one_word_that_could_be_this_or_that_is_asked_back_however_it_sounds(text: str) -> None:
    assert isinstance(understand(text, regions=NOWHERE), Unsure)
