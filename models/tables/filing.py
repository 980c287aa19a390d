"""异地就医备案: leave on file to be treated, and settled directly, away from home (S83)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set


class FilingKind(StrEnum):
    """Why somebody is treated away from home."""

    LONG_TERM = "long_term"
    """长期居住"""
    TEMPORARY = "temporary"
    """临时外出"""
    REFERRAL = "referral"
    """转诊"""
    EMERGENCY = "emergency"
    """急诊"""


class FilingStatus(StrEnum):
    """Whether it holds; one whose last day is over has run out, whatever stands here."""

    ACTIVE = "active"
    """有效"""
    CANCELLED = "cancelled"
    """已取消"""


class Filing(Base):
    """One filing. Long-term ones have no end; temporary ones hold six months at least."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("(kind = 'long_term') = (until IS NULL)", name="end"),
        CheckConstraint("until IS NULL OR until >= since", name="order"),
        Index("ix_filing_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[FilingKind] = mapped_column(closed_set(FilingKind, "kind"))
    place: Mapped[str] = mapped_column(String(32))
    since: Mapped[date]
    until: Mapped[date | None]
    status: Mapped[FilingStatus] = mapped_column(closed_set(FilingStatus, "status"))
    external_number: Mapped[str] = mapped_column(String(40), unique=True)
