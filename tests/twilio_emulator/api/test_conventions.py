"""What every request may rely on: who may ask, how lists go on, what comes twice, what an answer says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.api import PRODUCTS
from twilio_emulator.api.errors import CODES

LINE, ANN = "+15005550100", "+15005550111"
FORM = {"From": LINE, "To": ANN, "Body": "Hello"}
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(emulator: Emulator) -> Any:
    """Return how to ask the account, or another, for something over HTTP."""

    def asked(method: str, path: str, auth: tuple[str, str] | None = None, **words: Any) -> httpx.Response:
        own = (emulator.account_sid, emulator.auth_token)
        url = path if path.startswith("/") else f"/2010-04-01/Accounts/{emulator.account_sid}/{path}"
        return httpx.request(method, emulator.url + url, auth=auth or own, **words)

    emulator.add_number(LINE)
    return asked


# -- a request that is made again


@pytest.mark.parametrize("header", ["I-Twilio-Idempotency-Token", "Idempotency-Key", "idempotency-key"])
def test_a_request_made_again_under_its_token_has_no_second_effect(header: str, ask: Ask, emulator: Emulator) -> None:
    answers = [ask("POST", "Messages.json", data=FORM, headers={header: "once"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert len({one.content for one in answers}) == 1
    assert answers[1].headers["content-type"] == "application/json"
    assert len(emulator.messages) == len(emulator.handset(ANN).inbox) == 1
    assert ask("POST", "Messages.json", data=FORM, headers={header: "twice"}).json()["sid"] != answers[0].json()["sid"]


def test_without_a_token_nothing_is_the_same(ask: Ask, emulator: Emulator) -> None:
    for headers in ({}, {"Idempotency-Key": ""}):
        for _ in range(2):
            ask("POST", "Messages.json", data=FORM, headers=headers)
    assert len(emulator.messages) == 4


@pytest.mark.parametrize(
    ("path", "form"),
    [("Messages.json", {**FORM, "Body": "Goodbye"}), ("Messages.json?x=1", FORM), ("Calls.json", FORM)],
)
def test_another_request_under_the_same_token_is_a_conflict(path: str, form: dict[str, str], ask: Ask) -> None:
    token = {"Idempotency-Key": "one"}
    assert ask("POST", "Messages.json", data=FORM, headers=token).status_code == 201
    conflict = ask("POST", path, data=form, headers=token)
    assert (conflict.status_code, conflict.json()["code"]) == (409, 20409)
    assert ask("POST", "Messages.json", data=FORM, headers=token).status_code == 201


def test_the_order_of_the_fields_makes_no_other_request(ask: Ask, emulator: Emulator) -> None:
    for form in (FORM, dict(reversed(FORM.items()))):
        assert ask("POST", "Messages.json", data=form, headers={"Idempotency-Key": "one"}).status_code == 201
    assert len(emulator.messages) == 1


def test_the_token_of_a_request_that_was_refused_is_free(ask: Ask) -> None:
    token = {"Idempotency-Key": "one"}
    assert ask("POST", "Messages.json", data={"From": LINE}, headers=token).status_code == 400
    assert ask("POST", "Messages.json", data=FORM, headers=token).status_code == 201


def test_a_token_holds_for_a_day(ask: Ask, emulator: Emulator) -> None:
    token = {"Idempotency-Key": "one"}
    sids = [ask("POST", "Messages.json", data=FORM, headers=token).json()["sid"]]
    for hours in (23.9, 0.2):
        emulator.clock.advance(hours * 3600)
        sids.append(ask("POST", "Messages.json", data=FORM, headers=token).json()["sid"])
    assert sids[0] == sids[1] != sids[2]


def test_a_token_is_an_accounts_own(ask: Ask, emulator: Emulator, client: Client) -> None:
    sub = client.api.v2010.accounts.create()
    token, form = {"Idempotency-Key": "one"}, {"FriendlyName": "help"}
    mine = ask("POST", "Queues.json", data=form, headers=token)
    path = f"/2010-04-01/Accounts/{sub.sid}/Queues.json"
    theirs = ask("POST", path, (str(sub.sid), str(sub.auth_token)), data=form, headers=token)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["account_sid"] != theirs.json()["account_sid"]


def test_a_token_that_is_too_long_is_refused(ask: Ask) -> None:
    answer = ask("POST", "Messages.json", data=FORM, headers={"Idempotency-Key": "a" * 256})
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_in_the_same_process_it_is_the_same(emulator: Emulator) -> None:
    emulator.add_number(LINE)
    url = f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    auth, headers = (emulator.account_sid, emulator.auth_token), {"Idempotency-Key": "one"}
    found = [emulator.http_client().request("POST", url, data=FORM, headers=headers, auth=auth) for _ in range(2)]
    assert found[0].text == found[1].text
    assert len(emulator.messages) == 1


# -- what an answer says of itself


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "Messages.json"), ("POST", "Messages.json"), ("GET", "Calls/CA0.json")]
)
def test_every_answer_names_its_request(method: str, path: str, ask: Ask) -> None:
    first, second = (ask(method, path).headers for _ in range(2))
    assert re.fullmatch(r"RQ[0-9a-f]{32}", first["twilio-request-id"])
    assert first["twilio-request-id"] != second["twilio-request-id"]
    assert 0 <= float(first["twilio-request-duration"]) < 10
    assert first["twilio-concurrent-requests"] == second["twilio-concurrent-requests"] == "1"


def test_no_request_is_under_way_for_ever(ask: Ask, emulator: Emulator) -> None:
    for content in (b"a=1", b"a" * 2_000_000):
        ask("POST", "Messages.json", content=content)
    emulator.http_client().request("GET", f"{emulator.url}/2010-04-01/Accounts.json")
    assert emulator.switchboard.desk.requests == set()


# -- lists


def test_a_list_is_followed_either_way_and_both_lead_the_same(ask: Ask, emulator: Emulator, client: Client) -> None:
    for number in range(7):
        client.messages.create(from_=LINE, to=ANN, body=str(number))
    sids = [one.sid for one in reversed(emulator.messages)]

    followed, path = (
        [],
        f"/2010-04-01/Accounts/{emulator.account_sid}/Messages.json?PageSize=3&To={ANN.replace('+', '%2B')}",
    )
    pages = []
    while path:
        pages.append(ask("GET", path).json())
        followed += [one["sid"] for one in pages[-1]["messages"]]
        path = pages[-1]["next_page_uri"]
    assert followed == sids
    assert all("To=%2B15005550111" in one["next_page_uri"] for one in pages[:-1])
    assert [one["page"] for one in pages] == [0, 1, 2]
    assert [(one["start"], one["end"]) for one in pages] == [(0, 2), (3, 5), (6, 6)]

    numbered = [
        one for page in range(4) for one in ask("GET", f"Messages.json?PageSize=3&Page={page}").json()["messages"]
    ]
    assert [one["sid"] for one in numbered] == sids

    back = ask("GET", pages[2]["previous_page_uri"]).json()
    assert [one["sid"] for one in back["messages"]] == sids[3:6]
    assert ask("GET", pages[2]["first_page_uri"]).json()["messages"] == pages[0]["messages"]


def test_what_is_made_meanwhile_shifts_no_page(ask: Ask, client: Client) -> None:
    for number in range(4):
        client.messages.create(from_=LINE, to=ANN, body=str(number))
    first = ask("GET", "Messages.json?PageSize=2").json()
    client.messages.create(from_=LINE, to=ANN, body="new")
    second = ask("GET", first["next_page_uri"]).json()
    assert [one["body"] for one in (*first["messages"], *second["messages"])] == ["3", "2", "1", "0"]


# -- who may ask


def test_a_subaccounts_key_opens_that_account_alone(ask: Ask, emulator: Emulator, client: Client) -> None:
    one, other = (client.api.v2010.accounts.create() for _ in range(2))
    key = client.api.v2010.accounts(str(one.sid)).new_keys.create()
    auth = (str(key.sid), str(key.secret))
    statuses = {
        str(sid): ask("GET", f"/2010-04-01/Accounts/{sid}/Messages.json", auth).status_code
        for sid in (one.sid, other.sid, emulator.account_sid)
    }
    assert statuses == {str(one.sid): 200, str(other.sid): 404, emulator.account_sid: 404}
    assert ask("GET", f"/2010-04-01/Accounts/{one.sid}/Messages.json", (auth[0], "wrong")).status_code == 401


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_the_key_of_an_account_that_is_not_active_opens_nothing(status: str, ask: Ask, client: Client) -> None:
    sub = client.api.v2010.accounts.create()
    key = client.api.v2010.accounts(str(sub.sid)).new_keys.create()
    client.api.v2010.accounts(str(sub.sid)).update(status=status)
    for auth in ((str(key.sid), str(key.secret)), (str(sub.sid), str(sub.auth_token))):
        answer = ask("GET", f"/2010-04-01/Accounts/{sub.sid}/Messages.json", auth)
        assert (answer.status_code, answer.json()["code"]) == (403, 20005)


def test_no_list_of_a_subaccount_shows_what_is_its_parents(ask: Ask, emulator: Emulator, client: Client) -> None:
    client.messages.create(from_=LINE, to=ANN, body="x")
    client.calls.create(from_=LINE, to=ANN, twiml="<Response/>")
    client.queues.create(friendly_name="help")
    client.applications.create()
    sub = client.api.v2010.accounts.create()
    for product in PRODUCTS[:1]:
        for one in product.operations:
            path = product.stem + one.path.replace("{AccountSid}", str(sub.sid))
            if one.method == "GET" and "{" not in path and "AvailablePhone" not in path and "Usage" not in path:
                answer = ask("GET", path)
                assert answer.status_code == 200, path
                assert emulator.account_sid not in json.dumps(answer.json()).replace(path, "") or path.endswith(
                    "Accounts.json"
                )


def test_every_code_has_words_and_a_status_that_refuses() -> None:
    assert len(CODES) > 60
    for code, (status, words) in CODES.items():
        assert 400 <= status < 600, code
        assert words
        assert words[0].isupper() or words[0] in "'{" or not words[0].isalpha(), code


def test_every_resource_says_where_it_is(ask: Ask, emulator: Emulator, client: Client) -> None:
    client.messages.create(from_=LINE, to=ANN, body="x")
    client.calls.create(from_=LINE, to=ANN, twiml="<Response/>")
    client.queues.create(friendly_name="help")
    for path in ("Messages.json", "Calls.json", "Queues.json", "IncomingPhoneNumbers.json"):
        (records,) = (value for value in ask("GET", path).json().values() if isinstance(value, list))
        for one in records:
            assert ask("GET", one["uri"]).json() == one
            for address in (one.get("subresource_uris") or {}).values():
                assert ask("GET", address).status_code in (200, 405), "some take nothing but a POST"
            assert parsedate_to_datetime(one["date_created"]).utcoffset() is not None


def test_the_official_client_raises_what_is_refused(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(from_=LINE, to="", body="x")
    assert (refused.value.status, refused.value.code) == (400, 21604)
    assert refused.value.msg
