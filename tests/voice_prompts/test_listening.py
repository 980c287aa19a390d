"""The hearing test: what counts as heard, which amounts, what is drawn, what the page shows. No model listens."""

import json
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from voice_prompts import LANGUAGES, RecordingError, placeholders, prompt, prompt_ids, reading
from voice_prompts.listening.amounts import SIGNS, all_heard, amounts, taken_down
from voice_prompts.listening.command import HearingTest, chosen, written
from voice_prompts.listening.comparing import compare, distance, syllables
from voice_prompts.listening.listed import table
from voice_prompts.listening.neighbours import neighbours
from voice_prompts.listening.page import page
from voice_prompts.listening.recogniser import ListeningError, Remembered, Whisper, assembled
from voice_prompts.listening.results import Figures, Result, figures, result, worst_first, yuan
from voice_prompts.listening.tables import show
from voice_prompts.listening.trials import (
    AMOUNTS,
    EDGES,
    NEIGHBOURS,
    Kind,
    Trial,
    answers,
    prompts,
    recorded,
    sample,
    spoken,
)
from voice_prompts.mulaw import RATE
from voice_prompts.reading import MOST_MONEY, chinese
from voice_prompts.recorded import FOLDER, Recordings

BALANCE = "您的医保个人账户余额"


class Ear:
    """A recogniser that hears what it is told to, goes on in `ways`, and counts how often it is asked to hear."""

    name = "ear"

    def __init__(self, *heard: str, ways: Sequence[str] = ()) -> None:
        self.heard = list(heard)
        self.ways = ways
        self.asked = 0
        self.befores: list[str] = []

    def hear(self, language: str, sound: bytes) -> str:
        self.asked += 1
        return self.heard[(self.asked - 1) % len(self.heard)]

    def go_on(self, language: str, sound: bytes, before: str, signs: str) -> Sequence[str]:
        self.befores.append(before)
        return [way for way in self.ways if set(way) <= set(signs)]

    def choose(self, language: str, sound: bytes, among: Sequence[str]) -> str:
        self.asked += 1
        return next((one for one in among if one in self.heard), among[0])


def trial(words: str, *fen: int, kind: Kind = Kind.ANSWER, language: str = "zh-CN", name: str = "balance") -> Trial:
    return Trial(language=language, kind=kind, name=name, words=words, amounts=fen)


def judged(words: str, heard: str, *fen: int, language: str = "zh-CN") -> Result:
    return result(trial(words, *fen, language=language), heard, "0.mp3")


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("您的医保个人账户余额。", "您的醫保個人賬戶餘額"),
        ("余额一千二百三十四元五角六分。", "餘額1,234.56元"),
        ("余额一千二百三十四元五角六分。", "余额1234元5角6分。"),
        ("一万二千元", "1.2万元"),
        ("三十万零五百元", "30万500元"),
        ("两元", "2元"),
        ("五角六分", "5.6分"),
        ("二零二五年三月一日", "2025年3月1日"),
        ("欢迎致电幺二三九三", "欢迎致电12393"),
        ("工作日九点到十七点三十分", "工作日9点到17:30"),
        ("百分之零点三五", "0.35%"),
        ("三点零五", "3.05"),
        ("最后一位是X的", "最后一位是x的"),
        ("工单号二六零三零幺，零零幺七", "工单号260301 0017"),
    ],
)
def test_figures_traditional_characters_and_signs_are_no_errors(words: str, heard: str) -> None:
    assert compare("zh-CN", words, heard).signs.wrong == 0
    assert compare("zh-CN", words, heard).sounds.wrong == 0


def test_another_figure_is_an_error_however_it_is_read() -> None:
    compared = compare("zh-CN", "余额一百零五元。", "余额150元")
    assert compared.signs.wrong == 2
    assert compared.heard == "余额一百五十元"


def test_another_character_with_the_same_sound_is_wrong_as_a_sign_and_right_as_a_sound() -> None:
    compared = compare("zh-CN", "五角六分", "无教六份")
    assert (compared.signs.wrong, compared.sounds.wrong) == (3, 0)
    assert compared.signs.share == 0.75


def test_readings_that_the_dictionaries_have_wrong_are_those_of_the_recordings() -> None:
    assert syllables("重听请按") == ("chong", "ting", "qing", "an")
    assert syllables("X和〇") == ("X", "he", "〇")


