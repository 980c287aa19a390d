"""What the agents' pages keep: who may see the figures, how a talk was wrapped up, who works on a ticket, wrong PINs.

`models.people.board`, `work`, `supervisors` and `desk_guesses` write them.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class WrapUpCode(StrEnum):
    """What a talk was about, and what came of it."""

    ANSWERED = "answered"
    """咨询已答复"""
    ACCOUNT = "account"
    """账户查询"""
    CLAIM = "claim"
    """报销与备案"""
    COMPLAINT = "complaint"
    """投诉或建议"""
    TICKET = "ticket"
    """已登记工单"""
    REFERRED = "referred"
    """已转其他部门"""
    NUISANCE = "nuisance"
    """骚扰或误拨"""
    OTHER = "other"


class Supervisor(Base):
    """An agent who may see the operations page."""

    __tablename__ = "supervisor"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class WrapUp(Base):
    """How one agent wrapped one talk up; the note is sealed."""

    __tablename__ = "wrap_up"

    ring_id: Mapped[int] = mapped_column(ForeignKey("agent_ring.id"), primary_key=True, autoincrement=False)
    code: Mapped[WrapUpCode] = mapped_column(closed_set(WrapUpCode, "code"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketTaken(Base):
    """Which agent works on a ticket: the one who took it last."""

    __tablename__ = "ticket_taken"
    __table_args__ = (Index("ix_ticket_taken_agent_id", "agent_id"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeskGuess(Base):
    """Wrong PINs at the agents' pages: of one agent from one address, of one agent, or from one address.

    `key` is a keyed hash of agent and address, so that no address is kept; `since` is when the first of the failures
    was counted, `known_at` when the right PIN came from there last.
    """

    __tablename__ = "desk_guess"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        Index("ix_desk_guess_agent_id", "agent_id"),
        Index("ix_desk_guess_since", "since"),
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    failures: Mapped[int] = mapped_column(SmallInteger)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    known_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
