"""Posting to the ledger: the only code that moves money.

Every function here first locks the account's row (a row lock on PostgreSQL, the write lock on SQLite), then looks,
then writes, so that postings to one account come one after another. What fails leaves nothing: the db session's
transaction is rolled back before the error is raised. What succeeds is kept when the db session commits.

An account has one open year, that of its `as_of`. Postings belong to the open year; `carry_over` closes it on 1 Jan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import AccountFrozen, InsufficientBalance, LedgerError, NothingToReverse
from models.money.books import NEVER_REVERSED, SECOND_PART, Books, Posting, locked
from models.tables.account import (
    CREDITS,
    PAYMENTS,
    SHARED,
    AccountStatus,
    Bucket,
    EntryKind,
    LedgerEntry,
    PersonalAccount,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """The money in an account, in fen, after `entries` postings."""

    entries: int
    current_year_fen: int
    carried_over_fen: int

    @property
    def total_fen(self) -> int:
        """Both buckets."""
        return self.current_year_fen + self.carried_over_fen


def balances(db: Session, account_id: int) -> Balances:
    """What the account holds now. Raises LedgerError when there is no such account."""
    row = db.execute(
        select(PersonalAccount.entries, PersonalAccount.current_year_fen, PersonalAccount.carried_over_fen).where(
            PersonalAccount.id == account_id
        )
    ).one_or_none()
    if row is None:
        raise LedgerError("There is no such account.")
    return Balances(entries=row[0], current_year_fen=row[1], carried_over_fen=row[2])


def entries(db: Session, account_id: int) -> Sequence[LedgerEntry]:
    """All entries of an account, oldest first."""
    return db.scalars(select(LedgerEntry).where(LedgerEntry.account_id == account_id).order_by(LedgerEntry.seq)).all()


def credit(
    db: Session, account_id: int, kind: EntryKind, amount_fen: int, at: datetime, external_number: str
) -> tuple[LedgerEntry, ...]:
    """Add 单位划入 or 个人缴费 of `amount_fen` > 0 to this year's bucket; the same number counts once."""
    if kind not in CREDITS or kind is EntryKind.INTEREST or amount_fen <= 0:
        raise LedgerError("A credit is 单位划入 or 个人缴费 and more than nothing.")
    with locked(db, account_id) as books:
        return books.once(external_number, kind, amount_fen) or books.post(
            Posting(
                kind=kind,
                bucket=Bucket.CURRENT_YEAR,
                amount_fen=amount_fen,
                at=at,
                external_number=external_number,
            )
        )


def pay(
    db: Session,
    account_id: int,
    kind: EntryKind,
    amount_fen: int,
    at: datetime,
    external_number: str,
    *,
    institution: str | None = None,
    current_year_first: bool = True,
) -> tuple[LedgerEntry, ...]:
    """Take the owner's payment of `amount_fen` > 0 from one bucket and, where it is too small, from the other.

    Returns the one or two entries; the same external number counts once. Raises InsufficientBalance when both
    buckets without what is set aside for family do not suffice, AccountFrozen when nothing may leave, DuplicateNumber
    when the number is taken. Payments for family are those of `models.money.sharing`.
    """
    if kind not in PAYMENTS or kind in SHARED or amount_fen <= 0:
        raise LedgerError("A payment is of a paying kind, one's own, and more than nothing.")
    with locked(db, account_id) as books:
        known = books.once(external_number, kind, -amount_fen, institution=institution)
        if known:
            return known
        if books.status is AccountStatus.FROZEN:
            raise AccountFrozen("The account is frozen.")
        if amount_fen > books.free_fen:
            raise InsufficientBalance("The balance does not suffice.")
        return take(
            books, kind, amount_fen, at, external_number, institution=institution, current_year_first=current_year_first
        )


def take(
    books: Books,
    kind: EntryKind,
    amount_fen: int,
    at: datetime,
    external_number: str,
    *,
    current_year_first: bool,
    institution: str | None = None,
    beneficiary_id: int | None = None,
    authorisation_id: int | None = None,
) -> tuple[LedgerEntry, ...]:
    """Post a payment to a locked account that is known to hold it, the second entry under a number of its own."""
    return books.post(
        *(
            Posting(
                kind=kind,
                bucket=bucket,
                amount_fen=-fen,
                at=at,
                external_number=external_number + (SECOND_PART if place else ""),
                institution=institution,
                beneficiary_id=beneficiary_id,
                authorisation_id=authorisation_id,
            )
            for place, (bucket, fen) in enumerate(books.split(amount_fen, current_year_first=current_year_first))
        )
    )


