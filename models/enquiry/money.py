"""Where the money came from and went: pages of movements, what arrived in a month, and what a year's end brought.

A payment taken from both 本年 and 历年 is two entries of the ledger and one movement here. The ledger is read backwards
along its primary key, so an answer costs the same however long the ledger is.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NoAccount, NothingFound, NotInsured, Question
from models.money.books import SECOND_PART
from models.months import YearMonth
from models.tables.account import CREDITS, PAYMENTS, Bucket, EntryKind, LedgerEntry, PersonalAccount

PAGE: Final = 5
"""Movements a page, unless told otherwise (domain 4.3)."""
MOST_A_PAGE: Final = 50
"""More are never given at once."""


class Which(StrEnum):
    """Which movements are wanted."""

    ALL = "all"
    """All that changed the balance: not the year-end carry-over, which does not."""
    PAYMENTS = "payments"
    """最近支出: what was paid, and what of it came back."""
    CREDITS = "credits"
    """划入明细: 单位划入 and 个人缴费."""


_KINDS: Final[dict[Which, tuple[EntryKind, ...]]] = {
    Which.ALL: tuple(kind for kind in EntryKind if kind is not EntryKind.CARRY_OVER),
    Which.PAYMENTS: (*PAYMENTS, EntryKind.REVERSAL),
    Which.CREDITS: tuple(kind for kind in CREDITS if kind is not EntryKind.INTEREST),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of money; `amount_fen` is signed."""

    day: date
    kind: EntryKind
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """A page of movements, newest first. `after` is what to ask for the next page with; None: there is none."""

    masked_name: str
    which: Which
    month: YearMonth | None
    movements: tuple[Movement, ...]
    after: int | None
    as_of: date
    total_fen: int
    """The balance now, both parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What arrived in a month, in fen."""

    masked_name: str
    month: YearMonth
    personal_fen: int
    """个人缴费"""
    employer_fen: int
    """单位划入"""

    @property
    def total_fen(self) -> int:
        """Both."""
        return self.personal_fen + self.employer_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """What the end of `year` brought, in fen; `carried_over_fen` is None while the year is not carried over yet."""

    masked_name: str
    year: int
    interest_fen: int
    carried_over_fen: int | None
    """What moved from 本年 to 历年 (S23)."""
    carried_on: date | None
    as_of: date
    total_fen: int


_ACCOUNT: Final = select(
    PersonalAccount.id,
    PersonalAccount.as_of,
    (PersonalAccount.current_year_fen + PersonalAccount.carried_over_fen).label("total_fen"),
).where(PersonalAccount.person_id == bindparam("person"))


def movements(
    db: Db,
    person_id: int,
    access: Access,
    which: Which = Which.ALL,
    *,
    month: YearMonth | None = None,
    after: int | None = None,
    page: int = PAGE,
) -> Movements | NothingFound | NoAccount | NotInsured:
    """A page of the person's movements, newest first, of one month or of all (12393>1>2; MX, HR; S20).

    `after` continues an earlier page; `page` is 1 to 50. Audited. Raises NotAllowed below level L2, and for a person
    there is not; ValueError for a page of another size.
    """
    if not 1 <= page <= MOST_A_PAGE:
        raise ValueError(f"a page has 1 to {MOST_A_PAGE} movements")
    asking = Asking(db, person_id, access, Question.MOVEMENTS)
    account = db.execute(_ACCOUNT, {"person": person_id}).one_or_none()
    if account is None:
        return asking.no_account()
    wanted = [LedgerEntry.account_id == account.id, LedgerEntry.kind.in_(_KINDS[which])]
    if month is not None:
        wanted.append(LedgerEntry.business_day.between(month.first, month.last))
    if after is not None:
        wanted.append(LedgerEntry.seq < after)
    found, first_seqs = _merged(db, wanted, limit=2 * page + 1)
    if not found:
        return asking.nothing(month=month)
    return asking.answer(
        Movements(
            masked_name=asking.masked_name,
            which=which,
            month=month,
            movements=tuple(found[:page]),
            after=first_seqs[page - 1] if len(found) > page else None,
            as_of=account.as_of,
            total_fen=account.total_fen,
        )
    )


