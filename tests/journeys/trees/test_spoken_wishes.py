"""What is said instead of keyed: understood, asked about where it is not clear, and never enough to prove anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from ivr.entries import ENTRIES
from ivr.menus import MENUS
from ivr.nodes import NODES
from ivr.nodes.meanings import TARGETS
from understanding import PERSONAL, Intent
from voice_prompts import LANGUAGES, prompt

if TYPE_CHECKING:
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]


def says(caller: Walk, words: str) -> Walk:
    caller.call.speak(words).wait(1)  # recognition ends at the first pause
    return caller


@pytest.mark.parametrize("place", ["main", "social_main", "elder", "personal", "policies", "guides"])
def test_the_menus_listen(place: str) -> None:
    assert MENUS[place].hears


def test_nothing_that_proves_who_somebody_is_can_be_said() -> None:
    assert {name for name, entry in ENTRIES.items() if entry.hears} == {"year_month", "area_code"}


def test_a_pin_entry_does_not_listen(walk: Walking) -> None:
    caller = walk("12393", "employed").press("1")
    gather = caller.xml.find("Gather")
    assert gather is not None
    assert gather.get("input") == "dtmf"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", TARGETS)
def test_every_wish_has_a_name_to_be_asked_by(intent: Intent, language: str) -> None:
    assert prompt(f"word.intent.{intent.value}", language).text


@pytest.mark.parametrize("intent", sorted(PERSONAL))
def test_every_personal_wish_leads_to_a_place_that_asks_who_is_there(intent: Intent) -> None:
    target = TARGETS[intent]
    assert NODES[target].identified if target in NODES else MENUS[target].identified


@pytest.mark.requirement("S1")
@pytest.mark.parametrize("number", ["12393", "12333"])
def test_a_balance_asked_for_in_words_is_told_to_whom_proves_who_they_are(walk: Walking, number: str) -> None:
    caller = says(walk(number, "employed"), "我的医保还有多少钱")
    assert caller.place == "id_number"
    assert "balance.amount" in caller.identify().ids


def test_a_person_is_asked_for_in_words(walk: Walking) -> None:
    assert "agent.ticket" in says(walk("12393"), "我要转人工").ids


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("我要投诉", "complaint"),
        ("预约回电", "callback_number"),
        ("忘记密码了", "forgotten_pin"),
        ("有哪些查询渠道", "guide.query"),
        ("报销需要什么材料", "policy.claims"),
    ],
)
def test_words_lead_where_keys_lead(walk: Walking, words: str, place: str) -> None:
    assert says(walk("12393"), words).place == place


def test_a_policy_is_asked_for_with_its_region_in_words(walk: Walking) -> None:
    caller = says(walk("12393"), "北京门诊报销比例")
    assert caller.place == "policy.outpatient"
    assert "北京市二零二五年" in caller.words


def test_a_policy_without_a_region_asks_for_one_and_goes_on(walk: Walking) -> None:
    caller = says(walk("12393"), "门诊怎么报销")
    assert caller.place == "area_code"
    assert says(caller, "深圳").place == "policy.outpatient"


def test_a_region_is_said_instead_of_its_area_code(walk: Walking) -> None:
    caller = says(walk("12393").press("2"), "贺州")
    assert caller.place == "policies"
    assert "贺州市" in caller.words


def test_a_month_is_said_instead_of_its_digits(walk: Walking) -> None:
    caller = says(walk("12393", "employed").follow("124"), "今年二月")
    assert "二零二六年二月的收支如下" in caller.words


def test_what_is_not_clear_is_asked_and_chosen_by_key(walk: Walking) -> None:
    caller = says(walk("12393", "employed"), "余额和明细")
    assert "查余额，请按一。查收支明细，请按二。" in caller.words
    assert caller.press("#").words.count("请按") >= 3
    assert "wrong_key" in caller.press("7").ids
    caller.press("1")
    assert "balance.amount" in caller.identify().ids


def test_what_is_not_clear_can_be_left_by_star(walk: Walking) -> None:
    assert says(walk("12393"), "余额和明细").press("*").place == "main"


def test_nobody_hears_of_somebody_elses_account(walk: Walking) -> None:
    caller = says(walk("12393", "employed", own_phone=True), "帮我查一下我妈的余额")
    assert {"hearing.other_person", "menu.main"} <= caller.ids


@pytest.mark.parametrize("number", ["12393", "12333"])
@pytest.mark.parametrize("words", ["我孩子的余额", "娃的医保交了没"])
def test_a_parent_who_speaks_of_a_child_is_led_to_the_children(walk: Walking, number: str, words: str) -> None:
    caller = says(walk(number, "new mother"), words).identify()
    assert caller.place == "children"
    assert "menu.children" in caller.ids
    assert not {"balance", "contributions"} & {*caller.path}


def test_of_people_at_work_nobody_hears(walk: Walking) -> None:
    caller = says(walk("12393", "employed", own_phone=True), "我们经理社保基数多少")
    assert {"hearing.other_person", "menu.main"} <= caller.ids


def test_an_emergency_is_told_whom_to_ring(walk: Walking) -> None:
    assert "hearing.emergency" in says(walk("12393"), "救命有人晕倒了").ids


def test_noise_counts_like_a_wrong_key_and_the_third_leads_to_a_person(walk: Walking) -> None:
    caller = walk("12393")
    for words in ("贺州人口有多少", "今天天气不错"):
        assert {"hearing.unclear", "menu.main"} <= says(caller, words).ids
    assert {"give_up", "agent.ticket"} <= says(caller, "种植牙多少钱一颗").ids


def test_goodbye_ends_the_call(walk: Walking) -> None:
    caller = says(walk("12393"), "没有了，再见")
    assert "goodbye" in caller.ids
    assert caller.call.status == "completed"


def test_what_was_said_is_kept_nowhere(walk: Walking) -> None:
    from sqlalchemy import select

    from models import CallRecord

    caller = says(walk("12393", "employed"), "我叫张晓明想查一下医保余额")
    with caller.database.session() as db:
        row = db.scalars(select(CallRecord).where(CallRecord.call_sid == caller.call.sid)).one()
        assert "张晓明" not in repr([getattr(row, column.key) for column in CallRecord.__table__.c])
