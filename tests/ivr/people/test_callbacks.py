"""Call-backs that the service dials: greeted, put through before others, put off, and left to no machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from hotline.outbound import Carrier, dial_due, send_due, twilio_client
from models import CallRecord, Ticket, TicketKind, TicketStatus, tickets
from models.identity import SHANGHAI
from models.people import agents

PERSON = "+8612099990042"


@pytest.fixture
def promised(desk: Any) -> str:
    """The number of a ticket to ring PERSON now."""
    with desk.database.session() as db:
        return str(tickets.open(db, TicketKind.CALLBACK, PERSON, None, "CA1", desk.now(), callback_at=desk.now()))


def dials(desk: Any, number: str, answers: Any = True, to: str = PERSON) -> Any:
    """The service dials, and somebody picks up."""
    handset = desk.emulator.handset(to)
    handset.on_ring(answers)
    desk.office.telephone.ring(
        to=to,
        from_="12393",
        answer_at=f"http://app.localhost/voice/callback/{number}",
        report_to=f"http://app.localhost/voice/callback/{number}/status/1",
    )
    return handset.calls[-1].settle()


def newest(desk: Any) -> Ticket:
    with desk.database.session() as db:
        found: Ticket = db.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
    return found


@pytest.mark.requirement("S3")
def test_a_call_back_greets_says_why_and_leads_to_an_agent_before_others(desk: Any, promised: str) -> None:
    desk.agent("李雷")
    desk.caller(1)
    busy = desk.takes("李雷")
    waiting = desk.caller(2)

    call = dials(desk, promised).hears("幺二三九三").hears("给您回电").hears("与话务员通话，请按一")
    call.press("1").hears("您排在第一位")
    busy.hang_up()
    desk.ringing("李雷").pick_up().hears("尾号零零四二").hears("这是预约的回电").press("1")

    call.hears("话务员为您服务")
    assert "话务员为您服务" not in waiting.transcript
    (entry,) = desk.entries(call)
    assert (entry.rank, entry.ticket) == (1, promised)


def test_the_survey_follows_a_call_back_too(desk: Any, promised: str) -> None:
    desk.agent("李雷")
    call = dials(desk, promised).press("1")
    desk.takes("李雷").hang_up()

    call.hears("很满意，请按一").press("1").hears("感谢您的评价")


def test_later_is_another_promise_an_hour_on_in_office_hours(desk: Any, promised: str) -> None:
    call = dials(desk, promised).press("2").hears("再次拨打您的电话")

    assert call.status == "completed"
    ticket = newest(desk)
    assert ticket.number != promised
    assert ticket.kind is TicketKind.CALLBACK
    assert timedelta(minutes=59) < ticket.callback_at - desk.now() <= timedelta(minutes=60)


def test_later_that_is_reported_twice_is_kept_as_it_was_told_last(desk: Any, promised: str) -> None:
    call = dials(desk, promised).press("2").hears("十一点")
    desk.pass_by(600)
    form = {"CallSid": call.sid, "Digits": "2", "CallStatus": "in-progress", "From": "12393", "To": PERSON}
    url = f"http://localhost/voice/callback/{promised}/key/1"
    signature = RequestValidator("a token for tests").compute_signature(url, form)

    answer = desk.apps[0].test_client().post(url, data=form, headers={"X-Twilio-Signature": signature})

    assert "十一点十分" in answer.text
    due = newest(desk).callback_at
    assert due is not None
    assert due.astimezone(SHANGHAI).strftime("%H:%M") == "11:10"


def test_later_at_noon_is_after_the_break_and_on_friday_evening_on_monday(desk: Any) -> None:
    for at, due in (
        (datetime(2026, 3, 2, 3, 30, tzinfo=UTC), datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 6, 8, 30, tzinfo=UTC), datetime(2026, 3, 9, 1, 0, tzinfo=UTC)),
    ):
        desk.is_at(at)
        with desk.database.session() as db:
            number = tickets.open(db, TicketKind.CALLBACK, PERSON, None, f"CA{at:%d}", at, callback_at=at)
        dials(desk, number).press("2")
        assert newest(desk).callback_at == due


def test_a_machine_is_left_alone_and_rung_again_twice_at_most(desk: Any, promised: str) -> None:
    number = promised
    numbers = [number]
    for _ in range(4):
        call = dials(desk, number, "machine").wait(60)
        assert call.status == "completed"
        number = newest(desk).number
        if number == numbers[-1]:
            break
        numbers.append(number)

    assert len(numbers) == 3


def test_who_puts_a_call_off_is_not_taken_for_a_machine_later(desk: Any, promised: str) -> None:
    number = promised
    for _ in range(4):
        dials(desk, number).press("2").hears("再次拨打")
        assert newest(desk).number != number
        number = newest(desk).number


def test_where_no_agent_is_on_duty_another_call_is_promised(desk: Any, promised: str) -> None:
    call = dials(desk, promised).press("1").hears("再次拨打您的电话")

    assert call.status == "completed"
    assert newest(desk).number != promised


def test_a_strangers_telephone_is_told_nothing(desk: Any, promised: str) -> None:
    call = dials(desk, promised, to="+8612099990043").hears("打扰您了")

    assert "回电" not in call.transcript
    with desk.database.session() as db:
        assert db.scalars(select(CallRecord)).all() == []


def test_a_call_back_that_no_agent_takes_in_time_is_promised_again(desk: Any, promised: str) -> None:
    desk.agent("李雷")
    desk.caller(1)
    busy = desk.takes("李雷")
    call = dials(desk, promised).press("1")
    with desk.database.session() as db:
        agents.sign_off(db, desk.listed("李雷").agent_id)
    call.wait(35).hears("让您久等了").hears("已为您登记回电")

    assert call.status == "completed"
    busy.hang_up()


@pytest.mark.requirement("S3")
def test_a_caller_leaves_the_queue_is_texted_rung_and_put_through(desk: Any, hotline_settings: Any) -> None:
    carrier = Carrier(
        twilio_client(hotline_settings, desk.emulator.http_client()), public_url="http://app.localhost", numbers={}
    )
    desk.agent("李雷")
    desk.caller(1)
    busy = desk.takes("李雷")
    caller = desk.caller(42).press("1").hears("已为您登记回电")
    handset = desk.emulator.handset(PERSON)
    promised = newest(desk)

    assert caller.status == "completed"
    send_due(desk.database, carrier, desk.now())
    assert "由人工回电" in handset.inbox[-1].body
    busy.hang_up()
    assert dial_due(desk.database, carrier, desk.now()).dialled == 0, "not before it was promised"
    handset.on_ring(True)
    desk.pass_by(600)
    assert dial_due(desk.database, carrier, desk.now()).dialled == 1
    back = handset.calls[-1].settle().hears("给您回电").press("1")
    desk.takes("李雷")

    back.hears("话务员为您服务")
    with desk.database.session() as db:
        kept = db.scalars(select(Ticket).where(Ticket.number == promised.number)).one()
    assert kept.status is TicketStatus.ANSWERED
    assert [one.rank for one in desk.entries(back)] == [1]


def test_a_call_back_put_off_again_and_again_is_dialled_each_time(desk: Any, hotline_settings: Any) -> None:
    carrier = Carrier(
        twilio_client(hotline_settings, desk.emulator.http_client()), public_url="http://app.localhost", numbers={}
    )
    handset = desk.emulator.handset(PERSON)
    handset.on_ring(True)
    with desk.database.session() as db:
        tickets.open(db, TicketKind.CALLBACK, PERSON, None, "CA1", desk.now(), callback_at=desk.now())
    for _ in range(5):
        assert dial_due(desk.database, carrier, desk.now()).dialled == 1
        handset.calls[-1].settle().press("2").hears("再次拨打")
        desk.is_at(newest(desk).callback_at)

    assert len(handset.calls) == 5
