"""What becomes of an agent's ring: taken, talked, passed on, hung up; how a caller's wait ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, literal_column, select, update

from models.database import Db
from models.people import agents, refusals
from models.people.agent_moves import (
    agent_of,
    changed,
    end_ring,
    entry_moves,
    held,
    hold,
    not_over,
    ring_is,
    ring_moves,
)
from models.people.agent_queue import ENTRY, TALKED_BEFORE, Entry, open_entry, open_one
from models.people.agents import Listed
from models.people.refusals import BACK
from models.tables.agent import Agent, AgentRing, AgentState, EntryResult, EntryStatus, QueueEntry, RingStatus

_ENTRIES: Final = cast(Table, QueueEntry.__table__)
_RINGS: Final = cast(Table, AgentRing.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One ring, with whom it is about."""

    ring_id: int
    entry: Entry
    agent: Listed
    call_sid: str | None
    status: RingStatus
    bridged: bool
    hung_up: bool


def rung(db: Db, ring_id: int, call_sid: str) -> None:
    """Note the call that rings an agent."""
    db.execute(update(AgentRing).where(AgentRing.id == ring_id).values(call_sid=call_sid))


def ring(db: Db, ring_id: int) -> Ring | None:
    """One ring, as it stands."""
    found = db.execute(select(_RINGS).where(_RINGS.c.id == ring_id)).one_or_none()
    if found is None:
        return None
    entry = db.execute(select(*ENTRY).where(QueueEntry.id == found.entry_id)).one()
    agent = agents.by_id(db, found.agent_id)
    assert agent is not None
    return Ring(
        ring_id=found.id,
        entry=Entry(**entry._mapping),
        agent=agent,
        call_sid=found.call_sid,
        status=found.status,
        bridged=found.bridged_at is not None,
        hung_up=found.hung_up_at is not None,
    )


def accept(db: Db, ring_id: int, at: datetime) -> bool:
    """The agent takes the caller; False where the caller, or the ring, is gone."""
    entry_id = held(db, ring_id)
    if entry_id is None:
        return False
    already = db.scalar(select(AgentRing.status).where(AgentRing.id == ring_id))
    if already is RingStatus.TALKING:
        return True  # the same key, delivered again
    if already is not RingStatus.RINGING:
        return False
    if not entry_moves(db, entry_id, EntryStatus.RINGING, status=EntryStatus.TALKING):
        return False
    # The entry is held: this can only be the ring that it rings for.
    ring_moves(db, ring_id, RingStatus.RINGING, status=RingStatus.TALKING, accepted_at=at)
    agent_of(db, ring_id, state=AgentState.TALKING, since=at, misses=0, rests_until=None)
    return True


