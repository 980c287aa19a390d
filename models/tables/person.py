"""People, the telephone numbers bound to them, and the children they may ask for.

Sex and birth are inside the ID number and are read from it, not stored a second time. Region, insurance, account and
credential have tables of their own.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
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
    last_used_on: Mapped[date | None]
    """The last day in China on which a call or text from it was recognised; None: not since it was bound."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Parentage(Base):
    """That somebody is a parent or guardian of a child, as a bureau has told it."""

    __tablename__ = "parentage"
    __table_args__ = (
        CheckConstraint("parent_id <> child_id", name="two_people"),
        Index("ix_parentage_child_id", "child_id"),
    )

    parent_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GuardianshipStatus(StrEnum):
    """Whether a parent may ask for a child."""

    ACTIVE = "active"
    ENDED = "ended"


class GuardianshipEnd(StrEnum):
    """Why that came to an end."""

    RELEASED = "released"
    """The parent ended it."""
    CAME_OF_AGE = "came_of_age"
    """The child is fourteen, and asks alone."""
    REVOKED = "revoked"
    """The bureau told that it holds no longer."""


class Guardianship(Base):
    """A parent who may ask for a child under fourteen (domain 7.7), and the consent this was made with."""

    __tablename__ = "guardianship"
    __table_args__ = (
        CheckConstraint("guardian_id <> child_id", name="two_people"),
        CheckConstraint("(status = 'active') = (ended_at IS NULL)", name="end"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="reason"),
        Index(
            "uq_guardianship_active",
            "guardian_id",
            "child_id",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_guardianship_child_id", "child_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[GuardianshipStatus] = mapped_column(closed_set(GuardianshipStatus, "status"))
    channel: Mapped[Channel] = mapped_column(closed_set(Channel, "channel"))
    consent: Mapped[str] = mapped_column(String(32))
    """How the parent was verified, and which text was agreed to."""
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[GuardianshipEnd | None] = mapped_column(closed_set(GuardianshipEnd, "ended_how"))
