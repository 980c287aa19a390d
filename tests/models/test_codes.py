"""One-time codes: good for one number, one purpose, ten minutes, three tries, and once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models import CodePurpose, Database
from models.proof.codes import MOST_TRIES, VALID_FOR, Redeemed, Wrong, issue, redeem

if TYPE_CHECKING:
    from models.seed import DemoPerson

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PHONE, OTHER = "+8612099990000", "+8612099990001"
BIND = CodePurpose.BIND


@pytest.fixture
def person(demo: Mapping[str, DemoPerson]) -> int:
    """Whom codes are sent for."""
    return demo["no bound phone"].person_id


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_is_redeemed_once_by_its_number_for_its_purpose(database: Database, person: int) -> None:
    with database.connection() as db:
        code = issue(db, PHONE, BIND, person, AT)
        assert redeem(db, OTHER, BIND, code, AT) == Wrong(person_id=None)
        assert redeem(db, PHONE, CodePurpose.VERIFY, code, AT) == Wrong(person_id=None)
        assert redeem(db, PHONE, BIND, code, AT) == Redeemed(person_id=person)
        assert redeem(db, PHONE, BIND, code, AT) == Wrong(person_id=None)


def test_a_code_is_good_until_it_expires(database: Database, person: int) -> None:
    with database.session() as db:
        code = issue(db, PHONE, BIND, person, AT)
        assert redeem(db, PHONE, BIND, code, AT + VALID_FOR) == Wrong(person_id=None)
        assert redeem(db, PHONE, BIND, code, AT + VALID_FOR - timedelta(seconds=1)) == Redeemed(person_id=person)


def test_wrong_tries_are_looked_at_three_times_even_when_they_come_at_once(database: Database, person: int) -> None:
    with database.session() as db:
        code = issue(db, PHONE, BIND, person, AT)

    def guess(_: int) -> Redeemed | Wrong:
        with database.session() as db:
            return redeem(db, PHONE, BIND, another(code), AT)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(guess, range(16)))
    assert outcomes.count(Wrong(person_id=person)) == MOST_TRIES
    with database.session() as db:
        assert redeem(db, PHONE, BIND, code, AT) == Wrong(person_id=None), "the right one, but too late"