def test_nothing_heard_is_all_wrong_and_too_much_is_more_than_that() -> None:
    assert compare("zh-CN", "您好。", "").sounds.share == 1
    assert compare("zh-CN", "好", "好好好好").sounds.share == 3
    assert compare("zh-CN", "。", "").sounds.share == 0


@pytest.mark.parametrize(
    "heard", ["99999999999999999999元", "25:99", "１２３", "1,2,3", "0000", "1.2.3", "一 % 3%", "万5"]
)
def test_whatever_figures_are_written_something_comes_of_it(heard: str) -> None:
    assert compare("zh-CN", "您好", heard).sounds.wrong > 0
    assert compare("en", "hello", heard).sounds.wrong > 0


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_distance_is_none_for_the_same_and_at_most_the_longer(one: str, other: str) -> None:
    found = distance(one, [frozenset({sign}) for sign in other])
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))
    assert (found == 0) is (one == other)


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("March first, twenty twenty-six", "March 1st, 2026"),
        ("one hundred five yuan and thirty fen", "105 yuan and 30 fen."),
        ("at nine oh five", "at 9:05"),
        ("two point five percent", "2.5 percent"),
        ("at seventy percent", "at 70%"),
        ("two point five percent of it", "2.5% of it"),
        ("It's the caller's number one two three", "Its the callers number 123"),
        ("nineteen oh five", "1905"),
    ],
)
def test_english_is_compared_word_by_word(words: str, heard: str) -> None:
    assert compare("en", words, heard).signs.wrong == 0


def test_a_wrong_english_word_is_one_error() -> None:
    assert compare("en", "two hundred yuan", "to hundred yen").signs.wrong == 2


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


