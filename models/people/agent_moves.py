"""The moves of the agents' queue: a row goes from one named state to the next, or stays because another was faster.

Rows are taken in one order, everywhere: the caller's entry, then the ring, then the agent.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, literal_column, select, update

from models.database import Db
from models.tables.agent import Agent, AgentRing, EntryStatus, QueueEntry, RingStatus


def not_over() -> Any:
    """The condition that a wait goes on."""
    return QueueEntry.status != literal_column("'ended'")


def held(db: Db, ring_id: int) -> int | None:
    """The wait that a ring is about, held by this transaction, so that what is read of it next stays true."""
    entry_id = db.scalar(select(AgentRing.entry_id).where(AgentRing.id == ring_id))
    hold(db, QueueEntry.id == entry_id)
    return entry_id


def hold(db: Db, *which: Any) -> None:
    """Hold the waits that these conditions are true of until the transaction ends."""
    # A change that changes nothing takes the row on PostgreSQL and the write lock on SQLite, FOR UPDATE only the row.
    changed(db, update(QueueEntry).where(*which).values(seen_at=QueueEntry.seen_at))


def ring_is(db: Db, ring_id: int, status: RingStatus) -> bool:
    """Whether a ring is in that state."""
    return db.scalar(select(AgentRing.status).where(AgentRing.id == ring_id)) is status


def entry_moves(db: Db, entry_id: int, was: EntryStatus, **values: Any) -> bool:
    """Move a wait on from the state that it was in; whether it was in it."""
    return changed(db, update(QueueEntry).where(QueueEntry.id == entry_id, QueueEntry.status == was).values(**values))


def ring_moves(db: Db, ring_id: int, was: RingStatus, **values: Any) -> bool:
    """Move a ring on from the state that it was in; whether it was in it."""
    return changed(db, update(AgentRing).where(AgentRing.id == ring_id, AgentRing.status == was).values(**values))


def end_ring(db: Db, ring_id: int, status: RingStatus, at: datetime) -> bool:
    """End what an agent and a caller have with each other; whether it went on until now."""
    unended = update(AgentRing).where(AgentRing.id == ring_id, AgentRing.ended_at.is_(None))
    return changed(db, unended.values(status=status, ended_at=at))


def agent_of(db: Db, ring_id: int, **values: Any) -> None:
    """Change the agent of a ring."""
    agent_id = select(AgentRing.agent_id).where(AgentRing.id == ring_id).scalar_subquery()
    db.execute(update(Agent).where(Agent.id == agent_id).values(**values))


def changed(db: Db, statement: Any) -> bool:
    """Carry out a change; whether it changed a row."""
    done = db.execute(statement.execution_options(synchronize_session=False))
    return bool(cast("CursorResult[Any]", done).rowcount)
