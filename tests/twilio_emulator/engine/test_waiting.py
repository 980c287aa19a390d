"""The order of a queue, and one leg's stay in it, fed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import Entry, Session
from twilio_emulator.engine.waiting import Taker, Waiting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STANDING = inputs.Standing(queue_sid="QU1", position=1, size=1, max_size=1000, average=0)
DOCUMENT = b'<Response><Enqueue waitUrl="/wait" action="/done">support</Enqueue></Response>'


def test_the_mean_wait_counts_those_who_wait_now() -> None:
    waiting = Waiting()
    assert waiting.average_wait_time(NOON) == 0
    waiting.join("CA1", NOON)
    waiting.join("CA2", NOON + timedelta(seconds=10))
    assert waiting.average_wait_time(NOON + timedelta(seconds=30)) == 25
    assert waiting.leave("CA1")
    assert not waiting.leave("CA1")
    assert waiting.average_wait_time(NOON + timedelta(seconds=30.9)) == 20
    assert (waiting.position("CA1"), waiting.position("CA2")) == (0, 1)


@pytest.mark.parametrize(("max_size", "most", "full"), [(3, None, False), (2, None, True), (3, 2, True), (2, 9, True)])
def test_the_smaller_bound_of_a_queue_holds(max_size: int, most: int | None, full: bool) -> None:
    waiting = Waiting(max_size=max_size)
    waiting.join("CA1", NOON)
    waiting.join("CA2", NOON)
    assert waiting.is_full(most) is full


@given(st.lists(st.tuples(st.sampled_from(["join", "take", "leave"]), st.integers(0, 9))))
def test_both_sides_are_first_come_first_served(steps: list[tuple[str, int]]) -> None:
    waiting, members, takers = Waiting(), list[str](), list[str]()
    for number, (what, whom) in enumerate(steps):
        match what:
            case "join":
                waiting.join(f"CA{number}", NOON)
                members.append(f"CA{number}")
            case "take":
                waiting.take(Taker(call_sid=f"CA{number}"))
                takers.append(f"CA{number}")
            case _ if members or takers:
                gone = [*members, *takers][whom % (len(members) + len(takers))]
                assert waiting.leave(gone)
                members, takers = [one for one in members if one != gone], [one for one in takers if one != gone]
        pair = waiting.next_pair()
        assert (pair is not None) is bool(members and takers)
        if pair is not None:
            assert (pair[0].call_sid, pair[1].call_sid) == (members.pop(0), takers.pop(0))
    assert [one.call_sid for one in waiting.members] == members
    assert [one.call_sid for one in waiting.takers] == takers


def joining() -> Session:
    """A session that has asked for its place in a queue."""
    session = Session(Entry(url="http://a/answer"))
    session.start()
    asked = session.feed(inputs.Reply(200, "text/xml", DOCUMENT, "http://a/answer"))
    assert asked[-1] == effects.JoinQueue(name="support")
    return session


def result(asked: list[effects.Effect]) -> dict[str, str]:
    """What the action is told among these effects."""
    (told,) = [one for one in asked if isinstance(one, effects.Report | effects.Fetch) and one.url == "http://a/done"]
    return dict(told.params)


def test_a_caller_who_is_gone_before_he_has_joined_is_a_system_error() -> None:
    asked = joining().feed(inputs.HungUp())
    assert result(asked) == {"QueueResult": "system-error"}
    assert effects.LeaveQueue() in asked


def test_somebody_who_waits_for_a_call_gets_it_before_anything_is_asked() -> None:
    session = joining()
    asked = session.feed(inputs.Dequeued(by="CA9", queue_sid="QU1"), 3.0)
    assert effects.ReadyFor(sid="CA9") in asked
    assert not any(isinstance(one, effects.Fetch) for one in asked)
    session.feed(inputs.LegReady("CA9"), 3.0)
    asked = session.feed(inputs.LegEnded("CA9", CallStatus.COMPLETED), 63.0)
    assert result(asked) == {"QueueResult": "bridged", "QueueSid": "QU1", "QueueTime": "0"}


def test_a_call_is_taken_out_of_whatever_it_hears_and_waits_for() -> None:
    session = joining()
    session.feed(STANDING, 1.0)
    assert isinstance(session.waiting, effects.AskStanding)
    session.feed(STANDING, 1.0)
    assert isinstance(session.waiting, effects.Fetch)
    assert session.waiting.params["QueuePosition"] == "1"
    asked = session.feed(inputs.Dequeued(by="CA9", queue_sid="QU1", url="http://b/before", method="GET"), 8.0)
    fetch = asked[-1]
    assert isinstance(fetch, effects.Fetch)
    assert (fetch.url, fetch.method) == ("http://b/before", "GET")
    assert fetch.params == {"QueueSid": "QU1", "QueueTime": "7", "DequeingCallSid": "CA9"}
    asked = session.feed(inputs.LegEnded("CA9", CallStatus.COMPLETED), 9.0)
    assert result(asked) == {"QueueResult": "bridging-in-process", "QueueSid": "QU1", "QueueTime": "7"}
    assert session.feed(inputs.Dequeued(by="CA8", queue_sid="QU1")) == [], "it waits no longer"


def test_documents_that_take_no_time_and_lead_to_each_other_are_a_loop() -> None:
    session = joining()
    session.feed(STANDING, 1.0)
    session.feed(STANDING, 1.0)
    loop = b"<Response><Play>/gone</Play><Redirect/></Response>"
    for _ in range(5000):
        waiting = session.waiting
        if isinstance(waiting, effects.PlayAudio):
            session.feed(inputs.FetchFailed(11200, "gone", "http://a/gone"), 1.0)
            continue
        assert isinstance(waiting, effects.Fetch)
        if waiting.purpose is effects.Purpose.ACTION:
            assert waiting.params["QueueResult"] == "error"
            return
        session.feed(inputs.Reply(200, "text/xml", loop, "http://a/wait"), 1.0)
    raise AssertionError("it goes round for ever")
