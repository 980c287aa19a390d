"""Call-backs: dialled when they were promised, thrice an hour apart in office hours, then closed with a text."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from twilio.http.response import Response

from hotline.outbound import CallBack, CallBackState, Carrier, dial_due, send_due
from hotline.outbound.callbacks import LATER, LOST, call_reported
from models import Database, PinHasher, Ticket, TicketKind, TicketStatus, callbacks, tickets
from tests.conftest import SECRET_KEY
from tests.hotline.conftest import Post
from twilio_emulator import Handset

TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning of a Monday in Shanghai: where the hotline's moment begins."""


@pytest.fixture
def ticket(post: Post, zhang: Handset) -> str:
    """A call-back that was arranged by telephone for a quarter past ten; returns the ticket's number."""
    return arrange(post.database, zhang.phone_number, TEN + timedelta(minutes=15), post.at)


def arrange(database: Database, phone: str | None, when: datetime, at: datetime, reference: str = "CA1") -> str:
    with database.session() as db:
        number = tickets.open(db, TicketKind.CALLBACK, phone, None, reference, at)
        db.execute(update(Ticket).where(Ticket.number == number).values(callback_at=when))
    return number


def look(database: Database, number: str) -> tuple[Ticket, CallBack | None]:
    with database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.number == number)).one()
        return ticket, db.get(CallBack, ticket.id)


def state(database: Database, number: str) -> CallBackState | None:
    call_back = look(database, number)[1]
    return None if call_back is None else call_back.state


def test_a_call_back_is_dialled_when_it_was_promised_and_not_before(
    post: Post, carrier: Carrier, ticket: str, zhang: Handset
) -> None:
    assert dial_due(post.database, carrier, post.at).dialled == 0
    post.later(15 * 60)
    assert dial_due(post.database, carrier, post.at).dialled == 1
    assert len(zhang.calls) == 1
    post.later(60)
    assert dial_due(post.database, carrier, post.at).dialled == 0
    kept, call_back = look(post.database, ticket)
    assert call_back is not None
    assert (call_back.state, call_back.tries) == (CallBackState.REACHED, 1)
    assert call_back.call_sid == zhang.calls[0].sid
    assert (kept.status, kept.closed_at is not None) == (TicketStatus.ANSWERED, True)
    assert any(one.url.endswith(f"/voice/callback/{ticket}") for one in zhang.calls[0].exchanges)


@pytest.mark.parametrize("meets", ["busy", "no-answer"])
def test_who_is_not_reached_is_rung_twice_more_an_hour_apart_and_then_told(
    meets: Any, post: Post, carrier: Carrier, ticket: str, zhang: Handset
) -> None:
    zhang.on_ring(meets)
    rung: list[datetime] = []
    for _ in range(8 * 12):
        if dial_due(post.database, carrier, post.at).dialled:
            rung.append(post.at)
        post.later(5 * 60)
    assert len(rung) == 3
    assert all(timedelta(hours=1) <= later - earlier < timedelta(hours=2.5) for earlier, later in pairwise(rung))
    kept, call_back = look(post.database, ticket)
    assert call_back is not None
    assert (call_back.state, call_back.error, kept.status) == (CallBackState.GIVEN_UP, meets, TicketStatus.CLOSED)
    send_due(post.database, carrier, post.at)
    assert f"我们3次回电均未接通，工单{ticket}已关闭" in zhang.inbox[-1].body


def test_nobody_is_rung_outside_office_hours(post: Post, carrier: Carrier, zhang: Handset) -> None:
    friday_evening = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
    number = arrange(post.database, zhang.phone_number, friday_evening, post.at)
    assert dial_due(post.database, carrier, friday_evening).dialled == 0
    assert dial_due(post.database, carrier, friday_evening + timedelta(days=1, hours=-6)).dialled == 0
    assert dial_due(post.database, carrier, datetime(2026, 3, 9, 1, 0, tzinfo=UTC)).dialled == 1
    assert state(post.database, number) is not None


def test_a_second_try_falls_into_office_hours(post: Post, carrier: Carrier, zhang: Handset) -> None:
    zhang.on_ring("busy")
    half_past_eleven = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    number = arrange(post.database, zhang.phone_number, half_past_eleven, post.at)
    post.now.moment = half_past_eleven
    dial_due(post.database, carrier, post.at)
    post.later(60)
    kept, _ = look(post.database, number)
    assert kept.callback_at == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # 13:00, after the noon break


def test_a_call_that_the_carrier_cannot_take_now_does_not_count(
    post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], ticket: str, zhang: Handset
) -> None:
    class Refusing:
        def request(self, *_args: Any, **_words: Any) -> Response:
            return Response(503, "")

    post.later(15 * 60)
    assert dial_due(post.database, carrier_over(Refusing()), post.at).put_off == 1
    kept, call_back = look(post.database, ticket)
    assert call_back is not None
    assert (call_back.tries, kept.status, kept.callback_at) == (0, TicketStatus.OPEN, post.at + LATER)
    post.later(LATER.total_seconds())
    assert dial_due(post.database, carrier, post.at).dialled == 1
    assert len(zhang.calls) == 1


