"""An address without ``.json`` answers XML."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.api import v2010, xml

LINE, ANN = "+15005550100", "+15005550111"


@pytest.fixture
def ask(emulator: Emulator) -> Any:
    """Return how to ask for a path of the account."""
    auth = (emulator.account_sid, emulator.auth_token)
    base = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}"

    def asked(path: str, method: str = "GET", **words: Any) -> httpx.Response:
        return httpx.request(method, path if path.startswith("http") else base + path, auth=auth, **words)

    return asked


def root(answer: httpx.Response) -> Element:
    """Return what is in the envelope of an answer."""
    assert answer.headers["content-type"] == "application/xml"
    assert answer.text.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>")
    (found,) = ElementTree.fromstring(answer.content)
    return found


@pytest.mark.verified
def test_a_resource_is_an_element_with_its_properties_in_camel_case(ask: Any, emulator: Emulator) -> None:
    emulator.add_number(LINE)
    answer = ask("/Messages", "POST", data={"From": LINE, "To": ANN, "Body": 'Fish & "chips" <b>'})
    message = root(answer)
    assert (answer.status_code, message.tag) == (201, "Message")
    sid = message.findtext("Sid")
    assert [one.text for one in message.iter("Body")] == ['Fish & "chips" <b>']
    assert message.findtext("Uri") == f"/2010-04-01/Accounts/{emulator.account_sid}/Messages/{sid}"
    assert message.findtext("SubresourceUris/Media") == f"{message.findtext('Uri')}/Media"
    price = message.find("Price")
    assert price is not None
    assert (price.text, list(price)) == (None, [])

    fetched = root(ask(f"/Messages/{sid}"))
    assert {one.tag for one in fetched} == {one.tag for one in message}
    json = ask(f"/Messages/{sid}.json").json()
    assert {xml._camel(name) for name in json} == {one.tag for one in fetched}


def test_a_list_tells_where_it_stands_in_attributes(ask: Any, emulator: Emulator) -> None:
    emulator.add_number(LINE)
    for number in range(3):
        ask("/Messages", "POST", data={"From": LINE, "To": ANN, "Body": str(number)})
    answer = ask("/Messages?PageSize=2&To=%2B15005550111")
    messages = root(answer)
    assert (messages.tag, [one.tag for one in messages]) == ("Messages", ["Message", "Message"])
    places = {name: messages.get(name) for name in ("page", "pagesize", "start", "end", "previouspageuri")}
    assert places == {"page": "0", "pagesize": "2", "start": "0", "end": "1", "previouspageuri": ""}
    following = str(messages.get("nextpageuri"))
    assert following.startswith(f"/2010-04-01/Accounts/{emulator.account_sid}/Messages?To=%2B15005550111&")
    (last,) = root(ask(emulator.url + following))
    assert last.findtext("Body") == "0"


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        (".json", ""), ("", "Account"), ("/Balance", "Balance"), ("/Calls", "Calls"), ("/Addresses", "Addresses"),
        ("/AvailablePhoneNumbers", "Countries"), ("/AvailablePhoneNumbers/US", "AvailablePhoneNumber"),
        ("/Usage/Records/Today", "UsageRecords"), ("/SMS/ShortCodes", "ShortCodes"), ("/Keys", "Keys"),
    ],
)  # fmt: skip
def test_what_an_answer_is_called(path: str, tag: str, ask: Any, emulator: Emulator) -> None:
    answer = ask(path)
    assert answer.status_code == 200
    assert (root(answer).tag if tag else answer.json()["sid"]) == (tag or emulator.account_sid)


def test_a_refusal_is_an_exception(ask: Any) -> None:
    answer = ask("/Messages/SM0")
    refusal = root(answer)
    assert (answer.status_code, refusal.tag) == (404, "RestException")
    assert [one.tag for one in refusal] == ["Code", "Message", "MoreInfo", "Status"]
    assert (refusal.findtext("Code"), refusal.findtext("Status")) == ("20404", "404")
    unknown = ask("/Sandwiches")
    assert (unknown.status_code, unknown.json()["code"]) == (404, 20404)
    assert ask("/Messages.csv").status_code == 404


def test_deleting_says_nothing(ask: Any, emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE)
    sid = client.messages.create(from_=LINE, to=ANN, body="x").sid
    emulator.clock.advance(5)
    answer = ask(f"/Messages/{sid}", "DELETE")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ask(f"/Messages/{sid}").status_code == 404


def test_whoever_asks_must_say_who_that_is(emulator: Emulator) -> None:
    answer = httpx.get(f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Messages")
    assert (answer.status_code, root(answer).findtext("Code")) == (401, "20003")
    assert "WWW-Authenticate" in answer.headers


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    )
)
def test_whatever_there_is_to_say_the_document_can_be_read(found: Any) -> None:
    text = xml.document({"body": found}, "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json")
    ElementTree.fromstring(text.encode("utf-8"))


def test_every_operation_has_a_name_for_what_it_answers() -> None:
    names = {xml._resource(f"{v2010.PRODUCT.stem}{one.path}") for one in v2010.OPERATIONS}
    assert {
        "Account",
        "Message",
        "Call",
        "Recording",
        "Participant",
        "Member",
        "Address",
        "IncomingPhoneNumber",
    } <= names
    assert all(name[0].isupper() and name.isalpha() for name in names), names
