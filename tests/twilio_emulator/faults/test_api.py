"""What befalls a request to the API: as the official client meets it, with a socket and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
import requests
from anyio.from_thread import start_blocking_portal
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator, Handset
from twilio_emulator.faults import KINDS, Target

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+15005550100"
ME = "+15005550111"


@pytest.fixture(params=["client", "wired"])
def any_client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.getfixturevalue(request.param)
    return found


def send(client: Client) -> str:
    sid = client.messages.create(from_=LINE, to=ME, body="hi").sid
    return str(sid)


@pytest.mark.parametrize(
    ("kind", "status", "code"), [("broken", 500, 20500), ("unavailable", 503, 20503), ("throttled", 429, 20429)]
)
def test_a_request_is_refused_with_twilios_code_and_nothing_was_done(
    emulator: Emulator, any_client: Client, kind: str, status: int, code: int
) -> None:
    rule = emulator.faults.add(kind, path="*/Messages.json", method="POST", times=1)
    with pytest.raises(TwilioRestException) as refused:
        send(any_client)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert emulator.messages == []
    (strike,) = rule.struck
    assert strike.what == f"POST /2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    assert send(any_client)


def test_a_request_that_is_throttled_says_when_to_come_again(emulator: Emulator) -> None:
    emulator.faults.add("throttled", seconds=2.5)
    url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    answer = requests.get(url, auth=(emulator.account_sid, emulator.auth_token), timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_an_answer_that_never_comes_was_carried_out_all_the_same(
    emulator: Emulator, handset: Handset, any_client: Client
) -> None:
    emulator.faults.add("hung-up", method="POST")
    with pytest.raises(requests.exceptions.ConnectionError):
        send(any_client)
    assert [one.body for one in handset.inbox] == ["hi"]
    assert [one.body for one in any_client.messages.list()] == ["hi"]


def test_a_call_that_was_begun_rings_though_nobody_was_answered(
    emulator: Emulator, handset: Handset, any_client: Client
) -> None:
    emulator.faults.add("hung-up", path="*/Calls.json")
    with pytest.raises(requests.exceptions.ConnectionError):
        any_client.calls.create(from_=LINE, to=ME, twiml="<Response><Say>Hello</Say></Response>")
    handset.calls[-1].hears("Hello")


def test_a_late_answer_takes_its_seconds_on_the_clock(emulator: Emulator, any_client: Client) -> None:
    emulator.faults.add("stalled", seconds=8, method="POST")
    began = emulator.clock.now()
    sid = send(any_client)
    assert (emulator.clock.now() - began).total_seconds() == 8
    assert emulator.messages[0].sid == sid


def test_a_client_in_this_process_gives_up_when_its_time_is_over(emulator: Emulator) -> None:
    http_client = emulator.http_client()
    http_client.timeout = 3
    client = Client(emulator.account_sid, emulator.auth_token, http_client=http_client)
    emulator.faults.add("stalled", seconds=8)
    began = emulator.clock.now()
    with pytest.raises(requests.exceptions.Timeout):
        send(client)
    assert (emulator.clock.now() - began).total_seconds() == 3
    assert len(emulator.messages) == 1


def test_in_real_time_a_late_answer_is_waited_for(app: App) -> None:
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE)
        emulator.faults.add("stalled", seconds=0.2)
        began = emulator._desk.clock.now()
        url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
        requests.get(url, auth=(emulator.account_sid, emulator.auth_token), timeout=10)
        between = emulator._desk.clock.now()
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        client.messages.list()
        after = emulator._desk.clock.now()
    assert (between - began).total_seconds() >= 0.2
    assert (after - between).total_seconds() >= 0.2


def test_time_stands_still_for_a_request_from_the_middle_of_a_webhook(
    emulator: Emulator, handset: Handset, client: Client, app: App
) -> None:
    def answer(_: object) -> str:
        send(client)
        return "<Response><Say>Sent.</Say></Response>"

    app.answers["/answer"] = answer
    emulator.faults.add("stalled", seconds=600)
    began = emulator.clock.now()
    handset.dial(LINE).hears("Sent")
    assert (emulator.clock.now() - began).total_seconds() < 60


def test_an_account_that_asks_too_often_waits_its_turn(emulator: Emulator, any_client: Client) -> None:
    rule = emulator.faults.add("limit", most=3, seconds=1)
    for _ in range(3):
        any_client.api.accounts(emulator.account_sid).fetch()
    with pytest.raises(TwilioRestException) as refused:
        any_client.api.accounts(emulator.account_sid).fetch()
    assert (refused.value.status, refused.value.code) == (429, 20429)
    emulator.clock.advance(0.5)
    with pytest.raises(TwilioRestException):
        any_client.api.accounts(emulator.account_sid).fetch()
    assert [one.wait for one in rule.struck] == [1.0, 0.5]
    emulator.clock.advance(0.5)
    any_client.api.accounts(emulator.account_sid).fetch()


def test_each_account_has_a_limit_of_its_own(emulator: Emulator, client: Client) -> None:
    second = client.api.accounts.create()
    emulator.faults.add("limit", most=1)
    other = Client(second.sid, second.auth_token, http_client=emulator.http_client())
    for one, sid in ((client, emulator.account_sid), (other, str(second.sid))):
        one.api.accounts(sid).fetch()
        with pytest.raises(TwilioRestException):
            one.api.accounts(sid).fetch()


def test_requests_are_told_apart_by_the_number_they_name(emulator: Emulator, client: Client) -> None:
    emulator.faults.add("broken", phone_number=ME)
    client.messages.create(from_=LINE, to="+15005550122", body="hi")
    with pytest.raises(TwilioRestException):
        send(client)


def test_the_other_products_are_struck_by_the_same_rules(emulator: Emulator, client: Client) -> None:
    emulator.faults.add("unavailable", path="/v2/PhoneNumbers/*")
    with pytest.raises(TwilioRestException) as refused:
        client.lookups.v2.phone_numbers(ME).fetch()
    assert refused.value.code == 20503


def test_a_request_that_is_made_again_after_no_answer_is_done_once(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("hung-up", times=1)
    url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    form = {"From": LINE, "To": ME, "Body": "hi"}
    token = {"I-Twilio-Idempotency-Token": "once"}
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.post(url, form, auth=(emulator.account_sid, emulator.auth_token), headers=token, timeout=10)
    again = requests.post(url, form, auth=(emulator.account_sid, emulator.auth_token), headers=token, timeout=10)
    assert (again.status_code, again.json()["sid"]) == (201, emulator.messages[0].sid)
    assert len(handset.inbox) == len(emulator.messages) == 1


def test_without_a_server_that_could_drop_it_the_connection_is_lost_to_the_caller(emulator: Emulator) -> None:
    emulator.faults.add("hung-up")
    path = f"/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    form = {"From": LINE, "To": ME, "Body": "hi"}

    async def ask() -> None:
        transport = httpx.ASGITransport(emulator.asgi())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await client.post(path, data=form, auth=(emulator.account_sid, emulator.auth_token))

    with start_blocking_portal() as portal, pytest.raises(ConnectionResetError):
        portal.call(ask)
    assert [one.body for one in emulator.handset(ME).inbox] == ["hi"]


def test_a_walk_over_the_table_finds_every_fault_of_the_api_here() -> None:
    of_the_api = {one.name for one in KINDS.values() if one.strikes == (Target.API,)}
    assert of_the_api == {"broken", "unavailable", "throttled", "stalled", "hung-up", "limit"}
