"""Who is insured, where, under which scheme."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set


class Scheme(StrEnum):
    """The basic medical insurance a person is in."""

    EMPLOYEE = "employee"
    """职工"""
    RESIDENT = "resident"
    """城乡居民: no personal account (S26)."""
    FLEXIBLE = "flexible"
    """灵活就业: pays alone what employer and employee pay together."""


class Tier(StrEnum):
    """Shenzhen's three tiers (S27)."""

    FIRST = "first"
    """一档: has a personal account."""
    SECOND = "second"
    """二档: none."""
    THIRD = "third"
    """三档: none."""


class InsuranceStatus(StrEnum):
    """Whether the insurance is in force."""

    ACTIVE = "active"
    """正常"""
    PAUSED = "paused"
    """暂停"""
    ENDED = "ended"
    """终止"""
    UNPAID = "unpaid"
    """未缴"""


class InsuredClass(StrEnum):
    """What the rates depend on besides the scheme."""

    WORKING = "working"
    """在职"""
    RETIRED = "retired"
    """退休"""
    STUDENT = "student"
    """学生儿童"""
    OLD = "old"
    """老年"""
    WORKING_AGE = "working_age"
    """劳动年龄"""


class Insurance(Base):
    """One spell of insurance; a person has at most one that is active (S34)."""

    __tablename__ = "insurance"
    __table_args__ = (
        Index(
            "uq_insurance_active",
            "person_id",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_insurance_person_id", "person_id"),
        CheckConstraint("(status = 'ended') = (ended_on IS NOT NULL)", name="end"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    scheme: Mapped[Scheme] = mapped_column(closed_set(Scheme, "scheme"))
    tier: Mapped[Tier | None] = mapped_column(closed_set(Tier, "tier"))
    insured_class: Mapped[InsuredClass] = mapped_column(closed_set(InsuredClass, "insured_class"))
    status: Mapped[InsuranceStatus] = mapped_column(closed_set(InsuranceStatus, "status"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    designated: Mapped[str | None] = mapped_column(String(40))
    """The 定点医院 or 社康中心 the insured is bound to, where there is one."""


def has_account(scheme: Scheme, tier: Tier | None) -> bool:
    """Whether this insurance comes with a personal account (S26, S27; domain 5, invariant 9)."""
    return scheme is not Scheme.RESIDENT and tier not in {Tier.SECOND, Tier.THIRD}
