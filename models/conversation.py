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
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.columns import UtcDateTime, closed_set
from models.database import Base
from models.vault import Sealed, Vault

_FRESH_CALL: Final = MappingProxyType(
    {
        "line": "",
        "caller_masked": "",
        "place": "",
        "language": "zh-CN",
        "turn": 0,
        "misses": 0,
        "refusals": 0,
        "auth_level": 0,
        "elder": False,
        "memory": {},
        "last_answer": "",
        "path": "",
    }
)

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
    """One call, by CallSid: where its caller is in the menus and how well known.

    `memory` is small JSON without personal data; assign a new dict to change it, its inside is not watched.
    """

    __tablename__ = "call_record"

    call_sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    line: Mapped[str] = mapped_column(String(16))
    caller_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    caller_masked: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    candidate: Mapped[bytes | None] = mapped_column(LargeBinary)
    turn: Mapped[int] = mapped_column(default=0)
    misses: Mapped[int] = mapped_column(SmallInteger)
    refusals: Mapped[int] = mapped_column(SmallInteger)
    auth_level: Mapped[int] = mapped_column(SmallInteger)
    elder: Mapped[bool] = mapped_column(default=False)
    memory: Mapped[dict[str, Any]] = mapped_column(JSON)
    last_answer: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_status: Mapped[str | None] = mapped_column(String(16))
    path: Mapped[str] = mapped_column(Text)

    def __init__(self, **values: Any) -> None:
        """A call that begins; what is not given starts empty."""
        fresh = {name: value for name, value in _FRESH_CALL.items() if name not in values}
        super().__init__(**fresh, **values)
        self.memory = dict(self.memory or {})

    def keep_candidate(self, vault: Vault, entered: str | None) -> None:
        """Seal what the caller keyed until it is verified; None forgets it."""
        self.candidate = None if entered is None else vault.seal(Sealed.CANDIDATE, entered)

    def read_candidate(self, vault: Vault) -> str | None:
        """What `keep_candidate` was given."""
        return None if self.candidate is None else vault.unseal(Sealed.CANDIDATE, self.candidate)


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


def count_incoming(db: Session, sender_hash: bytes, since: datetime, *, answer_key: str | None = None) -> int:
    """How many texts a number has sent since a moment; only those answered by `answer_key` where one is given."""
    count = select(func.count()).where(
        MessageRecord.sender_hash == sender_hash,
        MessageRecord.at >= since,
        MessageRecord.direction == Direction.INCOMING,
    )
    if answer_key is not None:
        count = count.where(MessageRecord.answer_key == answer_key)
    return db.scalar(count) or 0


def one_at_a_time(db: Session, sender_hash: bytes) -> None:
    """Let the texts of one number wait for each other until the db session ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sender_hash[:8], signed=True)
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
