"""Settlements: what a visit or a purchase cost, and who bore which part of it (domain 5, invariant 8)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class Service(StrEnum):
    """Where the cost arose; the values are those of the ledger's kinds of payment."""

    OUTPATIENT = "outpatient"
    """门诊"""
    INPATIENT = "inpatient"
    """住院"""
    PHARMACY = "pharmacy"
    """药店"""


class Settlement(Base):
    """One bill, settled; the cost is what own account, family, 统筹 and cash paid together.

    Family money pays only once nothing of one's own is left free, or where the own account is out of use.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("cost_fen = own_fen + shared_fen + pooled_fen + cash_fen", name="sum"),
        CheckConstraint("own_fen >= 0 AND shared_fen >= 0 AND pooled_fen >= 0 AND cash_fen >= 0", name="parts"),
        CheckConstraint("deductible_fen BETWEEN 0 AND cost_fen", name="deductible"),
        CheckConstraint("cost_fen > 0", name="cost"),
        CheckConstraint("shared_fen = 0 OR own_left_fen = 0 OR own_excluded", name="own_first"),
        CheckConstraint("(refund_number IS NULL) = (refunded_on IS NULL)", name="refund"),
        Index("uq_settlement_external_number", "external_number", unique=True),
        Index("uq_settlement_refund_number", "refund_number", unique=True),
        Index("ix_settlement_person_id_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    external_number: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    service: Mapped[Service] = mapped_column(closed_set(Service, "service"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    business_day: Mapped[date]
    institution: Mapped[str | None] = mapped_column(String(40))
    cost_fen: Mapped[int] = mapped_column(BigInteger)
    own_fen: Mapped[int] = mapped_column(BigInteger)
    shared_fen: Mapped[int] = mapped_column(BigInteger)
    pooled_fen: Mapped[int] = mapped_column(BigInteger)
    """统筹支付"""
    cash_fen: Mapped[int] = mapped_column(BigInteger)
    deductible_fen: Mapped[int] = mapped_column(BigInteger)
    """How much of it was counted towards the year's 起付线."""
    own_left_fen: Mapped[int] = mapped_column(BigInteger)
    """What was free in the own account afterwards."""
    own_excluded: Mapped[bool]
    """The own account could not pay: frozen, or there is none."""
    refund_number: Mapped[str | None] = mapped_column(String(40))
    refunded_on: Mapped[date | None]


class YearlyCounter(Base):
    """What a year has cost so far, and how far deductible and limit have been used up (年度累计).

    Deductible and limit are None where the bureau has not said them.
    """

    __tablename__ = "yearly_counter"
    __table_args__ = (
        CheckConstraint("service <> 'pharmacy'", name="counted"),
        CheckConstraint("cost_fen >= 0 AND pooled_fen >= 0 AND pooled_fen <= cost_fen", name="cost"),
        CheckConstraint(
            "deductible_used_fen >= 0 AND (deductible_fen IS NULL OR deductible_used_fen <= deductible_fen)",
            name="deductible",
        ),
        CheckConstraint("limit_fen IS NULL OR pooled_fen <= limit_fen", name="limit"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    service: Mapped[Service] = mapped_column(closed_set(Service, "service"), primary_key=True)
    cost_fen: Mapped[int] = mapped_column(BigInteger)
    deductible_fen: Mapped[int | None] = mapped_column(BigInteger)
    """起付线"""
    deductible_used_fen: Mapped[int] = mapped_column(BigInteger)
    pooled_fen: Mapped[int] = mapped_column(BigInteger)
    """统筹已报"""
    limit_fen: Mapped[int | None] = mapped_column(BigInteger)
    """封顶线"""
