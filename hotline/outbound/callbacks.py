"""Call-backs: dialled when their ticket says so, three times an hour apart in office hours, then closed with a text.

A ticket is *due* while it is open and its `callback_at` is past. Who takes it sets it in progress before dialling. What
becomes of the call Twilio reports; a call of which nothing is heard counts as one that was not answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import bindparam, literal_column, select, update

from hotline.outbound import outbox
from hotline.outbound.carrier import Carrier, NotNow, Refused, Unsure
from hotline.outbound.tables import CallBack, CallBackState
from models import Database, Ticket, TicketKind, TicketStatus, Vault
from models.calendar import USUAL_HOURS, OfficeHours
from models.database import Db
from models.upsert import upsert
from models.vault import Sealed
from sms.notices import call_back_closed, call_back_missed
from sms.replies import Reply

TRIES: Final = 3
"""How often somebody is rung."""
BETWEEN: Final = timedelta(hours=1)
"""From a call that was not answered to the next."""
LATER: Final = timedelta(minutes=5)
"""How long a call-back waits that Twilio could not take now."""
LOST: Final = timedelta(minutes=15)
"""A call of which nothing has been heard for so long is taken for one that was not answered."""
UNHEARD: Final = "unheard"
"""Why such a call counts as not answered."""
MOST: Final = 50
"""Call-backs a run dials."""

_log = structlog.get_logger("hotline.outbound")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackReport:
    """What a run did, in calls."""

    dialled: int
    put_off: int
    refused: int
    lost: int
    """Calls of earlier runs of which nothing was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    ticket_id: int
    number: str
    attempt: int
    line: str
    phone: str


def dial_due(
    database: Database, carrier: Carrier, at: datetime, *, hours: OfficeHours = USUAL_HOURS, most: int = MOST
) -> CallBackReport:
    """Dial the call-backs that are due at an aware moment, none outside office hours. Safe on any number of machines.

    Raises DatabaseUnavailable and NotMigrated as a db session does.
    """
    with database.session() as db:
        lost = _give_up_lost(db, at, hours)
    fates = {"dialled": 0, "put_off": 0, "refused": 0}
    while hours.is_open(at) and sum(fates.values()) < most:
        with database.session() as db:
            due = _claim(db, at)
        if due is None:
            break
        fates[_dial(database, carrier, due, at, hours)] += 1
    if lost or any(fates.values()):
        _log.info("call_backs_dialled", lost=lost, **fates)
    return CallBackReport(lost=lost, **fates)


