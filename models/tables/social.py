"""What 12333 keeps of a person beside medical insurance: pension, unemployment, work injury, and the card."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class PensionStatus(StrEnum):
    """Whether somebody pays in or is paid."""

    CONTRIBUTING = "contributing"
    """参保缴费"""
    PAUSED = "paused"
    """暂停缴费"""
    DRAWING = "drawing"
    """领取待遇"""


class Pension(Base):
    """A person's old-age insurance; the months are those of `contribution` and `prior_months` of that branch."""

    __tablename__ = "pension"
    __table_args__ = (
        CheckConstraint("base_fen IS NULL OR base_fen > 0", name="base"),
        CheckConstraint("account_fen >= 0", name="account"),
        CheckConstraint("divisor IS NULL OR divisor > 0", name="divisor"),
        CheckConstraint("payment_day IS NULL OR payment_day BETWEEN 1 AND 28", name="payment_day"),
        CheckConstraint(
            "status <> 'drawing'"
            " OR (monthly_fen > 0 AND payment_day IS NOT NULL AND divisor IS NOT NULL AND drawn_since IS NOT NULL)",
            name="drawing",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    status: Mapped[PensionStatus] = mapped_column(closed_set(PensionStatus, "status"))
    base_fen: Mapped[int | None] = mapped_column(BigInteger)
    """缴费基数 a month"""
    account_fen: Mapped[int] = mapped_column(BigInteger)
    """个人账户储存额"""
    account_as_of: Mapped[date]
    monthly_fen: Mapped[int | None] = mapped_column(BigInteger)
    """What is paid a month."""
    payment_day: Mapped[int | None] = mapped_column(SmallInteger)
    divisor: Mapped[int | None] = mapped_column(SmallInteger)
    """计发月数 (S79)"""
    drawn_since: Mapped[date | None]
    last_paid_on: Mapped[date | None]


class UnemploymentStatus(StrEnum):
    """Whether somebody pays in or is paid."""

    INSURED = "insured"
    """参保"""
    DRAWING = "drawing"
    """领取失业保险金"""
    ENDED = "ended"
    """领取期满或停发"""


class Unemployment(Base):
    """A person's unemployment insurance, and the benefit while it is drawn."""

    __tablename__ = "unemployment"
    __table_args__ = (
        CheckConstraint(
            "status = 'insured' OR (monthly_fen > 0 AND months_granted > 0 AND drawn_since IS NOT NULL)", name="benefit"
        ),
        CheckConstraint("months_granted IS NULL OR months_drawn BETWEEN 0 AND months_granted", name="months"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    status: Mapped[UnemploymentStatus] = mapped_column(closed_set(UnemploymentStatus, "status"))
    monthly_fen: Mapped[int | None] = mapped_column(BigInteger)
    months_granted: Mapped[int | None] = mapped_column(SmallInteger)
    months_drawn: Mapped[int] = mapped_column(SmallInteger)
    drawn_since: Mapped[date | None]


class InjuryStatus(StrEnum):
    """How far a work injury has come, or that there is none."""

    INSURED = "insured"
    """参保, no injury on record"""
    APPLIED = "applied"
    """认定中"""
    RECOGNISED = "recognised"
    """已认定"""
    ASSESSED = "assessed"
    """已鉴定"""
    NOT_RECOGNISED = "not_recognised"
    """不予认定"""


class WorkInjury(Base):
    """A person's work-injury insurance, and the newest case; `grade` 1 is the gravest of ten."""

    __tablename__ = "work_injury"
    __table_args__ = (
        CheckConstraint("(status = 'insured') = (injured_on IS NULL)", name="case"),
        CheckConstraint("(status = 'assessed') = (grade IS NOT NULL)", name="assessed"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 10", name="grade"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    status: Mapped[InjuryStatus] = mapped_column(closed_set(InjuryStatus, "status"))
    injured_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    grade: Mapped[int | None] = mapped_column(SmallInteger)
    monthly_fen: Mapped[int | None] = mapped_column(BigInteger)
    """What is paid a month, if anything."""


class CardStatus(StrEnum):
    """How far the production of a card has come."""

    APPLIED = "applied"
    """已申请"""
    IN_PRODUCTION = "in_production"
    """制卡中"""
    READY = "ready"
    """待领取"""
    ISSUED = "issued"
    """已领取"""


class Card(Base):
    """A person's newest social-insurance card (12333>3); `tail` is the last four of the number on it."""

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("(status = 'issued') = (issued_on IS NOT NULL)", name="issued"),
        CheckConstraint("activated_on IS NULL OR issued_on IS NOT NULL", name="activated"),
        CheckConstraint("lost_at IS NULL OR issued_on IS NOT NULL", name="lost"),
        CheckConstraint("(lost_at IS NULL) = (loss_reference IS NULL)", name="loss_reference"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    tail: Mapped[str | None] = mapped_column(String(4))
    status: Mapped[CardStatus] = mapped_column(closed_set(CardStatus, "status"))
    applied_on: Mapped[date]
    ready_on: Mapped[date | None]
    """When it can be fetched, or could."""
    pick_up: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[date | None]
    activated_on: Mapped[date | None]
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is reported lost (挂失)."""
    loss_reference: Mapped[str | None] = mapped_column(String(64))
