"""Notices by text message, as tables: who wants them, and what was sent to whom about what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class NoticePreference(Base):
    """Whether a number wants notices: KT or TD, the newest counts. A number without a row has not said."""

    __tablename__ = "notice_preference"

    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    wanted: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeKind(StrEnum):
    """What a notice tells."""

    CREDIT = "credit"
    """到账"""
    PAYMENT = "payment"
    """扣费"""
    CLAIM = "claim"
    """报销进度"""
    MATERNITY = "maternity"
    """生育津贴发放 (S89)"""
    PREMIUM = "premium"
    """共济代扣结果"""
    TICKET = "ticket"
    """工单答复"""


class NoticeStatus(StrEnum):
    """How far a notice has come."""

    WAITING = "waiting"
    """To be sent, at `next_try_at` at the earliest."""
    SENT = "sent"
    """Handed to the carrier; a callback says how it ended."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up."""
    UNWANTED = "unwanted"
    """Not sent: the number has sent TD, or none is bound."""


class Notice(Base):
    """One notice; a person gets one about an event and no more. `facts` is sealed JSON, which the channel words."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(status = 'waiting') = (next_try_at IS NOT NULL)", name="next_try"),
        Index("uq_notice_person_id_event", "person_id", "event", unique=True),
        Index(
            "ix_notice_waiting",
            "next_try_at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "uq_notice_message_sid",
            "message_sid",
            unique=True,
            sqlite_where=text("message_sid IS NOT NULL"),
            postgresql_where=text("message_sid IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    event: Mapped[str] = mapped_column(String(64))
    """What it is about, such as "claim:BX2603010381:paid"."""
    kind: Mapped[NoticeKind] = mapped_column(closed_set(NoticeKind, "kind"))
    facts: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[NoticeStatus] = mapped_column(closed_set(NoticeStatus, "status"))
    tries: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_sid: Mapped[str | None] = mapped_column(String(34))
    error: Mapped[str | None] = mapped_column(String(64))
