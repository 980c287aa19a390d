"""Which person a telephone answers for: one of a number, three of a person, whichever channel asks."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import BindingStatus, Channel, Database, Person, PhoneBinding
from models.proof.binding import MOST_NUMBERS, Binding, Bound, bind, holder, standing, unbind

if TYPE_CHECKING:
    from models.seed import DemoPerson

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PHONE = "+8612099990000"


def ask(database: Database, person_id: int, phone: str = PHONE, channel: Channel = Channel.VOICE) -> Binding:
    with database.session() as db:
        return bind(db, phone, person_id, channel, "a test", AT)


@pytest.fixture
def owner(demo: Mapping[str, DemoPerson]) -> int:
    """Somebody without a bound number."""
    return demo["no bound phone"].person_id


@pytest.fixture
def other(demo: Mapping[str, DemoPerson]) -> int:
    """Somebody else, who has one."""
    return demo["employed"].person_id


def test_a_number_has_one_person_and_a_person_three_numbers(database: Database, owner: int, other: int) -> None:
    assert ask(database, owner) is Binding.BOUND
    assert ask(database, owner) is Binding.ALREADY
    assert ask(database, other) is Binding.TAKEN
    for place in range(1, MOST_NUMBERS):
        assert ask(database, owner, f"{PHONE}{place}", Channel.TEXT) is Binding.BOUND, "over both channels"
    assert ask(database, owner, f"{PHONE}9") is Binding.TOO_MANY
    with database.session() as db:
        assert [standing(db, PHONE, person, AT) for person in (owner, other)] == [Bound.MINE, Bound.ANOTHERS]
        assert [standing(db, f"{PHONE}9", person, AT) for person in (owner, other)] == [Bound.FULL, Bound.FREE]
        assert holder(db, f"{PHONE}9", AT) is None


def test_only_its_person_unbinds_a_number_and_only_once(database: Database, owner: int, other: int) -> None:
    ask(database, owner)
    with database.connection() as db:
        assert not unbind(db, PHONE, other, AT)
        assert holder(db, PHONE, AT) == owner
        assert unbind(db, PHONE, owner, AT)
        assert not unbind(db, PHONE, owner, AT)
        assert holder(db, PHONE, AT) is None
    assert ask(database, other) is Binding.BOUND


def test_the_number_of_somebody_who_has_died_is_free(database: Database, owner: int, other: int) -> None:
    ask(database, other)
    with database.session() as db:
        db.get_one(Person, other).died_on = AT.date()
    with database.connection() as db:
        assert standing(db, PHONE, owner, AT) is Bound.FREE
        assert bind(db, PHONE, owner, Channel.VOICE, "a test", AT) is Binding.BOUND
        assert holder(db, PHONE, AT) == owner
        wanted = PhoneBinding.phone_hash == database.vault.phone_hash(PHONE)
        statuses = db.scalars(select(PhoneBinding.status).where(wanted).order_by(PhoneBinding.id)).all()
        assert statuses == [BindingStatus.REMOVED, BindingStatus.ACTIVE]


def test_of_many_who_bind_a_number_at_once_one_gets_it(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    people = [person.person_id for person in demo.values()][:12]
    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(lambda person: ask(database, person), people))
    assert outcomes.count(Binding.BOUND) == 1
    assert set(outcomes) <= {Binding.BOUND, Binding.TAKEN, Binding.TOO_MANY}


def test_who_binds_many_telephones_at_once_gets_three(database: Database, owner: int) -> None:
    phones = [f"{PHONE}{place:02d}" for place in range(12)]
    with ThreadPoolExecutor(len(phones)) as pool:
        outcomes = list(pool.map(lambda phone: ask(database, owner, phone), phones))
    assert outcomes.count(Binding.BOUND) == MOST_NUMBERS
    assert set(outcomes) == {Binding.BOUND, Binding.TOO_MANY}
    with database.session() as db:
        active = PhoneBinding.person_id == owner, PhoneBinding.status == BindingStatus.ACTIVE
        assert db.scalar(select(func.count(PhoneBinding.id)).where(*active)) == MOST_NUMBERS
