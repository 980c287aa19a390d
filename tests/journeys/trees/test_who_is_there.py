"""Every leaf of one's own account, by every way of proving who one is, right and wrong (domain 4.1.5, 4.1.6, 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from ivr.lines import LINES
from ivr.menus import MAIN, MENUS
from ivr.nodes import NODES
from models import AuditRow, Database, Level, credentials

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]
    Demo = Mapping[str, DemoPerson]

IDENTITY = {"id_number", "id_tail", "pin", "confirm_id"}


def private_leaves(line: str) -> Iterator[tuple[str, str]]:
    """Every path to an answer about a person, straight through the menus."""

    def walk(menu: str, keys: str) -> Iterator[tuple[str, str]]:
        for item in MENUS[menu].items:
            if item.target in MENUS:
                yield from walk(item.target, keys + item.key)
            elif item.target in NODES and NODES[item.target].identified:
                yield keys + item.key, item.target

    yield from walk(LINES[line].menu if line != MAIN else MAIN, "")


LEAVES = [
    pytest.param(number, path, leaf, id=f"{number}-{path}-{leaf}")
    for number in LINES
    for path, leaf in private_leaves(number)
]
each_leaf = pytest.mark.parametrize(("number", "path", "leaf"), LEAVES)


def asked_for(walked: Walk) -> list[str]:
    """What was asked of the accounts in this walk."""
    with walked.database.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.reference == walked.call.sid)).all()
        assert all(row.level >= row.required for row in rows)
        return [row.question for row in rows if row.level >= Level.VERIFIED]


def until_asked(caller: Walk, path: str) -> Walk:
    """Press the keys of a path until the line asks who is there."""
    for key in path:
        if caller.place in IDENTITY:
            break
        caller.press(key)
    assert caller.place in IDENTITY
    return caller


def test_the_walk_finds_the_leaves_of_both_lines() -> None:
    assert len(LEAVES) >= 40


@each_leaf
@pytest.mark.requirement("S1")
@pytest.mark.requirement("S2")
def test_a_number_and_a_pin_lead_to_every_leaf(walk: Walking, number: str, path: str, leaf: str) -> None:
    caller = walk(number, "employed").follow(path)
    assert leaf in caller.path


@each_leaf
def test_the_last_four_and_a_pin_lead_to_every_leaf_from_ones_own_telephone(
    walk: Walking, number: str, path: str, leaf: str
) -> None:
    caller = until_asked(walk(number, "employed", own_phone=True), path)
    assert caller.place == "id_tail"
    caller = walk(number, "employed", own_phone=True).follow(path)
    assert leaf in caller.path


@each_leaf
@pytest.mark.requirement("S96")
def test_a_wrong_pin_leads_to_no_leaf_and_what_was_wrong_is_not_said(
    walk: Walking, number: str, path: str, leaf: str
) -> None:
    caller = until_asked(walk(number, "employed"), path).identify("000001")
    assert "refused" in caller.ids
    assert leaf not in caller.path
    assert not asked_for(caller)
    heard = caller.words
    unknown = until_asked(walk(number), path).press("990101198503120029#").press("000001#")
    assert unknown.words == heard


@each_leaf
@pytest.mark.requirement("S96")
def test_the_third_wrong_pin_leaves_a_person_to_be_asked_for(walk: Walking, number: str, path: str, leaf: str) -> None:
    caller = until_asked(walk(number, "employed"), path)
    for _ in range(3):
        caller.identify("000001")
    assert "refused.final" in caller.ids
    assert leaf not in caller.path
    assert "agent.ticket" in caller.press("0").ids


@each_leaf
def test_an_initial_pin_is_replaced_before_any_leaf(walk: Walking, number: str, path: str, leaf: str) -> None:
    caller = until_asked(walk(number, "initial PIN"), path).identify()
    assert "pin.must_change" in caller.ids
    assert leaf not in caller.path
    assert not asked_for(caller)
    caller.press("380615#").press("380615#")
    assert "pin.changed" in caller.ids
    reached = caller.path[-1]
    assert reached not in IDENTITY
    assert "agent" not in caller.path or leaf == "card_loss"  # a card is reported lost with an older PIN only


@each_leaf
def test_who_is_locked_reaches_no_leaf_however_right_the_pin(
    walk: Walking, database: Database, demo: Demo, number: str, path: str, leaf: str
) -> None:
    person = demo["employed"]
    with database.session() as db:
        for _ in range(5):
            credentials.verify_by_id(db, person.id_number, "000001", datetime(2026, 3, 2, 1, tzinfo=UTC))
    caller = until_asked(walk(number, "employed"), path).identify()
    assert "locked" in caller.ids
    assert leaf not in caller.path
    assert not asked_for(caller)
    assert "agent.ticket" in caller.press("0").ids


@each_leaf
@pytest.mark.requirement("S15")
def test_another_persons_number_with_ones_own_pin_leads_nowhere(
    walk: Walking, demo: Demo, number: str, path: str, leaf: str
) -> None:
    caller = until_asked(walk(number, "employed"), path).identify(demo["elder over 70"].pin)
    assert "refused" in caller.ids
    assert leaf not in caller.path
