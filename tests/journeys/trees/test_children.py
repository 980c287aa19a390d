"""12393>1>3>5: a parent binds a child under fourteen, asks for it, and ends it (domain 7.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select, update

from models import Access, AuditRow, CallRecord, Channel, Database, Guardianship, Level, Person, guardians
from models.enquiry import OfChild
from models.identity import with_check_character
from models.vault import Sealed
from tests.journeys.trees.conftest import CHILD
from tests.journeys.trees.test_mechanisms import Texts

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]
    Demo = Mapping[str, DemoPerson]

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def audited(database: Database) -> list[tuple[str, int, int | None]]:
    """Question, whom it was about, and which parent asked."""
    with database.session() as db:
        rows = db.execute(select(AuditRow.question, AuditRow.person_id, AuditRow.guardian_id).order_by(AuditRow.id))
        return [(row[0], row[1], row[2]) for row in rows]


def second_child(database: Database, demo: Demo) -> None:
    """Make the student a second child of the new mother's."""
    mother, student = demo["new mother"].person_id, demo["student"].person_id
    number = with_check_character("99011520190601017")
    access = Access(channel=Channel.VOICE, level=Level.VERIFIED, reference="CA1", at=AT)
    with database.session() as db:
        vault = database.vault
        db.execute(
            update(Person)
            .where(Person.id == student)
            .values(id_number_hash=vault.id_hash(number), id_number_sealed=vault.seal(Sealed.ID_NUMBER, number))
        )
        guardians.tell_parentage(db, mother, student, AT, holds=True)
        assert guardians.guard(db, mother, number, access, "a test") is not None


@pytest.mark.requirement("S15")
def test_a_child_is_bound_with_consent_asked_for_and_released(walk: Walking, database: Database, demo: Demo) -> None:
    father, child = demo["employed"].person_id, demo["child in a family"].person_id
    caller = walk("12393", "employed").follow("1351")
    assert "child.none" in caller.ids
    caller.press("*").press("2").press(f"{CHILD}#")
    assert "敏感个人信息" in caller.words
    assert "child.bound" in caller.press("1").ids
    assert "child.bound" in caller.press("#").ids, "told again, not done again"
    caller.press("*").press("1")
    assert {"child.chosen", "menu.child_answers"} <= caller.ids
    assert "不设个人账户" in caller.press("1").words
    assert caller.press("*").place == "child_answers"
    assert "参保地北京市" in caller.press("2").words
    assert "四百零五元" in caller.press("*").press("3").words
    caller.press("*").press("*").press("3")
    assert {"child.chosen", "menu.unbind"} <= caller.ids
    assert "child.released" in caller.press("1").ids
    assert "child.none" in caller.press("*").press("1").ids
    about = [row for row in audited(database) if row[2] is not None]
    assert about == [
        (question, child, father)
        for question in ("guard", "balance", "participation", "contributions", "release_child")
    ]
    with database.session() as db:
        row = db.scalars(select(Guardianship).where(Guardianship.guardian_id == father)).one()
        assert (row.consent, row.channel) == ("voice PIN, child consent 1", Channel.VOICE)


@pytest.mark.requirement("S96")
@pytest.mark.parametrize(
    "keys", ["11010519491231002*#", "990102195008170021#", "990112201205280132#", "990101198503120010#"]
)
def test_whom_one_may_not_ask_for_is_refused_in_one_sentence(walk: Walking, database: Database, keys: str) -> None:
    caller = walk("12393", "employed").follow("135").press("2").press(keys).press("1")
    assert caller.words.startswith("提供的信息无法核实，没有绑定。")
    assert "child.refused" in caller.press("#").ids
    assert not [row for row in audited(database) if row[2] is not None]


def test_who_does_not_agree_binds_nothing_and_the_number_is_forgotten(walk: Walking, database: Database) -> None:
    caller = walk("12393", "employed").follow("135").press("2").press(f"{CHILD}#")
    assert caller.press("*").place == "children"
    assert "child.none" in caller.press("1").ids


def test_a_wrong_number_of_digits_is_asked_again_and_star_goes_back(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("135").press("2").press("9901#")
    assert {"wrong_entry", "entry.child_id"} <= caller.ids
    assert caller.press("*#").place == "children"


def test_of_several_children_one_is_chosen_by_its_key(walk: Walking, database: Database, demo: Demo) -> None:
    second_child(database, demo)
    caller = walk("12393", "new mother").follow("1351")
    assert caller.place == "child_query"
    assert "女儿张女士，证件尾号零幺八三，请按一。" in caller.words
    assert "wrong_key" in caller.press("3").ids
    assert caller.press("#").words.count("请按") >= 2
    assert caller.press("2").place == "child_answers"
    assert "宁夏" in caller.press("2").words
    caller.press("*").press("*").press("3")
    assert caller.place == "child_release"
    assert caller.press("1").place == "child_release_choice"
    caller.press("1")
    with database.session() as db:
        assert [one.id_tail for one in guardians.children_of(db, demo["new mother"].person_id, AT)] != ["0183"]


def test_a_child_of_fourteen_is_not_asked_for(walk: Walking, hotline_app: Flask) -> None:
    hotline_app.extensions["now"].moment = datetime(2032, 5, 24, 2, 0, tzinfo=UTC)
    assert "child.none" in walk("12393", "new mother").follow("1351").ids


def test_the_childs_number_is_never_in_the_row_in_clear(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("135").press("2").press(f"{CHILD}#")
    with caller.database.session() as db:
        row = db.scalars(select(CallRecord).where(CallRecord.call_sid == caller.call.sid)).one()
        assert row.candidate is not None
        assert CHILD.encode() not in row.candidate
        assert CHILD not in str(row.memory)


def test_the_place_is_the_same_on_12333_and_whole_in_english(walk: Walking) -> None:
    caller = walk("12333", "new mother").press("9").follow("13511")
    assert "The insurance of your daughter has no personal account" in caller.words
    assert "insurance of your daughter is the" in caller.press("*").press("2").words
    assert all("en" in (say.get("language") or "") for say in caller.says)


def test_an_answer_about_a_child_goes_to_the_parents_telephone(walk: Walking, hotline_app: Flask, demo: Demo) -> None:
    hotline_app.extensions["texting"] = texts = Texts()
    caller = walk("12393", "new mother", own_phone=True).follow("13511")
    assert "send.sent" in caller.press("2").ids
    ((phone, answer),) = texts.sent
    assert phone == demo["new mother"].phone
    assert isinstance(answer, OfChild)
