"""Contributions: what was paid for which months, and the months that count without a payment of their own."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set
from models.tables.insurance import Scheme


class Branch(StrEnum):
    """The insurances one contributes to; 12393 speaks of the first, 12333 of the others."""

    MEDICAL = "medical"
    """医疗"""
    PENSION = "pension"
    """养老"""
    UNEMPLOYMENT = "unemployment"
    """失业"""
    INJURY = "injury"
    """工伤"""


class ContributionSource(StrEnum):
    """Who paid."""

    EMPLOYER = "employer"
    """单位代扣代缴"""
    SELF = "self"
    """个人缴费"""
    FAMILY = "family"
    """共济缴费: from a relative's personal account (S41)."""
    SUBSIDY = "subsidy"
    """财政资助"""


class ContributionStatus(StrEnum):
    """Whether the payment stands."""

    PAID = "paid"
    REVERSED = "reversed"
    """Paid back; its months count no more."""


class Contribution(Base):
    """One payment, for `months` months from the first day `month` on: one for employees, a year for residents.

    A month is paid once a branch; what is reversed stays, and the month can be paid again.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("months IN (1, 12)", name="months"),
        CheckConstraint("base_fen IS NULL OR base_fen > 0", name="base"),
        CheckConstraint("person_fen >= 0 AND unit_fen >= 0", name="parts"),
        CheckConstraint("source <> 'family' OR external_number IS NOT NULL", name="family"),
        Index(
            "uq_contribution_paid",
            "person_id",
            "branch",
            "month",
            unique=True,
            sqlite_where=text("status = 'paid'"),
            postgresql_where=text("status = 'paid'"),
        ),
        Index(
            "uq_contribution_external_number",
            "external_number",
            unique=True,
            sqlite_where=text("external_number IS NOT NULL"),
            postgresql_where=text("external_number IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    branch: Mapped[Branch] = mapped_column(closed_set(Branch, "branch"))
    scheme: Mapped[Scheme] = mapped_column(closed_set(Scheme, "scheme"))
    month: Mapped[date]
    months: Mapped[int] = mapped_column(SmallInteger)
    base_fen: Mapped[int | None] = mapped_column(BigInteger)
    """缴费基数; residents have none."""
    person_fen: Mapped[int] = mapped_column(BigInteger)
    unit_fen: Mapped[int] = mapped_column(BigInteger)
    """Paid by the employer, or for residents by the state."""
    paid_on: Mapped[date]
    source: Mapped[ContributionSource] = mapped_column(closed_set(ContributionSource, "source"))
    late: Mapped[bool]
    """补缴: paid after its month was over and due."""
    status: Mapped[ContributionStatus] = mapped_column(closed_set(ContributionStatus, "status"))
    external_number: Mapped[str | None] = mapped_column(String(40))


class PriorMonths(Base):
    """Months that count beside the contributions on record: paid before they begin, and 视同缴费."""

    __tablename__ = "prior_months"
    __table_args__ = (
        CheckConstraint("paid >= 0 AND deemed >= 0", name="months"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    branch: Mapped[Branch] = mapped_column(closed_set(Branch, "branch"), primary_key=True)
    paid: Mapped[int] = mapped_column(SmallInteger)
    deemed: Mapped[int] = mapped_column(SmallInteger)
    """视同缴费月数"""
