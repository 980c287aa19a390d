"""Replacing an initial PIN: nobody guesses the rest of an ID number for ever, and nobody undoes the owner's change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from models import Database, credentials
from models.pin import PinFault
from models.proof.credentials import Locked, PinChanged, PinRefused, Refused, Verified
from models.seed import DemoPerson

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WRONG_ID = "990199199901010009"


def test_wrong_full_ids_count_towards_the_lock(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    sun = demo["initial PIN"]
    with database.session() as db:
        for _ in range(credentials.MOST_FAILURES):
            result = credentials.change_pin(
                db, sun.person_id, "318472", NOW, confirm_id=WRONG_ID, replaces_initial=True
            )
            assert result == PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
        assert credentials.locked_until(db, sun.person_id, NOW) is not None
        right = credentials.change_pin(
            db, sun.person_id, "318472", NOW, confirm_id=sun.id_number, replaces_initial=True
        )
        assert isinstance(right, PinRefused)


def test_tail_and_initial_pin_forgive_nothing_that_failed_before(
    database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    sun = demo["initial PIN"]
    with database.session() as db:
        for left in (4, 3, 2, 1):
            wrong = credentials.verify_by_id(db, sun.id_number, "000001", NOW)
            assert wrong == Refused(tries_left=left)
        known = credentials.verify_person(db, sun.person_id, sun.id_number[-4:], sun.pin, NOW)
        assert known == Verified(person_id=sun.person_id, must_change_pin=True)
        assert isinstance(credentials.verify_by_id(db, sun.id_number, "000001", NOW), Locked)


def test_a_call_that_waited_cannot_undo_the_change_its_owner_made(
    database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    sun = demo["initial PIN"]
    with database.session() as db:
        change = partial(
            credentials.change_pin, db, sun.person_id, at=NOW, confirm_id=sun.id_number, replaces_initial=True
        )
        assert change(new_pin="318472") == PinChanged()
        late = change(new_pin="604713")
        assert late == PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
        assert isinstance(credentials.verify_by_id(db, sun.id_number, "318472", NOW), Verified)
