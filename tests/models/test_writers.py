"""Many writers at once: no deadlock, nothing lost, nothing twice, and every invariant afterwards."""

import runpy
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from models import Database, EntryKind, LedgerEntry, PinHasher, Relation, Service, Settlement, ledger
from models.errors import CaseRefused, LedgerError, SharingRefused
from models.money.events import (
    AuthorisationBegun,
    AuthorisationEnded,
    BillPresented,
    CreditArrived,
    Event,
    PremiumDemanded,
    Refunded,
)
from models.money.posting import Posted, post

INVARIANTS: dict[str, str] = runpy.run_path(str(Path(__file__).with_name("invariants.py")))["INVARIANTS"]
MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = b"a secret key for tests, 32 bytes"
ACCOUNTS = (1, 2, 9, 10, 13)
MEMBERS = (*ACCOUNTS, 3, 12, 15)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def crowded(request: pytest.FixtureRequest) -> Iterator[Database]:
    url: str = request.getfixturevalue(f"{request.param}_url")
    database = Database(url, KEY, pin_hasher=PinHasher.cheap())
    yield database
    database.dispose()


def at_once(writers: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run `work(0)` … in threads that start together; what they raised."""
    start = threading.Barrier(writers)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def an_event(rng: Random, number: int) -> Event:
    giver, member = rng.choice(ACCOUNTS), rng.choice(MEMBERS)
    fen = rng.randrange(1, 60_000)
    kinds: list[Event] = [
        CreditArrived(person_id=giver, kind=EntryKind.PERSONAL_CREDIT, amount_fen=fen),
        BillPresented(person_id=member, service=Service.OUTPATIENT, cost_fen=fen),
        BillPresented(person_id=member, service=Service.PHARMACY, cost_fen=fen * 4),
        AuthorisationBegun(
            authoriser_id=giver, member_id=member, relation=Relation.SIBLING, quota_fen=fen // 8 or None
        ),
        AuthorisationBegun(authoriser_id=giver, member_id=member, relation=Relation.SIBLING),
        AuthorisationEnded(authoriser_id=giver, member_id=member),
        PremiumDemanded(
            authoriser_id=giver, member_id=rng.choice((3, 12, 15)), amount_fen=fen // 4 + 1, for_year=2030 + number
        ),
        Refunded(original=f"W{rng.randrange(4)}-{rng.randrange(max(number, 1))}"),
    ]
    return rng.choice(kinds)


def test_writers_who_touch_the_same_accounts_never_wait_for_each_other_in_a_circle(crowded: Database) -> None:
    def work(writer: int) -> None:
        rng = Random(writer)
        for number in range(30):
            event = an_event(rng, number)
            # What the rules refuse is refused; a deadlock would be no error of these.
            with (
                suppress(LedgerError, SharingRefused, CaseRefused),
                crowded.session() as db,
            ):
                post(db, event, f"W{writer}-{number}", MARCH)

    assert at_once(4, work) == []
    with crowded.session() as db:
        broken = {name: db.scalar(text(sql)) for name, sql in INVARIANTS.items()}
        assert {name: count for name, count in broken.items() if count} == {}
        assert db.scalar(select(func.count()).select_from(Settlement)) > 3  # type: ignore[operator]


def test_bills_that_need_the_same_accounts_in_opposite_directions_all_end(crowded: Database) -> None:
    with crowded.session() as db:
        for number, (giver, member) in enumerate((giver, member) for giver in ACCOUNTS for member in ACCOUNTS):
            if giver != member and (giver, member) != (1, 2):
                relation = AuthorisationBegun(authoriser_id=giver, member_id=member, relation=Relation.SIBLING)
                post(db, relation, f"A{number}", MARCH)

    def work(writer: int) -> None:
        for number in range(40):
            member = ACCOUNTS[(writer + number) % len(ACCOUNTS)]
            with crowded.session() as db:
                bill = BillPresented(person_id=member, service=Service.PHARMACY, cost_fen=1)
                assert post(db, bill, f"O{writer}-{number}", MARCH).failure is None

    assert at_once(5, work) == []


def test_an_event_delivered_many_times_at_once_counts_once(crowded: Database) -> None:
    said: list[Posted] = []
    event = BillPresented(person_id=15, service=Service.OUTPATIENT, cost_fen=700)

    def deliver(_: int) -> None:
        with crowded.session() as db:
            said.append(post(db, event, "ONCE", MARCH))

    with crowded.session() as db:
        before = ledger.balances(db, 2).total_fen
    assert at_once(8, deliver) == []
    assert sorted(one.repeated for one in said) == [False] + [True] * 7
    assert {one.facts["shared_fen"] for one in said} == {700}
    with crowded.session() as db:
        assert ledger.balances(db, 2).total_fen == before - 700
        assert db.scalar(select(func.count()).where(LedgerEntry.external_number.like("ONCE%"))) == 1


def test_many_who_want_the_last_of_an_account_get_it_once(crowded: Database) -> None:
    with crowded.session() as db:
        everything = ledger.balances(db, 10).total_fen
    paid: list[bool] = []

    def buy(number: int) -> None:
        with crowded.session() as db:
            bill = BillPresented(person_id=10, service=Service.PHARMACY, cost_fen=everything)
            paid.append(post(db, bill, f"LAST-{number}", MARCH).failure is None)

    assert at_once(6, buy) == []
    assert sorted(paid) == [False] * 5 + [True]