_BEGIN: Final = upsert(
    CallBack,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[CallBack.ticket_id],
        set_={
            "state": insert.excluded.state,
            "tries": CallBack.tries + 1,
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


def _claim(db: Db, at: datetime) -> _Due | None:
    """The call-back that has been due longest, claimed for whoever asks."""
    row = db.execute(_TAKE, {"at": at}).one_or_none()
    if row is None:
        return None
    attempt = db.scalar(
        _BEGIN(db), {"ticket_id": row.id, "state": CallBackState.DIALLING, "tries": 1, "dialled_at": at}
    )
    assert attempt is not None  # RETURNING names the row in either case
    vault: Vault = db.info["vault"]
    return _Due(
        ticket_id=row.id,
        number=row.number,
        attempt=attempt,
        line=outbox.line_of(db, row.reference),
        phone=vault.unseal(Sealed.PHONE, row.contact_sealed),
    )


def _dial(database: Database, carrier: Carrier, due: _Due, at: datetime, hours: OfficeHours) -> str:
    place = f"/voice/callback/{due.number}"
    try:
        sid = carrier.dial(line=due.line, to=due.phone, answer_at=place, report_to=f"{place}/status/{due.attempt}")
    except NotNow as error:
        with database.session() as db:
            _put_off(db, due, error.code, at, hours)
        return "put_off"
    except Refused as error:
        with database.session() as db:
            _give_up(db, due.ticket_id, due.attempt, error.code, at)
        return "refused"
    except Unsure:
        return "dialled"  # the report says; without one it is dialled again
    with database.session() as db:
        _change(db, due.ticket_id, due.attempt, call_sid=sid)
    return "dialled"


def call_reported(
    database: Database,
    number: str,
    attempt: int,
    call_sid: str,
    status: str,
    at: datetime,
    *,
    hours: OfficeHours = USUAL_HOURS,
) -> bool:
    """Note what Twilio reports of a call-back's call (its CallStatus); whether it changed anything."""
    with database.session() as db:
        ticket_id = db.scalar(select(Ticket.id).where(Ticket.number == number))
        if ticket_id is None:
            return False
        if status in ("in-progress", "completed"):
            if not _change(db, ticket_id, attempt, state=CallBackState.REACHED, call_sid=call_sid):
                return False
            _set_ticket(db, ticket_id, status=TicketStatus.ANSWERED, closed_at=at)
            return True
        if status in ("busy", "no-answer", "failed", "canceled"):
            return _not_reached(db, ticket_id, attempt, status, at, hours, call_sid=call_sid)
    return False


def _give_up_lost(db: Db, at: datetime, hours: OfficeHours) -> int:
    table = CallBack
    lost = db.execute(
        select(table.ticket_id, table.tries).where(
            table.state == literal_column("'dialling'"), table.dialled_at < at - LOST
        )
    ).all()
    return sum(_not_reached(db, row.ticket_id, row.tries, UNHEARD, at, hours) for row in lost)


def _not_reached(
    db: Db, ticket_id: int, attempt: int, error: str, at: datetime, hours: OfficeHours, **values: str
) -> bool:
    if attempt >= TRIES:
        return _give_up(db, ticket_id, attempt, error, at, **values)
    if not _change(db, ticket_id, attempt, state=CallBackState.NOT_REACHED, error=error, **values):
        return False
    _set_ticket(db, ticket_id, status=TicketStatus.OPEN, callback_at=hours.next_open(at + BETWEEN))
    if error != UNHEARD:
        _tell(db, ticket_id, f"missed:{attempt}", at, lambda number, line: call_back_missed(at, line))
    return True


def _put_off(db: Db, due: _Due, error: str, at: datetime, hours: OfficeHours) -> None:
    """Twilio could not take the call, nobody was rung, and the try does not count."""
    values = {"state": CallBackState.NOT_REACHED, "tries": CallBack.tries - 1, "error": error}
    if _change(db, due.ticket_id, due.attempt, **values):
        _set_ticket(db, due.ticket_id, status=TicketStatus.OPEN, callback_at=hours.next_open(at + LATER))


def _give_up(db: Db, ticket_id: int, attempt: int, error: str, at: datetime, **values: str) -> bool:
    """Close the ticket, and tell the person by text."""
    if not _change(db, ticket_id, attempt, state=CallBackState.GIVEN_UP, error=error, **values):
        return False
    _set_ticket(db, ticket_id, status=TicketStatus.CLOSED, closed_at=at)
    _tell(db, ticket_id, "closed", at, call_back_closed)
    return True


def _tell(db: Db, ticket_id: int, what: str, at: datetime, words: Callable[[str, str], Reply]) -> None:
    """Put a text about a call-back into the outbox, for the number that is rung; `words` get ticket and line."""
    ticket = db.execute(
        select(Ticket.number, Ticket.reference, Ticket.contact_sealed, Ticket.person_id).where(Ticket.id == ticket_id)
    ).one()
    vault: Vault = db.info["vault"]
    line = outbox.line_of(db, ticket.reference)
    outbox.put(
        db,
        f"callback:{ticket.number}:{what}",
        vault.unseal(Sealed.PHONE, ticket.contact_sealed),
        words(ticket.number, line),
        at,
        line=line,
        asked_for=False,
        person_id=ticket.person_id,
    )


def _change(db: Db, ticket_id: int, attempt: int, **values: object) -> bool:
    """Change a call-back that is being dialled in this attempt; whether it was."""
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


def _set_ticket(db: Db, ticket_id: int, **values: object) -> None:
    db.execute(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.status == literal_column("'in_progress'"))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
