"""Every leaf of both trees, from the menu data: reached through the emulator, answered, and never a dead end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ivr.entries import ENTRIES, RECORDINGS
from ivr.lines import LINES, MEDICAL, SOCIAL
from ivr.menus import MAIN, MENUS
from ivr.nodes import NODES

if TYPE_CHECKING:
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]

FOLLOWING: Mapping[str, tuple[str, ...]] = {
    **{menu.told_by: () for menu in MENUS.values() if menu.told_by},
    "this_region": ("policies",),
    "callback_here": ("callback_when",),
    "callback_phone": ("callback_when",),
    "child_id": ("child_consent",),
    "child_query": ("child_answers",),
}
"""What a node or an entry leads on to, besides the menus that it tells."""


def paths_of(line: str) -> Iterator[tuple[str, str]]:
    """Every path of keys from a line's first menu to a leaf, and the leaf."""
    for keys, leaf, _ in trails_of(line):
        yield keys, leaf


def trails_of(line: str) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Every path to a leaf, the leaf, and what is come through on the way, each with the keys that lead there."""

    def walk(menu: str, keys: str, through: Mapping[str, str]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        for item in MENUS[menu].items:
            target = LINES[line].menu if item.target == MAIN else item.target
            following = [name for name, one in MENUS.items() if one.told_by == target]
            following += FOLLOWING.get(target, ())
            here = keys + item.key
            if target in MENUS and MENUS[target].items:
                following = [target]
            if not following:
                yield here, target, through
            for name in following:
                if name not in through:
                    yield from walk(name, here, {**through, target: here, name: here})

    yield from walk(LINES[line].menu, "", {LINES[line].menu: ""})


@dataclass(frozen=True, kw_only=True)
class Case:
    """Who asks at a leaf, what is keyed or said there, and which prompts answer."""

    ids: str
    """The prompts that must be among those said, separated by blanks."""
    words: str = ""
    """Words that must be heard."""
    english: str = ""
    """Words that must be heard in English; policies and guides have some."""
    who: str = "employed"
    own_phone: bool = False
    keyed: str = ""
    """What is keyed where the leaf is an entry, ended by blanks where there are several."""
    said: str = ""
    """What is said where the leaf is a recording."""


CASES: Mapping[str, Case] = {
    "balance": Case(ids="balance.amount", words="一千二百三十四元五角六分"),
    "payments": Case(ids="movements.payments movements.one offer.more offer.dispute", words="药店支付"),
    "credits": Case(ids="movements.credits movements.one", words="单位划入"),
    "yearly": Case(ids="movements.interest movements.carried_over movements.never_cleared", words="年度利息"),
    "year_month": Case(ids="movements.of_month movements.one", keyed="202602#", words="二零二六年二月的收支如下"),
    "family_payments": Case(ids="family.failed_by_me family.paid_by_me family.remedy.insufficient", words="余额不足"),
    "family_premiums": Case(ids="family.premiums family.paid_by_me", words="女儿张女士居民医保费支付四百零五元"),
    "family_authorisations": Case(ids="family.given", words="配偶林女士"),
    "family_quota": Case(ids="family.free", words="共济额度"),
    "child_balance": Case(ids="child.no_account", who="new mother", words="女儿张女士参加的医保不设个人账户"),
    "child_participation": Case(ids="child.status", who="new mother", words="参保地北京市，正常参保"),
    "child_contributions": Case(ids="child.contributions child.paid_year", who="new mother", words="四百零五元"),
    "child_bound": Case(ids="child.bound", words="女儿张女士，证件尾号零幺八三"),
    "child_released": Case(ids="child.released", who="new mother"),
    "participation": Case(ids="insured.status insured.activated", words="职工医保，参保地北京市，正常参保"),
    "contributions": Case(ids="insured.contributions insured.paid_month offer.more", words="一百三十六元四角二分"),
    "contributed_months": Case(ids="insured.months insured.months_rule", words="累计缴费十二年"),
    "counters": Case(ids="insured.cost insured.threshold_left insured.limit_left", words="距起付线还差三百元"),
    "claims": Case(ids="claims.one claims.due claims.refused.deadline", words="审核中"),
    "filings": Case(ids="filings.open", who="elder over 70", words="上海市，异地长期居住备案"),
    "maternity": Case(ids="maternity.paid_amount", who="new mother", words="一百五十八天"),
    "area_code": Case(own_phone=True, ids="region.chosen menu.policies", keyed="0951#", words="银川"),
    "policy.outpatient": Case(
        own_phone=True,
        ids="policy.figures policy.closing offer.region",
        words="一千八百元",
        english="the threshold is one thousand eight hundred yuan",
    ),
    "policy.inpatient": Case(
        own_phone=True, ids="policy.figures policy.closing", words="住院", english="Hospital stays of working employees"
    ),
    "policy.serious": Case(
        own_phone=True,
        ids="policy.none offer.region",
        words="零幺零",
        english="nothing on this for Beijing. Please dial zero one zero",
    ),
    "policy.maternity": Case(
        own_phone=True,
        ids="policy.none offer.region",
        words="零幺零",
        english="nothing on this for Beijing. Please dial zero one zero",
    ),
    "policy.premium": Case(
        own_phone=True,
        ids="policy.figures policy.closing",
        words="北京市二零二四年",
        english="Beijing, twenty twenty-four",
    ),
    "policy.account": Case(own_phone=True, ids="policy.rule policy.closing", words="不清零", english="never cleared"),
    "policy.sharing": Case(
        own_phone=True, ids="policy.figures policy.closing", words="共济", english="the shared account pays the rest"
    ),
    "policy.claims": Case(own_phone=True, ids="policy.rule policy.closing", words="发票", english="invoice"),
    "guide.query": Case(
        ids="policy.rule policy.closing", words="国家医保服务平台", english="national medical insurance platform"
    ),
    "guide.filing": Case(ids="policy.rule policy.closing", words="备案", english="Filing for treatment elsewhere"),
    "guide.claim": Case(ids="policy.rule policy.closing", words="直接结算", english="designated hospital"),
    "guide.sharing": Case(ids="policy.rule policy.closing", words="家庭共济", english="family sharing"),
    "guide.card": Case(ids="policy.rule policy.closing", words="激活", english="Activating a child's card"),
    "policy.social_insurance": Case(ids="policy.rule policy.closing", words="养老金", english="pension"),
    "policy.employment": Case(ids="policy.rule policy.closing", words="就业", english="Employment and start-ups"),
    "policy.labour": Case(ids="policy.rule policy.closing", words="劳动", english="unpaid wages"),
    "policy.personnel": Case(ids="policy.rule policy.closing", words="人才", english="professional titles"),
    "change_pin": Case(ids="pin.changed", keyed="380615# 380615#"),
    "do_bind": Case(ids="phone.bound_now"),
    "do_unbind": Case(ids="phone.unbound_now", own_phone=True),
    "forgotten_pin": Case(ids="pin.forgotten", words="窗口"),
    "reminders_on": Case(ids="reminders.switched_on", own_phone=True),
    "reminders_off": Case(ids="reminders.switched_off", own_phone=True),
    "complaint": Case(ids="ticket.promise ticket.number", said="药店多收了我的钱", words="五个工作日"),
    "suggestion": Case(ids="ticket.promise ticket.number", said="窗口周末开门就好了", words="十五个工作日"),
    "voicemail": Case(ids="ticket.promise ticket.number", said="请给我回电话", words="两个工作日"),
    "progress": Case(ids="ticket.state ticket.due ticket.answered offer.ticket_number", own_phone=True, words="处理中"),
    "callback_soon": Case(ids="callback.arranged ticket.number", words="三月二日十点整"),
    "callback_morning": Case(ids="callback.arranged ticket.number", words="三月三日九点整"),
    "callback_afternoon": Case(ids="callback.arranged ticket.number", words="三月三日十三点整"),
    "callback_time": Case(ids="callback.arranged ticket.number", keyed="03051430#", words="三月五日十四点三十分"),
    "pension": Case(ids="pension.state pension.drawing pension.divisor", who="elder over 70", words="正在领取"),
    "unemployment": Case(ids="unemployment.state unemployment.drawing", who="zero balance", words="九个月"),
    "work_injury": Case(ids="injury.state injury.grade", who="ID ends in X", words="八级"),
    "social_contributions": Case(ids="social.branch insured.paid_month", words="养老保险累计缴费"),
    "report_card_lost": Case(ids="card.reported", words="挂失成功"),
    "card_production": Case(ids="card.state card.pick_up", who="child in a family", words="待领取"),
    "cantonese": Case(ids="cantonese", words="粤语由人工服务提供"),
    "other_language": Case(ids="", words="press one"),
}
"""By leaf: a menu item without one fails the walk below."""

EVERY = [pytest.param(line, path, leaf, id=f"{line}-{path}-{leaf}") for line in LINES for path, leaf in paths_of(line)]


def at_leaf(walk: Walking, number: str, path: str, leaf: str) -> Walk:
    """Walk a path as the leaf's case has it, and do there what the leaf asks for."""
    case = CASES[leaf]
    caller = walk(number, case.who, own_phone=case.own_phone).follow(path)
    for entry in case.keyed.split():
        caller.press(entry)
    if case.said:
        assert caller.place in RECORDINGS
        caller.call.speak(case.said).press("#")
    return caller


