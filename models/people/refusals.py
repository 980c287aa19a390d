"""What follows a ring that took no caller: the agent is left in peace for a while, or taken off duty; the caller waits.

Whoever comes next is `agent_queue`'s to say: the agent idle longest who is not being left in peace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from models.database import Db
from models.people.agent_moves import end_ring, entry_moves, held, ring_is
from models.tables.agent import Agent, AgentRing, EntryStatus, RingStatus

RESTS: Final = timedelta(seconds=30)
"""How long an agent who did not answer is left in peace."""
MOST_MISSES: Final = 3
"""Rings in a row without an answer after which an agent is taken off duty."""
BACK: Final[Mapping[str, Any]] = {"status": EntryStatus.WAITING, "wanted_agent_id": None}
"""What becomes of the wait: as before, in the old place, and for whoever is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An agent whose telephone rang for a caller in vain, by 工号, and how that ended."""

    number: int
    status: RingStatus


def missed(db: Db, agent_id: int, how: RingStatus, at: datetime) -> None:
    """Leave an agent in peace who took no caller; the third time in a row they go off duty, and `misses` tells why."""
    # What Twilio could not even ring is no fault of the agent's.
    counted = Agent.misses + int(how is not RingStatus.FAILED)
    db.execute(update(Agent).where(Agent.id == agent_id).values(misses=counted, rests_until=at + RESTS))
    db.execute(update(Agent).where(Agent.id == agent_id, Agent.misses >= MOST_MISSES).values(on_duty=False))


def decline(db: Db, ring_id: int, agent_id: int, at: datetime) -> bool:
    """The agent does not take the caller whom their telephone rings for; False where it does not ring.

    The caller can be offered to the next one at once. The agent is free when the telephone is quiet.
    """
    entry_id = held(db, ring_id)
    theirs = db.scalar(select(AgentRing.agent_id).where(AgentRing.id == ring_id))
    if entry_id is None or theirs != agent_id or not ring_is(db, ring_id, RingStatus.RINGING):
        return False
    entry_moves(db, entry_id, EntryStatus.RINGING, **BACK)
    end_ring(db, ring_id, RingStatus.DECLINED, at)
    missed(db, agent_id, RingStatus.DECLINED, at)
    return True


def offered(db: Db, entry_ids: Sequence[int]) -> Mapping[int, Sequence[Offered]]:
    """By wait: whom the caller was offered to in vain, oldest first."""
    found: dict[int, list[Offered]] = {}
    if not entry_ids:
        return found
    rows = db.execute(
        select(AgentRing.entry_id, Agent.number, AgentRing.status)
        .join(Agent, Agent.id == AgentRing.agent_id)
        .where(AgentRing.entry_id.in_(entry_ids), AgentRing.ended_at.is_not(None))
        .order_by(AgentRing.id)
    )
    for row in rows:
        found.setdefault(row.entry_id, []).append(Offered(number=row.number, status=row.status))
    return found
