"""What 12333 answers beside the medical account: pension, unemployment, work injury, and the card."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.enquiry.contributions import count_months
from models.tables.account import PersonalAccount
from models.tables.contribution import Branch
from models.tables.social import (
    Card,
    CardStatus,
    InjuryStatus,
    Pension,
    PensionStatus,
    Unemployment,
    UnemploymentStatus,
    WorkInjury,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionState:
    """A person's old-age insurance (YL); money in fen."""

    masked_name: str
    status: PensionStatus
    base_fen: int | None
    """缴费基数 a month; None for who no longer pays in."""
    paid_months: int
    deemed_months: int
    """视同缴费"""
    account_fen: int
    """个人账户储存额"""
    account_as_of: date
    monthly_fen: int | None
    """What is paid a month; None before it is drawn."""
    payment_day: int | None
    """The day of the month on which it is."""
    divisor: int | None
    """计发月数"""
    drawn_since: date | None
    last_paid_on: date | None

    @property
    def total_months(self) -> int:
        """Paid and deemed."""
        return self.paid_months + self.deemed_months


@dataclass(frozen=True, slots=True, kw_only=True)
class UnemploymentState:
    """A person's unemployment insurance, and the benefit where one is or was drawn; money in fen."""

    masked_name: str
    status: UnemploymentStatus
    paid_months: int
    monthly_fen: int | None
    months_granted: int | None
    months_drawn: int
    drawn_since: date | None

    @property
    def months_left(self) -> int | None:
        """How many months are still to come; None where none were granted."""
        return None if self.months_granted is None else self.months_granted - self.months_drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkInjuryState:
    """A person's work-injury insurance, and the newest case; money in fen."""

    masked_name: str
    status: InjuryStatus
    injured_on: date | None
    decided_on: date | None
    grade: int | None
    """1, the gravest, to 10."""
    monthly_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """How far the newest card has come, and whether it can be used."""

    masked_name: str
    tail: str | None
    """The last four of its number, once it has one."""
    status: CardStatus
    applied_on: date
    ready_on: date | None
    pick_up: str | None
    """Where it waits to be fetched."""
    issued_on: date | None
    activated: bool
    lost_at: datetime | None
    """Since when it is reported lost, as an aware UTC moment."""


def _row(db: Db, table: Any, person_id: int) -> Any:
    """The person's row of a table that has one a person, as columns; None where there is none."""
    return db.execute(select(*table.__table__.columns).where(table.person_id == person_id)).one_or_none()


def pension(db: Db, person_id: int, access: Access) -> PensionState | NothingFound:
    """The person's pension account, months and payment (12333>2>1; YL; S78, S79).

    Audited. Raises NotAllowed below level L2, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.PENSION)
    row = _row(db, Pension, person_id)
    if row is None:
        return asking.nothing()
    paid, deemed, _first = count_months(db, person_id, Branch.PENSION)
    return asking.answer(
        PensionState(
            masked_name=asking.masked_name,
            status=row.status,
            base_fen=row.base_fen,
            paid_months=paid,
            deemed_months=deemed,
            account_fen=row.account_fen,
            account_as_of=row.account_as_of,
            monthly_fen=row.monthly_fen,
            payment_day=row.payment_day,
            divisor=row.divisor,
            drawn_since=row.drawn_since,
            last_paid_on=row.last_paid_on,
        )
    )


def unemployment(db: Db, person_id: int, access: Access) -> UnemploymentState | NothingFound:
    """The person's unemployment insurance and benefit (12333>2>2).

    Audited. Raises NotAllowed below level L2, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.UNEMPLOYMENT)
    row = _row(db, Unemployment, person_id)
    if row is None:
        return asking.nothing()
    paid, _deemed, _first = count_months(db, person_id, Branch.UNEMPLOYMENT)
    return asking.answer(
        UnemploymentState(
            masked_name=asking.masked_name,
            status=row.status,
            paid_months=paid,
            monthly_fen=row.monthly_fen,
            months_granted=row.months_granted,
            months_drawn=row.months_drawn,
            drawn_since=row.drawn_since,
        )
    )


def work_injury(db: Db, person_id: int, access: Access) -> WorkInjuryState | NothingFound:
    """The person's work-injury insurance and newest case (12333>2>3).

    Audited. Raises NotAllowed below level L2, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.WORK_INJURY)
    row = _row(db, WorkInjury, person_id)
    if row is None:
        return asking.nothing()
    return asking.answer(
        WorkInjuryState(
            masked_name=asking.masked_name,
            status=row.status,
            injured_on=row.injured_on,
            decided_on=row.decided_on,
            grade=row.grade,
            monthly_fen=row.monthly_fen,
        )
    )


def card(db: Db, person_id: int, access: Access) -> CardState | NothingFound:
    """The person's newest card: production, activation, loss (12333>3; S103).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CARD)
    row = _row(db, Card, person_id)
    if row is None:
        return asking.nothing()
    by_account = db.scalar(select(PersonalAccount.activated).where(PersonalAccount.person_id == person_id))
    return asking.answer(
        CardState(
            masked_name=asking.masked_name,
            tail=row.tail,
            status=row.status,
            applied_on=row.applied_on,
            ready_on=row.ready_on,
            pick_up=row.pick_up,
            issued_on=row.issued_on,
            activated=row.activated_on is not None if by_account is None else by_account,
            lost_at=row.lost_at,
        )
    )