def test_a_call_whose_worker_died_is_made_again(
    post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], ticket: str, zhang: Handset
) -> None:
    class Dying:
        def request(self, *_args: Any, **_words: Any) -> Response:
            raise KeyboardInterrupt

    post.later(15 * 60)
    with pytest.raises(KeyboardInterrupt):
        dial_due(post.database, carrier_over(Dying()), post.at)
    assert state(post.database, ticket) is CallBackState.DIALLING
    assert dial_due(post.database, carrier, post.at).dialled == 0
    post.later(LOST.total_seconds() + 1)
    assert dial_due(post.database, carrier, post.at).lost == 1
    post.later(3600)
    assert dial_due(post.database, carrier, post.at).dialled == 1
    assert len(zhang.calls) == 1


def test_a_number_that_cannot_be_rung_closes_the_call_back_and_is_told_that_and_not_of_calls(
    post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], zhang: Handset
) -> None:
    class Refusing:
        def request(self, *_args: Any, **_words: Any) -> Response:
            return Response(400, '{"code": 21211, "message": "Invalid", "status": 400}')

    number = arrange(post.database, zhang.phone_number, post.at, post.at)
    assert dial_due(post.database, carrier_over(Refusing()), post.at).refused == 1
    kept, call_back = look(post.database, number)
    assert call_back is not None
    assert (call_back.state, call_back.error, kept.status) == (CallBackState.GIVEN_UP, "21211", TicketStatus.CLOSED)
    send_due(post.database, carrier, post.at)
    assert zhang.inbox[-1].body == f"【12393医保】您的号码无法拨通，未能回电，工单{number}已关闭。请拨打12393按0。"


def test_what_was_given_up_and_is_arranged_anew_is_rung_thrice_again(
    post: Post, carrier: Carrier, zhang: Handset
) -> None:
    zhang.on_ring("busy")
    with post.database.session() as db:
        number = callbacks.arrange(db, zhang.phone_number, None, "CA1", post.at, post.at)
    while state(post.database, number) is not CallBackState.GIVEN_UP:
        dial_due(post.database, carrier, post.at)
        post.later(5 * 60)
    with post.database.session() as db:
        assert callbacks.arrange(db, zhang.phone_number, None, "CA1", post.at, post.at) == number
    zhang.on_ring(True)
    assert dial_due(post.database, carrier, post.at).dialled == 1
    post.later(60)
    kept, call_back = look(post.database, number)
    assert call_back is not None
    assert (call_back.state, call_back.tries, kept.status) == (CallBackState.REACHED, 1, TicketStatus.ANSWERED)


def test_a_call_back_without_a_number_is_left_to_people(post: Post, carrier: Carrier) -> None:
    number = arrange(post.database, None, post.at, post.at)
    report = dial_due(post.database, carrier, post.at)
    assert (report.dialled, report.refused) == (0, 0)
    assert look(post.database, number)[0].status is TicketStatus.OPEN


def test_reports_of_calls_that_are_none_of_ours_change_nothing(post: Post, carrier: Carrier, ticket: str) -> None:
    assert not call_reported(post.database, "0000000000", 1, "CA1", "completed", post.at)
    assert not call_reported(post.database, ticket, 1, "CA1", "completed", post.at)
    post.later(15 * 60)
    dial_due(post.database, carrier, post.at)
    assert not call_reported(post.database, ticket, 2, "CA1", "completed", post.at)
    assert not call_reported(post.database, ticket, 1, "CA1", "ringing", post.at)


def test_working_days_are_those_of_the_calendar(post: Post, carrier: Carrier, zhang: Handset) -> None:
    national_day = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
    arrange(post.database, zhang.phone_number, national_day, post.at)
    days = [date(2026, 10, 1) + timedelta(days=number) for number in range(10)]
    rung = [
        day
        for day in days
        if dial_due(post.database, carrier, datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)).dialled
    ]
    assert rung
    assert rung[0] > date(2026, 10, 7)


@pytest.mark.postgresql
def test_two_workers_at_once_ring_everybody_once(postgresql_url: str, carrier_over: Callable[[Any], Carrier]) -> None:
    rung: list[str] = []
    start = threading.Barrier(2)

    class Counting:
        def request(self, *_args: Any, **words: Any) -> Response:
            rung.append(words["data"]["To"])
            return Response(201, f'{{"sid": "CA{uuid4().hex}"}}')

    databases = [Database(postgresql_url, SECRET_KEY, pin_hasher=PinHasher.cheap()) for _ in range(2)]
    phones = [f"+86120100010{number:02d}" for number in range(20)]
    for phone in phones:
        arrange(databases[0], phone, TEN, TEN, reference=f"CA{phone}")

    def work(database: Database) -> None:
        start.wait()
        dial_due(database, carrier_over(Counting()), TEN)

    workers = [threading.Thread(target=work, args=(database,)) for database in databases]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for database in databases:
        database.dispose()
    assert sorted(rung) == phones
