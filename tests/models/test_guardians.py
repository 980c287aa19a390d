"""A parent who asks for a child under fourteen (domain 7.7), on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from models import (
    Access,
    AuditRow,
    AuthorisationStatus,
    Channel,
    Database,
    FamilyAuthorisation,
    Guardianship,
    GuardianshipEnd,
    GuardianshipStatus,
    Level,
    NotAllowed,
    Parentage,
    Person,
    enquiry,
    guardians,
    posting,
)
from models.enquiry import NoAccount, NothingFound, OfChild, Question
from models.money.events import ParentageTold

if TYPE_CHECKING:
    from models.seed import DemoPerson

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ACCESS = Access(channel=Channel.VOICE, level=Level.VERIFIED, reference="CA" + "1" * 32, at=AT)
FATHER, MOTHER, CHILD = 1, 14, 15
CHILDS_NUMBER = "990115201805220183"
FOURTEEN = datetime(2032, 5, 21, 16, 0, tzinfo=UTC)
"""Midnight in Shanghai, as the fourteenth birthday begins."""


def guard(
    database: Database, guardian: int = FATHER, number: str = CHILDS_NUMBER, access: Access = ACCESS
) -> guardians.Child | None:
    with database.session() as db:
        return guardians.guard(db, guardian, number, access, "a test")


def ask(
    database: Database, question: Question = Question.BALANCE, access: Access = ACCESS, parent: int = FATHER
) -> Any:
    with database.session() as db:
        return enquiry.of_child(db, parent, CHILD, access, question)


@pytest.mark.requirement("S15")
def test_a_parent_known_by_sharing_names_the_child_and_asks_for_it(database: Database) -> None:
    assert isinstance(ask(database), NothingFound), "before it is named"
    child = guard(database)
    assert child is not None
    assert (child.masked_name, child.female, child.id_tail) == ("张**", True, "0183")
    found = ask(database)
    assert isinstance(found, OfChild)
    assert isinstance(found.answer, NoAccount)
    assert isinstance(ask(database, Question.PARTICIPATION).answer, enquiry.Participation)
    assert isinstance(ask(database, Question.CONTRIBUTIONS).answer, enquiry.Contributions)
    with database.session() as db:
        row = db.scalars(select(Guardianship).where(Guardianship.guardian_id == FATHER)).one()
        assert (row.child_id, row.channel, row.consent, row.begun_at) == (CHILD, Channel.VOICE, "a test", AT)


@pytest.mark.requirement("S15")
def test_the_record_of_every_such_answer_names_both(database: Database) -> None:
    guard(database)
    ask(database)
    with database.session() as db:
        enquiry.balance(db, FATHER, ACCESS)
        rows = db.execute(
            select(AuditRow.question, AuditRow.person_id, AuditRow.guardian_id, AuditRow.required).order_by(AuditRow.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("guard", CHILD, FATHER, 2),
        ("balance", CHILD, FATHER, 1),
        ("balance", FATHER, None, 1),
    ]


def test_naming_a_child_twice_is_one_guardianship_and_both_parents_may_have_one(database: Database) -> None:
    assert guard(database) == guard(database)
    with database.session() as db:
        active = Guardianship.status == GuardianshipStatus.ACTIVE
        held = db.scalars(select(Guardianship.guardian_id).where(active).order_by(Guardianship.guardian_id)).all()
    assert held == [FATHER, MOTHER]


def _shares_no_more(database: Database) -> None:
    with database.session() as session:
        ended = {"status": AuthorisationStatus.ENDED, "ended_on": AT.date()}
        session.execute(update(FamilyAuthorisation).values(**ended))


def _dead(database: Database) -> None:
    with database.session() as session:
        session.get_one(Person, CHILD).died_on = AT.date()


@pytest.mark.parametrize(
    ("guardian", "number", "before"),
    [
        pytest.param(FATHER, "11010519491231002X", None, id="nobody has the number"),
        pytest.param(FATHER, "12345", None, id="it is no number"),
        pytest.param(FATHER, "990102195008170021", None, id="another relative"),
        pytest.param(FATHER, "990112201205280132", None, id="somebody else's child"),
        pytest.param(FATHER, "990101198503120010", None, id="oneself"),
        pytest.param(2, CHILDS_NUMBER, None, id="a grandmother"),
        pytest.param(FATHER, CHILDS_NUMBER, _shares_no_more, id="a relation that holds no longer"),
        pytest.param(FATHER, CHILDS_NUMBER, _dead, id="a child that has died"),
    ],
)
def test_what_does_not_fit_is_refused_alike_and_leaves_nothing(
    database: Database, guardian: int, number: str, before: Callable[[Database], None] | None
) -> None:
    if before is not None:
        before(database)
    assert guard(database, guardian, number) is None
    with database.session() as db:
        assert db.scalar(select(func.count(Guardianship.id)).where(Guardianship.guardian_id == guardian)) == 0
        assert db.scalar(select(func.count(AuditRow.id))) == 0


def test_five_misses_stop_the_asking_for_a_day_and_lock_nobody(database: Database) -> None:
    for _ in range(5):
        assert guard(database, number="11010519491231002X") is None
    assert guard(database) is None, "right, but too late"
    with database.session() as db:
        assert not isinstance(enquiry.balance(db, FATHER, ACCESS), NothingFound)
    tomorrow = replace(ACCESS, at=AT + timedelta(hours=24))
    assert guard(database, access=tomorrow) is not None


def test_of_many_guesses_at_once_five_are_looked_at(database: Database) -> None:
    numbers = ["11010519491231002X"] * 12
    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(lambda number: guard(database, number=number), numbers)) == {None}
    assert guard(database) is None


def test_it_needs_the_proof_of_the_parent(database: Database) -> None:
    with pytest.raises(NotAllowed):
        guard(database, access=replace(ACCESS, level=Level.BOUND))


@pytest.mark.parametrize("question", sorted(set(Question) - enquiry.OF_CHILDREN))
def test_nothing_else_is_asked_for_a_child(database: Database, question: Question) -> None:
    guard(database)
    with pytest.raises(ValueError, match="not asked for children"):
        ask(database, question)
    with database.session() as db, pytest.raises(NotAllowed):
        enquiry.movements(db, CHILD, replace(ACCESS, guardian_id=FATHER))


@pytest.mark.requirement("S15")
def test_no_other_person_is_asked_for_in_the_name_of_a_child(database: Database) -> None:
    guard(database)
    for person in (MOTHER, 2):
        with database.session() as db, pytest.raises(NotAllowed):
            enquiry.balance(db, person, replace(ACCESS, guardian_id=FATHER))


def test_it_ends_at_once_when_the_parent_wishes_and_can_begin_again(database: Database) -> None:
    guard(database)
    with database.session() as db:
        assert guardians.release(db, FATHER, CHILD, replace(ACCESS, level=Level.BOUND))
        assert not guardians.release(db, FATHER, CHILD, ACCESS)
    assert isinstance(ask(database), NothingFound)
    assert isinstance(ask(database, parent=MOTHER), OfChild), "the other parent's stays"
    assert guard(database) is not None
    with database.session() as db:
        ended = db.scalars(select(Guardianship).where(Guardianship.status == GuardianshipStatus.ENDED)).one()
        assert (ended.ended_at, ended.ended_how) == (AT, GuardianshipEnd.RELEASED)


@pytest.mark.requirement("S15")
def test_it_ends_by_itself_on_the_fourteenth_birthday(database: Database) -> None:
    guard(database)
    eve = replace(ACCESS, at=FOURTEEN - timedelta(seconds=1))
    assert isinstance(ask(database, access=eve), OfChild)
    assert isinstance(ask(database, access=replace(ACCESS, at=FOURTEEN)), NothingFound)
    with database.session() as db:
        row = db.scalars(select(Guardianship).where(Guardianship.guardian_id == FATHER)).one()
        assert (row.status, row.ended_how) == (GuardianshipStatus.ENDED, GuardianshipEnd.CAME_OF_AGE)
    assert guard(database, access=replace(ACCESS, at=FOURTEEN)) is None


def test_a_bureau_tells_who_is_a_parent_and_who_is_it_no_longer(database: Database) -> None:
    _shares_no_more(database)
    assert guard(database) is None
    with database.session() as db:
        posting.post(db, ParentageTold(parent_id=FATHER, child_id=CHILD), "P1", AT)
        posting.post(db, ParentageTold(parent_id=FATHER, child_id=CHILD), "P2", AT)
    assert guard(database) is not None
    with database.session() as db:
        posting.post(db, ParentageTold(parent_id=FATHER, child_id=CHILD, holds=False), "P3", AT)
        row = db.scalars(select(Guardianship).where(Guardianship.guardian_id == FATHER)).one()
        assert row.ended_how is GuardianshipEnd.REVOKED
    assert isinstance(ask(database), NothingFound)
    assert guard(database) is None


def test_a_parent_asks_for_five_children_at_most(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    others = [person.person_id for person in demo.values() if person.person_id not in (FATHER, MOTHER, CHILD)][:5]
    with database.session() as db:
        vault = database.vault
        for place, person in enumerate(others):  # five people become children of his, whose number says so
            number = f"9901152018052{place}0{'12345'[place]}"
            sealed = db.get_one(Person, CHILD).id_number_sealed
            db.execute(
                update(Person)
                .where(Person.id == person)
                .values(id_number_sealed=sealed, id_number_hash=vault.id_hash(number))
            )
            guardians.tell_parentage(db, FATHER, person, AT, holds=True)
    for place in range(5):
        assert guard(database, number=f"9901152018052{place}0{'12345'[place]}") is not None
    assert guard(database) is None


@pytest.mark.parametrize(
    "row",
    [
        {"guardian_id": CHILD, "child_id": CHILD, "status": GuardianshipStatus.ACTIVE},
        {"guardian_id": MOTHER, "child_id": CHILD, "status": GuardianshipStatus.ACTIVE},
        {"guardian_id": FATHER, "child_id": CHILD, "status": GuardianshipStatus.ENDED},
        {"guardian_id": FATHER, "child_id": CHILD, "status": GuardianshipStatus.ACTIVE, "ended_at": AT},
    ],
)
def test_the_database_refuses_what_cannot_be(database: Database, row: dict[str, object]) -> None:
    with pytest.raises(DBAPIError), database.session() as db:
        db.add(Guardianship(channel=Channel.VOICE, consent="a test", begun_at=AT, **row))


def test_parentage_is_not_forgotten_by_ending_a_guardianship(database: Database) -> None:
    with database.session() as db:
        guardians.release(db, MOTHER, CHILD, ACCESS)
        assert db.scalar(select(Parentage.child_id).where(Parentage.parent_id == MOTHER)) == CHILD
        db.execute(delete(Parentage))
    assert guard(database, MOTHER) is None
