"""What proves a person, and who is locked out; the rules are in `models.proof.credentials` and `models.pin`."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime


class Credential(Base):
    """A person's PIN: its argon2 hash, or none while it is still the initial one, which follows from the ID number."""

    __tablename__ = "credential"
    __table_args__ = (CheckConstraint("initial = (pin_hash IS NULL)", name="initial"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    pin_hash: Mapped[str | None] = mapped_column(String(128))
    initial: Mapped[bool]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Lockout(Base):
    """Failures counted against an identity as it was presented, whether or not there is such a person.

    The key is a keyed hash, so that the table names nobody. `locked_until` is set with the last permitted failure.
    """

    __tablename__ = "lockout"
    __table_args__ = (CheckConstraint("failures BETWEEN 0 AND 5", name="failures"),)

    identity_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(SmallInteger)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