def listed(folder: Path, **ids: str) -> Path:
    """A folder of recordings with nothing but the list of them."""
    rows = [{"words": words, "ids": [id]} for words, id in ids.items()]
    (folder / "manifest.zh-CN.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


def test_a_hearing_test_is_of_recordings_of_pieces_and_of_answers_in_the_order_that_is_asked_for(
    tones: Path, tmp_path: Path
) -> None:
    recordings = Recordings(listed(tmp_path, **{"您好。": "greeting", "一千": "fragment", "宁波市": "region"}))
    found = chosen(recordings, "zh-CN", [Kind.RECORDING, Kind.FRAGMENT, Kind.ANSWER], None, whole=True)
    assert [(one.kind, one.words) for one in found] == [
        (Kind.RECORDING, "您好。"),
        (Kind.FRAGMENT, "一千"),
        (Kind.FRAGMENT, "宁波市"),
    ]
    every = chosen(Recordings(tones), "zh-CN", [Kind.ANSWER], 5, whole=True)
    assert [one.kind for one in every] == [Kind.ANSWER] * 5 + [Kind.WHOLE] * 5
    assert [one.words for one in every[:5]] == [one.words for one in every[5:]]
    assert len(chosen(Recordings(tones), "zh-CN", [Kind.ANSWER], 5, whole=False)) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_are_heard_as_callers_hear_them_each_at_least_once_and_words_in_the_prompts_they_stand_in(
    language: str,
) -> None:
    recordings = Recordings(FOLDER)
    words = ("hearing.choice", {"what": prompt("word.intent.YE", language).text})
    alone, with_words = (prompts(recordings, language, given) for given in ((), [words]))
    assert with_words[:-1] == alone == prompts(recordings, language)
    assert {one.kind for one in with_words} == {Kind.PROMPT}
    assert not any(one.name.startswith("word.") for one in with_words)
    unheard = {id for id in prompt_ids(language) if not id.startswith("word.")} - {one.name for one in alone}
    assert unheard == {id for id in unheard if {"text", "phone"} & set(placeholders(id, language).values())}
    shown = with_words[-1]
    assert shown.name == "hearing.choice"
    assert str(words[1]["what"]) in shown.words
    assert spoken(recordings, shown)


def test_a_prompt_of_which_a_part_is_not_recorded_is_not_heard() -> None:
    assert prompts(Recordings(FOLDER), "zh-CN", [("region.chosen", {"region": "海参崴"})])[-1].name != "region.chosen"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_same_answers_are_drawn_every_time_out_of_the_whole_range(tones: Path, language: str) -> None:
    drawn = answers(Recordings(tones), language)
    assert drawn == answers(Recordings(tones), language)
    with_amounts = [one for one in drawn if one.amounts]
    assert len(with_amounts) == AMOUNTS[language] < len(drawn)
    said = [fen for one in with_amounts for fen in one.amounts]
    assert set(EDGES) <= set(said)
    assert {len(str(fen)) for fen in said} >= set(range(1, 11))
    for one in with_amounts:
        assert all(reading.read(fen, "money", language) in one.words for fen in one.amounts)
    assert len({one.name for one in drawn}) > 10


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


def test_an_answer_is_heard_as_the_caller_hears_it_joined(tones: Path) -> None:
    recordings = Recordings(tones)
    (first, *_) = answers(recordings, "zh-CN")
    assert len(spoken(recordings, first)) > RATE
    piece = trial("一千", kind=Kind.FRAGMENT)
    assert len(spoken(recordings, piece)) == len(recordings.sound("zh-CN", "一千"))


@pytest.mark.parametrize("content", [None, "{", "[1]", '[{"words": "one"}]'])
def test_recordings_that_no_manifest_lists_are_said_to_be_missing(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.en.json").write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match="is no manifest"):
        recorded(tmp_path, "en")


def test_a_sample_is_the_same_every_time_and_keeps_its_order() -> None:
    every = [trial(str(number)) for number in range(100)]
    some = sample(every, 10)
    assert some == sample(every, 10)
    assert some == sorted(some, key=every.index)
    assert len(some) == 10
    assert sample(every, None) == sample(every, 1000) == every


def test_what_was_heard_once_is_not_listened_to_again(tmp_path: Path) -> None:
    file, ear = tmp_path / "new" / "transcripts.jsonl", Ear("您好")
    assert [Remembered(ear, file).hear("zh-CN", b"\x01") for _ in range(3)] == ["您好"] * 3
    assert ear.asked == 1
    Remembered(ear, file).hear("en", b"\x01")
    Remembered(ear, file).hear("zh-CN", b"\x02")
    assert ear.asked == 3
    other = Ear("再见")
    other.name = "another"
    assert Remembered(other, file).hear("zh-CN", b"\x01") == "再见"


def test_what_was_chosen_once_is_not_asked_again_unless_there_is_more_to_choose_from(tmp_path: Path) -> None:
    file, ear = tmp_path / "transcripts.jsonl", Ear("五元")
    for _ in range(2):
        assert Remembered(ear, file).choose("zh-CN", b"\x01", ("四元", "五元")) == "五元"
    assert ear.asked == 1
    Remembered(ear, file).choose("zh-CN", b"\x01", ("十元", "四元", "五元"))
    Remembered(ear, file).hear("zh-CN", b"\x01")
    assert ear.asked == 3


@pytest.mark.parametrize("half", ['{"key": "a', "[]", "{}", "", "null"])
def test_half_a_line_that_a_stop_left_behind_does_no_harm(tmp_path: Path, half: str) -> None:
    file, ear = tmp_path / "transcripts.jsonl", Ear("您好")
    Remembered(ear, file).hear("zh-CN", b"\x01")
    file.write_text(file.read_text(encoding="utf-8") + half + "\n", encoding="utf-8")
    Remembered(ear, file).hear("zh-CN", b"\x01")
    assert ear.asked == 1


def test_a_model_that_is_absent_or_another_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        assembled(tmp_path, parts=("no_such_package_of_ours",))
    with pytest.raises(ListeningError, match="make listen"):
        assembled(tmp_path, parts=("voice_prompts.rendering",), sha256="0" * 64)
    assert not list(tmp_path.rglob("model.bin"))


def test_without_the_extra_a_recogniser_says_what_installs_it(tmp_path: Path) -> None:
    deaf = Whisper(tmp_path, module="no_such_package_of_ours")
    with pytest.raises(ListeningError, match="make listen"):
        deaf.hear("zh-CN", b"\xff")
    with pytest.raises(ListeningError, match="make listen"):
        deaf.choose("zh-CN", b"\xff", ("五元", "四元"))
    with pytest.raises(ListeningError, match="make listen"):
        deaf.go_on("zh-CN", b"\xff", "余额", "五元")


def results_of(ear: Ear, trials: Sequence[Trial], folder: Path) -> list[Result]:
    test = HearingTest(
        trials=trials, recogniser=ear, sound=lambda one: one.words.encode() * 400, sounds=folder / "sounds"
    )
    return list(test.results())


def test_the_page_has_a_player_for_every_trial_and_the_figures_are_beside_it(tmp_path: Path) -> None:
    trials = [trial("余额五元。", 500), trial("余额六元。", 600), trial("您好。", kind=Kind.PROMPT)]
    found = results_of(Ear("余额5元", "余额9元", "您好"), trials, tmp_path)
    written(tmp_path, found, "ear")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    for one in found:
        assert f'src="sounds/{one.sound}"' in html
        assert (tmp_path / "sounds" / one.sound).stat().st_size > 100
    assert "1 of 2" in html
    assert "amounts: 9.00, not 6.00" in html
    assert html.index("余额六元") < html.index("余额五元")
    assert "http" not in html.replace("http-equiv", "")
    kept = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["trials"], one["right"]) for one in kept["figures"]] == [
        ("answers", 2, 1),
        ("prompts", 1, 0),
    ]


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


