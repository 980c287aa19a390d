"""What counts as an amount that was heard, taken down, or told from its neighbours. No model listens."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.voice_prompts.ear import Ear, judged, results_of, trial
from voice_prompts import reading
from voice_prompts.listening.amounts import SIGNS, all_heard, amounts, taken_down
from voice_prompts.listening.command import HearingTest, chosen, written
from voice_prompts.listening.comparing import compare, syllables
from voice_prompts.listening.neighbours import neighbours
from voice_prompts.listening.recogniser import Remembered
from voice_prompts.listening.results import figures
from voice_prompts.listening.tables import show
from voice_prompts.listening.trials import (
    NEIGHBOURS,
    Kind,
    Trial,
    answers,
)
from voice_prompts.reading import MOST_MONEY, chinese
from voice_prompts.recorded import Recordings

BALANCE = "您的医保个人账户余额"


@given(st.integers(0, MOST_MONEY))
def test_every_amount_is_found_in_its_own_reading(fen: int) -> None:
    said = compare("zh-CN", f"{BALANCE}{chinese.money(fen)}，其中", f"{BALANCE}{chinese.money(fen)}，其中")
    assert amounts(said.syllables) == (fen,)


@given(st.integers(0, MOST_MONEY), st.integers(0, MOST_MONEY))
def test_an_amount_that_was_heard_as_another_is_wrong(fen: int, other: int) -> None:
    one = judged(f"{BALANCE}{chinese.money(fen)}。", f"{BALANCE}{chinese.money(other)}。", fen)
    assert one.right is (fen == other)


@pytest.mark.parametrize(
    ("heard", "fen"),
    [
        ("1234.56元", 123456),
        ("两块五毛", 250),
        ("一拜元", 10_000),
        ("是一千元", 100_000),
        ("30万500元", 30_050_000),
        ("0.01元", 1),
    ],
)
def test_amounts_are_found_by_their_sound(heard: str, fen: int) -> None:
    assert amounts(compare("zh-CN", chinese.money(fen), heard).syllables) == (fen,)


@pytest.mark.parametrize(
    "heard", ["", "元", "分", "一千", "二千三千元", "十百元", "一百五元三", "十五分", "九分之九", "万元"]
)
def test_what_is_no_amount_as_it_is_read_is_none(heard: str) -> None:
    found = amounts(syllables(heard))
    assert not {fen for fen in found if syllables(chinese.money(fen)) == syllables(heard)}


def test_the_amounts_have_to_be_heard_in_their_order_and_what_sounds_like_another_does_not_matter() -> None:
    assert all_heard((100, 200), (100, 50, 200))
    assert not all_heard((100, 200), (200, 100))
    assert not all_heard((100, 100), (100,))
    assert judged("医院报销五元。", "医院报销5元", 500).right
    assert judged("您好。", "您好").right is None


@given(st.integers(0, MOST_MONEY))
def test_neighbours_are_other_amounts_that_can_be_read_and_each_comes_once(fen: int) -> None:
    found = neighbours(fen)
    assert fen not in found
    assert list(found) == sorted(set(found))
    assert all(0 <= other <= MOST_MONEY for other in found)
    assert len(found) > 8


@given(st.integers(0, MOST_MONEY))
def test_most_neighbours_would_be_taken_for_the_amount_as_well(fen: int) -> None:
    found = neighbours(fen)
    of_one_length = [other for other in found if len(str(other)) == len(str(fen))]
    assert all(fen in neighbours(other) for other in of_one_length)
    assert len(of_one_length) * 2 > len(found)


@pytest.mark.parametrize(
    ("fen", "other"),
    [
        (3550, 3500),
        (3550, 550),
        (10_005, 1005),
        (10_005, 10_050),
        (10_005, 100_050),
        (1200, 120),
        (1200, 12),
        (1200, 2100),
        (0, 9),
        (9, 0),
    ],
)
def test_neighbours_are_what_a_digit_left_out_changed_or_swapped_makes_and_tenfold_or_a_tenth(
    fen: int, other: int
) -> None:
    assert other in neighbours(fen)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_an_answer_is_to_be_told_from_the_same_words_with_one_of_its_amounts_another(
    tones: Path, language: str
) -> None:
    drawn = answers(Recordings(tones), language)
    for one in drawn:
        others = set(one.neighbours)
        assert one.words not in others
        assert len(others) == len(one.neighbours) <= NEIGHBOURS
        assert bool(others) is bool(one.amounts)
    two = next(one for one in drawn if len(set(one.amounts)) == 2)
    said = [reading.read(fen, "money", language) for fen in two.amounts]
    assert all(sum(words in other for words in said) >= 1 for other in two.neighbours)


def test_what_was_said_whole_is_to_be_told_from_the_same_neighbours(tones: Path) -> None:
    joined, whole = chosen(Recordings(tones), "zh-CN", [Kind.ANSWER], 1, whole=True)
    assert joined.neighbours == whole.neighbours


@pytest.mark.parametrize(
    ("ways", "after", "fen"),
    [
        (["五元"], "。", 500),
        (["五元。"], "。", 500),
        (["五元一角转入"], "，已转入。", None),
        (["五元一转入"], "，已转入。", 500),
        (["五元，一转入"], "，已转入。", 500),
        (["五元三位缴费", "九元单位缴费"], "，单位缴费。", 900),
        (["五五元", "二千元", "五十元角"], "。", None),
        (["五百元一九角", "五百元九角"], "。", 50_090),
        (["", "。"], "。", None),
        ([], "。", None),
    ],
)
def test_an_amount_is_taken_down_from_the_likeliest_way_that_is_one_and_goes_on_as_it_should(
    ways: list[str], after: str, fen: int | None
) -> None:
    assert taken_down(ways, after) == fen


@given(st.integers(0, MOST_MONEY), st.sampled_from(["", "。", "，单位缴费。", "，已转入历年账户。"]))
def test_every_amount_can_be_taken_down_as_it_is_read(fen: int, after: str) -> None:
    said = chinese.money(fen)
    assert taken_down([said], after) == taken_down([said + after], after) == fen
    assert set(said) <= set(SIGNS)


def test_every_amount_of_an_answer_is_taken_down_after_the_words_before_it_and_all_have_to_be_right(
    tmp_path: Path,
) -> None:
    both = trial("个人五元，单位五元。", 500, 500)
    assert list(both.around()) == [("个人", "，单位五元。"), ("个人五元，单位", "。")]
    ear = Ear("听不清", ways=["五元单位五元", "五元"])
    found = results_of(ear, [both, trial("余额六元。", 600), trial("您好。"), replace(both, language="en")], tmp_path)
    assert ear.befores == ["个人", "个人五元，单位", "余额"]
    assert [(one.taken, one.taken_down) for one in found] == [
        ((500, 500), True),
        ((500,), False),
        ((), None),
        ((), None),
    ]
    assert [(row.with_taken, row.taken_down) for row in figures(found)] == [(2, 1), (0, 0)]
    written(tmp_path, found, "ear")
    assert "taken down: 5.00" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_ways_to_go_on_are_remembered(tmp_path: Path) -> None:
    ear = Ear(ways=["五元", "四元"])
    for _ in range(2):
        again = Remembered(ear, tmp_path / "transcripts.jsonl")
        assert list(again.go_on("zh-CN", b"\x01", "余额", "四五元")) == ["五元", "四元"]
    assert ear.befores == ["余额"]
    assert list(again.go_on("zh-CN", b"\x01", "余额", "五元")) == ["五元"]


def asked_to_choose(*fen: int) -> list[Trial]:
    """An answer for each amount, with its two neighbours of a single digit."""
    return [
        replace(
            trial(f"余额{chinese.money(one)}。", one),
            neighbours=tuple(f"余额{chinese.money(other)}。" for other in (one - 100, one + 100)),
        )
        for one in fen
    ]


def test_how_many_were_told_from_their_neighbours_is_a_figure_of_its_own_beside_that_of_guessing(
    tmp_path: Path,
) -> None:
    trials = [*asked_to_choose(500, 800), trial("您好。")]
    found = results_of(Ear("余额五元。", "余额七元。"), trials, tmp_path)
    assert [one.told_apart for one in found] == [True, False, None]
    (row,) = figures(found)
    assert (row.told_apart, row.with_choice) == (1, 2)
    assert row.chance == pytest.approx(1 / 3)
    written(tmp_path, found, "ear")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "1 of 2 (guessing: 33%)" in html
    assert "taken for: 余额七元。" in html
    kept = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [(one["told_apart"], one["with_choice"]) for one in kept["figures"]] == [(1, 2)]
    shown = Console(width=150, record=True, file=StringIO())
    show(shown, found, figures(found))
    assert "1 of 2" in shown.export_text()


def test_nothing_is_to_be_chosen_where_that_is_not_asked_for(tmp_path: Path) -> None:
    test = HearingTest(
        trials=asked_to_choose(500),
        recogniser=Ear("余额五元。"),
        sound=lambda _: b"\xff" * 800,
        sounds=tmp_path,
        choice=False,
    )
    (one,) = test.results()
    assert one.told_apart is None
    assert figures([one])[0].with_choice == 0
