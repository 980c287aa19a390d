"""Call-backs that were dialled: how often nobody has said anything to them."""

from typing import Any

from sqlalchemy import select, update

from models.conversation import CallRecord
from models.database import Db
from models.ticket import Ticket

PLACE = "callback"
"""The place of a call that the service has dialled, in its record."""


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
