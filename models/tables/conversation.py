"""Where the channels keep their state: one row a call, one row a message, so that any worker can take the next turn.

Telephone numbers are here only hashed and masked; what a caller keyed before it was verified only sealed.
"""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set
from models.vault import Sealed, Vault

_FRESH_MESSAGE: Final = MappingProxyType(
    {
        "line": "",
        "sender_masked": "",
        "command": "",
        "level": 0,
        "answer_key": "",
        "segments": 0,
        "status": "",
    }
)


class CallRecord(Base):
    """One call, by CallSid: where its caller is in the menus and how well known. Rows are written by `ivr.records`.

    `turn` is the question that waits for its answer; `taken_at` is set while somebody is judging that answer in more
    than one transaction. `memory` is small JSON without personal data; `candidate` and `answer_cipher` are sealed.
    """

    __tablename__ = "call_record"
    __table_args__ = (Index("ix_call_record_started_at", "started_at"),)

    call_sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    line: Mapped[str] = mapped_column(String(16))
    caller_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    caller_masked: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    candidate: Mapped[bytes | None] = mapped_column(LargeBinary)
    turn: Mapped[int]
    misses: Mapped[int] = mapped_column(SmallInteger)
    refusals: Mapped[int] = mapped_column(SmallInteger)
    auth_level: Mapped[int] = mapped_column(SmallInteger)
    elder: Mapped[bool]
    memory: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_status: Mapped[str | None] = mapped_column(String(16))
    path: Mapped[str] = mapped_column(Text)
    answer_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Direction(StrEnum):
    """Which way a text went, seen from the hotline."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class MessageRecord(Base):
    """One text message. Of an incoming one the command word is kept, never the body (domain 7.6)."""

    __tablename__ = "message_record"
    __table_args__ = (
        Index("uq_message_record_message_sid", "message_sid", unique=True),
        Index("ix_message_record_sender_hash_at", "sender_hash", "at"),
        Index("ix_message_record_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    message_sid: Mapped[str | None] = mapped_column(String(34))
    direction: Mapped[Direction] = mapped_column(closed_set(Direction, "direction"))
    line: Mapped[str] = mapped_column(String(16))
    sender_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sender_masked: Mapped[str] = mapped_column(String(20))
    command: Mapped[str] = mapped_column(String(16))
    level: Mapped[int] = mapped_column(SmallInteger)
    answer_key: Mapped[str] = mapped_column(String(16))
    segments: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(16))
    answer_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it came, or went."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the reply to an incoming one was ready to be handed over; None for silence."""
    error: Mapped[str | None] = mapped_column(String(64))

    def __init__(self, **values: Any) -> None:
        """A message that was sent; what is not given starts empty."""
        fresh = {name: value for name, value in _FRESH_MESSAGE.items() if name not in values}
        super().__init__(**fresh, **values)

    def keep_answer(self, vault: Vault, text: str) -> None:
        """Seal the reply, for the case that the same message is delivered again."""
        self.answer_cipher = vault.seal(Sealed.ANSWER, text)

    def read_answer(self, vault: Vault) -> str | None:
        """What `keep_answer` was given, None before."""
        return None if self.answer_cipher is None else vault.unseal(Sealed.ANSWER, self.answer_cipher)


def message_by_sid(db: Session, message_sid: str) -> MessageRecord | None:
    """The message that Twilio calls by this SID, if it has been seen."""
    return db.scalar(select(MessageRecord).where(MessageRecord.message_sid == message_sid))


def one_at_a_time(db: Session, sender_hash: bytes) -> None:
    """Let the texts of one number wait for each other until the db session ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sender_hash[:8], signed=True)
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
