"""Calls that last, changed through the official client."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask, request
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from werkzeug.serving import make_server

from twilio_emulator import Emulator

LINE, BOB, CAROL = "+15005550100", "+15005550111", "+15005550112"
HOME = "http://app.localhost"
MENU = "<Response><Gather numDigits='1' action='/chosen' timeout='60'><Say>Press a key</Say></Gather></Response>"
ELSEWHERE = "<Response><Say>You are elsewhere</Say><Pause length='30'/></Response>"


@pytest.fixture
def line(app: Any, emulator: Emulator) -> str:
    """A number of the account, whose application knows some documents."""
    app.answers |= {
        "/menu": MENU,
        "/elsewhere": ELSEWHERE,
        "/told": "",
        "/chosen": "<Response><Say>No</Say></Response>",
    }
    app.answers["/long"] = "<Response><Say>One</Say><Pause length='60'/><Say>Two</Say></Response>"
    emulator.add_number(LINE, voice_url="/menu", app=app)
    return LINE


def refusal(act: Callable[[], object]) -> tuple[int, int | None, str]:
    """Return what a request is refused with."""
    with pytest.raises(TwilioRestException) as refused:
        act()
    return refused.value.status, refused.value.code, str(refused.value.msg)


@pytest.mark.mistake(40)
def test_a_redirection_interrupts_whatever_runs(line: str, app: Any, emulator: Emulator, client: Client) -> None:
    client.calls.create(to=BOB, from_=line, url="/long")
    bob = emulator.handset(BOB).calls[-1]
    emulator.switchboard.rest()
    call = emulator.handset(CAROL).dial(line).hears("Press a key")

    answer = client.calls(call.sid).update(url=f"{HOME}/elsewhere", method="GET")

    assert (answer.sid, answer.status) == (call.sid, "in-progress")
    call.settle().hears("You are elsewhere")
    assert app.paths[-1] == "GET /elsewhere"
    assert bob.sid != call.sid


def test_a_document_may_be_sent_in_place_of_an_address(line: str, emulator: Emulator, client: Client) -> None:
    call = emulator.handset(BOB).dial(line)
    client.calls(call.sid).update(twiml="<Response><Say>Sent along</Say></Response>")
    call.settle().hears("Sent along")
    assert call.status == "completed"


@pytest.mark.mistake(39)
def test_canceled_leaves_a_call_in_progress_alone_and_completed_ends_it(
    line: str, emulator: Emulator, client: Client
) -> None:
    call = emulator.handset(BOB).dial(line)

    assert client.calls(call.sid).update(status="canceled").status == "in-progress"
    assert client.calls(call.sid).update(status="completed").status == "completed"

    assert client.calls(call.sid).fetch().duration is not None


@pytest.mark.mistake(39)
@pytest.mark.parametrize("status", ["canceled", "completed"])
def test_a_ringing_call_is_ended_by_either_word(
    status: str, line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    emulator.handset(BOB).on_ring("ask")
    sid = str(client.calls.create(to=BOB, from_=line, url="/menu", status_callback="/told").sid)
    emulator.switchboard.rest()

    assert client.calls(sid).update(status=status).status == "canceled"

    emulator.switchboard.rest()
    assert [one.params["CallStatus"] for one in app.asked if one.path == "/told"] == ["canceled"]


@pytest.mark.mistake(39)
def test_a_leg_that_rings_within_a_dial_is_ended_by_completed_only(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/menu"] = f"<Response><Dial>{CAROL}</Dial><Say>She did not answer</Say></Response>"
    emulator.handset(CAROL).on_ring("ask")
    call = emulator.handset(BOB).dial(line)
    (leg,) = client.calls.list(parent_call_sid=call.sid)

    assert client.calls(leg.sid).update(status="canceled").status == "ringing"
    assert client.calls(leg.sid).update(status="completed").status == "canceled"

    call.settle().hears("She did not answer")


@pytest.mark.mistake(19)
def test_a_call_that_is_cancelled_while_it_is_queued_is_reported_to_nobody(app: Any) -> None:
    app.answers["/told"] = ""
    with Emulator(calls_per_second=0.1) as emulator:
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        emulator.add_number(LINE, voice_url="/menu", app=app)
        emulator.handset(BOB).on_ring("busy")
        events = ["initiated", "ringing", "answered", "completed"]
        client.calls.create(to=BOB, from_=LINE, url="/menu")
        sid = str(
            client.calls.create(
                to=BOB, from_=LINE, url="/menu", status_callback="/told", status_callback_event=events
            ).sid
        )
        assert client.calls(sid).update(status="canceled").status == "canceled"
        emulator.clock.advance(60)
        assert app.asked == []
        call = client.calls(sid).fetch()
        assert (call.status, call.start_time, call.duration, call.price) == ("canceled", None, None, None)


def test_other_addresses_and_another_limit_hold_from_then_on(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/sorry"] = "<Response><Say>Sorry</Say><Pause length='60'/></Response>"
    call = emulator.handset(BOB).dial(line)

    client.calls(call.sid).update(
        fallback_url=f"{HOME}/sorry", status_callback=f"{HOME}/told", status_callback_method="GET", time_limit=30
    )
    client.calls(call.sid).update(url=f"{HOME}/gone")

    call.settle().hears("Sorry")
    emulator.clock.advance(60)
    assert (call.status, call.duration) == ("completed", 30)
    assert app.paths[-1] == "GET /told"


@pytest.mark.parametrize("change", [{"status": "completed"}, {"url": f"{HOME}/menu"}, {"time_limit": 5}])
def test_a_call_that_is_over_is_not_changed_any_more(
    change: dict[str, Any], line: str, emulator: Emulator, client: Client
) -> None:
    call = emulator.handset(BOB).dial(line).hang_up()
    status, code, says = refusal(lambda: client.calls(call.sid).update(**change))
    assert (status, code) == (400, 21220)
    assert "Call is not in-progress" in says


def test_a_call_that_rings_has_no_document_to_be_replaced(line: str, emulator: Emulator, client: Client) -> None:
    emulator.handset(BOB).on_ring("ask")
    sid = str(client.calls.create(to=BOB, from_=line, url="/menu").sid)
    emulator.switchboard.rest()
    assert refusal(lambda: client.calls(sid).update(twiml=ELSEWHERE))[:2] == (400, 21220)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"status": "in-progress"}, 20001),
        ({"url": "nowhere"}, 21205),
        ({"url": f"{HOME}/menu", "twiml": ELSEWHERE}, 20001),
        ({"url": f"{HOME}/menu", "method": "HEAD"}, 21209),
        ({"time_limit": -5}, 20001),
        ({"twiml": "x" * 4001}, 20001),
        ({"fallback_url": "//"}, 21205),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    wrong: dict[str, Any], code: int, line: str, emulator: Emulator, client: Client
) -> None:
    emulator.add_number(CAROL, voice_url=f"{HOME}/none")
    call = emulator.handset(BOB).dial(line)
    emulator.switchboard.desk.lines[call.sid].number = None  # of no application object: addresses must be whole
    assert refusal(lambda: client.calls(call.sid).update(**wrong))[:2] == (400, code)
    assert call.status == "in-progress"


@pytest.mark.mistake(40)
@pytest.mark.parametrize("socket", [True, False])
def test_an_application_that_redirects_its_own_call_from_its_webhook_is_answered_at_once(
    socket: bool, line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    if not socket:
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
    seen: list[str] = []

    def chosen(asked: Any) -> str:
        seen.append(str(client.calls(asked.params["CallSid"]).update(url="/elsewhere").status))
        return "<Response><Say>Nobody hears this</Say></Response>"

    app.answers["/chosen"] = chosen
    call = emulator.handset(BOB).dial(line).press("1").hears("You are elsewhere")
    assert seen == ["in-progress"]
    assert "Nobody hears this" not in call.transcript


@pytest.mark.parametrize("clock", ["manual", "real"])
def test_a_server_with_one_thread_that_redirects_its_own_call_is_answered_at_once(clock: Any) -> None:
    with Emulator(clock=clock) as emulator:
        client = Client(emulator.account_sid, emulator.auth_token)
        client.api.base_url = emulator.url
        flask = Flask("one thread")

        @flask.post("/menu")
        def menu() -> str:
            return MENU

        @flask.post("/chosen")
        def chosen() -> str:
            sid = request.form["CallSid"]
            client.calls(sid).update(url=f"{home}/elsewhere")
            client.calls.create(to=CAROL, from_=LINE, url=f"{home}/elsewhere", status_callback=f"{home}/told")
            return "<Response><Say>Nobody hears this</Say></Response>"

        @flask.post("/elsewhere")
        def elsewhere() -> str:
            return "<Response><Say>You are elsewhere</Say></Response>"

        @flask.post("/told")
        def told() -> str:
            return ""

        server = make_server("127.0.0.1", 0, flask)
        home = f"http://127.0.0.1:{server.port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            emulator.add_number(LINE, voice_url=f"{home}/menu")
            call = emulator.handset(BOB).dial(LINE).press("1")
            call.hears("You are elsewhere")
            assert "Nobody hears this" not in call.transcript
            emulator.handset(CAROL).calls[-1].settle().hears("You are elsewhere")
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            client.http_client.session.close()