def _merged(db: Db, wanted: list[ColumnElement[bool]], *, limit: int) -> tuple[list[Movement], list[int]]:
    """Movements for the newest `limit` entries, and beside each the lowest sequence number in it."""
    rows = db.execute(
        select(
            LedgerEntry.seq,
            LedgerEntry.business_day,
            LedgerEntry.kind,
            LedgerEntry.amount_fen,
            LedgerEntry.external_number,
        )
        .where(*wanted)
        .order_by(LedgerEntry.seq.desc())
        .limit(limit)
    ).all()
    found: list[Movement] = []
    seqs: list[int] = []
    newer: Any = None
    for row in rows:
        if newer is not None and _belong_together(row, newer):
            fen = found[-1].amount_fen + row.amount_fen
            found[-1] = Movement(day=row.business_day, kind=row.kind, amount_fen=fen)
            seqs[-1] = row.seq
        else:
            found.append(Movement(day=row.business_day, kind=row.kind, amount_fen=row.amount_fen))
            seqs.append(row.seq)
        newer = row
    return found, seqs


def _belong_together(older: Any, newer: Any) -> bool:
    """Whether two neighbouring entries are one movement: of one number, or the interest of both buckets."""
    if older.seq != newer.seq - 1 or older.kind is not newer.kind:
        return False
    if older.kind is EntryKind.INTEREST:
        return bool(older.business_day == newer.business_day)
    return bool(newer.external_number == f"{older.external_number}{SECOND_PART}")


def credited(
    db: Db, person_id: int, access: Access, month: YearMonth | None = None
) -> Credited | NothingFound | NoAccount | NotInsured:
    """What 单位 and 个人 brought in a month, the latest in which anything came unless one is given (HR; S20).

    Audited. Raises NotAllowed below level L2, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CREDITED)
    account = db.execute(_ACCOUNT, {"person": person_id}).one_or_none()
    if account is None:
        return asking.no_account()
    mine = (LedgerEntry.account_id == account.id) & LedgerEntry.kind.in_(_KINDS[Which.CREDITS])
    if month is None:
        newest = db.scalar(select(LedgerEntry.business_day).where(mine).order_by(LedgerEntry.seq.desc()).limit(1))
        if newest is None:
            return asking.nothing()
        month = YearMonth.of(newest)
    rows = db.execute(
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_fen))
        .where(mine, LedgerEntry.business_day.between(month.first, month.last))
        .group_by(LedgerEntry.kind)
    )
    sums = {kind: int(fen) for kind, fen in rows}
    if not sums:
        return asking.nothing(month=month)
    return asking.answer(
        Credited(
            masked_name=asking.masked_name,
            month=month,
            personal_fen=sums.get(EntryKind.PERSONAL_CREDIT, 0),
            employer_fen=sums.get(EntryKind.EMPLOYER_CREDIT, 0),
        )
    )


_NEWEST_YEAR: Final = select(func.max(LedgerEntry.for_year)).where(
    LedgerEntry.account_id == bindparam("account"), LedgerEntry.for_year.is_not(None)
)
_YEAR: Final = select(LedgerEntry.kind, LedgerEntry.bucket, LedgerEntry.amount_fen, LedgerEntry.business_day).where(
    LedgerEntry.account_id == bindparam("account"), LedgerEntry.for_year == bindparam("year")
)


def yearly(
    db: Db, person_id: int, access: Access, year: int | None = None
) -> Yearly | NothingFound | NoAccount | NotInsured:
    """The interest of a year and what was carried over at its end; the latest year unless one is given (LX; S23, S24).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.YEARLY)
    account = db.execute(_ACCOUNT, {"person": person_id}).one_or_none()
    if account is None:
        return asking.no_account()
    asked = year
    year = year or db.scalar(_NEWEST_YEAR, {"account": account.id})
    rows = [] if year is None else db.execute(_YEAR, {"account": account.id, "year": year}).all()
    if year is None or not rows:
        return asking.nothing(year=asked)
    carried = [row for row in rows if row.kind is EntryKind.CARRY_OVER and row.bucket is Bucket.CARRIED_OVER]
    return asking.answer(
        Yearly(
            masked_name=asking.masked_name,
            year=year,
            interest_fen=sum(row.amount_fen for row in rows if row.kind is EntryKind.INTEREST),
            carried_over_fen=carried[0].amount_fen if carried else None,
            carried_on=carried[0].business_day if carried else None,
            as_of=account.as_of,
            total_fen=account.total_fen,
        )
    )
