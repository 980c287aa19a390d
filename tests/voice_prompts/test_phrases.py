"""What is recorded, and how a sentence is cut into it: all that `reading` says, nothing lost, longest pieces first."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import LANGUAGES, PromptError, placeholders, prompt, prompt_ids, reading
from voice_prompts.phrases import FRAGMENT, Lexicon, Pause, Piece, cut, phrases, sentences, sources

LEXICONS = {language: Lexicon(phrases(language)) for language in LANGUAGES}

languages = st.sampled_from(LANGUAGES)
amounts = st.one_of(st.integers(0, reading.MOST_MONEY), st.integers(0, 10**6))
days = st.dates(date(1940, 1, 1), date(2049, 12, 31))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None))
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "money": amounts,
    "number": st.integers(0, 99_999),
    "count": st.integers(0, 9999),
    "date": days,
    "month": days,
    "months": st.integers(0, 900),
    "year": st.integers(1940, 2049),
    "time": times,
    "hours": st.tuples(times, times),
    "digits": st.from_regex(r"[0-9]{1,18}X?", fullmatch=True),
    "phone": st.from_regex(r"1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}|12393", fullmatch=True),
    "percent": st.decimals(0, 100, places=2).map(Decimal),
}
"""The ordinary range of each kind that prompts use, but of words that come from elsewhere."""


def said(pieces: tuple[Piece, ...]) -> str:
    """The text that pieces were cut from."""
    return "".join(piece.words + piece.after for piece in pieces)


@given(languages, st.data())
def test_whatever_is_read_in_its_ordinary_range_is_cut_into_recorded_phrases(
    language: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    arguments = {"count": {"zh-CN": "天", "en": "day/days"}, "digits": {"zh-CN": "6-4", "en": "6-4"}}
    words = reading.read(data.draw(VALUES[kind]), kind, language, arguments.get(kind, {}).get(language, ""))
    pieces = cut(language, words, LEXICONS[language])
    assert pieces, words
    assert said(pieces) == words
    assert all(piece.words in LEXICONS[language] for piece in pieces)


@given(languages, amounts)
def test_an_amount_is_at_most_nine_pieces_without_a_pause_inside(language: str, fen: int) -> None:
    pieces = cut(language, reading.read(fen, "money", language), LEXICONS[language])
    assert pieces
    assert len(pieces) <= {"zh-CN": 9, "en": 10}[language]
    assert {piece.pause for piece in pieces} == {Pause.NONE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_cut_whole_whatever_its_values(language: str) -> None:
    samples: dict[str, object] = {
        "money": 123456,
        "number": 23,
        "count": 2,
        "date": date(1998, 7, 1),
        "month": date(2026, 3, 1),
        "months": 146,
        "year": 2026,
        "time": time(9, 5),
        "hours": (time(9), time(12, 30)),
        "digits": "2603010017",
        "phone": "0951-5166023",
        "text": prompt("word.movement.outpatient", language).text,
    }
    for id in prompt_ids(language):
        values = {name: samples[kind] for name, kind in placeholders(id, language).items()}
        words = prompt(id, language, **values).text
        pieces = cut(language, words, LEXICONS[language])
        assert pieces, (id, words)
        assert said(pieces) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_says_the_same_to_everybody_is_one_phrase_a_sentence(language: str) -> None:
    for id in prompt_ids(language):
        if not placeholders(id, language):
            words = prompt(id, language).text
            pieces = cut(language, words, LEXICONS[language])
            assert pieces
            assert [piece.words for piece in pieces] == list(sentences(words))


def test_an_amount_is_said_in_number_groups() -> None:
    pieces = cut("zh-CN", "一千二百三十四元五角六分", LEXICONS["zh-CN"])
    assert pieces == tuple(Piece(words=words) for words in ("一千", "二百", "三十四元", "五角六分"))
    pieces = cut("en", "one thousand two hundred thirty-four yuan", LEXICONS["en"])
    assert pieces
    assert [piece.words for piece in pieces] == ["one thousand", "two hundred", "thirty-four yuan"]


def test_a_menu_shares_its_last_sentences_with_all_others() -> None:
    used = sources("zh-CN")
    assert {"menu.personal", "menu.movements", "menu.family"} <= set(used["返回上级，请按星号键。"])
    assert used["三十四元"] == (FRAGMENT,)


def test_commas_stay_inside_a_phrase_and_pauses_follow_the_signs_between() -> None:
    words = prompt("balance.amount", as_of=date(2026, 3, 1), total=100, current_year=0, carried_over=100).text
    pieces = cut("zh-CN", f"{words}人工服务，请按零。", LEXICONS["zh-CN"])
    assert pieces
    by_words = {piece.words: piece.pause for piece in pieces}
    assert by_words["截至"] is Pause.NONE
    assert by_words["一日"] is Pause.SHORT
    assert pieces[-2].pause is Pause.LONG
    assert pieces[-1].words == "人工服务，请按零。"


@given(amounts)
def test_no_amount_is_cut_inside_its_tens(fen: int) -> None:
    pieces = cut("zh-CN", reading.read(fen, "money", "zh-CN"), LEXICONS["zh-CN"])
    assert pieces
    joins = [before.words[-1] + after.words[0] for before, after in pairwise(pieces)]
    assert not {f"{digit}十" for digit in "一二三四五六七八九"} & set(joins)


@pytest.mark.parametrize(
    ("words", "pieces"),
    [("一千零五十元", ["一千", "零", "五十元"]), ("两万三千零一十五元", ["两万", "三千", "零", "一十五元"])],
)
def test_a_zero_stands_apart_from_the_tens_behind_it(words: str, pieces: list[str]) -> None:
    found = cut("zh-CN", words, LEXICONS["zh-CN"])
    assert found
    assert [piece.words for piece in found] == pieces


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", "诸葛先生"),
        ("en", "Whoever"),
        ("en", "twenty-threes"),
        ("zh-CN", "12元"),
        ("zh-CN", "，。"),
        ("zh-CN", ""),
    ],
)
def test_what_has_no_recording_is_not_cut_at_all(language: str, words: str) -> None:
    assert cut(language, words, LEXICONS[language]) is None


def test_english_is_cut_between_words_only() -> None:
    assert cut("en", "onesix", ["one", "six"]) is None
    assert cut("en", "o'one", ["o'", "one"]) is None
    pieces = cut("en", "one six", ["one", "six"])
    assert pieces == (Piece(words="one", after=" "), Piece(words="six"))


@given(
    st.lists(st.sampled_from(["甲", "乙", "甲乙", "乙丙", "甲乙丙丁"]), max_size=12),
    st.text("甲乙丙丁，。", max_size=12),
)
def test_as_few_pieces_as_can_be_are_used_and_no_word_is_lost(chosen: list[str], ending: str) -> None:
    words = "".join(chosen) + ending
    recorded = ["甲", "乙", "甲乙", "乙丙", "甲乙丙丁"]
    pieces = cut("zh-CN", words, recorded)
    fewest = fewest_by_search(words, recorded)
    if pieces is None:
        assert fewest in (None, 0)
    else:
        assert len(pieces) == fewest
        assert said(pieces) == words.lstrip("，。")


def fewest_by_search(words: str, recorded: list[str]) -> int | None:
    """The fewest pieces, found by trying all of them, breadth first."""
    reached, pieces = {0}, 0
    while reached:
        reached = {end for start in reached for end in past_signs(words, start)}
        if len(words) in reached:
            return pieces
        reached = {start + len(one) for start in reached for one in recorded if words.startswith(one, start)}
        pieces += 1
    return None


def past_signs(words: str, start: int) -> list[int]:
    """Where one can go on from `start`: there, or behind signs that are not heard."""
    ends = [start]
    while start < len(words) and words[start] in "，。":
        start += 1
        ends.append(start)
    return ends


def test_a_language_without_prompts_has_no_phrases() -> None:
    with pytest.raises(PromptError):
        phrases("fr")