def test_prompts_that_are_listed_are_tried_with_a_second_voice_and_nothing_else_is(tmp_path: Path) -> None:
    trials = [trial("您好。", kind=Kind.PROMPT), trial("再见。", kind=Kind.PROMPT), trial("五元。", 500)]
    test = HearingTest(trials=trials, recogniser=Ear("您好"), sound=lambda _: b"\xff" * 800, sounds=tmp_path)
    again = test.again(list(test.results()))
    assert [(one.kind, one.words) for one in again.trials] == [(Kind.SECOND, "再见。")]
    (row,) = figures(list(again.results()))
    assert (row.kind, row.trials, row.listed) == (Kind.SECOND, 1, 1)


def test_listed_prompts_are_in_a_table_with_what_a_second_voice_changes_and_the_reason_that_follows(
    tmp_path: Path,
) -> None:
    wrote = {"再见。": "您好", "人工服务请按零。": "人工|服务<灵", "重听请按星号键。": "成天请安心好见"}
    again = {"再见。": "早上好", "人工服务请按零。": "人工服务请按零", "重听请按星号键。": "成天请安心"}
    found = [
        *(result(trial(words, kind=Kind.PROMPT), heard, "0.mp3") for words, heard in wrote.items()),
        *(result(trial(words, kind=Kind.SECOND), heard, "0.mp3") for words, heard in again.items()),
        result(trial("工作日九点到十七点。", kind=Kind.PROMPT), "今天不上班", "0.mp3"),
        result(trial("您好。", kind=Kind.PROMPT), "您好", "0.mp3"),
        result(trial("一千元。", 100_000), "十元", "0.mp3"),
    ]
    rows = [row.split(" | ") for row in table("zh-CN", found).splitlines()[2:]]
    assert {(row[0], row[-1]) for row in rows} == {
        ("| 再见。", "short |"),
        ("| 人工服务请按零。", "voice |"),
        ("| 重听请按星号键。", "both |"),
        ("| 工作日九点到十七点。", "not tried |"),
    }
    assert table("en", found) == ""
    written(tmp_path, found, "ear")
    assert (tmp_path / "listed.zh-CN.md").read_text(encoding="utf-8") == table("zh-CN", found)
    evil = table("zh-CN", [result(trial("再|见<b>。", kind=Kind.PROMPT), "x", "0.mp3")])
    assert "再\\|见&lt;b>" in evil


def test_whatever_is_heard_stays_text_on_the_page() -> None:
    evil = '<script>alert("1")</script>'
    one = result(trial(evil, name=evil), f"{evil}&amp;", '"><b>.mp3', chosen=evil * 2)
    html = page([one], figures([one]), evil)
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "&amp;amp;" in html


def test_the_worst_come_first_and_those_beyond_a_seventh_are_counted() -> None:
    good, bad = judged("人工服务请按零。", "人工服务请按零"), judged("您好。", "再见")
    assert worst_first([good, bad]) == [bad, good]
    assert figures([good, bad]) == [
        Figures(
            language="zh-CN",
            kind=Kind.ANSWER,
            trials=2,
            signs=0.5,
            sounds=0.5,
            pooled=2 / 9,
            listed=1,
            with_amounts=0,
            right=0,
            with_taken=0,
            taken_down=0,
            with_choice=0,
            told_apart=0,
            chance=0,
        )
    ]


def test_an_amount_is_shown_in_figures() -> None:
    assert [yuan(fen) for fen in (1, 105, MOST_MONEY)] == ["0.01", "1.05", "99,999,999.99"]
