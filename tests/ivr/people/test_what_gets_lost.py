"""Reports that never came, orders that failed, workers that ended: nobody waits for ever, no agent stays engaged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from twilio.request_validator import RequestValidator

from hotline import create_app
from ivr.people.telephone import TelephoneError
from models import Agent, AgentRing, AgentState, DatabaseUnavailable, QueueEntry
from models.people import agent_queue


class Cut:
    """A telephone whose line to Twilio is cut."""

    def ring(self, **_order: str) -> str:
        raise TelephoneError("cut")

    def end(self, call_sid: str) -> None:
        raise TelephoneError("cut")

    def status(self, call_sid: str) -> str:
        raise TelephoneError("cut")

    def remove_queue(self, queue_sid: str) -> None:
        raise TelephoneError("cut")


def test_where_agents_cannot_be_rung_the_caller_waits_on_and_is_offered_a_call_back(desk: Any) -> None:
    telephone = desk.apps[0].extensions["telephone"]
    desk.apps[0].extensions["telephone"] = Cut()
    desk.agent("李雷")

    caller = desk.caller(1).hears("您排在第一位").wait(40)
    assert desk.statuses()[0] == "failed"
    assert desk.listed("李雷").on_duty

    desk.apps[0].extensions["telephone"] = telephone
    caller.wait(30)
    desk.takes("李雷")
    caller.hears("话务员为您服务")


def test_an_agent_claimed_by_a_worker_that_ended_is_free_again_and_the_caller_served(desk: Any) -> None:
    telephone = desk.apps[0].extensions["telephone"]
    desk.apps[0].extensions["telephone"] = None
    desk.agent("李雷")
    caller = desk.caller(1)
    with desk.database.connection() as db:  # as a worker leaves it that ends between the claim and the order
        assert agent_queue.claim(db, desk.now()) is not None
    desk.apps[0].extensions["telephone"] = telephone
    caller.wait(30)
    assert desk.statuses() == ["ringing"]
    desk.pass_by(40)

    desk.office.tend()
    assert desk.statuses() == ["failed"]
    desk.pass_by(40)
    desk.takes("李雷")

    caller.hears("话务员为您服务")


def test_an_end_that_was_never_reported_is_asked_after(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    agent = desk.takes("李雷")
    agent.hang_up()
    caller.hang_up()
    with desk.database.session() as db:  # as if the report had been lost
        db.execute(update(AgentRing).values(hung_up_at=None))
        db.execute(update(Agent).values(state=AgentState.TALKING))
    desk.pass_by(61)

    desk.office.tend()

    assert desk.statuses() == ["completed"]
    assert desk.listed("李雷").state is AgentState.FREE


def test_a_talk_that_goes_on_is_not_ended_by_asking_after_it(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    agent = desk.takes("李雷")
    desk.pass_by(600)

    desk.office.tend()

    agent.speak("还在")
    caller.hears("还在")
    assert desk.statuses() == ["talking"]


def test_a_caller_of_whom_nothing_is_heard_any_more_is_not_rung_for(desk: Any) -> None:
    desk.agent("李雷", "no-answer", on=True)
    caller = desk.caller(1)
    with desk.database.session() as db:
        db.execute(update(QueueEntry).values(seen_at=desk.now().replace(year=2025)))

    desk.office.tend()

    assert desk.results(caller) == ["abandoned"]


def test_twilios_queues_are_removed_when_nobody_waits_in_them(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    queues = desk.emulator.switchboard.desk.store.queues
    assert len(queues) == 1

    desk.office.tend()
    assert len(queues) == 1
    desk.takes("李雷").hang_up()
    caller.press("1")
    desk.office.tend()

    assert len(queues) == 0
    assert {one.queue_sid for one in desk.entries(caller)} == {None}


def test_a_worker_that_begins_anew_takes_the_next_turn_of_everybody(desk: Any, hotline_settings: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("韩梅")

    def anew() -> None:
        app = create_app(hotline_settings, now=desk.now, telephone=desk.apps[0].extensions["telephone"])
        desk.apps[0].wsgi_app = app.wsgi_app
        desk.apps.append(app)

    anew()
    caller = desk.caller(1).hears("您排在第一位")
    anew()
    agent = desk.ringing("李雷").pick_up()
    anew()
    agent.press("1")
    caller.hears("幺零幺号话务员")
    anew()
    agent.press("*")
    anew()
    agent.press("1")
    anew()
    agent.press("102#").hears("已经转接")
    anew()
    desk.takes("韩梅").hang_up()
    anew()
    caller.hears("很满意，请按一").press("1").hears("感谢您的评价")
    for app in desk.apps[1:]:
        app.extensions["database"].dispose()


def test_two_workers_serve_one_office(desk: Any, hotline_settings: Any) -> None:
    other = create_app(hotline_settings, now=desk.now, telephone=desk.apps[0].extensions["telephone"])
    workers = [desk.apps[0].wsgi_app, other.wsgi_app]
    turns: list[int] = []

    def either(environ: Any, start: Any) -> Any:
        turns.append(len(turns) % 2)
        return workers[turns[-1]](environ, start)

    desk.apps[0].wsgi_app = either
    for name in ("李雷", "韩梅"):
        desk.agent(name)
    first = desk.caller(1)
    talks = [desk.takes("李雷")]
    second = desk.caller(2)
    talks.append(desk.takes("韩梅"))
    third = desk.caller(3)
    talks[0].hang_up()
    desk.takes("李雷")

    third.hears("幺零幺号话务员")
    assert {0, 1} == set(turns)
    assert second.status == "in-progress"
    first.hears("很满意，请按一").press("1")
    other.extensions["database"].dispose()


@pytest.mark.parametrize("path", ["enter", "wait", "key", "connect", "after", "survey/1", "agent/7", "agent/7/take"])
def test_a_webhook_about_nobody_gets_a_document(desk: Any, path: str) -> None:
    app = desk.apps[0]
    form = {"CallSid": "CA" + "0" * 32, "Digits": "1", "CallStatus": "in-progress", "From": "x", "To": "y"}
    url = f"http://localhost/voice/people/{path}"
    signature = RequestValidator("a token for tests").compute_signature(url, form)

    answer = app.test_client().post(url, data=form, headers={"X-Twilio-Signature": signature})

    assert answer.status_code == 200
    assert answer.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?><Response')
    assert app.test_client().post(url, data=form).status_code == 403


def test_music_is_anybodys_and_nothing_else_is_there(desk: Any) -> None:
    client = desk.apps[0].test_client()

    short = client.get("/voice/people/short.wav")

    assert short.data[:4] == b"RIFF"
    assert short.mimetype == "audio/wav"
    assert client.get("/voice/people/other.wav").status_code == 404


def test_the_lines_own_report_of_the_end_is_enough(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    form = {"CallSid": caller.sid, "CallStatus": "completed", "From": "+8612099990001", "To": "12393"}
    signature = RequestValidator("a token for tests").compute_signature("http://localhost/voice/status", form)

    desk.apps[0].test_client().post("/voice/status", data=form, headers={"X-Twilio-Signature": signature})

    assert desk.results(caller) == ["abandoned"]
    assert desk.ringing("李雷").status != "ringing"
    assert desk.listed("李雷").state is AgentState.FREE


def test_while_the_accounts_are_away_whoever_waits_hears_music_and_keeps_the_place(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2)

    def away(*_arguments: object) -> None:
        raise DatabaseUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr("ivr.people.callers.agent_queue.seen", away)
        caller.wait(90)
    assert caller.status == "in-progress"
    caller.wait(40).hears("您排在第一位")
