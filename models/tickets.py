"""Opening tickets. A ticket is opened once for its kind and reference, however often the webhook is delivered."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select

from models.database import Db
from models.identity import shanghai_date
from models.ticket import Ticket, TicketDay, TicketKind, TicketStatus
from models.upsert import upsert
from models.vault import Sealed, Vault


def open(
    db: Db,
    kind: TicketKind | str,
    contact_e164: str | None,
    person_id: int | None,
    reference: str,
    at: datetime,
) -> str:
    """The number of the ticket of this kind for this CallSid or MessageSid, opened now unless it is open already.

    `contact_e164` is where the person can be reached, None where the number was withheld; `at` is an aware moment.
    The ticket is kept when the transaction commits.
    """
    kind = TicketKind(kind)
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
        },
    )
    return number


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