def test_every_leaf_of_both_trees_has_a_case() -> None:
    leaves = {leaf for line in LINES for _, leaf in paths_of(line)}
    assert leaves == set(CASES)
    assert len(list(paths_of(MEDICAL))) > 40
    assert len(list(paths_of(SOCIAL))) > 35


def test_the_page_about_the_hotline_names_every_path() -> None:
    page = (Path(__file__).parents[3] / "docs" / "hotline.md").read_text(encoding="utf-8")
    of_12393, of_12333 = page.split("```\n12393\n")[1].split("```")[0].split("\n12333\n")
    for number, block in ((MEDICAL, of_12393), (SOCIAL, of_12333)):
        named = {keys.replace(" ", "") for keys in re.findall(r"(?:^|  )((?:[1-9] )*[1-9])(?= )", block, re.MULTILINE)}
        shared = ("1", "54") if number == SOCIAL else ()  # as 12393 has it
        leaves = {path for path, _ in paths_of(number) if not path.startswith(shared or "-")}
        assert leaves <= named


@pytest.mark.parametrize(("number", "path", "leaf"), EVERY)
def test_every_leaf_answers(walk: Walking, number: str, path: str, leaf: str) -> None:
    case = CASES[leaf]
    caller = at_leaf(walk, number, path, leaf)

    assert all(caller.sentences), f"words of no prompt: {caller.words}"
    assert set(case.ids.split()) <= caller.ids, f"{caller.ids}: {caller.words}"
    assert case.words in caller.words
    assert caller.call.status == "in-progress"
    assert [exchange.failure for exchange in caller.call.exchanges] == [""] * len(caller.call.exchanges)


