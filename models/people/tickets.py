"""Opening tickets. A ticket is opened once for its kind and reference, however often the webhook is delivered."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from models.calendar import add_working_days
from models.database import Db
from models.identity import shanghai_date
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


def move(db: Db, number: str, status: TicketStatus, at: datetime, *, answer: str | None = None) -> bool:
    """Take a ticket on, with the answer to its person where there is one; returns whether there is such a ticket."""
    vault: Vault = db.info["vault"]
    values: dict[str, object] = {"status": status}
    if answer is not None:
        values["answer_sealed"] = vault.seal(Sealed.TICKET_ANSWER, answer)
    if status in {TicketStatus.ANSWERED, TicketStatus.CLOSED}:
        values["closed_at"] = at
    moved = update(Ticket).where(Ticket.number == number).values(**values).returning(Ticket.id)
    return db.execute(moved.execution_options(synchronize_session=False)).one_or_none() is not None


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
