"""The night's work for a Shanghai day: scheduled premiums, and for years that are over interest and carry-over.

Each premium and each batch of accounts is a transaction of its own. Whatever is done is known by itself: a premium by
its number, interest and carry-over by account and year. A run that is killed is therefore just run again, and a second
run finds nothing left to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.identity import SHANGHAI
from models.money import ledger, premiums
from models.money.money_events import announce_premium
from models.money.sources import Unsettled
from models.tables.account import PersonalAccount
from models.tables.family import FamilyAuthorisation, ScheduledPremium
from models.tables.insurance import Insurance, InsuranceStatus
from models.tables.region import Region

BATCH: Final = 200
"""Accounts a transaction: short enough to hold nobody up, long enough not to commit all night."""
USUAL_RATE_PPM: Final = 3500
"""S24's demand rate, for an account whose owner is insured nowhere any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyReport:
    """What a run did."""

    day: date
    premiums_paid: int
    premiums_failed: int
    accounts_closed: int
    """Accounts for which a year was closed, each counted once a year."""
    interest_fen: int
    """All the interest credited."""


def run(
    database: Database, day: date, *, batch: int = BATCH, progress: Callable[[str, int], None] = lambda what, done: None
) -> NightlyReport:
    """Do what is due by the end of `day`; safe to run again, also at the same time.

    `progress` is told what is being done and how many are done. Raises DatabaseUnavailable and NotMigrated as a db
    session does.
    """
    paid, failed = _collect(database, day, batch, progress)
    closed, earned = _close_years(database, day, batch, progress)
    return NightlyReport(
        day=day, premiums_paid=paid, premiums_failed=failed, accounts_closed=closed, interest_fen=earned
    )


def _collect(database: Database, day: date, batch: int, progress: Callable[[str, int], None]) -> tuple[int, int]:
    """Take the premiums due by `day`, before the year of their day is closed; how many were paid, how many failed."""
    paid = failed = 0
    while True:
        with database.session() as db:
            waiting = premiums.due(db, day, batch)
        if not waiting:
            return paid, failed
        for scheduled_id in waiting:
            with database.session() as db:
                result = _collect_one(db, scheduled_id, day)
            paid += isinstance(result, premiums.PremiumPaid)
            failed += isinstance(result, Unsettled)
        progress("premiums", paid + failed)


def _collect_one(db: Session, scheduled_id: int, day: date) -> premiums.PremiumPaid | Unsettled | None:
    table, held = ScheduledPremium, FamilyAuthorisation
    row = db.execute(
        select(
            table.due_on,
            table.amount_fen,
            table.for_year,
            table.external_number,
            held.authoriser_id,
            held.member_id,
            PersonalAccount.as_of,
        )
        .join(held, held.id == table.authorisation_id)
        .join(PersonalAccount, PersonalAccount.person_id == held.authoriser_id)
        .where(table.id == scheduled_id)
    ).one()
    # The last hour of its day, or of `day` where the year of its day has been closed meanwhile.
    counts_for = row.due_on if row.due_on.year >= row.as_of.year else day
    at = datetime.combine(counts_for, time(23), SHANGHAI)
    result = premiums.collect(db, scheduled_id, at)
    if result is not None:
        premium = premiums.Premium(
            authoriser_id=row.authoriser_id,
            member_id=row.member_id,
            amount_fen=row.amount_fen,
            for_year=row.for_year,
        )
        announce_premium(db, premium, result, row.external_number, at)
    return result


def _close_years(database: Database, day: date, batch: int, progress: Callable[[str, int], None]) -> tuple[int, int]:
    """Interest and carry-over for every year that is over on `day`; (account, year) pairs closed, and fen earned."""
    closed = earned = after = 0
    while True:
        with database.session() as db:
            open_accounts = _still_open(db, day, after, batch)
            for account_id, year, rate_ppm in open_accounts:
                for over in range(year, day.year):
                    earned += _close(db, account_id, over, rate_ppm)
                    closed += 1
        if not open_accounts:
            return closed, earned
        after = open_accounts[-1][0]
        progress("years", closed)


def _still_open(db: Session, day: date, after: int, batch: int) -> list[tuple[int, int, int]]:
    """The next accounts whose open year is over: (account, open year, rate in ppm)."""
    table = PersonalAccount
    rows = db.execute(
        select(table.id, table.as_of, Region.interest_rate_ppm)
        .join(
            Insurance,
            (Insurance.person_id == table.person_id) & (Insurance.status == InsuranceStatus.ACTIVE),
            isouter=True,
        )
        .join(Region, Region.code == Insurance.region_code, isouter=True)
        .where(table.id > after, table.entries > 0, table.as_of < date(day.year, 1, 1))
        .order_by(table.id)
        .limit(batch)
    )
    return [(account, as_of.year, USUAL_RATE_PPM if rate is None else rate) for account, as_of, rate in rows]


def _close(db: Session, account_id: int, year: int, rate_ppm: int) -> int:
    """Close one account's year, dated by the year's end; what it earned, 0 where somebody else has closed it."""
    before = ledger.balances(db, account_id).entries
    last_hour = datetime.combine(date(year, 12, 31), time(23), SHANGHAI)
    interest = ledger.post_interest(db, account_id, year, rate_ppm, last_hour)
    ledger.carry_over(db, account_id, year, datetime.combine(date(year + 1, 1, 1), time(0), SHANGHAI))
    return sum(entry.amount_fen for entry in interest if entry.seq > before)
