"""Talks that are over, or about to be: which are to be wrapped up, and what an agent noted of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from models.database import Db
from models.tables.agent import AgentRing, QueueEntry
from models.tables.desk import WrapUp, WrapUpCode
from models.upsert import upsert
from models.vault import Sealed, Vault

LONGEST_NOTE: Final = 1000
"""Characters of a note."""
WRAPS_UP_FOR: Final = timedelta(hours=12)
"""How long a talk is shown to be wrapped up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk that is to be wrapped up."""

    ring_id: int
    line: str
    tail: str
    bridged_at: datetime
    ended_at: datetime | None


def to_wrap_up(db: Db, agent_id: int, at: datetime) -> Sequence[Talk]:
    """The talks of an agent that are not wrapped up, the newest first; the one that goes on is among them."""
    rows = db.execute(
        select(
            AgentRing.id.label("ring_id"), QueueEntry.line, QueueEntry.tail, AgentRing.bridged_at, AgentRing.ended_at
        )
        .join(QueueEntry, QueueEntry.id == AgentRing.entry_id)
        .outerjoin(WrapUp, WrapUp.ring_id == AgentRing.id)
        .where(
            AgentRing.agent_id == agent_id,
            AgentRing.bridged_at.is_not(None),
            AgentRing.rung_at > at - WRAPS_UP_FOR,
            WrapUp.ring_id.is_(None),
        )
        .order_by(AgentRing.id.desc())
    )
    return [Talk(**row._mapping) for row in rows]


_WRAP_UP: Final = upsert(
    WrapUp,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[WrapUp.ring_id],
        set_={name: getattr(insert.excluded, name) for name in ("code", "note_sealed", "at")},
    ),
)


def wrap_up(db: Db, ring_id: int, agent_id: int, code: WrapUpCode, note: str, at: datetime) -> bool:
    """Note what a talk of this agent was about, the last word counts; False where it was no talk of theirs.

    `note` is sealed, cut after LONGEST_NOTE characters, and may be empty.
    """
    theirs = select(AgentRing.id).where(
        AgentRing.id == ring_id, AgentRing.agent_id == agent_id, AgentRing.bridged_at.is_not(None)
    )
    if db.scalar(theirs) is None:
        return False
    vault: Vault = db.info["vault"]
    words = note.strip()[:LONGEST_NOTE]
    sealed = vault.seal(Sealed.WRAP_UP, words) if words else None
    db.execute(_WRAP_UP(db), {"ring_id": ring_id, "code": code, "note_sealed": sealed, "at": at})
    return True


def note_of(db: Db, ring_id: int) -> str:
    """The note of a talk; empty where there is none."""
    vault: Vault = db.info["vault"]
    sealed = db.scalar(select(WrapUp.note_sealed).where(WrapUp.ring_id == ring_id))
    return "" if sealed is None else vault.unseal(Sealed.WRAP_UP, sealed)
