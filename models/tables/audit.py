"""The audit: one row for every answer with personal data, written with the answer and never changed.

A trigger in the database refuses UPDATE and DELETE (domain 7.9); the row holds who was asked about, by which channel,
how well the asker was known, which parent asked for a child, and the kind of answer, but nothing of its content.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from models.access import Access, Channel
from models.database import Base, Db
from models.tables.columns import UtcDateTime, closed_set


class AuditRow(Base):
    """One answer given."""

    __tablename__ = "audit_row"
    __table_args__ = (
        CheckConstraint("level >= required", name="level_suffices"),
        Index("ix_audit_row_person_id_at", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[Channel] = mapped_column(closed_set(Channel, "channel"))
    level: Mapped[int] = mapped_column(SmallInteger)
    required: Mapped[int] = mapped_column(SmallInteger)
    question: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The parent who asked, where that was not the person."""
    reference: Mapped[str] = mapped_column(String(64))


_WRITE = insert(AuditRow).inline()


def write(db: Db, access: Access, *, required: int, question: str, answer: str, person_id: int) -> None:
    """Add one audit row to the open transaction; `question` and `answer` are kinds, not contents."""
    db.execute(
        _WRITE,
        {
            "at": access.at,
            "channel": access.channel,
            "level": int(access.level),
            "required": int(required),
            "question": question,
            "answer": answer,
            "person_id": person_id,
            "guardian_id": access.guardian_id,
            "reference": access.reference[:64],
        },
    )
