"""People and the telephone numbers bound to them.

Sex and birth are inside the ID number and are read from it, not stored a second time. Region, insurance, account and
credential have tables of their own.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.access import Channel
from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class Person(Base):
    """Somebody the bureau knows. `id_number_sealed` and `name_sealed` are opened by the Vault."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    id_number_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    id_number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    died_on: Mapped[date | None]


class BindingStatus(StrEnum):
    """How far a binding has come."""

    PENDING = "pending"
    ACTIVE = "active"
    REMOVED = "removed"


class PhoneBinding(Base):
    """A telephone number and the person it answers for; a number has at most one active binding (invariant 16)."""

    __tablename__ = "phone_binding"
    __table_args__ = (
        Index(
            "uq_phone_binding_active",
            "phone_hash",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_phone_binding_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[BindingStatus] = mapped_column(closed_set(BindingStatus, "status"))
    channel: Mapped[Channel] = mapped_column(closed_set(Channel, "channel"))
    verified_by: Mapped[str] = mapped_column(String(32))
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
