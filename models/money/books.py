"""An account's books while they are open for writing: the lock, what is read under it, and entries that continue it.

What may be posted, and when, is in `models.money.ledger`, the only user of this module.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import DuplicateNumber, InsufficientBalance, LedgerError, NothingToReverse
from models.identity import shanghai_date
from models.tables.account import AccountStatus, Bucket, EntryKind, LedgerEntry, PersonalAccount

SECOND_PART: Final = "/2"
"""Ends the external number of the second entry of a payment that was taken from both buckets."""
FAMILY_PART: Final = "/F"
"""Before the place of an authoriser, in the external number of what that account paid towards a relative's bill."""
LONGEST_NUMBER: Final = 38
"""Characters of an external number that entries of one account share."""
LONGEST_FAMILY_NUMBER: Final = 34
"""Characters of an external number that the accounts of a family share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One movement to make: `amount_fen` is signed, `at` an aware moment."""

    kind: EntryKind
    bucket: Bucket
    amount_fen: int
    at: datetime
    external_number: str | None = None
    business_day: date | None = None
    """The day it counts for; the Shanghai day of `at` unless given."""
    institution: str | None = None
    beneficiary_id: int | None = None
    authorisation_id: int | None = None
    reverses_seq: int | None = None
    for_year: int | None = None


_LOCK: Final = (
    update(PersonalAccount)
    .where(PersonalAccount.id == bindparam("account"))
    .values(entries=PersonalAccount.entries)  # changes nothing, locks the row
    .returning(
        PersonalAccount.status,
        PersonalAccount.as_of,
        PersonalAccount.entries,
        PersonalAccount.current_year_fen,
        PersonalAccount.carried_over_fen,
        PersonalAccount.reserved_fen,
    )
    .execution_options(synchronize_session=False)
)


