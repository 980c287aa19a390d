"""What a number has written lately: how many commands, how often without use, what it was answered.

Every question leaves out the message at hand, and knows the number by its hash alone.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.access import Level
from models.tables.conversation import Direction, MessageRecord


def commands_since(db: Session, record: MessageRecord, since: datetime, uncounted: Collection[str]) -> int:
    """How many commands of this number were answered from an aware moment on, but for the answer keys `uncounted`."""
    count = select(func.count()).where(
        *_others_of(record),
        MessageRecord.at >= since,
        MessageRecord.command != "",
        MessageRecord.answer_key.not_in(tuple(uncounted)),
    )
    return db.scalar(count) or 0


def answered_with(
    db: Session, record: MessageRecord, keys: Collection[str], after: datetime, limit: int
) -> list[datetime]:
    """When this number got one of these answers after an aware moment: the newest `limit` moments, newest first."""
    query = (
        select(MessageRecord.at)
        .where(*_others_of(record), MessageRecord.at > after, MessageRecord.answer_key.in_(tuple(keys)))
        .order_by(MessageRecord.at.desc())
        .limit(limit)
    )
    return list(db.scalars(query))


def count_of(db: Session, record: MessageRecord, command: str, keys: Collection[str], after: datetime) -> int:
    """How often this number sent a command after an aware moment and got one of these answers."""
    count = select(func.count()).where(
        *_others_of(record),
        MessageRecord.at > after,
        MessageRecord.command == command,
        MessageRecord.answer_key.in_(tuple(keys)),
    )
    return db.scalar(count) or 0


def earlier(
    db: Session, record: MessageRecord, after: datetime, limit: int, *, level: Level = Level.NONE
) -> Iterator[MessageRecord]:
    """The answered messages of this number after an aware moment, at `level` at least, the newest `limit`."""
    query = (
        select(MessageRecord)
        .where(
            *_others_of(record),
            MessageRecord.answer_cipher.is_not(None),
            MessageRecord.at > after,
            MessageRecord.level >= level,
        )
        .order_by(MessageRecord.at.desc(), MessageRecord.id.desc())
        .limit(limit)
    )
    yield from db.scalars(query)


def _others_of(record: MessageRecord) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageRecord.sender_hash == record.sender_hash,
        MessageRecord.direction == Direction.INCOMING,
        MessageRecord.id != record.id,
    )
