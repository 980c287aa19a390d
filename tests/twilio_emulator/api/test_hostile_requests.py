"""Whatever is thrown at the API over HTTP, the answer is a coded refusal, never a failure of the emulator's own."""

from __future__ import annotations

import base64
import logging
import socket
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from twilio_emulator import Emulator

LINE, ANN = "+15005550100", "+15005550111"
FORM = "application/x-www-form-urlencoded"
TEXT = {"From": LINE, "To": ANN, "Body": "Hello"}
HOSTILE = (
    "'; DROP TABLE calls; --", "<script>alert(1)</script>", "]]><Hangup/>", "\x00", "a\x00b", "\x1b[31m", "${7*7}",
    "{{7*7}}", "../../../etc/passwd", "\r\nX-Evil: 1", "９９", "²", "9" * 400, "-1", "1e999", "NaN", "nul",
    "\U0001f4a9" * 400, "%s%n", "\u202egnp.exe", "\ufeff", "\ud7ff\ue000", " ", "\t\n", "a" * 100_000,
)  # fmt: skip
FIELDS = {
    "Messages.json": TEXT,
    "Calls.json": {
        "From": LINE,
        "To": ANN,
        "Twiml": "<Response/>",
        "Timeout": "5",
        "StatusCallback": "http://127.0.0.1:9/",
    },
    "Queues.json": {"FriendlyName": "help", "MaxSize": "3"},
    "Applications.json": {"FriendlyName": "a", "VoiceUrl": "http://127.0.0.1:9/"},
    "IncomingPhoneNumbers.json": {"PhoneNumber": "+14155550123", "AreaCode": "415", "FriendlyName": "a"},
    "Addresses.json": {
        "CustomerName": "A",
        "Street": "B",
        "City": "C",
        "Region": "D",
        "PostalCode": "E",
        "IsoCountry": "US",
    },
    "SIP/Domains.json": {"DomainName": "desk.sip.twilio.com"},
    "Usage/Triggers.json": {"CallbackUrl": "http://127.0.0.1:9/", "TriggerValue": "9", "UsageCategory": "calls"},
}
"""What is created where, and by which fields."""
LISTS = ("Messages.json", "Calls.json", "Recordings.json", "Queues.json", "Conferences.json", "Notifications.json")
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> Iterator[Ask]:
    """Return how to ask the account for something; fails where anything was logged as an error."""
    emulator.add_number(LINE)
    auth = (emulator.account_sid, emulator.auth_token)
    with httpx.Client(base_url=f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/", auth=auth) as client:
        yield client.request
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


def coded(answer: httpx.Response) -> int:
    """Return the code of a refusal, which is whole."""
    body = answer.json()
    assert set(body) == {"code", "message", "more_info", "status"}
    assert 400 <= answer.status_code < 500
    assert body["status"] == answer.status_code
    assert "Traceback" not in answer.text
    assert body["more_info"].endswith(f"/{body['code']}")
    return int(body["code"])


@pytest.mark.parametrize("path", FIELDS)
def test_a_hostile_value_in_any_field_is_kept_as_it_is_or_refused(path: str, ask: Ask) -> None:
    for name, hostile in product(FIELDS[path], HOSTILE):
        answer = ask("POST", path, data={**FIELDS[path], name: hostile})
        if answer.status_code != 201:
            coded(answer)
        else:
            assert ask("GET", answer.json()["uri"].rpartition("/Accounts/")[2].partition("/")[2]).json()["sid"]


@pytest.mark.parametrize("path", LISTS)
def test_a_hostile_filter_finds_nothing_or_is_refused(path: str, ask: Ask) -> None:
    names = ("To", "From", "Status", "DateCreated", "StartTime>", "FriendlyName", "CallSid", "Log", "PageToken")
    for name, hostile in product(names, HOSTILE[:-1]):  # the last is longer than a URL may be
        answer = ask("GET", path, params={name: hostile})
        if answer.status_code != 200:
            coded(answer)


def test_a_sid_of_the_wrong_kind_is_not_found(ask: Ask) -> None:
    paths = ("Messages", "Calls", "Recordings", "Queues", "Conferences", "Applications", "Keys", "SIP/Domains")
    for path, kind in product(paths, ("SM", "CA", "RE", "PN", "AC", "XX")):
        for sid in (kind + "0" * 32, kind, kind.lower() + "0" * 32, kind + "0" * 500):
            assert coded(ask("GET", f"{path}/{sid}.json")) == 20404


def test_a_body_over_the_limit_is_refused_however_it_comes(ask: Ask) -> None:
    large = b"Body=" + b"a" * (1024 * 1024)
    assert coded(ask("POST", "Messages.json", content=large, headers={"Content-Type": FORM})) == 20413

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    assert coded(ask("POST", "Messages.json", content=pieces(), headers={"Content-Type": FORM})) == 20413


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b'{"To": "+15005550111"}', 20415),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--", 20415),
        ("text/plain", b"To=1", 20415),
        ("", b"To=1", 20415),
        (FORM, b"Body=\xff\xfe", 21604),
        (FORM, b"\xff\xfe=1", 20001),
        (FORM, b"Body=%ED%A0%80", 21604),
        (FORM, b"&".join(b"a%d=1" % number for number in range(10_000)), 20001),
        (FORM, b"&" * 100_000, 21604),
        (FORM, b"=" * 100_000, 21604),
        (FORM, b"%" * 1000, 21604),
        ("application/x-www-form-urlencoded; charset=utf-16", b"T\x00o\x00=\x001\x00", 21604),
    ],
)
def test_a_body_that_is_no_form_is_refused(kind: str, body: bytes, code: int, ask: Ask) -> None:
    found = coded(ask("POST", "Messages.json", content=body, headers={"Content-Type": kind} if kind else {}))
    assert found in (code, 20001)


