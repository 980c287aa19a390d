"""A turn that takes its time: what another delivery of it is told meanwhile, and what one call's guesses add up to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select, update

from ivr import views
from ivr.records import JUDGED_WITHIN
from models import CallRecord, Database, Lockout, PinHasher

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]

ID, PIN, WRONG = "990109198009190102", "492068", "111222"
REFUSED = "输入的信息有误"


class GatedHasher(PinHasher):
    """Judges PINs as usual, but the first ones only when the gate is opened for them."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.judging = threading.Semaphore(0)
        self.gates: list[threading.Event] = []
        self.judged = 0

    def verify(self, pin_hash: str | None, pin: str) -> bool:
        """Wait at the next gate, if there is one left."""
        place, self.judged = self.judged, self.judged + 1
        self.judging.release()
        if place < len(self.gates):
            assert self.gates[place].wait(30)
        return super().verify(pin_hash, pin)


class Delivery(threading.Thread):
    """One webhook under way, and in the end its answer."""

    def __init__(self, caller: Caller, path: str, digits: str) -> None:
        super().__init__()
        self.caller, self.path, self.digits = caller, path, digits
        self.text = ""
        self.start()

    def run(self) -> None:
        """Deliver it."""
        answer = self.caller.delivers(self.path, Digits=self.digits, FinishedOnKey="#" if self.digits != "0" else "")
        assert answer.status_code == 200
        self.text = answer.text

    def answer(self) -> str:
        """Wait for the answer."""
        self.join(30)
        assert self.text
        return self.text


@pytest.fixture
def hasher() -> GatedHasher:
    """The hash of this test's PINs."""
    return GatedHasher()


@pytest.fixture
def judged_caller(caller: Caller, database: Database, hasher: GatedHasher) -> Iterator[Caller]:
    """A caller who is asked for the PIN, turn 3, with the gate shut for the first one."""
    gated = Database(database.url, b"a secret key for tests, 32 bytes", pin_hasher=hasher)
    caller.app.extensions["database"] = gated
    hasher.gates.append(threading.Event())
    yield caller.dials().keys("1", ID + "#").hears("请输入六位查询密码")
    gated.dispose()


def _record(app: Flask, sid: str) -> CallRecord:
    database: Database = app.extensions["database"]
    with database.session() as db:
        return db.scalars(select(CallRecord).where(CallRecord.call_sid == sid)).one()


def _failures(app: Flask) -> list[int]:
    database: Database = app.extensions["database"]
    with database.session() as db:
        return list(db.scalars(select(Lockout.failures)))


@pytest.mark.parametrize(("pin", "heard"), [(WRONG, REFUSED), (PIN, "个人账户余额，请按一")])
def test_a_turn_delivered_again_while_its_pin_is_judged_waits_for_that_answer(
    judged_caller: Caller, hasher: GatedHasher, pin: str, heard: str
) -> None:
    first = Delivery(judged_caller, "/voice/turn/3", pin)
    assert hasher.judging.acquire(timeout=10)
    again = Delivery(judged_caller, "/voice/turn/3", pin)
    again.join(0.2)
    hasher.gates[0].set()
    assert heard in first.answer()
    assert again.answer() == first.answer()
    assert hasher.judged == 1
    assert _record(judged_caller.app, judged_caller.sid).refusals == (pin == WRONG)


def test_no_guess_is_lost_from_the_count_whatever_is_delivered_while_one_is_judged(
    judged_caller: Caller, hasher: GatedHasher
) -> None:
    deliveries = [Delivery(judged_caller, "/voice/turn/3", WRONG)]
    assert hasher.judging.acquire(timeout=10)
    deliveries.append(Delivery(judged_caller, "/voice/turn/3", "222333"))
    deliveries[1].join(0.2)
    deliveries.append(Delivery(judged_caller, "/voice/turn/4", "333444"))
    deliveries[2].join(0.2)
    hasher.gates[0].set()
    for delivery in deliveries:
        delivery.answer()
    assert hasher.judged == 1
    assert _record(judged_caller.app, judged_caller.sid).refusals == 1
    assert _failures(judged_caller.app) == [1]


def test_a_guess_whose_worker_died_counts_and_is_judged_again_when_it_is_delivered_again(caller: Caller) -> None:
    caller.dials().keys("1", ID + "#")
    now = caller.app.extensions["now"]
    with caller.app.extensions["database"].session() as db:  # what a worker leaves that dies while argon2 runs
        db.execute(update(CallRecord).values(taken_at=now.moment, refusals=1))
    now.moment += JUDGED_WITHIN
    caller.sends("/voice/turn/3", Digits=PIN, FinishedOnKey="#").hears("个人账户余额，请按一")
    assert _record(caller.app, caller.sid).refusals == 1


def test_a_person_can_be_asked_for_after_a_worker_died(caller: Caller) -> None:
    caller.dials().keys("1", ID + "#")
    now = caller.app.extensions["now"]
    with caller.app.extensions["database"].session() as db:
        db.execute(update(CallRecord).values(taken_at=now.moment, refusals=1))
    now.moment += JUDGED_WITHIN
    caller.sends("/voice/turn/3", Digits="0").hears("工单号").is_hung_up_on()


def test_workers_that_die_over_guesses_leave_no_fourth_one(caller: Caller) -> None:
    caller.dials().keys("1", ID + "#")
    now = caller.app.extensions["now"]
    with caller.app.extensions["database"].session() as db:
        db.execute(update(CallRecord).values(taken_at=now.moment, refusals=3))
    now.moment += JUDGED_WITHIN
    caller.sends("/voice/turn/3", Digits=PIN, FinishedOnKey="#").hears("本次通话不能继续查询")
    assert _failures(caller.app) == []


def test_a_worker_that_comes_back_too_late_changes_nothing_and_says_what_was_said(
    judged_caller: Caller, hasher: GatedHasher
) -> None:
    late = Delivery(judged_caller, "/voice/turn/3", PIN)
    assert hasher.judging.acquire(timeout=10)
    judged_caller.app.extensions["now"].moment += JUDGED_WITHIN + timedelta(seconds=1)
    again = Delivery(judged_caller, "/voice/turn/3", WRONG)
    assert REFUSED in again.answer()
    hasher.gates[0].set()
    assert late.answer() == again.answer()
    record = _record(judged_caller.app, judged_caller.sid)
    assert (record.turn, record.refusals, record.person_id) == (4, 2, None)


def test_a_caller_who_hangs_up_while_the_pin_is_judged_is_not_let_in(
    judged_caller: Caller, hasher: GatedHasher
) -> None:
    delivery = Delivery(judged_caller, "/voice/turn/3", PIN)
    assert hasher.judging.acquire(timeout=10)
    judged_caller.hangs_up()
    hasher.gates[0].set()
    assert "再见" in delivery.answer()
    assert _record(judged_caller.app, judged_caller.sid).person_id is None


def test_a_caller_does_not_wait_for_ever(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PATIENCE", 0.05)
    caller.dials().keys("1", ID + "#")
    with caller.app.extensions["database"].session() as db:
        db.execute(update(CallRecord).values(taken_at=caller.app.extensions["now"].moment))
    caller.sends("/voice/turn/3", Digits=PIN, FinishedOnKey="#").hears("系统繁忙")
    assert _record(caller.app, caller.sid).turn == 3
