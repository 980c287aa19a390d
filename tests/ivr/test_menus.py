"""A walk over the dialogue as data: every key leads somewhere and every word exists (style-anchors 3.6)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from ivr.entries import ENTRIES
from ivr.identity import STEPS
from ivr.menus import IDENTITY, MENUS, ROOT, Item, Menu
from ivr.nodes import NODES
from ivr.twiml import SPEAKERS
from voice_prompts import LANGUAGES, prompt

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These rules are the same on every database; one is enough."""
    return sqlite_url


PLACES = {*MENUS, *ENTRIES, *NODES, ROOT, IDENTITY}
ITEMS = [pytest.param(menu, item, id=f"{name}-{item.key}") for name, menu in MENUS.items() for item in menu.items]
NUMERALS = {
    "zh-CN": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "en": {"0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "8": "eight", "9": "nine"},
}


@pytest.mark.parametrize(("menu", "item"), ITEMS)
def test_every_key_leads_to_a_place_there_is(menu: Menu, item: Item) -> None:
    assert item.target in PLACES
    assert menu.target(item.key) == item.target


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS)
def test_a_menu_has_at_most_five_choices_each_on_a_key_of_its_own(menu: Menu) -> None:
    keys = [item.key for item in menu.items]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set("123456789")  # 0, # and * are the rules of the house
    assert len([item for item in menu.items if item.said_by == ""]) <= 5


@pytest.mark.parametrize("place", [*MENUS.values(), *ENTRIES.values(), *NODES.values()])
def test_star_leads_from_every_place_to_a_place_there_is(place: Menu) -> None:
    assert place.back in PLACES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*MENUS, *ENTRIES])
def test_every_question_has_words_in_every_language(name: str, language: str) -> None:
    asked = MENUS[name].prompt if name in MENUS else ENTRIES[name].prompt
    assert prompt(asked, language).text
    assert language in SPEAKERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("menu", "item"), ITEMS)
def test_every_key_is_named_by_the_words_that_offer_it(menu: Menu, item: Item, language: str) -> None:
    if item.said_by is None:
        return
    offer = "press {}" if language == "en" else "按{}"
    words = prompt(item.said_by or menu.prompt, language).text
    assert offer.format(NUMERALS[language][item.key]) in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(MENUS.keys() - {"personal"}))
def test_every_menu_offers_a_person(name: str, language: str) -> None:
    offer = "press zero" if language == "en" else "按零"
    assert offer in prompt(MENUS[name].prompt, language).text


def test_the_personal_menu_relies_on_the_greeting_for_its_offer_of_a_person() -> None:
    for language in LANGUAGES:
        assert "zero" in prompt("greeting", language).text or "按零" in prompt("greeting", language).text


def test_every_entry_is_taken_by_a_step_there_is() -> None:
    assert {entry.then for entry in ENTRIES.values()} == set(STEPS)


def test_no_place_has_two_names() -> None:
    assert len(MENUS) + len(ENTRIES) + len(NODES) + 2 == len(PLACES)


def test_every_menu_and_node_is_reached_by_some_key() -> None:
    reached, ahead = {"main", "elder"}, deque(["main", "elder"])
    while ahead:
        place = ahead.popleft()
        for item in MENUS[place].items if place in MENUS else ():
            if item.target not in reached:
                reached.add(item.target)
                ahead.append(item.target)
    assert {*MENUS, *NODES} - reached == {"locked", "closed", "agent"}  # reached by rules, not by keys


@pytest.mark.parametrize("keys", ["1", "2", "3", "4", "5", "8", "9"])
def test_every_key_of_the_main_menu_leads_on_for_a_real_caller(caller: Caller, keys: str) -> None:
    caller.dials().keys(keys).does_not_hear("输入有误", "系统繁忙")


@pytest.mark.parametrize("key", ["2", "3", "4", "5"])
def test_branches_that_are_not_built_say_so_and_offer_a_person(caller: Caller, key: str) -> None:
    caller.dials().keys(key).hears("尚未开通", "人工服务，请按零").keys("0").hears("工单号")


@pytest.mark.parametrize("key", ["2", "3", "4", "5"])
def test_the_personal_menu_says_what_is_not_built(caller: Caller, key: str) -> None:
    caller.dials().keys("1", "990109198009190102#", "492068#", key).hears("尚未开通", "人工服务，请按零")
