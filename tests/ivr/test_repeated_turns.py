"""A call survives what happens between its turns: retries, restarts, workers that die, a database that goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import Settings, create_app
from models import AuditRow, CallRecord, Database, Lockout, PinHasher, Ticket

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Calling = Callable[[str], Caller]
    Demo = Mapping[str, DemoPerson]

BALANCE_CALL = ("1", "990109198009190102#", "492068#", "1")


@pytest.fixture
def away(hotline_settings: Settings) -> Database:
    """A database that cannot be reached."""
    return Database("postgresql://nobody@127.0.0.1:1/none", hotline_settings.secret_key, pin_hasher=PinHasher.cheap())


def _count(app: Flask, table: type) -> int:
    database: Database = app.extensions["database"]
    with database.session() as db:
        counted = select(func.count()).select_from(table)
        if table is Ticket:
            counted = counted.where(Ticket.reference.startswith("CA"))  # those that calls have opened
        return db.scalar(counted) or 0


def _record(app: Flask, sid: str) -> CallRecord:
    database: Database = app.extensions["database"]
    with database.session() as db:
        return db.scalars(select(CallRecord).where(CallRecord.call_sid == sid)).one()


def test_a_turn_delivered_again_gets_the_same_answer_without_a_second_effect(caller: Caller) -> None:
    caller.dials().keys(*BALANCE_CALL)
    first = caller.heard
    caller.sends("/voice/turn/4", Digits="1", FinishedOnKey="")
    assert caller.heard == first
    assert _count(caller.app, AuditRow) == 1


def test_an_older_turn_gets_the_last_answer_too(caller: Caller) -> None:
    caller.dials().keys(*BALANCE_CALL)
    last = caller.heard
    caller.sends("/voice/turn/1", Digits="3")
    assert caller.heard == last
    caller.sends("/voice/turn/99", Digits="3")
    assert caller.heard == last


def test_a_wrong_pin_delivered_again_is_counted_once(caller: Caller) -> None:
    caller.dials().keys("1", "990109198009190102#", "111222#").hears("输入的信息有误")
    caller.sends("/voice/turn/3", Digits="111222", FinishedOnKey="#").hears("输入的信息有误")
    assert _record(caller.app, caller.sid).refusals == 1
    with caller.app.extensions["database"].session() as db:
        assert db.scalars(select(Lockout.failures)).all() == [1]


def test_a_greeting_delivered_again_begins_no_second_call(caller: Caller) -> None:
    caller.dials()
    greeting = caller.heard
    caller.dials()
    assert caller.heard == greeting
    caller.keys("2").hears("请输入参保地的电话区号")
    caller.sends("/voice/answer").hears("请输入参保地的电话区号")
    assert _count(caller.app, CallRecord) == 1


@pytest.mark.parametrize("keys", [("0",), ("1", "990109198009190102#", "111222#")])
def test_a_turn_delivered_twice_at_once_has_one_effect(caller: Caller, keys: tuple[str, ...]) -> None:
    caller.dials().keys(*keys[:-1])
    path, digits = f"/voice/turn/{caller.turn}", keys[-1].removesuffix("#")
    together = threading.Barrier(4)
    statuses: list[int] = []

    def deliver() -> None:
        together.wait(10)
        statuses.append(caller.delivers(path, Digits=digits).status_code)

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [200] * 4
    record = _record(caller.app, caller.sid)
    assert record.turn == len(keys) + 1
    assert record.refusals == (1 if len(keys) > 1 else 0)
    assert _count(caller.app, Ticket) == (0 if len(keys) > 1 else 1)
    with caller.app.extensions["database"].session() as db:
        assert sum(db.scalars(select(Lockout.failures))) == record.refusals


def test_a_call_begun_twice_at_once_has_one_record(caller: Caller) -> None:
    together = threading.Barrier(4)
    answers: list[str] = []

    def deliver() -> None:
        together.wait(10)
        answers.append(caller.delivers("/voice/answer").text)

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert _count(caller.app, CallRecord) == 1


@pytest.mark.parametrize("restart_after", range(5))
def test_a_call_goes_on_when_the_process_is_replaced_between_two_turns(
    caller: Caller, hotline_settings: Settings, restart_after: int
) -> None:
    now = caller.app.extensions["now"]
    for number, keys in enumerate((None, *BALANCE_CALL)):
        if keys is None:
            caller.dials()
        else:
            caller.keys(keys)
        if number == restart_after:
            caller.app.extensions["database"].dispose()
            caller.app = create_app(hotline_settings, now=now)
    if restart_after == 4:
        caller.keys("#")
    caller.hears("余额一千五百三十元")
    caller.app.extensions["database"].dispose()


@pytest.mark.parametrize("turns", range(5))
@pytest.mark.requirement("S99")
def test_a_database_that_goes_away_is_apologised_for_and_the_call_goes_on_when_it_is_back(
    caller: Caller, away: Database, turns: int
) -> None:
    caller.dials().keys(*BALANCE_CALL[:turns])
    here = caller.app.extensions["database"]
    caller.app.extensions["database"] = away
    keys = BALANCE_CALL[turns] if turns < len(BALANCE_CALL) else "#"
    caller.keys(keys).hears("系统繁忙", "按零转人工")
    assert caller.gather.get("numDigits") == "1"
    caller.app.extensions["database"] = here
    caller.keys("#").does_not_hear("系统繁忙")
    caller.keys(*BALANCE_CALL[turns:]) if turns < 4 else caller.keys("#")
    caller.hears("余额一千五百三十元")


@pytest.mark.requirement("S99")
def test_zero_after_the_apology_leads_to_a_person(caller: Caller, away: Database) -> None:
    caller.dials()
    here = caller.app.extensions["database"]
    caller.app.extensions["database"] = away
    caller.keys("1").hears("系统繁忙", "按零转人工", "press zero")
    caller.app.extensions["database"] = here
    caller.keys("0").hears("工单号").is_hung_up_on()


def test_a_call_that_began_while_the_database_was_away_begins_when_it_is_back(
    call_from: Calling, away: Database
) -> None:
    for key, heard in (("0", "工单号"), ("1", "欢迎致电"), ("", "欢迎致电")):
        caller = call_from("+8612099999999")
        here = caller.app.extensions["database"]
        caller.app.extensions["database"] = away
        caller.dials().hears("系统繁忙")
        caller.app.extensions["database"] = here
        if key:
            caller.keys(key).hears(heard)
        else:
            caller.waits().hears(heard)


def test_a_caller_is_not_apologised_to_for_ever(caller: Caller, away: Database) -> None:
    caller.app.extensions["database"] = away
    caller.dials().hears("系统繁忙").waits().hears("系统繁忙").waits().hears("系统繁忙").is_hung_up_on()


def test_the_end_of_a_call_is_noted_once(caller: Caller) -> None:
    caller.dials().sends("/voice/status", CallStatus="in-progress")
    assert _record(caller.app, caller.sid).ended_at is None
    caller.hangs_up()
    record = _record(caller.app, caller.sid)
    assert (record.end_status, record.ended_at) == ("completed", caller.app.extensions["now"].moment)
    caller.sends("/voice/status", CallStatus="failed")
    assert _record(caller.app, caller.sid).end_status == "completed"


def test_a_captured_turn_replayed_after_the_call_tells_nothing(caller: Caller) -> None:
    caller.dials().keys(*BALANCE_CALL).hears("余额").hangs_up()
    for turn in range(7):
        caller.sends(f"/voice/turn/{turn}", Digits="1").does_not_hear("余额").is_hung_up_on()


def test_the_record_keeps_the_way_through_the_menus_and_a_masked_number(caller: Caller) -> None:
    caller.dials().keys(*BALANCE_CALL).hangs_up()
    record = _record(caller.app, caller.sid)
    assert record.path == "main>id_number>pin>personal>balance"
    assert record.caller_masked == "120****9999"
    assert record.line == "12393"


def test_no_text_is_too_odd_for_the_database(caller: Caller) -> None:
    odd = "\x00\ud7ff\ufffd'\"" + "9" * 500
    caller.sends("/voice/answer", FromCity=odd, From=odd, CallStatus=odd).hears("欢迎致电")
    caller.sends("/voice/turn/1", Digits=odd, FinishedOnKey=odd).hears("输入有误")
    caller.sends("/voice/status", CallStatus=odd)
