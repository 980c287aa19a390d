"""What an agent's page shows of the queue and of the caller, and how one is picked up.

Callers are masked here already: no view ever holds a name, a number or an ID number of anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, literal_column, select

from models.access import Access, Channel, Level
from models.database import Db
from models.errors import AccountsError
from models.identity import masked_name
from models.people import agent_queue, agents, refusals
from models.people.agent_queue import Claim
from models.people.agents import Listed
from models.people.refusals import Offered
from models.people.tickets import Listed as ListedTicket
from models.people.work import latest_of
from models.tables import audit
from models.tables.agent import Agent, AgentRing, AgentState, EntryStatus, QueueEntry, RingStatus
from models.tables.audit import AuditRow
from models.tables.conversation import CallRecord
from models.tables.person import Person
from models.vault import Sealed, Vault

_SHOWN_TICKETS: Final = 5


class Busy(AccountsError):
    """An agent who can take nobody now."""


class Gone(AccountsError):
    """A caller who cannot be picked up any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One caller in the queue. `tail` is what is shown of the number, empty where it was withheld."""

    entry_id: int
    position: int
    line: str
    speaks: str | None
    region_code: str | None
    tail: str
    verified: bool
    rank: int
    entered_at: datetime
    ringing: int | None
    """The 工号 of the agent whose telephone rings for this caller."""
    offered: Sequence[Offered] = ()
    """Those whose telephones rang in vain, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPop:
    """What an agent sees of the caller they are rung for or talk to (domain 7.3): never a whole name or number."""

    ring_id: int
    status: RingStatus
    rung_at: datetime
    bridged_at: datetime | None
    line: str
    language: str
    tail: str
    name: str
    """Masked; empty where nobody is known by this number."""
    verified: bool
    level: Level
    region_code: str | None
    path: tuple[str, ...]
    """The places of the menus the caller came through, oldest first."""
    ticket: str | None
    """The call-back ticket that this call carries out."""
    tickets: Sequence[ListedTicket]
    """The newest of the caller."""


def waiting(db: Db) -> Sequence[Waiting]:
    """Who waits, in the order in which they are served."""
    ring = and_(AgentRing.entry_id == QueueEntry.id, AgentRing.ended_at.is_(None))
    rows = db.execute(
        select(
            QueueEntry.id.label("entry_id"),
            QueueEntry.line,
            QueueEntry.speaks,
            QueueEntry.region_code,
            QueueEntry.tail,
            QueueEntry.verified,
            QueueEntry.rank,
            QueueEntry.entered_at,
            Agent.number.label("ringing"),
        )
        .outerjoin(AgentRing, ring)
        .outerjoin(Agent, Agent.id == AgentRing.agent_id)
        .where(QueueEntry.status.in_((literal_column("'waiting'"), literal_column("'ringing'"))))
        .order_by(QueueEntry.rank, QueueEntry.entered_at, QueueEntry.id)
    )
    found = rows.all()
    offered = refusals.offered(db, [row.entry_id for row in found])
    return [
        Waiting(position=place, offered=offered.get(row.entry_id, ()), **row._mapping)
        for place, row in enumerate(found, 1)
    ]


def pick_up(db: Db, entry_id: int, agent_id: int, at: datetime) -> Claim:
    """Claim a caller, whoever's turn it is, for an agent whose telephone is then to be rung.

    Keep the claim, by ending the transaction, before the agent is rung. Raises Busy where the agent is off duty or has
    a call, and Gone where the caller is, or is rung for already.
    """
    agent = agents.by_id(db, agent_id)
    if agent is None or not agent.on_duty or agent.state is not AgentState.FREE:
        raise Busy("The agent is off duty, or has a call already.")
    row = db.execute(
        select(*agent_queue.ENTRY).where(
            QueueEntry.id == entry_id, QueueEntry.status == EntryStatus.WAITING, QueueEntry.queue_sid.is_not(None)
        )
    ).one_or_none()
    ring_id = None if row is None else agent_queue.take(db, entry_id, agent_id, at)
    if row is None or ring_id is None:
        raise Gone("The caller is not waiting any more.")
    entry = agent_queue.Entry(**row._mapping)
    return Claim(ring_id=ring_id, entry=entry, agent=agent, phone=agents.phone_of(db, agent_id))


def present(db: Db, agent: Listed, at: datetime) -> ScreenPop | None:
    """The caller whom an agent is rung for or talks to; audited, once a ring, where somebody is known.

    Kept when the transaction commits.
    """
    row = db.execute(
        select(
            AgentRing.id,
            AgentRing.status,
            AgentRing.rung_at,
            AgentRing.bridged_at,
            QueueEntry.call_sid,
            QueueEntry.line,
            QueueEntry.language,
            QueueEntry.tail,
            QueueEntry.person_id,
            QueueEntry.verified,
            QueueEntry.region_code,
            QueueEntry.ticket,
            CallRecord.caller_hash,
            CallRecord.auth_level,
            CallRecord.path,
        )
        .join(QueueEntry, QueueEntry.id == AgentRing.entry_id)
        .join(CallRecord, CallRecord.call_sid == QueueEntry.call_sid)
        .where(AgentRing.agent_id == agent.agent_id, AgentRing.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    level = Level(row.auth_level)
    if row.person_id is not None:
        _audit_once(db, row.person_id, level, f"desk:{agent.number}:{row.id}", at)
    # What a number alone says of its person is a guess: their tickets are shown once they have proved who they are.
    person = row.person_id if row.verified else None
    return ScreenPop(
        ring_id=row.id,
        status=row.status,
        rung_at=row.rung_at,
        bridged_at=row.bridged_at,
        line=row.line,
        language=row.language,
        tail=row.tail,
        name=_name(db, row.person_id),
        verified=row.verified,
        level=level,
        region_code=row.region_code,
        path=tuple(filter(None, row.path.split(">"))),
        ticket=row.ticket,
        tickets=latest_of(db, person, row.caller_hash, _SHOWN_TICKETS),
    )


def _name(db: Db, person_id: int | None) -> str:
    if person_id is None:
        return ""
    vault: Vault = db.info["vault"]
    return masked_name(
        vault.unseal(Sealed.NAME, db.scalars(select(Person.name_sealed).where(Person.id == person_id)).one())
    )


def _audit_once(db: Db, person_id: int, level: Level, reference: str, at: datetime) -> None:
    known = select(AuditRow.id).where(AuditRow.person_id == person_id, AuditRow.reference == reference).limit(1)
    if db.scalar(known) is None:
        access = Access(channel=Channel.VOICE, level=level, reference=reference, at=at)
        audit.write(db, access, required=Level.NONE, question="screen_pop", answer="shown", person_id=person_id)


def ring_of(db: Db, agent_id: int) -> int | None:
    """The ring by which an agent has to do with a caller now."""
    return db.scalar(select(AgentRing.id).where(AgentRing.agent_id == agent_id, AgentRing.ended_at.is_(None)))


def colleagues(db: Db, agent_id: int) -> Sequence[Listed]:
    """Who else is on duty and free, by 工号: those to whom a caller can be passed on."""
    free = [one for one in agents.on_duty(db) if one.state is AgentState.FREE and one.agent_id != agent_id]
    return sorted(free, key=lambda one: one.number)
