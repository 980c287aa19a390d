"""Call-backs: arranging one, taking it back, and of those dialled how often nobody has said anything to them."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, case, literal_column, select, update

from models.calendar import OfficeHours
from models.database import Db
from models.identity import shanghai_date
from models.people import tickets
from models.tables.columns import UtcDateTime
from models.tables.conversation import CallRecord
from models.tables.ticket import Ticket, TicketKind, TicketStatus
from models.vault import Vault

PLACE = "callback"
"""The place of a call that the service has dialled, in its record."""
AHEAD: Final = timedelta(days=30)
"""How far ahead a call-back can be arranged."""

_CLOSED: Final = Ticket.status == literal_column("'closed'")
_ARRANGE: Final = (
    update(Ticket)
    .where(Ticket.number == bindparam("ticket"))
    .values(
        callback_at=bindparam("moment", type_=UtcDateTime()),
        due_on=bindparam("due"),
        status=case((_CLOSED, literal_column("'open'")), else_=Ticket.status),
        closed_at=case((_CLOSED, None), else_=Ticket.closed_at),
    )
    .execution_options(synchronize_session=False)
)
_TAKE_BACK: Final = (
    update(Ticket)
    .where(
        Ticket.contact_hash == bindparam("phone"),
        Ticket.kind == TicketKind.CALLBACK,
        Ticket.status == TicketStatus.OPEN,
    )
    .values(status=TicketStatus.CLOSED, closed_at=bindparam("at", type_=UtcDateTime()))
    .returning(Ticket.id)
    .execution_options(synchronize_session=False)
)


def can_be_at(moment: datetime, at: datetime, hours: OfficeHours) -> bool:
    """Whether somebody who asks at an aware moment `at` can be rung at another: in office hours, soon enough."""
    return at < moment <= at + AHEAD and hours.is_open(moment)


def arrange(
    db: Db, contact_e164: str, person_id: int | None, reference: str, at: datetime, callback_at: datetime
) -> str:
    """The number of the ticket to ring a number at an aware moment, and due on that day.

    One reference has one ticket, arranged anew at will, after it was taken back too. Kept when the transaction commits.
    """
    number = tickets.open(db, TicketKind.CALLBACK, contact_e164, person_id, reference, at, callback_at=callback_at)
    db.execute(_ARRANGE, {"ticket": number, "moment": callback_at, "due": shanghai_date(callback_at)})
    return number


def take_back(db: Db, contact_e164: str, at: datetime) -> bool:
    """Close the call-backs that a number waits for, but one being dialled now; whether there was one."""
    vault: Vault = db.info["vault"]
    return bool(db.execute(_TAKE_BACK, {"phone": vault.phone_hash(contact_e164), "at": at}).all())


def unheard_before(db: Db, number: str) -> int:
    """In how many calls in a row, before the one that this ticket is for, nobody pressed a key: a machine, perhaps."""
    memory: dict[str, Any] | None = db.scalar(
        select(CallRecord.memory)
        .join(Ticket, Ticket.reference == CallRecord.call_sid)
        .where(Ticket.number == number, CallRecord.place == PLACE)
    )
    return int((memory or {}).get("unheard", 0))


def keep_unheard(db: Db, call_sid: str, times: int) -> None:
    """Note in a call's record in how many calls in a row, this one included, nobody has pressed a key."""
    db.execute(update(CallRecord).where(CallRecord.call_sid == call_sid).values(memory={"unheard": times}))
