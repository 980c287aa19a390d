"""When people answer, and which moments a call back can be arranged for (domain 2.1, 4.1.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from ivr import hours
from ivr.conversation import Conversation
from models import Database, Region

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Hours are the same on every database; one is enough."""
    return sqlite_url


@pytest.fixture
def call(database: Database) -> Iterator[Conversation]:
    """A call on a Monday morning."""
    with database.connection() as db:
        yield Conversation(db=db, at=MONDAY, call_sid="CA1", caller="", turn=1)


def shanghai(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour - 8, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "soonest", "morning", "afternoon"),
    [
        (shanghai(2, 10), shanghai(2, 10), shanghai(3, 9), shanghai(3, 13)),
        (shanghai(2, 12, 30), shanghai(2, 13), shanghai(3, 9), shanghai(3, 13)),
        (shanghai(2, 18), shanghai(3, 9), shanghai(3, 9), shanghai(3, 13)),
        (shanghai(6, 18), shanghai(9, 9), shanghai(9, 9), shanghai(9, 13)),
        # the Spring Festival of 2026, and the Saturday that is worked for it
        (shanghai(14, 18, month=2), shanghai(24, 9, month=2), shanghai(24, 9, month=2), shanghai(24, 13, month=2)),
        (shanghai(27, 18, month=2), shanghai(28, 9, month=2), shanghai(28, 9, month=2), shanghai(28, 13, month=2)),
    ],
)
def test_call_backs_are_on_working_days(
    call: Conversation, at: datetime, soonest: datetime, morning: datetime, afternoon: datetime
) -> None:
    call.at = at
    assert hours.soonest(call) == soonest
    assert hours.next_morning(call) == morning
    assert hours.next_afternoon(call) == afternoon


def test_a_region_may_have_hours_of_its_own(call: Conversation) -> None:
    call.db.execute(update(Region).where(Region.code == "110000").values(office_hours="08:00-11:30"))
    call.region = "110000"
    call.at = shanghai(2, 8, 30)
    assert hours.is_open(call)
    assert hours.next_afternoon(call) == shanghai(3, 8)
    call.region = None
    assert not hours.is_open(call)


@pytest.mark.parametrize(
    ("keys", "moment"),
    [
        ("03021400", shanghai(2, 14)),
        ("03051430", shanghai(5, 14, 30)),
        ("03020959", None),  # past
        ("03021230", None),  # lunch
        ("03071000", None),  # Saturday
        ("04301000", None),  # too far off
        ("13011000", None),
        ("02301000", None),
        ("03052560", None),
    ],
)
def test_a_moment_keyed_in_is_in_office_hours_within_thirty_days(
    call: Conversation, keys: str, moment: datetime | None
) -> None:
    assert hours.moment_keyed(call, keys) == moment


def test_a_moment_in_january_is_in_the_coming_year(call: Conversation) -> None:
    call.at = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
    assert hours.moment_keyed(call, "01051000") == datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
