"""Many at once: two callers never get one agent, one caller never has two telephones rung, whichever worker asks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from twilio.request_validator import RequestValidator

from hotline import PinCost, Settings, create_app
from models import AgentRing, AgentState, CallRecord, Database, EntryResult, QueueEntry, RingStatus
from models.people import agent_queue, agent_rings, agents

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WORKERS = 8


def roster(database: Database, number: int) -> None:
    with database.session() as db:
        for one in range(number):
            listed = agents.add(db, f"agent {one}", f"+8612088880{one:03d}", "481516", AT)
            agents.sign_on(db, listed.agent_id, AT)


def waiting(database: Database, number: int) -> list[str]:
    sids = [f"CA{one:032d}" for one in range(number)]
    with database.session() as db:
        for sid in sids:
            db.add(
                CallRecord(
                    call_sid=sid,
                    line="12393",
                    caller_masked="",
                    place="queue",
                    language="zh-CN",
                    turn=1,
                    misses=0,
                    refusals=0,
                    auth_level=0,
                    elder=False,
                    memory={},
                    started_at=AT,
                    path="",
                )
            )
        db.flush()
        for sid in sids:
            agent_queue.enter(db, sid, "12393", AT, language="zh-CN", phone=None)
            agent_queue.seen(db, sid, AT, number="12393", queue_sid="QU1")
    return sids


def all_at_once(work: Callable[[int], None], workers: int = WORKERS) -> None:
    """Run `work` in that many threads, which begin together; what goes wrong in one is raised here."""
    start = threading.Barrier(workers)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.parametrize(("callers", "staff"), [(20, 5), (5, 20), (12, 12)])
def test_workers_who_claim_at_once_never_claim_anybody_twice(database: Database, callers: int, staff: int) -> None:
    roster(database, staff)
    waiting(database, callers)
    claims: list[agent_queue.Claim] = []

    def work(_number: int) -> None:
        while True:
            with database.connection() as db:
                claim = agent_queue.claim(db, AT)
            if claim is None:
                return
            claims.append(claim)

    all_at_once(work)

    assert Counter(one.entry.entry_id for one in claims).most_common(1)[0][1] == 1
    assert Counter(one.agent.agent_id for one in claims).most_common(1)[0][1] == 1
    # A worker that lost one race may find the rest taken by others; whoever serves next takes what is left.
    work(0)
    assert len(claims) == min(callers, staff)
    with database.connection() as db:
        assert len(db.scalars(select(AgentRing.id).where(AgentRing.ended_at.is_(None))).all()) == len(claims)


def test_who_is_not_in_twilios_queue_yet_is_not_rung_for(database: Database) -> None:
    roster(database, 1)
    (sid,) = waiting(database, 1)
    with database.connection() as db:
        db.execute(update(QueueEntry).values(queue_sid=None))
        assert agent_queue.claim(db, AT) is None
        agent_queue.seen(db, sid, AT, queue_sid="QU1")
        assert agent_queue.claim(db, AT) is not None


def test_callers_who_hang_up_while_agents_are_claimed_leave_no_agent_behind(database: Database) -> None:
    roster(database, 6)
    sids = waiting(database, 6)
    rings: list[int] = []

    def work(number: int) -> None:
        if number % 2:
            for sid in sids[number // 2 :: 4]:
                with database.connection() as db:
                    agent_rings.caller_leaves(db, sid, EntryResult.ABANDONED, AT)
            return
        with database.connection() as db:
            claim = agent_queue.claim(db, AT)
        if claim is not None:
            rings.append(claim.ring_id)

    all_at_once(work)
    for sid in sids:
        with database.connection() as db:
            agent_rings.caller_leaves(db, sid, EntryResult.ABANDONED, AT)
    for ring_id in rings:
        with database.connection() as db:
            assert not agent_rings.accept(db, ring_id, AT)
            agent_rings.hung_up(db, ring_id, "completed", AT)

    with database.connection() as db:
        assert {one.state for one in agents.everybody(db)} == {AgentState.FREE}
        assert db.scalars(select(AgentRing.id).where(AgentRing.ended_at.is_(None))).all() == []


def test_a_caller_who_hangs_up_while_the_agent_presses_the_key_is_gone_and_the_agent_free(database: Database) -> None:
    for round_ in range(10):
        with database.connection() as db:
            if not agents.everybody(db):
                listed = agents.add(db, "agent", "+8612088880000", "481516", AT)
                agents.sign_on(db, listed.agent_id, AT)
        sid = f"CA{round_:032d}"
        with database.connection() as db:
            db.execute(
                insert(CallRecord).values(
                    call_sid=sid,
                    line="12393",
                    caller_masked="",
                    place="queue",
                    language="zh-CN",
                    turn=1,
                    misses=0,
                    refusals=0,
                    auth_level=0,
                    elder=False,
                    memory={},
                    started_at=AT,
                    path="",
                )
            )
            agent_queue.enter(db, sid, "12393", AT, language="zh-CN", phone=None)
            agent_queue.seen(db, sid, AT, queue_sid="QU1")
        with database.connection() as db:
            claim = agent_queue.claim(db, AT)
        assert claim is not None
        took: list[bool] = []

        def work(number: int, sid: str = sid, ring_id: int = claim.ring_id, took: list[bool] = took) -> None:
            with database.connection() as db:
                if number:
                    agent_rings.caller_leaves(db, sid, EntryResult.ABANDONED, AT)
                else:
                    took.append(agent_rings.accept(db, ring_id, AT))

        all_at_once(work, 2)
        with database.connection() as db:
            entry = agent_queue.last_entry(db, sid)
            ring = agent_rings.ring(db, claim.ring_id)
            assert entry is not None
            assert ring is not None
            assert entry.result is EntryResult.ABANDONED
            assert len(took) == 1
            assert ring.status is RingStatus.CANCELED
            agent_rings.hung_up(db, claim.ring_id, "completed", AT)


def test_an_agent_who_hangs_up_and_presses_the_key_at_once_loses_no_caller(database: Database) -> None:
    roster(database, 1)
    (sid,) = waiting(database, 1)
    with database.connection() as db:
        claim = agent_queue.claim(db, AT)
    assert claim is not None

    def work(number: int) -> None:
        with database.connection() as db:
            if number:
                agent_rings.hung_up(db, claim.ring_id, "completed", AT)
            else:
                agent_rings.accept(db, claim.ring_id, AT)

    all_at_once(work, 2)

    with database.connection() as db:
        entry = agent_queue.open_entry(db, sid)
        assert entry is not None
        assert entry.status == "waiting"
        assert agents.everybody(db)[0].state is AgentState.FREE


def test_the_database_itself_refuses_a_second_agent_and_a_second_caller(database: Database) -> None:
    roster(database, 2)
    waiting(database, 2)
    with database.connection() as db:
        claim = agent_queue.claim(db, AT)
    assert claim is not None
    with database.connection() as db:
        other = next(one for one in agents.everybody(db) if one.agent_id != claim.agent.agent_id)

    def ring(entry_id: int, agent_id: int) -> Any:
        with database.connection() as db:
            db.execute(
                insert(AgentRing).values(entry_id=entry_id, agent_id=agent_id, status=RingStatus.RINGING, rung_at=AT)
            )

    with pytest.raises(IntegrityError):
        ring(claim.entry.entry_id, other.agent_id)
    with pytest.raises(IntegrityError):
        ring(claim.entry.entry_id + 1, claim.agent.agent_id)


class Recorder:
    """A telephone that notes whom it was told to ring."""

    def __init__(self) -> None:
        self.rang: list[str] = []

    def ring(self, *, to: str, from_: str, answer_at: str, report_to: str) -> str:
        self.rang.append(to)
        return f"CA{len(self.rang):032d}"

    def end(self, call_sid: str) -> None:
        """Nothing rings."""

    def status(self, call_sid: str) -> str:
        return "ringing"

    def remove_queue(self, queue_sid: str) -> None:
        """There are none."""


@pytest.mark.postgresql
def test_many_callers_asking_two_workers_at_once_ring_each_agent_once(
    postgresql_url: str, request: pytest.FixtureRequest
) -> None:
    settings = Settings(
        database_url=postgresql_url,
        secret_key=b"a secret key for tests, 32 bytes",
        account_sid="AC" + "0" * 32,
        auth_token="a token for tests",
        pin_cost=PinCost.CHEAP,
    )
    telephone = Recorder()
    apps = [create_app(settings, now=lambda: AT, telephone=telephone) for _ in range(2)]
    for app in apps:
        request.addfinalizer(app.extensions["database"].dispose)
    database: Database = apps[0].extensions["database"]
    roster(database, 6)
    sids = waiting(database, 24)
    validator = RequestValidator(settings.auth_token)

    def ask(number: int) -> None:
        client = apps[number % 2].test_client()
        for sid in sids[number::WORKERS]:
            form = {"CallSid": sid, "CallStatus": "in-progress", "QueueSid": "QU1", "QueueTime": "0"}
            signature = validator.compute_signature("http://localhost/voice/people/wait", form)
            answer = client.post("/voice/people/wait", data=form, headers={"X-Twilio-Signature": signature})
            assert answer.status_code == 200
            assert b"<Play>" in answer.data

    all_at_once(ask)

    assert len(telephone.rang) == len(set(telephone.rang)) == 6
    with database.session() as db:
        rings = db.scalars(select(AgentRing)).all()
    assert len({ring.agent_id for ring in rings}) == len({ring.entry_id for ring in rings}) == 6
    # Those who came first are the ones who are rung for.
    assert {ring.entry_id for ring in rings} == set(range(1, 7))