def bridged(db: Db, call_sid: str, at: datetime) -> Listed | None:
    """The caller of that call and the agent are put together; returns the agent. The first time counts."""
    hold(db, QueueEntry.call_sid == call_sid, not_over())
    row = db.execute(
        select(
            QueueEntry.id,
            QueueEntry.entered_at,
            QueueEntry.taken_at,
            AgentRing.id.label("ring_id"),
            AgentRing.agent_id,
        )
        .join(AgentRing, AgentRing.entry_id == QueueEntry.id)
        .where(
            QueueEntry.call_sid == call_sid,
            QueueEntry.status == literal_column("'talking'"),
            AgentRing.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    if row.taken_at is None:
        waited = max(0, int((at - row.entered_at).total_seconds()))
        db.execute(update(QueueEntry).where(QueueEntry.id == row.id).values(taken_at=at, waited_seconds=waited))
        db.execute(update(AgentRing).where(AgentRing.id == row.ring_id).values(bridged_at=at))
    return agents.by_id(db, row.agent_id)


# -- the end of it


def caller_leaves(db: Db, call_sid: str, result: EntryResult, at: datetime, *, ticket: str | None = None) -> str | None:
    """A caller hangs up, or leaves the queue with `result`; returns the agent's call, if there is one, to be ended.

    One who has talked to the agent has been answered, whatever `result` says.
    """
    if open_entry(db, call_sid) is None:
        return None  # as for nearly every call: nothing is written
    hold(db, QueueEntry.call_sid == call_sid, not_over())
    entry = open_entry(db, call_sid)
    if entry is None:
        return None
    row = db.execute(
        select(AgentRing.id, AgentRing.call_sid, AgentRing.bridged_at).where(
            AgentRing.entry_id == entry.entry_id, AgentRing.ended_at.is_(None)
        )
    ).one_or_none()
    talked = row is not None and row.bridged_at is not None
    values = {"status": EntryStatus.ENDED, "result": EntryResult.ANSWERED if talked else result, "ended_at": at}
    entry_moves(db, entry.entry_id, entry.status, **values, **({} if ticket is None else {"ticket": ticket}))
    if row is None:
        return None
    end_ring(db, row.id, RingStatus.COMPLETED if talked else RingStatus.CANCELED, at)
    return cast("str | None", row.call_sid)


def passed_on(
    db: Db,
    ring_id: int,
    at: datetime,
    *,
    to: int | None = None,
    line: str | None = None,
    speaks: str | None = None,
) -> bool:
    """The agent passes the caller on: `to` an agent, or to whoever answers for a line or has a language.

    The caller waits again, before all who have not talked to anybody. False where the caller is gone.
    """
    entry_id = held(db, ring_id)
    if entry_id is None or not ring_is(db, ring_id, RingStatus.TALKING):
        return False
    was = db.execute(select(_ENTRIES).where(_ENTRIES.c.id == entry_id)).one()._mapping
    agent_id = db.scalar(select(AgentRing.agent_id).where(AgentRing.id == ring_id))
    how = EntryResult.REQUEUED if to is None else EntryResult.TRANSFERRED
    if not entry_moves(db, entry_id, EntryStatus.TALKING, status=EntryStatus.ENDED, result=how, ended_at=at):
        return False
    end_ring(db, ring_id, RingStatus.TRANSFERRED, at)
    kept = (
        "call_sid",
        "number",
        "language",
        "elder",
        "region_code",
        "person_id",
        "verified",
        "phone_sealed",
        "tail",
        "ticket",
        "queue_sid",
    )
    open_one(
        db,
        **{name: was[name] for name in kept},
        line=line or was["line"],
        speaks=speaks,
        rank=TALKED_BEFORE,
        wanted_agent_id=to,
        came_from_id=agent_id,
        entered_at=at,
        seen_at=at,
    )
    return True


def finish(db: Db, ring_id: int, at: datetime) -> None:
    """The talk is over: the caller is free for the survey. The agent is free when the telephone is put down."""
    entry_id = held(db, ring_id)
    # A ring that is over already has nothing to end: its caller may be talking to the next agent.
    if entry_id is None or not ring_is(db, ring_id, RingStatus.TALKING):
        return
    over = {"status": EntryStatus.ENDED, "result": EntryResult.ANSWERED, "ended_at": at}
    if entry_moves(db, entry_id, EntryStatus.TALKING, **over):
        end_ring(db, ring_id, RingStatus.COMPLETED, at)


_HOW: Final = {
    "busy": RingStatus.BUSY,
    "no-answer": RingStatus.NO_ANSWER,
    "completed": RingStatus.DECLINED,
}
"""How a ring that took no caller ended, by Twilio's CallStatus; anything else failed."""


def hung_up(db: Db, ring_id: int, status: str, at: datetime) -> None:
    """The agent's telephone is put down, or was never picked up: `status` is its final CallStatus. Once counts.

    A caller who was not talked to waits on, in the old place; one who was is free for the survey.
    """
    entry_id = held(db, ring_id)
    if entry_id is None:
        return
    row = db.execute(select(AgentRing.bridged_at, AgentRing.agent_id).where(AgentRing.id == ring_id)).one()
    how = _HOW.get(status, RingStatus.FAILED)
    missed = False
    if ring_is(db, ring_id, RingStatus.RINGING):
        entry_moves(db, entry_id, EntryStatus.RINGING, **BACK)
        missed = end_ring(db, ring_id, how, at)
    elif row.bridged_at is None and ring_is(db, ring_id, RingStatus.TALKING):
        entry_moves(db, entry_id, EntryStatus.TALKING, **BACK)
        missed = end_ring(db, ring_id, RingStatus.DECLINED, at)
    else:
        finish(db, ring_id, at)
    first = update(AgentRing).where(AgentRing.id == ring_id, AgentRing.hung_up_at.is_(None)).values(hung_up_at=at)
    if not changed(db, first):
        return
    db.execute(update(Agent).where(Agent.id == row.agent_id).values(state=AgentState.FREE, since=at))
    if missed:
        refusals.missed(db, row.agent_id, how, at)
