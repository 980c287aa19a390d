"""Call-backs on their way: which one is due, who dials it, and how far its calls have come. No telephone here.

A ticket is *due* while it is open and its `callback_at` is past. Who claims it sets it in progress before dialling.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, literal_column, select, update

from models.database import Db
from models.tables.outgoing import CallBack, CallBackState
from models.tables.ticket import Ticket, TicketKind, TicketStatus
from models.upsert import upsert
from models.vault import Sealed, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A call-back to be dialled now. `attempt` counts from 1; `phone` is E.164; `reference` where it was arranged."""

    ticket_id: int
    number: str
    attempt: int
    reference: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A call-back as its person is to be told of it."""

    ticket_id: int
    number: str
    reference: str
    phone: str
    person_id: int | None
    callback_at: datetime | None


_BEGIN: Final = upsert(
    CallBack,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[CallBack.ticket_id],
        set_={
            "state": insert.excluded.state,
            # What was given up and is wanted again after all begins anew.
            "tries": case((CallBack.state == literal_column("'given_up'"), 1), else_=CallBack.tries + 1),
            "dialled_at": insert.excluded.dialled_at,
            "call_sid": None,
            "error": None,
        },
    ).returning(CallBack.tries),
)
_TAKE: Final = (
    update(Ticket)
    .where(
        Ticket.id
        == select(Ticket.id)
        .where(
            Ticket.status == literal_column("'open'"),
            Ticket.callback_at.is_not(None),
            Ticket.callback_at <= bindparam("at"),
            Ticket.kind == TicketKind.CALLBACK,
            Ticket.contact_sealed.is_not(None),
        )
        .order_by(Ticket.callback_at, Ticket.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery(),
        Ticket.status == literal_column("'open'"),
    )
    .values(status=TicketStatus.IN_PROGRESS)
    .returning(Ticket.id, Ticket.number, Ticket.contact_sealed, Ticket.reference)
    .execution_options(synchronize_session=False)
)


def claim(db: Db, at: datetime) -> Due | None:
    """The call-back that has been due longest, claimed for whoever asks; None where none is."""
    row = db.execute(_TAKE, {"at": at}).one_or_none()
    if row is None:
        return None
    begun = {"ticket_id": row.id, "state": CallBackState.DIALLING, "tries": 1, "dialled_at": at}
    attempt = db.scalar(_BEGIN(db), begun)
    assert attempt is not None  # RETURNING names the row in either case
    vault: Vault = db.info["vault"]
    return Due(
        ticket_id=row.id,
        number=row.number,
        attempt=attempt,
        reference=row.reference,
        phone=vault.unseal(Sealed.PHONE, row.contact_sealed),
    )


def change(db: Db, ticket_id: int, attempt: int, **values: object) -> bool:
    """Change a call-back that is being dialled in this attempt; whether it was. `values` are the columns."""
    changed = db.execute(
        update(CallBack)
        .where(
            CallBack.ticket_id == ticket_id,
            CallBack.tries == attempt,
            CallBack.state == literal_column("'dialling'"),
        )
        .values(**values)
        .returning(CallBack.ticket_id)
        .execution_options(synchronize_session=False)
    )
    return changed.one_or_none() is not None


def not_dialled(db: Db, ticket_id: int, attempt: int, error: str) -> bool:
    """Take an attempt back in which nobody could be rung, so that it does not count; whether it was under way."""
    return change(db, ticket_id, attempt, state=CallBackState.NOT_REACHED, tries=CallBack.tries - 1, error=error)


def reopen(db: Db, ticket_id: int, callback_at: datetime) -> None:
    """Let a call-back that was in progress wait for another moment."""
    _move(db, ticket_id, status=TicketStatus.OPEN, callback_at=callback_at)


def close(db: Db, ticket_id: int, status: TicketStatus, at: datetime) -> None:
    """End a call-back that was in progress."""
    _move(db, ticket_id, status=status, closed_at=at)


def _move(db: Db, ticket_id: int, **values: object) -> None:
    db.execute(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.status == literal_column("'in_progress'"))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def ticket_id_of(db: Db, number: str) -> int | None:
    """The ticket of that number."""
    return db.scalar(select(Ticket.id).where(Ticket.number == number))


def lost(db: Db, before: datetime) -> Sequence[tuple[int, int]]:
    """The call-backs dialled before that moment of which nothing was heard: ticket and attempt."""
    rows = db.execute(
        select(CallBack.ticket_id, CallBack.tries).where(
            CallBack.state == literal_column("'dialling'"), CallBack.dialled_at < before
        )
    )
    return [(row.ticket_id, row.tries) for row in rows]


_PROMISE: Final = (
    Ticket.id,
    Ticket.number,
    Ticket.reference,
    Ticket.contact_sealed,
    Ticket.person_id,
    Ticket.callback_at,
)


def promise(db: Db, ticket_id: int) -> Promise:
    """What was promised to the person of a ticket, who has left a number."""
    return _promised(db, db.execute(select(*_PROMISE).where(Ticket.id == ticket_id)).one())


def promised(db: Db, since: datetime, after: int, most: int) -> Sequence[Promise]:
    """At most `most` call-backs arranged by telephone since that moment that nobody has dialled yet, by ticket.

    `after` is the ticket that the ones before ended with, 0 at first. Those without a number are left out.
    """
    rows = db.execute(
        select(*_PROMISE)
        .outerjoin(CallBack, CallBack.ticket_id == Ticket.id)
        .where(
            Ticket.id > after,
            Ticket.status == literal_column("'open'"),
            Ticket.callback_at.is_not(None),
            Ticket.opened_at > since,
            Ticket.contact_sealed.is_not(None),
            Ticket.reference.startswith("CA"),
            CallBack.ticket_id.is_(None),
        )
        .order_by(Ticket.id)
        .limit(most)
    )
    return [_promised(db, row) for row in rows]


def _promised(db: Db, row: Any) -> Promise:
    vault: Vault = db.info["vault"]
    return Promise(
        ticket_id=row.id,
        number=row.number,
        reference=row.reference,
        phone=vault.unseal(Sealed.PHONE, row.contact_sealed),
        person_id=row.person_id,
        callback_at=row.callback_at,
    )
