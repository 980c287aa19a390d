"""Tickets and call-backs as agents work through them on their page: found, taken, read; a call-back dialled at once.

How a ticket ends is `models.people.tickets`', how a call-back is dialled `models.people.dialling`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from models.access import Access, Channel, Level
from models.database import Db
from models.errors import AccountsError
from models.identity import masked_name
from models.people.agent_moves import changed
from models.people.agents import Listed as Colleague
from models.people.tickets import OVER, UNFINISHED, Listed
from models.tables import audit
from models.tables.agent import Agent
from models.tables.audit import AuditRow
from models.tables.desk import TicketTaken
from models.tables.outgoing import CallBack, CallBackState
from models.tables.person import Person
from models.tables.ticket import Ticket, TicketKind, TicketStatus
from models.upsert import upsert
from models.vault import Sealed, Vault

PAGE: Final = 25
"""Tickets a page of the list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One line of the list."""

    ticket: Listed
    department: str | None
    taken_by: str | None
    """The name of the agent who works on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One ticket as whoever works on it reads it; the person is masked."""

    ticket: Listed
    department: str | None
    taken_by: int | None
    """The key of the agent who works on it."""
    taken_name: str | None
    name: str
    tail: str
    text: str
    answer: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """A call-back that waits to be dialled, or is being dialled."""

    number: str
    status: TicketStatus
    callback_at: datetime | None
    tail: str
    tries: int
    state: CallBackState | None
    error: str | None


_LISTED: Final = (
    Ticket.number,
    Ticket.kind,
    Ticket.status,
    Ticket.opened_at,
    Ticket.due_on,
    Ticket.callback_at,
    Ticket.recording,
)


def _listed(row: Any) -> Listed:
    return Listed(**{column.key: getattr(row, column.key) for column in _LISTED})


def search(
    db: Db,
    *,
    kind: TicketKind | None = None,
    status: TicketStatus | None = None,
    agent_id: int | None = None,
    page: int = 1,
) -> tuple[Sequence[Found], int]:
    """A page of tickets, counted from 1, and how many there are in all.

    Without a `status` those that are not over, due first; `agent_id` keeps those that this agent works on. Call-backs
    are left out unless asked for: they have a list of their own.
    """
    wanted = [Ticket.kind == kind] if kind else [Ticket.kind != TicketKind.CALLBACK]
    wanted.append(Ticket.status == status if status else UNFINISHED)
    if agent_id is not None:
        wanted.append(TicketTaken.agent_id == agent_id)
    joined = (
        select(*_LISTED, Ticket.department, Agent.name.label("taken_by"))
        .outerjoin(TicketTaken, TicketTaken.ticket_id == Ticket.id)
        .outerjoin(Agent, Agent.id == TicketTaken.agent_id)
        .where(*wanted)
    )
    total = db.scalar(select(func.count()).select_from(joined.subquery())) or 0
    order = (Ticket.id.desc(),) if status in OVER else (Ticket.due_on, Ticket.id)
    rows = db.execute(joined.order_by(*order).limit(PAGE).offset(PAGE * (page - 1)))
    return [Found(ticket=_listed(row), department=row.department, taken_by=row.taken_by) for row in rows], total


def latest_of(db: Db, person_id: int | None, contact_hash: bytes | None, most: int) -> Sequence[Listed]:
    """The newest tickets of a person or of a number, whichever is known."""
    whose = []
    if person_id is not None:
        whose.append(Ticket.person_id == person_id)
    if contact_hash is not None:
        whose.append(Ticket.contact_hash == contact_hash)
    if not whose:
        return []
    return [
        _listed(row) for row in db.execute(select(*_LISTED).where(or_(*whose)).order_by(Ticket.id.desc()).limit(most))
    ]


def read(db: Db, number: str, agent: Colleague, at: datetime) -> Detail:
    """One ticket, read by an agent; audited, once for each agent, where it is a known person's.

    Kept when the transaction commits. Raises AccountsError where there is none.
    """
    vault: Vault = db.info["vault"]
    row = db.execute(
        select(
            *_LISTED,
            Ticket.department,
            Ticket.person_id,
            Ticket.contact_sealed,
            Ticket.text_sealed,
            Ticket.answer_sealed,
            Ticket.closed_at,
            TicketTaken.agent_id.label("taken_by"),
            Agent.name.label("taken_name"),
            Person.name_sealed,
        )
        .outerjoin(TicketTaken, TicketTaken.ticket_id == Ticket.id)
        .outerjoin(Agent, Agent.id == TicketTaken.agent_id)
        .outerjoin(Person, Person.id == Ticket.person_id)
        .where(Ticket.number == number)
    ).one_or_none()
    if row is None:
        raise AccountsError("There is no such ticket.")
    if row.person_id is not None:
        _audit_once(db, row.person_id, f"desk:{agent.number}:{number}", at)
    return Detail(
        ticket=_listed(row),
        department=row.department,
        taken_by=row.taken_by,
        taken_name=row.taken_name,
        name=masked_name(vault.unseal(Sealed.NAME, row.name_sealed)) if row.name_sealed else "",
        tail=vault.unseal(Sealed.PHONE, row.contact_sealed)[-4:] if row.contact_sealed else "",
        text=vault.unseal(Sealed.TICKET_TEXT, row.text_sealed) if row.text_sealed else "",
        answer=vault.unseal(Sealed.TICKET_ANSWER, row.answer_sealed) if row.answer_sealed else "",
        closed_at=row.closed_at,
    )


def _audit_once(db: Db, person_id: int, reference: str, at: datetime) -> None:
    known = select(AuditRow.id).where(AuditRow.person_id == person_id, AuditRow.reference == reference).limit(1)
    if db.scalar(known) is None:
        access = Access(channel=Channel.COUNTER, level=Level.NONE, reference=reference, at=at)
        audit.write(db, access, required=Level.NONE, question="ticket", answer="shown", person_id=person_id)


_TAKE: Final = upsert(
    TicketTaken,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[TicketTaken.ticket_id],
        set_={"agent_id": insert.excluded.agent_id, "at": insert.excluded.at},
    ),
)


def take(db: Db, number: str, agent_id: int, at: datetime) -> None:
    """Let an agent work on a ticket, in place of whoever did.

    Raises AccountsError where there is none, where it is over, and for a call-back, which the worker dials.
    """
    open_one = Ticket.status.not_in(OVER) & (Ticket.kind != TicketKind.CALLBACK)
    moved = update(Ticket).where(Ticket.number == number, open_one)
    if not changed(db, moved.values(status=TicketStatus.IN_PROGRESS)):
        raise AccountsError("There is no such ticket to be worked on.")
    ticket_id = db.scalars(select(Ticket.id).where(Ticket.number == number)).one()
    db.execute(_TAKE(db), {"ticket_id": ticket_id, "agent_id": agent_id, "at": at})


def holds(db: Db, number: str, agent_id: int) -> bool:
    """Whether this agent works on a ticket that is not over; its row is held until the transaction ends.

    So that of two answers given at once one counts.
    """
    theirs = select(TicketTaken.ticket_id).where(TicketTaken.agent_id == agent_id)
    held = update(Ticket).where(Ticket.number == number, Ticket.id.in_(theirs), Ticket.status.not_in(OVER))
    return changed(db, held.values(status=Ticket.status))


def arranged(db: Db, most: int = 100) -> Sequence[Arranged]:
    """At most `most` call-backs that are not over, those that are due first in front."""
    vault: Vault = db.info["vault"]
    rows = db.execute(
        select(
            Ticket.number,
            Ticket.status,
            Ticket.callback_at,
            Ticket.contact_sealed,
            CallBack.tries,
            CallBack.state,
            CallBack.error,
        )
        .outerjoin(CallBack, CallBack.ticket_id == Ticket.id)
        .where(Ticket.kind == TicketKind.CALLBACK, UNFINISHED)
        .order_by(Ticket.callback_at, Ticket.id)
        .limit(most)
    )
    return [
        Arranged(
            number=row.number,
            status=row.status,
            callback_at=row.callback_at,
            tail=vault.unseal(Sealed.PHONE, row.contact_sealed)[-4:] if row.contact_sealed else "",
            tries=row.tries or 0,
            state=row.state,
            error=row.error,
        )
        for row in rows
    ]


def due_at_once(db: Db, number: str, at: datetime) -> bool:
    """Let a call-back be due now; False where it is not open, or where no number was left."""
    open_one = update(Ticket).where(
        Ticket.number == number,
        Ticket.kind == TicketKind.CALLBACK,
        Ticket.status == TicketStatus.OPEN,
        Ticket.contact_sealed.is_not(None),
    )
    return changed(db, open_one.values(callback_at=at))


def counts(db: Db, today: date) -> tuple[int, int]:
    """How many tickets, call-backs aside, are not over, and how many of them are past the day they are due."""
    waiting = select(func.count()).where(UNFINISHED, Ticket.kind != TicketKind.CALLBACK)
    return db.scalar(waiting) or 0, db.scalar(waiting.where(Ticket.due_on < today)) or 0
