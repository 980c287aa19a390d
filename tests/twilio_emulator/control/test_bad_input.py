"""Whatever is sent, the answer is a coded refusal and the emulator lives on."""

import json
from typing import Any

import httpx
import pytest

ME = "+15005550111"
LINE = "+15005550100"
NOBODY = "CA" + "0" * 32
JSON = {"content-type": "application/json"}

BODIES: list[tuple[str, str, Any, int, str]] = [
    ("POST", "/calls", {}, 422, "from is missing"),
    ("POST", "/calls", {"from": ME}, 422, "to is missing"),
    ("POST", "/calls", {"from": ME, "to": 12393}, 422, "to must be a number"),
    ("POST", "/calls", {"from": ME, "to": "12393\n"}, 422, "to must be a number"),
    ("POST", "/calls", {"from": ME, "to": "٣٤٥٦٧"}, 422, "to must be a number"),
    ("POST", "/calls", {"from": None, "to": LINE}, 422, "from must be a number"),
    ("POST", "/calls", {"from": ME, "to": LINE, "colour": "red"}, 422, "'colour' is not known"),
    ("POST", "/calls", [ME, LINE], 422, "must be a JSON object"),
    ("POST", "/messages", {"from": ME, "to": LINE, "body": "x" * 1601}, 422, "1600 characters"),
    ("POST", "/messages", {"from": ME, "to": LINE, "body": ""}, 422, "body must be a text"),
    ("POST", "/messages", {"from": ME, "to": LINE, "body": "\ud83d"}, 422, "well-formed"),
    ("POST", "/messages", {"from": ME, "to": LINE, "body": "a\0b"}, 422, "well-formed"),
    ("POST", "/numbers", {"phone_number": "12345", "voice_url": "ftp://x/"}, 422, "voice_url must be an absolute"),
    ("POST", "/numbers", {"phone_number": "12345", "voice_url": "http://[x/"}, 422, "voice_url must be an absolute"),
    ("POST", "/numbers", {"phone_number": "12345", "voice_url": "http://x:99999/"}, 422, "voice_url must be"),
    ("POST", "/numbers", {"phone_number": "12345", "voice_method": "PUT"}, 422, "must be one of POST, GET"),
    ("POST", "/clock/advance", {"seconds": "60"}, 422, "seconds must be a number"),
    ("POST", "/clock/advance", {"seconds": True}, 422, "seconds must be a number"),
    ("POST", "/clock/advance", {"seconds": -1}, 422, "seconds must be a number"),
    ("POST", "/clock/advance", {"seconds": 10**400}, 422, "seconds must be a number"),
    ("PUT", f"/handsets/{ME}/on-ring", {"how": "sing"}, 422, "how must be one of"),
    ("PUT", "/handsets/me/on-ring", {"how": "ask"}, 422, "number must be a number"),
    ("PUT", f"/handsets/{LINE}/on-ring", {"how": "ask"}, 422, "answered by an application"),
    ("POST", f"/calls/{NOBODY}/keys", {"keys": "1"}, 404, "no call"),
    ("POST", f"/calls/{NOBODY}/speech", {"text": "hello"}, 404, "no call"),
    ("POST", f"/calls/{NOBODY}/hang-up", {}, 404, "no call"),
    ("POST", f"/calls/{NOBODY}/pick-up", {}, 404, "no call"),
    ("POST", f"/calls/{NOBODY}/refuse", {}, 404, "no call"),
    ("POST", "/nowhere", {}, 404, "not here"),
    ("DELETE", "/calls", {}, 405, "cannot be asked this way"),
]
QUERIES = [
    ("/calls?limit=0", 422, "limit must be a whole number"),
    ("/calls?limit=all", 422, "limit must be a whole number"),
    ("/calls?limit=" + "9" * 5000, 422, "limit must be a whole number"),
    ("/calls?before=7", 422, "before must be a SID"),
    (f"/calls?before={NOBODY}", 404, "no call"),
    ("/calls?page=2", 422, "'page' is not known"),
    ("/calls/nobody", 404, "no call"),
    ("/messages?number=me", 422, "number must be a number"),
    ("/exchanges?call=12", 422, "call must be a SID"),
    ("/exchanges?before=-1", 422, "before must be a whole number"),
    ("/exchanges/0", 404, "no exchange"),
    ("/exchanges/first", 404, "not a number"),
    ("/exchanges/" + "9" * 5000, 404, "not a number"),
    ("/exchanges/%FF", 404, "not a number"),
    ("/", 404, "not here"),
    ("", 404, "not here"),
]


def send(api: httpx.Client, method: str, path: str, body: Any) -> httpx.Response:
    """Send JSON in ASCII, the one way to spell half a surrogate pair."""
    return api.request(method, path, content=json.dumps(body), headers=JSON)


def refused(answer: httpx.Response, status: int, words: str) -> None:
    found = answer.json()
    assert (answer.status_code, set(found)) == (status, {"code", "message"})
    assert words in found["message"]


@pytest.mark.parametrize(("method", "path", "body", "status", "words"), BODIES)
def test_a_wrong_body_is_refused_in_words(
    shared_api: httpx.Client, method: str, path: str, body: Any, status: int, words: str
) -> None:
    refused(send(shared_api, method, path, body), status, words)


@pytest.mark.parametrize(("path", "status", "words"), QUERIES)
def test_a_wrong_address_or_query_is_refused_in_words(
    shared_api: httpx.Client, path: str, status: int, words: str
) -> None:
    refused(shared_api.get(path), status, words)


@pytest.mark.parametrize("keys", ["", "12x", "1 2", "1" * 101, "１", 12, None])
def test_what_is_no_key_is_refused(shared_api: httpx.Client, keys: Any) -> None:
    refused(shared_api.post(f"/calls/{NOBODY}/keys", json={"keys": keys}), 422, "keys must be 1 to 100 keys")


@pytest.mark.parametrize(
    "raw",
    [b"{", b"\xff\xfe", b"nonsense", b"[" * 60_000, b'{"seconds": NaN}', b'{"seconds": ' + b"9" * 5000 + b"}"],
    ids=["cut short", "not UTF-8", "not JSON", "endlessly nested", "NaN", "endless digits"],
)
def test_malformed_json_is_refused(shared_api: httpx.Client, raw: bytes) -> None:
    refused(shared_api.post("/clock/advance", content=raw, headers=JSON), 400, "not JSON")


def test_an_oversized_body_is_refused(shared_api: httpx.Client) -> None:
    refused(shared_api.post("/messages", content=b" " * 70_000, headers=JSON), 413, "65536 bytes")


def test_an_oversized_body_of_no_stated_length_is_refused(shared_api: httpx.Client) -> None:
    refused(shared_api.post("/messages", content=iter([b" " * 1000] * 70), headers=JSON), 413, "65536 bytes")


def test_nothing_was_stored_and_the_next_call_goes_through(api: httpx.Client) -> None:
    for method, path, body, _, _ in BODIES:
        send(api, method, path, body)
    assert api.get("/messages").json()["messages"] == []
    assert api.get("/calls").json()["calls"] == []
    assert api.post("/calls", json={"from": ME, "to": LINE}).json()["status"] == "in-progress"
