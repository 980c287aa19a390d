"""Pooling regions (统筹地区) and the parameters in which they differ."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, Boolean, CheckConstraint, Integer, SmallInteger, String, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models.calendar import USUAL_HOURS, OfficeHours
from models.database import Base, Db
from models.tables.columns import closed_set


class NearRelatives(StrEnum):
    """For whom 家庭共济 may pay (S43)."""

    IMMEDIATE = "immediate"
    """配偶、父母、子女"""
    ALL = "all"
    """近亲属: brothers and sisters, grandparents and grandchildren too."""


class DeductionOrder(StrEnum):
    """Which authoriser pays first once the member's own account is empty (S38)."""

    BINDING = "binding"
    """In the order in which the authorisations began."""
    PRIORITY = "priority"
    """In the order that the authorisers gave; equals in that in which they began."""


class QuotaRule(StrEnum):
    """Whether an authorisation sets money aside (共济额度)."""

    NONE = "none"
    """Never: all of the authoriser's free balance can be used."""
    OPTIONAL = "optional"
    REQUIRED = "required"


class Region(Base):
    """A pooling region. `code` is that of GB/T 2260, `area_code` the telephone prefix callers key in (010, 0755)."""

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("interest_rate_ppm BETWEEN 0 AND 200000", name="interest_rate"),
        CheckConstraint("claim_deadline_months BETWEEN 6 AND 12", name="claim_deadline"),
    )

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    area_code: Mapped[str] = mapped_column(String(4), unique=True)
    interest_rate_ppm: Mapped[int] = mapped_column(Integer)
    """Parts per million a year; 3500 is the demand rate of 0.35 % (S24)."""
    current_year_first: Mapped[bool]
    """Whether payments take 本年 money before 历年 money, or the other way round."""
    near_relatives: Mapped[NearRelatives] = mapped_column(
        closed_set(NearRelatives, "near_relatives"), server_default=text("'all'")
    )
    many_relations: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    """Whether one person may be in several authorisations at a time (domain 1.3: Beihai allows one)."""
    deduction_order: Mapped[DeductionOrder] = mapped_column(
        closed_set(DeductionOrder, "deduction_order"), server_default=text("'binding'")
    )
    quota_rule: Mapped[QuotaRule] = mapped_column(
        closed_set(QuotaRule, "quota_rule"), server_default=text("'optional'")
    )
    claim_deadline_months: Mapped[int] = mapped_column(SmallInteger, server_default=text("12"))
    """How long after the expense a claim may be handed in: 6 to 12 months (S87)."""
    hotlines: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """The region's own numbers, as {"name", "number"} in the order they are told (S92 to S95)."""
    office_hours: Mapped[str] = mapped_column(String(32), server_default=text("'09:00-12:00,13:00-17:00'"))
    """When people answer on working days, as `models.calendar.OfficeHours.parse` reads it."""


_HOURS: Final = select(Region.office_hours).where(Region.code == bindparam("region"))


def office_hours(db: Db, code: str | None) -> OfficeHours:
    """When people answer in a region, by its code; the usual hours where it is unknown or None (domain 2.1)."""
    own = db.scalar(_HOURS, {"region": code}) if code else None
    return OfficeHours.parse(own) if own else USUAL_HOURS
