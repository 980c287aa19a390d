"""How far one's own tickets have come. Somebody else's are answered like those there are not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.identity import shanghai_date
from models.tables.ticket import Ticket, TicketKind, TicketStatus
from models.vault import Sealed, Vault

MOST: Final = 9
"""How many are told at most, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketState:
    """How far one ticket has come."""

    number: str
    kind: TicketKind
    status: TicketStatus
    opened_on: date
    department: str | None
    """承办部门"""
    due_on: date | None
    answer: str | None
    """What was answered, in the words of the department."""
    callback_at: datetime | None
    """When the hotline will ring, an aware UTC moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """A person's newest tickets, newest first; not empty."""

    masked_name: str
    tickets: tuple[TicketState, ...]


_COLUMNS: Final = (
    Ticket.number,
    Ticket.kind,
    Ticket.status,
    Ticket.opened_at,
    Ticket.department,
    Ticket.due_on,
    Ticket.answer_sealed,
    Ticket.callback_at,
)


def _state(vault: Vault, row: Any) -> TicketState:
    return TicketState(
        number=row.number,
        kind=row.kind,
        status=row.status,
        opened_on=shanghai_date(row.opened_at),
        department=row.department,
        due_on=row.due_on,
        answer=None if row.answer_sealed is None else vault.unseal(Sealed.TICKET_ANSWER, row.answer_sealed),
        callback_at=row.callback_at,
    )


def tickets(db: Db, person_id: int, access: Access) -> Tickets | NothingFound:
    """The person's newest tickets (12393>5>3).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.TICKETS)
    rows = db.execute(
        select(*_COLUMNS)
        .where(Ticket.person_id == person_id)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
        .limit(MOST)
    ).all()
    if not rows:
        return asking.nothing()
    return asking.answer(
        Tickets(masked_name=asking.masked_name, tickets=tuple(_state(asking.vault, row) for row in rows))
    )


def ticket(db: Db, person_id: int, access: Access, number: str) -> TicketState | NothingFound:
    """The person's own ticket of this number (GD).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.TICKET)
    row = db.execute(select(*_COLUMNS).where(Ticket.number == number, Ticket.person_id == person_id)).one_or_none()
    return asking.nothing() if row is None else asking.answer(_state(asking.vault, row))


def ticket_of_phone(db: Db, e164: str, number: str) -> TicketState | None:
    """The ticket of this number if this telephone opened it or is to be rung for it; for callers who are not bound.

    The ticket is the caller's own words; it names no person, so nothing is audited.
    """
    vault: Vault = db.info["vault"]
    row = db.execute(
        select(*_COLUMNS).where(Ticket.number == number, Ticket.contact_hash == vault.phone_hash(e164))
    ).one_or_none()
    return None if row is None else _state(vault, row)
