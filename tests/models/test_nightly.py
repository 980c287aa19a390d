"""The night's work: once however often it runs, whole again after it was killed, premiums before the year is closed."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from models import (
    Database,
    EntryKind,
    LedgerEntry,
    Notice,
    NoticeKind,
    PersonalAccount,
    PremiumStatus,
    ScheduledPremium,
    ledger,
    nightly,
    premiums,
)
from models.money.nightly import NightlyReport

DECEMBER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)
ACCOUNTS = 10
"""Of the demo people."""


def schedule(database: Database) -> None:
    premium = premiums.Premium(authoriser_id=1, member_id=15, amount_fen=40500, for_year=2027)
    with database.session() as db:
        assert premiums.schedule(db, premium, DECEMBER, "P1") == date(2026, 12, 31)


def test_on_a_usual_day_there_is_nothing_to_do(database: Database) -> None:
    assert nightly.run(database, date(2026, 3, 2)) == NightlyReport(
        day=date(2026, 3, 2), premiums_paid=0, premiums_failed=0, accounts_closed=0, interest_fen=0
    )


@pytest.mark.requirement("S23")
@pytest.mark.requirement("S24")
@pytest.mark.requirement("S47")
def test_new_year_takes_premiums_credits_interest_and_carries_over_once(database: Database) -> None:
    schedule(database)
    report = nightly.run(database, NEW_YEAR, batch=3)
    assert (report.premiums_paid, report.premiums_failed, report.accounts_closed) == (1, 0, ACCOUNTS)
    assert report.interest_fen > 0
    assert nightly.run(database, NEW_YEAR) == NightlyReport(
        day=NEW_YEAR, premiums_paid=0, premiums_failed=0, accounts_closed=0, interest_fen=0
    )
    with database.session() as db:
        newest = ledger.entries(db, 1)[-6:]
        kinds = [entry.kind for entry in newest]
        assert kinds[-2:] == [EntryKind.CARRY_OVER] * 2
        assert kinds[-4:-2] == [EntryKind.INTEREST] * 2
        assert EntryKind.SHARED_PREMIUM in kinds[:2]
        assert {entry.business_day for entry in newest[:4]} == {date(2026, 12, 31)}
        row = db.scalars(select(ScheduledPremium).where(ScheduledPremium.external_number == "P1")).one()
        assert row.status is PremiumStatus.PAID
        assert db.scalar(select(func.count()).where(Notice.kind == NoticeKind.PREMIUM)) == 1
        years = set(db.scalars(select(PersonalAccount.as_of)))
    assert {day.year for day in years} == {2027}


def test_a_premium_that_fails_is_kept_with_its_reason(database: Database) -> None:
    schedule(database)
    with database.session() as db:
        ledger.pay(db, 1, EntryKind.PHARMACY, 123456, DECEMBER, "B1")
    assert nightly.run(database, date(2026, 12, 31)).premiums_failed == 1
    with database.session() as db:
        row = db.scalars(select(ScheduledPremium).where(ScheduledPremium.external_number == "P1")).one()
    assert (row.status, row.reason) == (PremiumStatus.FAILED, "insufficient")


def test_a_run_that_is_killed_is_just_run_again(database: Database) -> None:
    class Killed(BaseException):
        pass

    def kill(what: str, done: int) -> None:
        if what == "years" and done >= 4:
            raise Killed

    schedule(database)
    with pytest.raises(Killed):
        nightly.run(database, NEW_YEAR, batch=2, progress=kill)
    report = nightly.run(database, NEW_YEAR, batch=2)
    assert (report.premiums_paid, report.accounts_closed) == (0, ACCOUNTS - 4)
    _each_year_once(database)


def test_two_runs_at_once_close_each_account_once(database: Database) -> None:
    schedule(database)
    start, failures = threading.Barrier(2), list[BaseException]()

    def run() -> None:
        start.wait()
        try:
            nightly.run(database, NEW_YEAR, batch=2)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    _each_year_once(database)


def _each_year_once(database: Database) -> None:
    with database.session() as db:
        carried = db.execute(
            select(LedgerEntry.account_id, func.count())
            .where(LedgerEntry.kind == EntryKind.CARRY_OVER, LedgerEntry.for_year == 2026)
            .group_by(LedgerEntry.account_id)
        ).all()
        assert [row[1] for row in carried] == [2] * ACCOUNTS
        assert db.scalar(select(func.count()).where(LedgerEntry.external_number == "P1")) == 1


def test_years_that_were_missed_are_closed_one_after_the_other(database: Database) -> None:
    assert nightly.run(database, date(2029, 5, 1)).accounts_closed == 3 * ACCOUNTS
    with database.session() as db:
        years = db.scalars(
            select(LedgerEntry.for_year)
            .where(LedgerEntry.account_id == 1, LedgerEntry.kind == EntryKind.CARRY_OVER)
            .distinct()
        )
        assert set(years) >= {2026, 2027, 2028}
