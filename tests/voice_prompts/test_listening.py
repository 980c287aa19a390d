"""The hearing test: what counts as heard, which amounts, what is drawn, what the page shows. No model listens."""

import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.voice_prompts.ear import Ear, judged, results_of, trial
from voice_prompts import LANGUAGES, RecordingError, placeholders, prompt, prompt_ids, reading
from voice_prompts.listening.command import HearingTest, chosen, written
from voice_prompts.listening.comparing import compare, distance, syllables
from voice_prompts.listening.listed import table
from voice_prompts.listening.page import page
from voice_prompts.listening.recogniser import ListeningError, Remembered, Whisper, assembled
from voice_prompts.listening.results import Figures, Result, figures, result, worst_first, yuan
from voice_prompts.listening.tables import show
from voice_prompts.listening.trials import (
    AMOUNTS,
    EDGES,
    Kind,
    answers,
    prompts,
    recorded,
    sample,
    spoken,
)
from voice_prompts.mulaw import RATE
from voice_prompts.reading import MOST_MONEY
from voice_prompts.recorded import FOLDER, Recordings

BALANCE = "您的医保个人账户余额"


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


def test_prompts_that_are_well_understood_on_average_are_enough_once_the_others_were_said_by_a_second_voice() -> None:
    good = [result(trial("您好，欢迎来电。", kind=Kind.PROMPT), "您好欢迎来电", "0.mp3")] * 30
    bad = result(trial("再见。", kind=Kind.PROMPT), "您好", "0.mp3")
    again = result(trial("再见。", kind=Kind.SECOND), "您好", "0.mp3")

    def shown(*found: Result) -> str:
        console = Console(file=StringIO(), width=200)
        show(console, found, figures(found))
        assert isinstance(console.file, StringIO)
        return console.file.getvalue()

    assert "met" in shown(*good)
    assert "missed" in shown(*good, bad)
    assert "missed" not in shown(*good, bad, again)
    assert "missed" in shown(bad, again)


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