def adjust(
    db: Session, account_id: int, bucket: Bucket, amount_fen: int, at: datetime, external_number: str
) -> tuple[LedgerEntry, ...]:
    """Correct a bucket by a signed amount that is not 0 (调整); the same number counts once."""
    with locked(db, account_id) as books:
        return books.once(external_number, EntryKind.ADJUSTMENT, amount_fen, bucket=bucket) or books.post(
            Posting(
                kind=EntryKind.ADJUSTMENT,
                bucket=bucket,
                amount_fen=amount_fen,
                at=at,
                external_number=external_number,
            )
        )


def reverse(db: Session, account_id: int, seq: int, at: datetime, external_number: str) -> tuple[LedgerEntry, ...]:
    """Undo entry `seq` by its opposite, once (domain 5, invariant 10).

    Money of a year that is closed since comes back to 历年. Raises NothingToReverse for an unknown or reversed entry, a
    reversal, interest or a carry-over; LedgerError for a payment for family, which `models.money.sharing` undoes whole;
    InsufficientBalance when a credit to take back is spent.
    """
    with locked(db, account_id) as books:
        original = books.entry(LedgerEntry.seq == seq)
        if original is None or original.kind in NEVER_REVERSED:
            raise NothingToReverse("There is no such entry, or its kind is never reversed.")
        known = books.once(external_number, EntryKind.REVERSAL, -original.amount_fen, reverses_seq=seq)
        if known:
            return known
        if original.kind in SHARED:
            raise LedgerError("A payment for family is refunded whole.")
        return books.take_back(original, at, external_number)


def interest_fen(month_end_fen: int, rate_ppm: int) -> int:
    """A year's interest, rounded half up, on the sum of a bucket's twelve month-end balances in fen.

    `rate_ppm` is in parts per million a year: S24's demand rate, a parameter of the region.
    """
    return (month_end_fen * rate_ppm + 6_000_000) // 12_000_000


def month_end_sum(movements: Sequence[tuple[date, int]], year: int) -> int:
    """The sum of the twelve month-end balances of `year` for a bucket's (business day, signed fen) movements."""
    return sum(fen * (12 if day.year < year else 13 - day.month) for day, fen in movements if day.year <= year)


def post_interest(db: Session, account_id: int, year: int, rate_ppm: int, at: datetime) -> tuple[LedgerEntry, ...]:
    """Credit the open `year`'s interest to each bucket, dated 31 Dec, once (domain 5, invariant 6).

    A bucket that earned less than half a fen gets no entry. Returns what was posted, now or earlier.
    """
    with locked(db, account_id) as books:
        known = books.yearly(EntryKind.INTEREST, year)
        if known:
            return known
        return books.post(
            *(
                Posting(
                    kind=EntryKind.INTEREST,
                    bucket=bucket,
                    amount_fen=earned,
                    at=at,
                    business_day=date(year, 12, 31),
                    for_year=year,
                )
                for bucket in Bucket
                if (earned := interest_fen(month_end_sum(books.movements(bucket, year), year), rate_ppm))
            )
        )


def carry_over(db: Session, account_id: int, year: int, at: datetime) -> tuple[LedgerEntry, ...]:
    """Close the open `year`: move all of 本年 to 历年 on 1 January after it, once (S23; domain 5, invariant 5).

    Returns the pair, which nets to 0, now or as posted earlier. Raises LedgerError when another year is open.
    """
    with locked(db, account_id) as books:
        known = books.yearly(EntryKind.CARRY_OVER, year)
        if known:
            return known
        if books.as_of.year != year:
            raise LedgerError(f"The open year is {books.as_of.year}, not {year}.")
        moved = books.current_year_fen
        return books.post(
            *(
                Posting(
                    kind=EntryKind.CARRY_OVER,
                    bucket=bucket,
                    amount_fen=fen,
                    at=at,
                    business_day=date(year + 1, 1, 1),
                    for_year=year,
                )
                for bucket, fen in ((Bucket.CURRENT_YEAR, -moved), (Bucket.CARRIED_OVER, moved))
            )
        )
