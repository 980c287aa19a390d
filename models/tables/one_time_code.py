"""One-time codes by text message, as a table."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class CodePurpose(StrEnum):
    """What a code confirms."""

    BIND = "bind"
    """BD: bind this number to this person."""
    VERIFY = "verify"
    """Level L3 for one question."""


class OneTimeCode(Base):
    """The newest code sent to a number for a purpose; an older one is overwritten.

    Only the code's keyed hash is here. `person_id` is whom the code is about, None where the ID number presented
    belongs to nobody, who is answered alike. Used or guessed at too often, it is worth nothing any more.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        Index("ix_one_time_code_expires_at", "expires_at"),
    )

    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    purpose: Mapped[CodePurpose] = mapped_column(closed_set(CodePurpose, "purpose"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(SmallInteger)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
