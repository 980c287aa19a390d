"""What follows a ring that took no caller: who is rung next, who is left in peace, what a late report may not do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import AgentState, EntryStatus, RingStatus
from models.people import agent_rings, agents, board, refusals

PIN = "481516"


def listed(desk: Any, name: str) -> Any:
    """An agent as the roster shows them."""
    return desk.listed(name)


def test_the_next_agent_rings_at_once_and_the_caller_keeps_the_place(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    caller = desk.caller(1)
    before = desk.entries(caller)[0].entered_at

    desk.ringing("李雷").pick_up().press("2")

    assert desk.ringing("韩梅").status == "ringing"
    (entry,) = desk.entries(caller)
    assert (entry.status, entry.entered_at) == (EntryStatus.RINGING, before)
    assert [one.agent_id for one in desk.rings()] == [1, 2]


def test_who_declined_is_left_in_peace_for_half_a_minute_and_then_rung_again(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2)
    desk.ringing("韩梅").pick_up().press("2")
    rests_until = listed(desk, "韩梅").rests_until
    assert timedelta() < rests_until - desk.now() <= refusals.RESTS

    desk.pass_by((rests_until - desk.now()).total_seconds() - 1)
    assert len(desk.handsets["韩梅"].calls) == 1
    desk.pass_by(40)  # the position is told every half minute, and then whoever can be rung is

    assert len(desk.handsets["韩梅"].calls) == 2
    assert [one.agent_id for one in desk.rings() if one.entry_id == desk.entries(caller)[0].id] == [2, 2]


def test_a_report_that_comes_again_does_not_end_the_talk_with_the_next_agent(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    caller = desk.caller(1)
    desk.ringing("李雷").pick_up().press("2")
    desk.takes("韩梅")

    with desk.database.session() as db:
        agent_rings.hung_up(db, desk.rings()[0].id, "completed", desk.now())

    assert desk.entries(caller)[0].status is EntryStatus.TALKING
    desk.ringing("韩梅").press("*")
    desk.ringing("韩梅").hears("转接话务员")


def test_a_ring_whose_order_seemed_lost_ends_nobody_elses_talk_when_it_stops(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    caller = desk.caller(1)
    with desk.database.session() as db:
        agent_rings.hung_up(db, desk.rings()[0].id, "failed", desk.now())
    desk.office.serve()
    desk.takes("韩梅")

    desk.pass_by(25)

    assert desk.ringing("李雷").status == "no-answer"
    assert desk.entries(caller)[0].status is EntryStatus.TALKING
    assert listed(desk, "李雷").state is AgentState.FREE


def test_the_third_miss_takes_the_agent_off_duty_and_says_so_until_they_are_back(desk: Any) -> None:
    desk.agent("李雷", "no-answer")
    desk.agent("韩梅")
    desk.caller(1)
    desk.takes("韩梅")
    desk.caller(2)
    desk.pass_by(180)

    away = listed(desk, "李雷")
    assert (away.on_duty, away.misses) == (False, refusals.MOST_MISSES)
    with desk.database.session() as db:
        agents.sign_on(db, away.agent_id, desk.now())
    assert (listed(desk, "李雷").on_duty, listed(desk, "李雷").misses) == (True, 0)


def test_taking_a_caller_forgives_what_was_missed(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.ringing("李雷").pick_up().press("2")
    assert listed(desk, "李雷").misses == 1

    desk.takes("李雷")

    assert (listed(desk, "李雷").misses, listed(desk, "李雷").rests_until) == (0, None)


def test_a_caller_is_declined_at_the_page_as_by_key(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    caller = desk.caller(1)
    ring = desk.rings()[0]

    with desk.database.session() as db:
        assert refusals.decline(db, ring.id, ring.agent_id, desk.now())
        assert not refusals.decline(db, ring.id, ring.agent_id, desk.now())
    desk.office.stop(ring.call_sid)

    assert desk.statuses()[:2] == [RingStatus.DECLINED, RingStatus.RINGING]  # the report of the end rang the next one
    assert desk.ringing("韩梅").status == "ringing"
    agent = listed(desk, "李雷")
    assert (agent.state, agent.misses) == (AgentState.FREE, 1)
    assert agent.rests_until is not None
    assert desk.entries(caller)[0].status is EntryStatus.RINGING


def test_nobody_declines_for_somebody_else_nor_who_talks_already(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")
    desk.caller(1)
    ring = desk.rings()[0]

    with desk.database.session() as db:
        assert not refusals.decline(db, ring.id, ring.agent_id + 1, desk.now())
    desk.takes("李雷")
    with desk.database.session() as db:
        assert not refusals.decline(db, ring.id, ring.agent_id, desk.now())
        assert not refusals.decline(db, 999, ring.agent_id, desk.now())


def test_the_queue_tells_whom_a_caller_was_offered_to_in_vain(desk: Any) -> None:
    desk.agent("李雷")
    desk.agent("韩梅", "busy")
    desk.caller(1)
    desk.ringing("李雷").pick_up().press("2")

    with desk.database.session() as db:
        (waiting,) = board.waiting(db)

    assert [(one.number, one.status) for one in waiting.offered] == [(101, "declined"), (102, "busy")]
    assert desk.now() - waiting.entered_at < timedelta(minutes=1)
