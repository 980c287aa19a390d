"""What a suite in another language sets up and looks at: telephones, texts, applications, accounts, the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

ME = "+15005550111"
FRIEND = "+15005550122"
LINE = "+15005550100"
NOBODY = "AC" + "f" * 32


@pytest.fixture
def client(emulator: Emulator) -> Client:
    return Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())


def test_a_machine_answers_with_its_greeting(api: httpx.Client, client: Client, emulator: Emulator) -> None:
    put = {"how": "machine", "after": 4, "greeting": "This is Ada, leave a message please", "beep": False}
    answer = api.put(f"/handsets/{ME}/on-ring", json=put).json()
    expected = {"phone_number": ME, "on_ring": "machine", **{name: put[name] for name in ("after", "greeting", "beep")}}
    assert answer == api.get(f"/handsets/{ME}/on-ring").json() == expected
    call = client.calls.create(from_=LINE, to=ME, twiml="<Response/>", machine_detection="DetectMessageEnd")
    emulator.clock.advance(60)
    assert client.calls(call.sid).fetch().answered_by == "machine_end_silence"


def test_a_handset_nobody_spoke_of_answers_at_once(api: httpx.Client) -> None:
    found = api.get(f"/handsets/{FRIEND}/on-ring").json()
    assert (found["on_ring"], found["after"], found["greeting"], found["beep"]) == ("answer", 0.0, "", True)


def test_what_becomes_of_texts_is_said_and_read(api: httpx.Client, client: Client, emulator: Emulator) -> None:
    assert api.get(f"/handsets/{ME}/delivery").json() == {
        "phone_number": ME, "status": "delivered", "error_code": 0, "after": 0.0,
    }  # fmt: skip
    put = {"status": "undelivered", "error_code": 30006, "after": 2}
    assert api.put(f"/handsets/{ME}/delivery", json=put).json() == {"phone_number": ME, **put}
    client.messages.create(from_=LINE, to=ME, body="hi")
    emulator.clock.advance(10)
    (text,) = api.get("/messages", params={"number": ME}).json()["messages"]
    assert (text["status"], text["error_code"], text["arrived"]) == ("undelivered", 30006, False)
    assert api.get(f"/handsets/{ME}/inbox").json() == {"messages": [], "more": False}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "queued"},
        {"status": "undelivered"},
        {"status": "undelivered", "error_code": 7},
        {"status": "delivered", "error_code": 30003},
        {"status": "sent", "error_code": 30003},
        {"status": "delivered", "after": -1},
        {"status": "failed", "error_code": "30003"},
    ],
)
def test_an_end_that_is_none_is_refused(shared_api: httpx.Client, body: Any) -> None:
    answer = shared_api.put(f"/handsets/{ME}/delivery", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_field")


def test_the_inbox_has_what_has_arrived_and_no_more(api: httpx.Client) -> None:
    for word in ("one", "two", "three"):
        api.post("/messages", json={"from": ME, "to": LINE, "body": word})
    inbox = api.get(f"/handsets/{ME}/inbox").json()
    assert [one["body"] for one in inbox["messages"]] == ["You wrote one", "You wrote two", "You wrote three"]
    latest = api.get(f"/handsets/{ME}/inbox", params={"limit": 1}).json()
    assert ([one["body"] for one in latest["messages"]], latest["more"]) == (["You wrote three"], True)
    assert len(api.get(f"/handsets/{LINE}/inbox").json()["messages"]) == 3


def test_a_text_brings_its_files(api: httpx.Client, emulator: Emulator) -> None:
    media = ["http://127.0.0.1:9/a.png", "http://127.0.0.1:9/b.png"]
    sent = api.post("/messages", json={"from": ME, "to": LINE, "body": "look", "media": media}).json()
    assert sent["media"] == media
    assert dict(emulator.exchanges[0].params)["NumMedia"] == "2"
    for wrong in ("http://127.0.0.1/", ["ftp://x/"], [""], [7], ["http://127.0.0.1/"] * 11):
        answer = api.post("/messages", json={"from": ME, "to": LINE, "body": "look", "media": wrong})
        assert (answer.status_code, answer.json()["message"][:5]) == (422, "media")


def test_a_call_that_was_passed_on_says_from_whom(api: httpx.Client, emulator: Emulator) -> None:
    api.post("/calls", json={"from": ME, "to": LINE, "forwarded_from": FRIEND})
    assert dict(emulator.exchanges[0].params)["ForwardedFrom"] == FRIEND


def test_the_calls_of_one_number_are_found(api: httpx.Client, client: Client) -> None:
    api.post("/calls", json={"from": FRIEND, "to": LINE})
    client.calls.create(from_=LINE, to=ME, twiml="<Response><Pause length='60'/></Response>")
    api.get(f"/handsets/{ME}/inbox")
    (rang,) = api.get("/calls", params={"number": ME}).json()["calls"]
    assert (rang["to"], rang["direction"]) == (ME, "outbound-api")
    assert len(api.get("/calls", params={"number": LINE}).json()["calls"]) == 2


def test_a_call_is_read_as_a_page_of_text(api: httpx.Client, sid: str) -> None:
    answer = api.get(f"/calls/{sid}/transcript")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.splitlines()[0] == f"{ME} calls {LINE}"
    assert "« Press one." in answer.text
    assert api.get(f"/calls/{'CA' + '0' * 32}/transcript").status_code == 404


def test_a_telephone_sends_a_message_beside_its_call(api: httpx.Client, client: Client, app: App, sid: str) -> None:
    client.calls(sid).user_defined_message_subscriptions.create(callback="http://app.localhost/told")
    assert api.post(f"/calls/{sid}/messages", json={"content": '{"at": "home"}'}).json()["sid"] == sid
    told = api.get("/exchanges", params={"url": "http://app.localhost/told"}).json()["exchanges"]
    assert len(told) == 1
    api.post(f"/calls/{sid}/hang-up", json={})
    again = api.post(f"/calls/{sid}/messages", json={"content": "{}"})
    assert (again.status_code, again.json()["code"]) == (409, "not_in_progress")


def test_a_transfer_that_nobody_takes_is_refused(api: httpx.Client, sid: str) -> None:
    answer = api.post(f"/calls/{sid}/transfer", json={"to": FRIEND})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_referral")


def test_a_telephone_that_was_dialled_passes_the_call_on(api: httpx.Client, emulator: Emulator, app: App) -> None:
    app.answers["/answer"] = "<Response><Dial referUrl='/on'><Sip>sip:ada@example.com</Sip></Dial></Response>"
    app.answers["/on"] = "<Response><Say>Going on.</Say></Response>"
    emulator.add_number("12345", voice_url="/answer", app=app)
    call = api.post("/calls", json={"from": ME, "to": "12345"}).json()
    (leg,) = [one for one in api.get("/calls").json()["calls"] if one["sid"] != call["sid"]]
    api.post(f"/calls/{leg['sid']}/transfer", json={"to": "sip:bob@example.com"})
    assert app.asked[-1].params["ReferTransferTarget"] == "sip:bob@example.com"


def test_the_clock_is_read(api: httpx.Client) -> None:
    before = api.get("/clock").json()
    moved = api.post("/clock/advance", json={"seconds": 60}).json()
    assert (before["clock"], before["now"][:16], moved["now"][:16]) == (
        "manual",
        "2026-03-02T02:00",
        "2026-03-02T02:01",
    )
    with Emulator(clock="real") as emulator:
        read = httpx.get(f"{emulator.url}/emulator/v1/clock", trust_env=False).json()
    assert read["clock"] == "real"


def test_exchanges_are_found_by_what_they_are_about(api: httpx.Client, sid: str) -> None:
    api.post(f"/calls/{sid}/keys", json={"keys": "1"})
    api.post("/messages", json={"from": ME, "to": LINE, "body": "hi"})
    api.post("/numbers", json={"phone_number": "12345", "voice_url": "http://127.0.0.1:9/"})
    api.post("/calls", json={"from": ME, "to": "12345"})

    def found(**query: Any) -> list[str]:
        return [one["purpose"] for one in api.get("/exchanges", params=query).json()["exchanges"]]

    assert found() == ["answer", "message", "action", "answer"]
    assert found(purpose="action") == ["action"]
    assert found(code=11205) == ["answer"]
    assert found(url="http://app.localhost/text") == ["message"]
    assert found(purpose="answer", code=11205, call=sid) == []


def test_applications_are_dialled_by_their_sids(api: httpx.Client, emulator: Emulator, app: App) -> None:
    added = api.post("/applications", json={"voice_url": "http://127.0.0.1:9/there", "friendly_name": "Desk"})
    application = added.json()
    assert (added.status_code, application["sid"][:2]) == (201, "AP")
    assert application["account_sid"] == emulator.account_sid
    assert api.get("/applications").json() == {"applications": [application]}
    dial = f"<Response><Dial><Application>{application['sid']}</Application></Dial></Response>"
    app.answers["/answer"] = dial
    emulator.add_number("12345", voice_url="/answer", app=app)
    api.post("/calls", json={"from": ME, "to": "12345"})
    assert "http://127.0.0.1:9/there" in [one["url"] for one in api.get("/exchanges").json()["exchanges"]]


def test_a_number_may_be_answered_by_an_application(api: httpx.Client) -> None:
    application = api.post("/applications", json={"voice_url": "http://127.0.0.1:9/there"}).json()
    body = {"phone_number": "12345", "voice_application_sid": application["sid"], "voice_caller_id_lookup": True}
    assert api.post("/numbers", json=body).status_code == 201
    api.post("/calls", json={"from": ME, "to": "12345"})
    (exchange,) = api.get("/exchanges").json()["exchanges"]
    assert exchange["url"] == "http://127.0.0.1:9/there"


def test_a_foreign_number_may_be_shown_once_its_owner_has_agreed(
    api: httpx.Client, client: Client, emulator: Emulator
) -> None:
    added = api.post("/caller-ids", json={"phone_number": FRIEND})
    assert (added.status_code, added.json()["phone_number"]) == (201, FRIEND)
    assert api.get("/caller-ids").json()["caller_ids"] == [added.json()]
    assert client.calls.create(from_=FRIEND, to=ME, twiml="<Response/>").status == "queued"
    assert [one.phone_number for one in client.outgoing_caller_ids.list()] == [FRIEND]


def test_accounts_are_listed_with_what_opens_them(api: httpx.Client, client: Client, emulator: Emulator) -> None:
    second = client.api.accounts.create(friendly_name="Second")
    first, other = api.get("/accounts").json()["accounts"]
    assert (first["sid"], first["auth_token"]) == (emulator.account_sid, emulator.auth_token)
    assert (other["sid"], other["auth_token"], other["owner_sid"]) == (second.sid, second.auth_token, first["sid"])
    body = {"phone_number": "12345", "account_sid": other["sid"], "voice_url": "http://127.0.0.1:9/"}
    assert api.post("/numbers", json=body).json()["account_sid"] == other["sid"]


@pytest.mark.parametrize("path", ["/numbers", "/applications", "/caller-ids"])
def test_an_account_that_is_none_gets_nothing(api: httpx.Client, path: str) -> None:
    body = {"account_sid": NOBODY, **({} if path == "/applications" else {"phone_number": "12345"})}
    answer = api.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_account")


def test_what_lookup_tells_of_a_number_is_said_and_read(api: httpx.Client, client: Client) -> None:
    unsaid = api.get(f"/lookup/{ME}").json()
    assert (unsaid["phone_number"], unsaid["line_type"], unsaid["sim_swapped_at"]) == (ME, "", None)
    put = {"line_type": "landline", "caller_name": "Ann Lee", "sim_swapped_at": "2026-03-02T01:00:00Z"}
    said = api.put(f"/lookup/{ME}", json=put).json()
    assert said == api.get(f"/lookup/{ME}").json() == {**unsaid, **put, "sim_swapped_at": "2026-03-02T01:00:00+00:00"}
    found = client.lookups.v2.phone_numbers(ME).fetch(fields="line_type_intelligence,caller_name,sim_swap")
    assert (found.line_type_intelligence["type"], found.caller_name["caller_name"]) == ("landline", "Ann Lee")
    assert found.sim_swap["last_sim_swap"]["swapped_in_period"]
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(from_=LINE, to=ME, body="hi")
    assert refused.value.code == 21635
    api.put(f"/lookup/{ME}", json={})
    client.messages.create(from_=LINE, to=ME, body="hi")


@pytest.mark.parametrize(
    "body",
    [
        {"line_type": "tin can"},
        {"line_type": []},
        {"sim_swapped_at": "yesterday"},
        {"sim_swapped_at": 7},
        {"risk_score": 101},
        {"colour": "red"},
    ],
)
def test_what_no_number_is_known_by_is_refused(shared_api: httpx.Client, body: Any) -> None:
    answer = shared_api.put(f"/lookup/{ME}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_field")
    assert shared_api.put("/lookup/Ann", json={}).status_code == 422


def test_the_letters_that_verify_was_to_send_are_read(api: httpx.Client, client: Client) -> None:
    assert api.get("/emails").json() == {"emails": [], "more": False}
    service = client.verify.v2.services(client.verify.v2.services.create(friendly_name="Acme").sid)
    for name in ("ann", "bob"):
        service.verifications.create(to=f"{name}@example.com", channel="email")
    letters = api.get("/emails").json()["emails"]
    assert [one["to"] for one in letters] == ["ann@example.com", "bob@example.com"]
    assert "Acme" in letters[0]["body"]
    assert letters[0]["at"] == "2026-03-02T02:00:00.000Z"
    latest = api.get("/emails", params={"limit": 1}).json()
    assert (latest["emails"], latest["more"]) == (letters[1:], True)
