"""家庭共济 as tables: who may pay for whom, every attempt to, and premiums that wait for their day.

`models.money.sharing` is the only writer of the money in them; an authorisation's quota is part of its authoriser's
account.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.access import Channel
from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class Relation(StrEnum):
    """What the member is to the authoriser (S43)."""

    SPOUSE = "spouse"
    """配偶"""
    PARENT = "parent"
    """父母"""
    CHILD = "child"
    """子女"""
    SIBLING = "sibling"
    """兄弟姐妹"""
    GRANDPARENT = "grandparent"
    """祖父母、外祖父母"""
    GRANDCHILD = "grandchild"
    """孙子女、外孙子女"""


IMMEDIATE = (Relation.SPOUSE, Relation.PARENT, Relation.CHILD)
"""The relations that every region allows."""


class SharingScope(StrEnum):
    """What an authorisation may be used for (S42)."""

    PAYMENTS = "payments"
    """Care and medicines (共济支付)."""
    PREMIUMS = "premiums"
    """Residents' premiums (共济缴费)."""
    ALL = "all"


class AuthorisationStatus(StrEnum):
    """Whether an authorisation holds."""

    ACTIVE = "active"
    """有效"""
    ENDED = "ended"
    """解除"""
    LAPSED = "lapsed"
    """自动解除: an insurance relation changed."""


class FamilyAuthorisation(Base):
    """Who lets whom use the money of an account. An unused quota is reserved on the authoriser's account."""

    __tablename__ = "family_authorisation"
    __table_args__ = (
        CheckConstraint("authoriser_id <> member_id", name="two_people"),
        CheckConstraint("used_fen >= 0 AND (quota_fen IS NULL OR used_fen <= quota_fen)", name="quota"),
        CheckConstraint("priority > 0", name="priority"),
        CheckConstraint("(status = 'active') = (ended_on IS NULL)", name="end"),
        CheckConstraint("ended_on IS NULL OR ended_on >= begun_on", name="order"),
        Index(
            "uq_family_authorisation_active",
            "member_id",
            "authoriser_id",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_family_authorisation_authoriser_id", "authoriser_id"),
        Index("ix_family_authorisation_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authoriser_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    relation: Mapped[Relation] = mapped_column(closed_set(Relation, "relation"))
    scope: Mapped[SharingScope] = mapped_column(closed_set(SharingScope, "scope"))
    priority: Mapped[int] = mapped_column(SmallInteger)
    """Who is asked first where the region goes by priority; 1 before 2."""
    quota_fen: Mapped[int | None] = mapped_column(BigInteger)
    """共济额度; None: all of the authoriser's free balance."""
    used_fen: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[AuthorisationStatus] = mapped_column(closed_set(AuthorisationStatus, "status"))
    begun_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The last day it can be used."""
    channel: Mapped[Channel] = mapped_column(closed_set(Channel, "channel"))


class SharingKind(StrEnum):
    """What the family's money was asked for."""

    OUTPATIENT = "outpatient"
    """门诊"""
    INPATIENT = "inpatient"
    """住院"""
    PHARMACY = "pharmacy"
    """药店"""
    PREMIUM = "premium"
    """居民医保缴费"""


class FailureReason(StrEnum):
    """Why nothing was taken (S44)."""

    INSUFFICIENT = "insufficient"
    """余额不足"""
    WRONG_INFORMATION = "wrong_information"
    """信息错误"""
    SYSTEM_FAULT = "system_fault"
    """系统故障"""
    IRREGULAR_STATUS = "irregular_status"
    """状态异常"""


class SharingAttempt(Base):
    """One authoriser's part of one attempt to use family money, number `place` of it; without a reason it succeeded.

    A failed attempt has a part for every authoriser who was asked, and one without where there was nobody to ask.
    """

    __tablename__ = "sharing_attempt"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("place > 0", name="place"),
        CheckConstraint("reason IS NOT NULL OR authorisation_id IS NOT NULL", name="authorised"),
        CheckConstraint("(authorisation_id IS NULL) = (authoriser_id IS NULL)", name="authoriser"),
        CheckConstraint("refunded_on IS NULL OR reason IS NULL", name="refund"),
        Index("uq_sharing_attempt_external_number_place", "external_number", "place", unique=True),
        Index("ix_sharing_attempt_member_id_id", "member_id", "id"),
        Index("ix_sharing_attempt_authoriser_id_id", "authoriser_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    external_number: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    business_day: Mapped[date]
    kind: Mapped[SharingKind] = mapped_column(closed_set(SharingKind, "kind"))
    member_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    authoriser_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    authorisation_id: Mapped[int | None] = mapped_column(ForeignKey("family_authorisation.id"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[FailureReason | None] = mapped_column(closed_set(FailureReason, "reason"))
    institution: Mapped[str | None] = mapped_column(String(40))
    refunded_on: Mapped[date | None]


class PremiumStatus(StrEnum):
    """How far a scheduled premium has come."""

    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"


class ScheduledPremium(Base):
    """A member's premium that is taken from the authoriser on `due_on`, the last day of a month (S47)."""

    __tablename__ = "scheduled_premium"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(status = 'failed') = (reason IS NOT NULL)", name="failure"),
        Index("uq_scheduled_premium_external_number", "external_number", unique=True),
        Index("ix_scheduled_premium_authorisation_id", "authorisation_id"),
        Index(
            "ix_scheduled_premium_waiting",
            "due_on",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authorisation_id: Mapped[int] = mapped_column(ForeignKey("family_authorisation.id"))
    for_year: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date]
    external_number: Mapped[str] = mapped_column(String(40))
    status: Mapped[PremiumStatus] = mapped_column(closed_set(PremiumStatus, "status"))
    reason: Mapped[FailureReason | None] = mapped_column(closed_set(FailureReason, "reason"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
