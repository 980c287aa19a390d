"""0 by the clock and the calendar: agents in office hours on working days, and what can be left at all other times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Ticket, TicketKind
from models.identity import SHANGHAI

OPEN = {
    "the last second of the day": datetime(2026, 3, 2, 16, 58, 28, tzinfo=SHANGHAI),
    "the first of the morning": datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI),
    "a Saturday worked for the Spring Festival": datetime(2026, 2, 14, 10, 0, tzinfo=SHANGHAI),
}
CLOSED = {
    "five o'clock": datetime(2026, 3, 2, 17, 0, tzinfo=SHANGHAI),
    "before nine": datetime(2026, 3, 2, 8, 50, tzinfo=SHANGHAI),
    "the noon break": datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI),
    "a Sunday": datetime(2026, 3, 1, 10, 0, tzinfo=SHANGHAI),
    "the Spring Festival": datetime(2026, 2, 17, 10, 0, tzinfo=SHANGHAI),
    "National Day": datetime(2026, 10, 1, 10, 0, tzinfo=SHANGHAI),
}


@pytest.mark.parametrize("when", OPEN.values(), ids=OPEN)
def test_in_office_hours_an_agent_rings(desk: Any, when: datetime) -> None:
    desk.agent("李雷")
    desk.is_at(when.astimezone(UTC))

    desk.caller(1).hears("您排在第一位")

    assert len(desk.handsets["李雷"].calls) == 1


@pytest.mark.parametrize("when", CLOSED.values(), ids=CLOSED)
def test_at_all_other_times_the_hours_are_said_and_something_can_be_left(desk: Any, when: datetime) -> None:
    desk.agent("李雷")
    desk.is_at(when.astimezone(UTC))

    desk.caller(1).hears("九点到十二点").hears("留言，请按一。预约回电，请按二")

    assert desk.handsets["李雷"].calls == []


@pytest.mark.parametrize(("second", "heard"), [(59, "您排在第一位"), (60, "留言，请按一")])
def test_the_edge_is_the_second_at_which_nought_is_pressed(desk: Any, second: int, heard: str) -> None:
    desk.agent("李雷")
    desk.is_at(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    call = desk.emulator.handset("+8612099990001").dial("12393")
    desk.is_at(datetime(2026, 3, 2, 8, 59, tzinfo=UTC) + timedelta(seconds=second))

    call.press("0").hears(heard)


def test_a_message_left_at_night_is_a_ticket_with_its_recording(desk: Any) -> None:
    desk.is_at(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    call = desk.caller(1).press("1")
    assert 'maxLength="120"' in call.exchanges[-1].text

    call.speak("请问我的报销到哪里了").press("#").hears("工单号")

    with desk.database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference.startswith(call.sid))).one()
    assert ticket.kind is TicketKind.VOICEMAIL
    assert str(ticket.recording).startswith("RE")


def test_a_call_back_arranged_at_night_is_in_office_hours(desk: Any) -> None:
    desk.is_at(datetime(2026, 3, 6, 14, 0, tzinfo=UTC))  # a Friday night

    call = desk.caller(1).press("2").press("1").press("1").hears("工单号")

    with desk.database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference == call.sid)).one()
    assert ticket.callback_at == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)


def test_agents_who_wait_past_five_finish_whoever_waits_already(desk: Any) -> None:
    desk.agent("李雷")
    desk.is_at(datetime(2026, 3, 2, 8, 58, tzinfo=UTC))
    desk.caller(1)
    busy = desk.takes("李雷")
    waiting = desk.caller(2).wait(120)

    busy.hang_up()
    desk.takes("李雷")

    waiting.hears("话务员为您服务")
