"""What reports got lost of, for who looks every minute: callers who are gone, rings that ended, queues left empty."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, select, update

from models.database import Db
from models.people.agent_moves import not_over
from models.tables.agent import AgentRing, EntryStatus, QueueEntry

UNSEEN: Final = timedelta(minutes=3)
"""A caller of whom Twilio has asked nothing for so long has hung up."""
UNHEARD: Final = timedelta(seconds=60)
"""A ring of which nothing was heard for so long is asked after."""


def unseen(db: Db, at: datetime) -> Sequence[str]:
    """The calls whose callers have hung up without our being told."""
    return db.scalars(
        select(QueueEntry.call_sid).where(
            QueueEntry.status.in_((EntryStatus.WAITING, EntryStatus.RINGING)), QueueEntry.seen_at < at - UNSEEN
        )
    ).all()


def unheard(db: Db, at: datetime) -> Sequence[tuple[int, str | None]]:
    """The rings, each with its call, that have lasted so long that they are to be asked after."""
    rows = db.execute(
        select(AgentRing.id, AgentRing.call_sid).where(AgentRing.hung_up_at.is_(None), AgentRing.rung_at < at - UNHEARD)
    )
    return [(row.id, row.call_sid) for row in rows]


def empty_queues(db: Db, most: int = 50) -> Sequence[str]:
    """Twilio's queues in which nobody waits any more, by their SIDs."""
    open_ones = func.max(case((not_over(), 1), else_=0))
    rows = db.execute(
        select(QueueEntry.queue_sid)
        .where(QueueEntry.queue_sid.is_not(None))
        .group_by(QueueEntry.queue_sid)
        .having(open_ones == 0)
        .limit(most)
    )
    return [row.queue_sid for row in rows]


def queue_removed(db: Db, queue_sid: str) -> None:
    """Note that Twilio has this queue no longer."""
    db.execute(update(QueueEntry).where(QueueEntry.queue_sid == queue_sid).values(queue_sid=None))
