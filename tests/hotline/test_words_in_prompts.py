"""What stands in the places that prompts keep for words: all of it is heard by `make listen`, in a sentence."""

import pytest

from hotline.words_in_prompts import TABLES, words_in_prompts
from models.policies.files import read_policies
from models.policies.policy import PolicyStatus
from voice_prompts import LANGUAGES, placeholders, prompt, prompt_ids
from voice_prompts.listening.trials import prompts
from voice_prompts.recorded import FOLDER, Recordings

NOT_SPOKEN = ("word.hint.", "word.title.")
"""What recognition is told to expect, and what is said behind a surname only."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_with_a_place_for_words_is_there_and_every_such_place_is_filled(language: str) -> None:
    found = list(words_in_prompts(language))
    wanted = {id for id in prompt_ids(language) if {"text", "phone"} & set(placeholders(id, language).values())}
    assert {id for id, _ in found} == wanted
    for id, words in found:
        kinds = placeholders(id, language)
        assert {name for name, kind in kinds.items() if kind in ("text", "phone")} <= set(words) <= set(kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_stands_in_some_prompt_and_every_current_policy_in_one_of_its_own(language: str) -> None:
    found = list(words_in_prompts(language))
    said = [str(word) for _, words in found for word in words.values()]
    for id in prompt_ids(language):
        if id.startswith("word.") and not id.startswith(NOT_SPOKEN):
            word = prompt(id, language).text
            assert any(one.startswith(word) for one in said), id
    rows = [row for row in read_policies() if row["status"] is PolicyStatus.CURRENT]
    assert sum(id in ("policy.figures", "policy.rule", "policy.rule_here") for id, _ in found) == len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_recorded(language: str) -> None:
    words = list(words_in_prompts(language))
    heard = prompts(Recordings(FOLDER), language, words)
    assert [one.name for one in heard][-len(words) :] == [id for id, _ in words]


def test_the_tables_name_places_and_words_that_there_are() -> None:
    sections = {f"{id.partition('.')[0]}.{name}" for id in prompt_ids() for name in placeholders(id)}
    tables = {id.split(".")[1] for id in prompt_ids() if id.startswith("word.")}
    assert set(TABLES) <= sections
    assert {table for group in TABLES.values() for table in group} <= tables
