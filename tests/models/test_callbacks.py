"""Call-backs: one ticket of a call or text, arranged anew at will, in office hours, and taken back by its number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Database, Ticket, TicketKind, TicketStatus, callbacks, tickets
from models.calendar import USUAL_HOURS

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday, ten in the morning in Shanghai."""
PHONE = "+8612099990000"
DAY = timedelta(days=1)


def ticket(database: Database, number: str) -> Ticket:
    with database.session() as db:
        return db.scalars(select(Ticket).where(Ticket.number == number)).one()


def test_a_call_back_arranged_anew_is_the_same_ticket_due_on_the_new_day(database: Database) -> None:
    with database.connection() as db:
        first = callbacks.arrange(db, PHONE, None, "CA1", AT, AT + DAY)
        assert callbacks.arrange(db, PHONE, None, "CA1", AT, AT + 2 * DAY) == first
    kept = ticket(database, first)
    assert (kept.callback_at, kept.due_on) == (AT + 2 * DAY, date(2026, 3, 4))


def test_a_number_takes_back_its_own_open_call_backs_and_nothing_else(database: Database) -> None:
    with database.session() as db:
        waits = callbacks.arrange(db, PHONE, None, "CA1", AT, AT + DAY)
        dialled = callbacks.arrange(db, PHONE, None, "CA2", AT, AT + DAY)
        tickets.move(db, dialled, TicketStatus.IN_PROGRESS, AT)
        complaint = tickets.open(db, TicketKind.COMPLAINT, PHONE, None, "CA3", AT)
        anothers = callbacks.arrange(db, "+8612099990001", None, "CA4", AT, AT + DAY)
    with database.connection() as db:
        assert callbacks.take_back(db, PHONE, AT)
        assert not callbacks.take_back(db, PHONE, AT)
    assert (ticket(database, waits).status, ticket(database, waits).closed_at) == (TicketStatus.CLOSED, AT)
    assert ticket(database, dialled).status is TicketStatus.IN_PROGRESS
    assert [ticket(database, number).status for number in (complaint, anothers)] == [TicketStatus.OPEN] * 2


def test_a_call_back_taken_back_is_open_again_when_it_is_arranged_anew(database: Database) -> None:
    with database.connection() as db:
        number = callbacks.arrange(db, PHONE, None, "CA1", AT, AT + DAY)
        callbacks.take_back(db, PHONE, AT)
        assert callbacks.arrange(db, PHONE, None, "CA1", AT, AT + 2 * DAY) == number
    kept = ticket(database, number)
    assert (kept.status, kept.closed_at, kept.callback_at) == (TicketStatus.OPEN, None, AT + 2 * DAY)


@pytest.mark.parametrize(
    ("after", "can"),
    [
        (timedelta(0), False),
        (timedelta(minutes=1), True),
        (timedelta(hours=2), False),  # noon
        (5 * DAY, False),  # Saturday
        (30 * DAY, True),
        (30 * DAY + timedelta(minutes=1), False),
    ],
)
def test_a_call_back_is_in_office_hours_within_thirty_days(after: timedelta, can: bool) -> None:
    assert callbacks.can_be_at(AT + after, AT, USUAL_HOURS) is can