def test_of_a_name_that_comes_twice_the_last_value_holds(ask: Ask) -> None:
    body = b"From=%2B15005550100&To=nobody&To=%2B15005550111&Body=one&Body=two"
    answer = ask("POST", "Messages.json", content=body, headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["body"], answer.json()["to"]) == (201, "two", ANN)


@pytest.mark.parametrize(
    "query",
    [
        "Page=-1",
        "PageSize=-1",
        "PageSize=0",
        "Page=9999999999999999999",
        "Page=1e3",
        "Page=1.0",
        "PageSize=%C2%B2",
        "Page=x",
    ],
)
def test_a_page_that_cannot_be_is_refused(query: str, ask: Ask) -> None:
    for path in LISTS:
        assert coded(ask("GET", f"{path}?{query}")) == 20006


@pytest.mark.parametrize(
    "query", ["Page=999999999", "PageSize=999999", "PageToken=PA0&Page=1", "PageToken=%00", "Page=", "%FF=%FE"]
)
def test_a_page_with_nothing_on_it_is_empty(query: str, ask: Ask) -> None:
    for path in LISTS:
        answer = ask("GET", f"{path}?{query}")
        assert answer.status_code == 200
        assert answer.json()["end"] == 0


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("path", ["Balance.json", "Messages.json", "Calls/CA0.json", "Sandwiches.json", "%2e%2e/x"])
def test_any_method_is_answered(method: str, path: str, ask: Ask) -> None:
    answer = ask(method, path)
    if answer.status_code >= 400:
        coded(answer)


@pytest.mark.parametrize(
    "header",
    [
        "", "Basic", "Basic !!!", "Basic " + "A" * 100_000, "Bearer x",
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "Basic " + base64.b64encode(b"AC:" + b"\x00").decode(), "basic " + base64.b64encode("é:é".encode()).decode(),
    ],
)  # fmt: skip
def test_whoever_cannot_be_known_is_refused(header: str, emulator: Emulator) -> None:
    url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Messages.json"
    answer = httpx.get(url, headers={"Authorization": header} if header else {})
    if len(header) < 60_000:  # more than that is refused by the server, before anybody is asked
        assert coded(answer) == 20003
        assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /2010-04-01/Accounts/AC0/Messages.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nTo=",
        b"POST /2010-04-01/Accounts/AC0/Messages.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /2010-04-01/Accounts/\xff\xfe.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /2010-04-01/Accounts/%00%ff.json?\xff=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"NONSENSE\r\n\r\n",
    ],
)
def test_bytes_that_are_no_request_harm_nobody(request_: bytes, emulator: Emulator, ask: Ask) -> None:
    address = urlsplit(emulator.url)
    with socket.create_connection((str(address.hostname), address.port)) as wire:
        wire.sendall(request_)
        wire.shutdown(socket.SHUT_WR)
        received = wire.recv(65536)
    assert b" 500 " not in received.partition(b"\r\n")[0]
    assert ask("GET", "Messages.json").status_code == 200


def test_fields_of_any_kind_never_reach_a_log(ask: Ask, caplog: Any) -> None:
    for hostile in HOSTILE:
        ask("POST", "Messages.json", data=dict.fromkeys(TEXT, hostile))
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []
