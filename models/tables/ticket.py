"""Work for people: complaints, suggestions, reports, disputes, callbacks, voicemail.

`models.people.tickets` opens them.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class TicketKind(StrEnum):
    """What a ticket asks for (domain 5)."""

    COMPLAINT = "complaint"
    """投诉"""
    SUGGESTION = "suggestion"
    """建议"""
    REPORT = "report"
    """举报"""
    DISPUTE = "dispute"
    """账户异议"""
    CALLBACK = "callback"
    """回电"""
    VOICEMAIL = "voicemail"
    """留言"""


class TicketStatus(StrEnum):
    """How far a ticket has come."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


class Ticket(Base):
    """One piece of work. `number` is what the caller is told: yymmdd of the Shanghai day and four digits.

    What was said or written, and the answer, are sealed. `callback_at` is when somebody wants to be rung, the earliest
    moment in office hours unless another was asked for.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("kind", "reference"),
        CheckConstraint("satisfaction IS NULL OR satisfaction BETWEEN 1 AND 4", name="satisfaction"),
        CheckConstraint("callback_at IS NULL OR kind = 'callback'", name="callback"),
        CheckConstraint("closed_at IS NULL OR status IN ('answered', 'closed')", name="closed"),
        Index("ix_ticket_person_id", "person_id"),
        Index("ix_ticket_contact_hash", "contact_hash"),
        Index(
            "ix_ticket_callback_at",
            "callback_at",
            sqlite_where=text("status = 'open' AND callback_at IS NOT NULL"),
            postgresql_where=text("status = 'open' AND callback_at IS NOT NULL"),
        ),
        Index(
            "ix_ticket_unfinished",
            "due_on",
            "id",
            sqlite_where=text("status IN ('open', 'in_progress')"),
            postgresql_where=text("status IN ('open', 'in_progress')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[TicketKind] = mapped_column(closed_set(TicketKind, "kind"))
    status: Mapped[TicketStatus] = mapped_column(closed_set(TicketStatus, "status"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reference: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    recording: Mapped[str | None] = mapped_column(String(64))
    """The RecordingSid of what was said."""
    department: Mapped[str | None] = mapped_column(String(32))
    """承办部门"""
    due_on: Mapped[date | None]
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger)
    """1 很满意 to 4 不满意."""
    callback_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TicketDay(Base):
    """How many ticket numbers a Shanghai day has given out."""

    __tablename__ = "ticket_day"
    __table_args__ = (CheckConstraint("given > 0", name="given"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    given: Mapped[int]