@pytest.mark.parametrize(("number", "path", "leaf"), EVERY)
def test_no_leaf_is_a_dead_end(walk: Walking, number: str, path: str, leaf: str) -> None:
    caller = at_leaf(walk, number, path, leaf)
    place = caller.place
    heard = caller.ids

    if place in NODES:
        again = caller.press("#")
        assert again.place == place
        assert again.ids & heard
    caller.press("*#" if caller.place in ENTRIES else "*")

    assert caller.call.status == "in-progress"
    assert caller.place in MENUS or caller.place in ENTRIES
    assert not {"wrong_key", "wrong_entry"} & caller.ids


@pytest.mark.parametrize(("number", "path", "leaf"), EVERY)
def test_nought_reaches_a_person_or_a_ticket_from_every_leaf(walk: Walking, number: str, path: str, leaf: str) -> None:
    caller = at_leaf(walk, number, path, leaf)
    caller.press("0#" if caller.place in ENTRIES else "0")
    assert "agent.ticket" in caller.ids
    assert caller.call.status == "completed"


@pytest.mark.parametrize(("number", "path", "leaf"), [one for one in EVERY if "other_language" not in one.values])
def test_every_leaf_answers_in_english(walk: Walking, number: str, path: str, leaf: str) -> None:
    case = CASES[leaf]
    caller = walk(number, case.who, own_phone=case.own_phone).press("9").follow(path)
    for entry in case.keyed.split():
        caller.press(entry)
    if case.said:
        caller.call.speak(case.said).press("#")
    assert all(caller.sentences), f"words of no prompt: {caller.words}"
    assert caller.call.status == "in-progress"
    assert {say.get("language") for say in caller.says} == {"en-US"}
    assert case.english in caller.words


POLICIES = [one for one in EVERY if str(one.values[2]).startswith(("policy.", "guide."))]


@pytest.mark.requirement("S14")
@pytest.mark.parametrize(("number", "path", "leaf"), POLICIES)
def test_an_english_caller_hears_a_policy_in_english_to_its_end(
    walk: Walking, number: str, path: str, leaf: str
) -> None:
    assert CASES[leaf].english, "what an English caller hears of a policy is demanded"
    caller = walk(number, CASES[leaf].who, own_phone=CASES[leaf].own_phone).press("9").follow(path)
    told = caller.to_the_end()
    assert "What your local insurance office has laid down is decisive." in told or leaf == "policy.serious"
    spoken = [say for document in caller.documents[2:] for say in document.iter("Say")]
    assert {say.get("language") for say in spoken} == {"en-US"}
    words = "".join("".join(say.itertext()) for say in spoken)
    assert not re.search("[\u4e00-\u9fff0-9]", words), words
