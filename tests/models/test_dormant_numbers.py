"""A number that nobody was recognised by for a year is nobody's, until its person proves who they are (domain 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, update

from models import BindingStatus, Channel, Database, PhoneBinding
from models.identity import SHANGHAI
from models.proof.binding import Binding, Bound, bind, holder, standing
from models.proof.callers import caller_by_phone, dormant, recognise, renew

if TYPE_CHECKING:
    from models.seed import DemoPerson

USED = date(2026, 3, 1)
"""The day on which the demo people's numbers were used last."""


def later(days: int) -> date:
    return USED + timedelta(days=days)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture
def zhang(demo: Mapping[str, DemoPerson]) -> DemoPerson:
    return demo["employed"]


@pytest.mark.requirement("S15")
@pytest.mark.parametrize(("days", "known"), [(364, True), (365, True), (366, False)])
def test_a_number_is_known_by_for_a_year_after_it_was_used_last(
    database: Database, zhang: DemoPerson, days: int, known: bool
) -> None:
    phone = zhang.phone or ""
    with database.connection() as db:
        caller = caller_by_phone(db, phone, later(days))
        assert (caller is not None and caller.person_id == zhang.person_id) is known
        assert (holder(db, phone, noon(later(days))) is not None) is known
        wanted = PhoneBinding.person_id == zhang.person_id, dormant(later(days))
        assert (db.scalar(select(PhoneBinding.id).where(*wanted)) is None) is known


@pytest.mark.parametrize(("days", "known"), [(364, True), (366, False)])
def test_a_number_that_was_never_used_counts_from_the_day_it_was_bound(
    database: Database, zhang: DemoPerson, days: int, known: bool
) -> None:
    with database.connection() as db:
        # Half past midnight in Shanghai is the day before in UTC.
        bound = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
        db.execute(update(PhoneBinding).values(last_used_on=None, bound_at=bound))
        assert (caller_by_phone(db, zhang.phone or "", later(days)) is not None) is known
        assert (db.scalar(select(PhoneBinding.id).where(dormant(later(days))).limit(1)) is None) is known


def test_being_recognised_counts_as_use_and_is_written_once_a_day(database: Database, zhang: DemoPerson) -> None:
    statements: list[str] = []
    with database.connection() as db:
        event.listen(db, "before_cursor_execute", lambda *said: statements.append(str(said[2]).split()[0]))
        for _ in range(3):
            assert recognise(db, zhang.phone or "", later(300)) is not None
    assert statements == ["SELECT", "UPDATE", "SELECT", "SELECT"]
    with database.connection() as db:
        assert caller_by_phone(db, zhang.phone or "", later(300 + 364)) is not None


def test_who_is_recognised_no_longer_does_not_take_the_number_up_by_trying(
    database: Database, zhang: DemoPerson
) -> None:
    with database.connection() as db:
        assert recognise(db, zhang.phone or "", later(366)) is None
        assert recognise(db, zhang.phone or "", later(367)) is None


def test_a_number_is_taken_up_again_by_its_person_and_by_nobody_else(
    database: Database, zhang: DemoPerson, demo: Mapping[str, DemoPerson]
) -> None:
    phone, other = zhang.phone or "", demo["resident"].person_id
    with database.connection() as db:
        assert not renew(db, phone, other, later(400))
        assert not renew(db, "+8612099990000", other, later(400))
        assert caller_by_phone(db, phone, later(400)) is None
        assert renew(db, phone, zhang.person_id, later(400))
        assert caller_by_phone(db, phone, later(400)) is not None


def test_a_dormant_number_can_be_bound_anew_also_by_who_has_it_now(
    database: Database, zhang: DemoPerson, demo: Mapping[str, DemoPerson]
) -> None:
    phone, other, at = zhang.phone or "", demo["no bound phone"].person_id, noon(later(366))
    with database.session() as db:
        assert standing(db, phone, other, noon(later(364))) is Bound.ANOTHERS
        assert bind(db, phone, other, Channel.TEXT, "a test", noon(later(364))) is Binding.TAKEN
        assert standing(db, phone, other, at) is Bound.FREE
        assert bind(db, phone, other, Channel.TEXT, "a test", at) is Binding.BOUND
        assert holder(db, phone, at) == other
        wanted = PhoneBinding.phone_hash == database.vault.phone_hash(phone)
        statuses = db.scalars(select(PhoneBinding.status).where(wanted).order_by(PhoneBinding.id)).all()
        assert statuses == [BindingStatus.REMOVED, BindingStatus.ACTIVE]
