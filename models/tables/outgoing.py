"""What the hotline sends and dials, as tables: one row a text, one row a call-back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class OutgoingStatus(StrEnum):
    """How far a text has come."""

    WAITING = "waiting"
    """To be sent, at `next_try_at` at the earliest."""
    SENDING = "sending"
    """Claimed by a worker, which is handing it to Twilio."""
    SENT = "sent"
    """Twilio has it; a report says how it ended."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """Refused for good, or tried often enough."""
    UNWANTED = "unwanted"
    """Not sent: the number has sent TD."""
    UNSURE = "unsure"
    """A worker ended while it handed the text over. It is not sent again; Twilio's report may still settle it."""


class OutgoingText(Base):
    """One text to one number. Number and words are sealed; the words are forgotten once the text is over.

    `event` names what it is about for ever, so that nothing is told twice: "notice:17", "call:CA…:4".
    """

    __tablename__ = "outgoing_text"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(status = 'waiting') = (next_try_at IS NOT NULL)", name="next_try"),
        CheckConstraint("(status IN ('delivered', 'failed', 'unwanted')) = (words_sealed IS NULL)", name="words"),
        Index("uq_outgoing_text_event", "event", unique=True),
        Index("uq_outgoing_text_notice_id", "notice_id", unique=True),
        Index("ix_outgoing_text_created_at", "created_at"),
        Index(
            "ix_outgoing_text_waiting",
            "asked_for",
            "next_try_at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_outgoing_text_sending",
            "claimed_at",
            sqlite_where=text("status = 'sending'"),
            postgresql_where=text("status = 'sending'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    event: Mapped[str] = mapped_column(String(80))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    line: Mapped[str] = mapped_column(String(16))
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    answer_key: Mapped[str] = mapped_column(String(16))
    segments: Mapped[int] = mapped_column(SmallInteger)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_for: Mapped[bool]
    """Somebody has just asked for it: it goes at any hour, and whatever TD said."""
    status: Mapped[OutgoingStatus] = mapped_column(closed_set(OutgoingStatus, "status"))
    tries: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_sid: Mapped[str | None] = mapped_column(String(34))
    error: Mapped[str | None] = mapped_column(String(64))


class CallBackState(StrEnum):
    """How far a call-back has come, from the first time it is dialled on; before that its ticket alone says when."""

    DIALLING = "dialling"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    """To be dialled again at the ticket's `callback_at`."""
    GIVEN_UP = "given_up"
    """Dialled three times in vain; the ticket is closed and a text says so."""


class CallBack(Base):
    """What became of a call-back ticket's calls."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 3", name="tries"),
        Index(
            "ix_call_back_dialling",
            "dialled_at",
            sqlite_where=text("state = 'dialling'"),
            postgresql_where=text("state = 'dialling'"),
        ),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    state: Mapped[CallBackState] = mapped_column(closed_set(CallBackState, "state"))
    tries: Mapped[int] = mapped_column(SmallInteger)
    dialled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    call_sid: Mapped[str | None] = mapped_column(String(34))
    error: Mapped[str | None] = mapped_column(String(64))
    """Why the last call was not answered: busy, no-answer, or Twilio's code."""
