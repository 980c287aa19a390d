"""A walk over the dialogue as data: every key leads somewhere and every word exists (style-anchors 3.6)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from ivr.entries import ENTRIES, RECORDINGS
from ivr.lines import LINES
from ivr.menus import IDENTITY, MAIN, MENUS, ROOT, Item, Menu
from ivr.nodes import NODES
from ivr.offers import OFFERS, Offer
from ivr.speaking import SPEAKERS
from ivr.steps import STEPS
from voice_prompts import LANGUAGES, prompt

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These rules are the same on every database; one is enough."""
    return sqlite_url


PLACES = {*MENUS, *ENTRIES, *RECORDINGS, *NODES, ROOT, MAIN, IDENTITY}
BEHIND_THE_GREETING = {"personal", "movements", "family", "insured", "cases"}
"""The menus of one's own account, whose five choices leave no room: the greeting has offered a person already."""

BEHIND_STEPS = {
    item.target
    for name in ("policies", "ratios", "callback_when", "child_answers", "child_consent")
    for item in MENUS[name].items
}
"""What is chosen once a step has been taken."""

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


@pytest.mark.parametrize(
    "back",
    [
        *(one.back for one in MENUS.values()),
        *(one.back for one in NODES.values()),
        *(one.back for one in ENTRIES.values()),
    ],
)
def test_star_leads_from_every_place_to_a_place_there_is(back: str) -> None:
    assert back in {*PLACES, ""}  # empty: the menu that the caller came from


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
def test_every_offer_has_a_key_that_its_words_name_and_leads_to_a_place_there_is(offer: Offer) -> None:
    assert offer.target in {*PLACES, ""}
    for language in LANGUAGES:
        press = "press {}" if language == "en" else "按{}"
        assert press.format(NUMERALS[language][offer.key]) in prompt(offer.prompt, language).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*MENUS, *ENTRIES, *RECORDINGS])
def test_every_question_has_words_in_every_language(name: str, language: str) -> None:
    prompts = {name: place.prompt for table in (MENUS, ENTRIES, RECORDINGS) for name, place in table.items()}
    asked = prompts[name]
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
@pytest.mark.parametrize("name", sorted(MENUS.keys() - BEHIND_THE_GREETING))
def test_every_menu_offers_a_person(name: str, language: str) -> None:
    offer = "press zero" if language == "en" else "按零"
    assert offer in prompt(MENUS[name].prompt, language).text


def test_the_personal_menus_rely_on_the_greeting_for_their_offer_of_a_person() -> None:
    for language in LANGUAGES:
        for line in LINES.values():
            assert "zero" in prompt(line.greeting, language).text or "按零" in prompt(line.greeting, language).text


def test_every_entry_is_taken_by_a_step_there_is() -> None:
    assert {entry.then for entry in ENTRIES.values()} == set(STEPS)


def test_no_place_has_two_names() -> None:
    assert len(MENUS) + len(ENTRIES) + len(RECORDINGS) + len(NODES) + 3 == len(PLACES)


def test_every_menu_and_node_is_reached_by_some_key() -> None:
    firsts = ["main", "social_main", "elder"]
    reached, ahead = set(firsts), deque(firsts)
    while ahead:
        place = ahead.popleft()
        for item in MENUS[place].items if place in MENUS else ():
            if item.target not in reached:
                reached.add(item.target)
                ahead.append(item.target)
        for name, menu in MENUS.items():  # a node that leads to a question of its own
            if menu.told_by == place and name not in reached:
                reached.add(name)
                ahead.append(name)
    by_offers = {offer.target for offer in OFFERS.values()}
    by_steps = {"movements_of_month", "ticket", "filed", "pin_changed", "callback_when", "which_region", "policies"}
    by_rules = {"locked", "closed", "agent", "call_back", "farewell", "which_meaning"}
    by_onward = {"after_hours", "ratios", "dispute_choice", "child_answers", "child_consent"}
    by_people = {"queue"}
    assert {*MENUS, *NODES} - reached <= by_offers | by_steps | by_rules | by_onward | by_people | BEHIND_STEPS


@pytest.mark.parametrize("keys", ["1", "2", "3", "4", "5", "8", "9"])
def test_every_key_of_the_main_menu_leads_on_for_a_real_caller(caller: Caller, keys: str) -> None:
    caller.dials().keys(keys).does_not_hear("输入有误", "系统繁忙")
