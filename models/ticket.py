"""Work for people: callbacks and, later, complaints and disputes; `models.tickets` opens them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import UtcDateTime, closed_set
from models.database import Base


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
    """One piece of work. `number` is what the caller is told: yymmdd of the Shanghai day and four digits."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[TicketKind] = mapped_column(closed_set(TicketKind, "kind"))
    status: Mapped[TicketStatus] = mapped_column(closed_set(TicketStatus, "status"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reference: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketDay(Base):
    """How many ticket numbers a Shanghai day has given out."""

    __tablename__ = "ticket_day"
    __table_args__ = (CheckConstraint("given > 0", name="given"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    given: Mapped[int]