class Books:
    """One locked account: its row as read under the lock, and the writing of entries that continue it."""

    def __init__(self, db: Session, account_id: int, row: Any) -> None:
        self._db = db
        self._account_id = account_id
        self.status: AccountStatus = row[0]
        self.as_of: date = row[1]
        self.entries: int = row[2]
        self.current_year_fen: int = row[3]
        self.carried_over_fen: int = row[4]
        self.reserved_fen: int = row[5]

    @property
    def free_fen(self) -> int:
        """What the owner can use: the balance without what is set aside for family (domain 5, invariant 12)."""
        return self.current_year_fen + self.carried_over_fen - self.reserved_fen

    def entry(self, *conditions: Any) -> LedgerEntry | None:
        """The one entry of this account that meets the conditions."""
        mine = LedgerEntry.account_id == self._account_id
        return self._db.scalar(select(LedgerEntry).where(mine, *conditions))

    def yearly(self, kind: EntryKind, year: int) -> tuple[LedgerEntry, ...]:
        """What a kind that comes once a year has posted for `year`."""
        mine = LedgerEntry.account_id == self._account_id
        this = mine & (LedgerEntry.kind == kind) & (LedgerEntry.for_year == year)
        return tuple(self._db.scalars(select(LedgerEntry).where(this).order_by(LedgerEntry.seq)))

    def movements(self, bucket: Bucket, year: int) -> list[tuple[date, int]]:
        """The (business day, signed fen) of a bucket's entries in `year`, after one for what it held before."""
        mine = LedgerEntry.account_id == self._account_id
        held = LedgerEntry.current_year_fen if bucket is Bucket.CURRENT_YEAR else LedgerEntry.carried_over_fen
        newest_first = LedgerEntry.seq.desc()
        before = self._db.scalar(
            select(held).where(mine, LedgerEntry.business_day < date(year, 1, 1)).order_by(newest_first).limit(1)
        )
        rows = self._db.execute(
            select(LedgerEntry.business_day, LedgerEntry.amount_fen).where(
                mine,
                LedgerEntry.bucket == bucket,
                LedgerEntry.business_day.between(date(year, 1, 1), date(year, 12, 31)),
            )
        )
        return [(date(year - 1, 12, 31), before or 0), *((day, fen) for day, fen in rows)]

    def split(self, amount_fen: int, *, current_year_first: bool) -> list[tuple[Bucket, int]]:
        """From which bucket how much is taken of `amount_fen`; raises InsufficientBalance beyond what they hold."""
        held = {Bucket.CURRENT_YEAR: self.current_year_fen, Bucket.CARRIED_OVER: self.carried_over_fen}
        order = list(Bucket) if current_year_first else list(reversed(Bucket))
        first = min(amount_fen, held[order[0]])
        if amount_fen - first > held[order[1]]:
            raise InsufficientBalance("The balance does not suffice.")
        return [(bucket, fen) for bucket, fen in zip(order, (first, amount_fen - first), strict=True) if fen]

    def once(self, external_number: str, kind: EntryKind, amount_fen: int, **same: object) -> tuple[LedgerEntry, ...]:
        """The entries that this number made earlier; raises DuplicateNumber when they are not this very posting.

        `same` are the other columns by which a posting of this kind is known.
        """
        check_number(external_number)
        numbers = (external_number, external_number + SECOND_PART)
        found = tuple(
            self._db.scalars(
                select(LedgerEntry).where(LedgerEntry.external_number.in_(numbers)).order_by(LedgerEntry.seq)
            )
        )
        if not found:
            return ()
        same_account = all(e.account_id == self._account_id and e.kind is kind for e in found)
        alike = all(getattr(e, column) == value for e in found for column, value in same.items())
        if not same_account or not alike or sum(e.amount_fen for e in found) != amount_fen:
            raise DuplicateNumber("The external number belongs to another posting.")
        return found

    def post(self, *postings: Posting) -> tuple[LedgerEntry, ...]:
        """Write entries that continue the account, and the account's new balances."""
        written = tuple(self._next(posting) for posting in postings)
        if not written:
            return ()
        self.keep()
        self._db.add_all(written)
        self._db.flush()
        return written

    def keep(self) -> None:
        """Write the account's row as it is here; raises InsufficientBalance for less than is set aside for family."""
        if self.free_fen < 0:
            raise InsufficientBalance("What is left is set aside for family.")
        self._db.execute(
            update(PersonalAccount)
            .where(PersonalAccount.id == self._account_id)
            .values(
                entries=self.entries,
                current_year_fen=self.current_year_fen,
                carried_over_fen=self.carried_over_fen,
                reserved_fen=self.reserved_fen,
                as_of=self.as_of,
            )
            .execution_options(synchronize_session=False)
        )

    def take_back(self, original: LedgerEntry, at: datetime, external_number: str) -> tuple[LedgerEntry, ...]:
        """Post the opposite of one entry; money of a year that is closed since comes back to 历年.

        Raises NothingToReverse for a kind that is never reversed, and for an entry that has been.
        """
        if original.kind in NEVER_REVERSED:
            raise NothingToReverse("There is no such entry, or its kind is never reversed.")
        if self.entry(LedgerEntry.reverses_seq == original.seq) is not None:
            raise NothingToReverse("The entry has been reversed already.")
        closed = original.business_day.year < self.as_of.year
        return self.post(
            Posting(
                kind=EntryKind.REVERSAL,
                bucket=Bucket.CARRIED_OVER if closed else original.bucket,
                amount_fen=-original.amount_fen,
                at=at,
                external_number=external_number,
                reverses_seq=original.seq,
            )
        )

    def _next(self, posting: Posting) -> LedgerEntry:
        day = posting.business_day or shanghai_date(posting.at)
        self._check_year(day, posting.kind)
        if posting.bucket is Bucket.CURRENT_YEAR:
            self.current_year_fen += posting.amount_fen
        else:
            self.carried_over_fen += posting.amount_fen
        if self.current_year_fen < 0 or self.carried_over_fen < 0:
            raise InsufficientBalance("The bucket does not hold that much.")
        self.entries += 1
        self.as_of = max(self.as_of, day)
        return LedgerEntry(
            account_id=self._account_id,
            seq=self.entries,
            at=posting.at,
            business_day=day,
            kind=posting.kind,
            bucket=posting.bucket,
            amount_fen=posting.amount_fen,
            current_year_fen=self.current_year_fen,
            carried_over_fen=self.carried_over_fen,
            external_number=posting.external_number,
            institution=posting.institution,
            beneficiary_id=posting.beneficiary_id,
            authorisation_id=posting.authorisation_id,
            reverses_seq=posting.reverses_seq,
            for_year=posting.for_year,
        )

    def _check_year(self, day: date, kind: EntryKind) -> None:
        """Only the open year takes postings; a carry-over opens the next, the first posting of all its own."""
        if self.entries == 0 or kind is EntryKind.CARRY_OVER or day.year == self.as_of.year:
            return
        if day.year > self.as_of.year:
            raise LedgerError(f"The year {self.as_of.year} must be carried over first.")
        raise LedgerError(f"The year {day.year} is closed.")


NEVER_REVERSED: Final = frozenset({EntryKind.REVERSAL, EntryKind.CARRY_OVER, EntryKind.INTEREST})
"""What is not undone: reversals themselves, and what comes once a year by rule."""


def check_number(external_number: str, longest: int = LONGEST_NUMBER) -> None:
    """Raise LedgerError for what cannot be an external number: empty, too long, or with an ending that is ours."""
    ours = SECOND_PART in external_number or FAMILY_PART in external_number
    if not external_number or ours or len(external_number) > longest:
        raise LedgerError(
            f"An external number has 1 to {longest} characters, and neither {SECOND_PART!r} nor {FAMILY_PART!r}."
        )


@contextmanager
def locked(db: Session, account_id: int) -> Iterator[Books]:
    """The account under its lock; whatever is raised inside, nothing of the transaction is kept."""
    with locked_all(db, (account_id,)) as opened:
        yield opened[account_id]


@contextmanager
def locked_all(db: Session, account_ids: Iterable[int]) -> Iterator[dict[int, Books]]:
    """Several accounts under their locks, as `locked`.

    They are locked by number, the lowest first, whoever asks: two payments that touch the same accounts can therefore
    wait for each other, but never each for the other.
    """
    try:
        opened = {}
        for account_id in sorted(set(account_ids)):
            row = db.execute(_LOCK, {"account": account_id}).one_or_none()
            if row is None:
                raise LedgerError("There is no such account.")
            opened[account_id] = Books(db, account_id, row)
        yield opened
    except IntegrityError as error:
        db.rollback()
        if "external_number" in str(error.orig):
            raise DuplicateNumber("The external number belongs to another posting.") from error
        raise LedgerError("The books refuse this posting.") from error
    except BaseException:
        db.rollback()
        raise
