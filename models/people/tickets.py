"""Tickets: opened, worked on, answered. One is opened once for its kind and reference, however often asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, insert, literal_column, select, update

from models.calendar import add_working_days
from models.database import Db
from models.errors import AccountsError
from models.identity import shanghai_date
from models.notices import announce
from models.people.outgoing import line_of
from models.tables.notice import NoticeKind
from models.tables.ticket import Ticket, TicketDay, TicketKind, TicketStatus
from models.upsert import upsert
from models.vault import Sealed, Vault

DUE_AFTER: Final = {
    TicketKind.COMPLAINT: 5,
    TicketKind.SUGGESTION: 15,
    TicketKind.REPORT: 5,
    TicketKind.DISPUTE: 5,
    TicketKind.CALLBACK: 1,
    TicketKind.VOICEMAIL: 2,
}
"""Working days in which each kind is to be answered (domain 8)."""


def open(
    db: Db,
    kind: TicketKind | str,
    contact_e164: str | None,
    person_id: int | None,
    reference: str,
    at: datetime,
    *,
    text: str | None = None,
    recording: str | None = None,
    department: str | None = None,
    callback_at: datetime | None = None,
) -> str:
    """The number of the ticket of this kind for this CallSid or MessageSid, opened now unless it is open already.

    `contact_e164` is where the person can be reached, None where the number was withheld; `at` and `callback_at` are
    aware moments; `text` is sealed, `recording` a RecordingSid. It is due after the working days of DUE_AFTER.
    The ticket is kept when the transaction commits. Raises ValueError for a `callback_at` with another kind.
    """
    kind = TicketKind(kind)
    if callback_at is not None and kind is not TicketKind.CALLBACK:
        raise ValueError("only a callback is rung at a time")
    number = _next_number(db, at)  # first, because it also takes the lock that makes the look-up below safe
    known = db.scalar(select(Ticket.number).where(Ticket.kind == kind, Ticket.reference == reference[:64]))
    if known is not None:
        return known
    vault: Vault = db.info["vault"]
    db.execute(
        insert(Ticket).inline(),
        {
            "number": number,
            "kind": kind,
            "status": TicketStatus.OPEN,
            "person_id": person_id,
            "contact_hash": vault.phone_hash(contact_e164) if contact_e164 else None,
            "contact_sealed": vault.seal(Sealed.PHONE, contact_e164) if contact_e164 else None,
            "reference": reference[:64],
            "opened_at": at,
            "text_sealed": vault.seal(Sealed.TICKET_TEXT, text) if text else None,
            "recording": recording,
            "department": department,
            "due_on": add_working_days(shanghai_date(at), DUE_AFTER[kind]),
            "callback_at": callback_at,
        },
    )
    return number


def set_recording(db: Db, kind: TicketKind, reference: str, recording: str | None) -> None:
    """Note the RecordingSid of what was said for a ticket, None where the carrier kept none; no ticket, no change."""
    noted = update(Ticket).where(Ticket.kind == kind, Ticket.reference == reference[:64]).values(recording=recording)
    db.execute(noted.execution_options(synchronize_session=False))


OVER: Final = frozenset({TicketStatus.ANSWERED, TicketStatus.CLOSED})
"""The states in which nobody works on a ticket any more."""
# The partial index holds these; for a bound value SQLite would not see that it fits.
UNFINISHED: Final[ColumnElement[bool]] = Ticket.status.in_((literal_column("'open'"), literal_column("'in_progress'")))
"""The condition that somebody has to work on a ticket."""


def move(db: Db, number: str, status: TicketStatus, at: datetime, *, answer: str | None = None) -> bool:
    """Take a ticket on, with the answer to its person where there is one; returns whether there is such a ticket.

    When it is over its person gets a notice of it, once. Who is known by a number only gets none: `contact_of`.
    """
    vault: Vault = db.info["vault"]
    values: dict[str, object] = {"status": status}
    if answer is not None:
        values["answer_sealed"] = vault.seal(Sealed.TICKET_ANSWER, answer)
    if status in OVER:
        values["closed_at"] = at
    moved = db.execute(
        update(Ticket)
        .where(Ticket.number == number)
        .values(**values)
        .returning(Ticket.person_id, Ticket.reference)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if moved is None:
        return False
    if status in OVER and moved.person_id is not None:
        facts = {"number": number, "answer": answer, "line": line_of(db, moved.reference)}
        announce(db, moved.person_id, NoticeKind.TICKET, f"ticket:{number}", facts, at)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A ticket as those see it who work on it; no number of anybody."""

    number: str
    kind: TicketKind
    status: TicketStatus
    opened_at: datetime
    due_on: date | None
    callback_at: datetime | None
    recording: str | None
    """The RecordingSid of what was said."""


_LISTED: Final = (
    Ticket.number,
    Ticket.kind,
    Ticket.status,
    Ticket.opened_at,
    Ticket.due_on,
    Ticket.callback_at,
    Ticket.recording,
)


def waiting(db: Db, most: int) -> Sequence[Listed]:
    """At most `most` tickets that somebody has to work on, those due first."""
    rows = db.execute(select(*_LISTED).where(UNFINISHED).order_by(Ticket.due_on, Ticket.id).limit(most))
    return [Listed(**row._mapping) for row in rows]


def named(db: Db, number: str) -> Listed:
    """The ticket of that number. Raises AccountsError where there is none."""
    row = db.execute(select(*_LISTED).where(Ticket.number == number)).one_or_none()
    if row is None:
        raise AccountsError(f"There is no ticket {number}.")
    return Listed(**row._mapping)


def contact_of(db: Db, number: str) -> tuple[str, str] | None:
    """Where whoever opened a ticket can be told of it, E.164, and its reference; None: a notice tells its person."""
    vault: Vault = db.info["vault"]
    row = db.execute(
        select(Ticket.contact_sealed, Ticket.reference).where(
            Ticket.number == number, Ticket.person_id.is_(None), Ticket.contact_sealed.is_not(None)
        )
    ).one_or_none()
    return None if row is None else (vault.unseal(Sealed.PHONE, row.contact_sealed), row.reference)


def text_of(db: Db, number: str) -> str | None:
    """What was written for a ticket, for who works on it; None where it was spoken, or there is no such ticket."""
    vault: Vault = db.info["vault"]
    sealed = db.scalar(select(Ticket.text_sealed).where(Ticket.number == number))
    return None if sealed is None else vault.unseal(Sealed.TICKET_TEXT, sealed)


_GIVE: Final = upsert(
    TicketDay,
    lambda insert: (
        insert.values(day=bindparam("today"), given=1)
        .on_conflict_do_update(index_elements=[TicketDay.day], set_={"given": TicketDay.given + 1})
        .returning(TicketDay.given)
    ),
)


def _next_number(db: Db, at: datetime) -> str:
    day = shanghai_date(at)
    given = db.scalar(_GIVE(db), {"today": day})
    return f"{day:%y%m%d}{given:04d}"
