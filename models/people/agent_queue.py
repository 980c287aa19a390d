"""Callers waiting for agents: who waits, and which agent gets whom.

Every step is a change from one named state to the next, so that of two workers that take the same step one succeeds. No
telephone here: `ivr.people` rings whom `claim` names, and `models.people.agent_rings` notes what becomes of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, literal_column, select, update

from models.database import Db
from models.people import agents
from models.people.agent_moves import changed, entry_moves, not_over
from models.people.agents import Listed
from models.tables.agent import Agent, AgentRing, AgentState, EntryResult, EntryStatus, QueueEntry, RingStatus
from models.upsert import upsert
from models.vault import Sealed, Vault

TALKED_BEFORE, CALLED_BACK, RANG = 0, 1, 2
"""The ranks of those who wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One wait, as the telephone sees it."""

    entry_id: int
    call_sid: str
    line: str
    number: str
    language: str
    elder: bool
    speaks: str | None
    tail: str
    region_code: str | None
    person_id: int | None
    verified: bool
    rank: int
    came_from_id: int | None
    ticket: str | None
    status: EntryStatus
    result: EntryResult | None
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An agent claimed for a caller, to be rung now."""

    ring_id: int
    entry: Entry
    agent: Listed
    phone: str
    """The agent's, E.164."""


ENTRY: Final = (
    QueueEntry.id.label("entry_id"),
    QueueEntry.call_sid,
    QueueEntry.line,
    QueueEntry.number,
    QueueEntry.language,
    QueueEntry.elder,
    QueueEntry.speaks,
    QueueEntry.tail,
    QueueEntry.region_code,
    QueueEntry.person_id,
    QueueEntry.verified,
    QueueEntry.rank,
    QueueEntry.came_from_id,
    QueueEntry.ticket,
    QueueEntry.status,
    QueueEntry.result,
    QueueEntry.entered_at,
)


def enter(
    db: Db,
    call_sid: str,
    line: str,
    at: datetime,
    *,
    number: str = "",
    language: str,
    phone: str | None,
    elder: bool = False,
    speaks: str | None = None,
    region_code: str | None = None,
    person_id: int | None = None,
    verified: bool = False,
    rank: int = RANG,
    ticket: str | None = None,
) -> Entry:
    """Let a call wait; one that waits already keeps its place. `phone` is the caller's, None where it is withheld."""
    vault: Vault = db.info["vault"]
    open_one(
        db,
        call_sid=call_sid,
        line=line,
        number=number,
        language=language,
        elder=elder,
        speaks=speaks,
        region_code=region_code,
        person_id=person_id,
        verified=verified,
        phone_sealed=vault.seal(Sealed.PHONE, phone) if phone else None,
        tail=phone[-4:] if phone else "",
        rank=rank,
        ticket=ticket,
        entered_at=at,
        seen_at=at,
    )
    found = open_entry(db, call_sid)
    assert found is not None
    return found


_OPEN: Final = upsert(QueueEntry, lambda insert: insert.on_conflict_do_nothing())


def open_one(db: Db, **values: Any) -> None:
    """Let a call wait that does not yet; `values` are the columns."""
    db.execute(_OPEN(db), {"status": EntryStatus.WAITING, **values})


# Asked at the end of every call, whether it waited or not: building it costs ten times what asking does.
_OPEN_OF: Final = select(*ENTRY).where(QueueEntry.call_sid == bindparam("call_sid"), not_over())


def open_entry(db: Db, call_sid: str) -> Entry | None:
    """The wait that a call is in."""
    row = db.execute(_OPEN_OF, {"call_sid": call_sid}).one_or_none()
    return None if row is None else Entry(**row._mapping)


def last_entry(db: Db, call_sid: str) -> Entry | None:
    """The wait that a call is in, or was in last."""
    row = db.execute(select(*ENTRY).where(QueueEntry.call_sid == call_sid).order_by(QueueEntry.id.desc()).limit(1))
    found = row.one_or_none()
    return None if found is None else Entry(**found._mapping)


def seen(db: Db, call_sid: str, at: datetime, *, number: str = "", queue_sid: str = "") -> None:
    """Note that a caller is still on the line, and what Twilio says of the call."""
    values: dict[str, Any] = {"seen_at": at}
    if number:
        values["number"] = number[:20]
    if queue_sid:
        values["queue_sid"] = queue_sid[:34]
    db.execute(update(QueueEntry).where(QueueEntry.call_sid == call_sid, not_over()).values(**values))


def phone_in(db: Db, entry_id: int) -> str | None:
    """The number of the caller of a wait, E.164; None where it was withheld."""
    vault: Vault = db.info["vault"]
    sealed = db.scalar(select(QueueEntry.phone_sealed).where(QueueEntry.id == entry_id))
    return None if sealed is None else vault.unseal(Sealed.PHONE, sealed)


# -- an agent for a caller


def claim(db: Db, at: datetime) -> Claim | None:
    """Claim the agent idle longest for the caller who comes next; None where no caller can have one now.

    Keep the claim, by ending the transaction, before the agent is rung.
    """
    free = [one for one in agents.on_duty(db) if one.state is AgentState.FREE and not _rests(one, at)]
    if not free:
        return None
    waiting = db.execute(
        select(*ENTRY, QueueEntry.wanted_agent_id)
        # Who has a place, but still hears the position, is not in Twilio's queue yet and cannot be connected.
        .where(QueueEntry.status == literal_column("'waiting'"), QueueEntry.queue_sid.is_not(None))
        .order_by(QueueEntry.rank, QueueEntry.entered_at, QueueEntry.id)
    ).all()
    for row in waiting:
        wished = [one for one in free if one.agent_id == row.wanted_agent_id]
        suiting = wished or [one for one in free if one.suits(row.line, row.speaks)]
        # Whoever has passed the caller on gets them back only where there is nobody else.
        for agent in sorted(suiting, key=lambda one: one.agent_id == row.came_from_id):
            ring_id = take(db, row.entry_id, agent.agent_id, at)
            if ring_id is not None:
                entry = Entry(**{column.key: getattr(row, column.key) for column in ENTRY})
                return Claim(ring_id=ring_id, entry=entry, agent=agent, phone=agents.phone_of(db, agent.agent_id))
    return None


def _rests(agent: Listed, at: datetime) -> bool:
    return agent.rests_until is not None and agent.rests_until > at


def take(db: Db, entry_id: int, agent_id: int, at: datetime) -> int | None:
    """The ring that brings an agent and a caller together: both of them, or None: either may have been taken since."""
    if not entry_moves(db, entry_id, EntryStatus.WAITING, status=EntryStatus.RINGING):
        return None
    taken = update(Agent).where(Agent.id == agent_id, Agent.state == literal_column("'free'"), Agent.on_duty.is_(True))
    if not changed(db, taken.values(state=AgentState.RINGING, since=at)):
        entry_moves(db, entry_id, EntryStatus.RINGING, status=EntryStatus.WAITING)
        return None
    ring = {"entry_id": entry_id, "agent_id": agent_id, "status": RingStatus.RINGING, "rung_at": at}
    return db.execute(insert(AgentRing).values(**ring).returning(AgentRing.id)).scalar_one()
