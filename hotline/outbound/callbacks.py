"""Call-backs: dialled when their ticket says so, three times an hour apart in office hours, then closed with a text.

A ticket is *due* while it is open and its `callback_at` is past. Who takes it sets it in progress before dialling. What
becomes of the call Twilio reports; a call of which nothing is heard counts as one that was not answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from hotline.outbound import outbox
from hotline.outbound.carrier import Carrier, NotNow, Refused, Unsure
from models import CallBackState, Database, TicketStatus
from models.calendar import USUAL_HOURS, OfficeHours
from models.database import Db
from models.people import dialling
from models.people.dialling import Due
from sms.notices import call_back_closed, call_back_impossible, call_back_missed
from sms.replies import Reply

Words = Callable[[str, str], Reply]
"""A text about a ticket: from its number and the line."""
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
            due = dialling.claim(db, at)
            line = outbox.line_of(db, due.reference) if due else ""
        if due is None:
            break
        fates[_dial(database, carrier, due, line, at, hours)] += 1
    if lost or any(fates.values()):
        _log.info("call_backs_dialled", lost=lost, **fates)
    return CallBackReport(lost=lost, **fates)


def _dial(database: Database, carrier: Carrier, due: Due, line: str, at: datetime, hours: OfficeHours) -> str:
    place = f"/voice/callback/{due.number}"
    try:
        sid = carrier.dial(line=line, to=due.phone, answer_at=place, report_to=f"{place}/status/{due.attempt}")
    except NotNow as error:
        with database.session() as db:
            _put_off(db, due, error.code, at, hours)
        return "put_off"
    except Refused as error:
        with database.session() as db:
            _give_up(db, due.ticket_id, due.attempt, error.code, at, call_back_impossible)
        return "refused"
    except Unsure:
        return "dialled"  # the report says; without one it is dialled again
    with database.session() as db:
        dialling.change(db, due.ticket_id, due.attempt, call_sid=sid)
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
        ticket_id = dialling.ticket_id_of(db, number)
        if ticket_id is None:
            return False
        if status in ("in-progress", "completed"):
            if not dialling.change(db, ticket_id, attempt, state=CallBackState.REACHED, call_sid=call_sid):
                return False
            dialling.close(db, ticket_id, TicketStatus.ANSWERED, at)
            return True
        if status in ("busy", "no-answer", "failed", "canceled"):
            return _not_reached(db, ticket_id, attempt, status, at, hours, call_sid=call_sid)
    return False


def _give_up_lost(db: Db, at: datetime, hours: OfficeHours) -> int:
    lost = dialling.lost(db, at - LOST)
    return sum(_not_reached(db, ticket_id, attempt, UNHEARD, at, hours) for ticket_id, attempt in lost)


def _not_reached(
    db: Db, ticket_id: int, attempt: int, error: str, at: datetime, hours: OfficeHours, **values: str
) -> bool:
    if attempt >= TRIES:
        return _give_up(db, ticket_id, attempt, error, at, partial(call_back_closed, calls=attempt), **values)
    if not dialling.change(db, ticket_id, attempt, state=CallBackState.NOT_REACHED, error=error, **values):
        return False
    dialling.reopen(db, ticket_id, hours.next_open(at + BETWEEN))
    if error != UNHEARD:
        _tell(db, ticket_id, f"missed:{attempt}", at, lambda number, line: call_back_missed(at, line))
    return True


def _put_off(db: Db, due: Due, error: str, at: datetime, hours: OfficeHours) -> None:
    """Twilio could not take the call, nobody was rung, and the try does not count."""
    if dialling.not_dialled(db, due.ticket_id, due.attempt, error):
        dialling.reopen(db, due.ticket_id, hours.next_open(at + LATER))


def _give_up(db: Db, ticket_id: int, attempt: int, error: str, at: datetime, words: Words, **values: str) -> bool:
    """Close the ticket, and tell the person by text."""
    if not dialling.change(db, ticket_id, attempt, state=CallBackState.GIVEN_UP, error=error, **values):
        return False
    dialling.close(db, ticket_id, TicketStatus.CLOSED, at)
    _tell(db, ticket_id, "closed", at, words)
    return True


def _tell(db: Db, ticket_id: int, what: str, at: datetime, words: Words) -> None:
    """Put a text about a call-back into the outbox, for the number that is rung."""
    promise = dialling.promise(db, ticket_id)
    line = outbox.line_of(db, promise.reference)
    outbox.put(
        db,
        f"callback:{promise.number}:{what}",
        promise.phone,
        words(promise.number, line),
        at,
        line=line,
        asked_for=False,
        person_id=promise.person_id,
    )
