"""What a page that shows texts asks: how many segments one would be, and the files that came with one."""

from __future__ import annotations

from base64 import b64encode

import httpx
import pytest
from werkzeug import Request, Response

from twilio_emulator import Emulator

ME = "+15005550111"
FRIEND = "+15005550122"
LINE = "+15005550100"
PNG = bytes.fromhex("89504e470d0a1a0a") + b"pixels"
KINDS = {"/picture.png": "image/png", "/page.html": "text/html", "/drawing.svg": "image/svg+xml"}


@Request.application
def files(request: Request) -> Response:
    """Answer texts with three files, and the files when they are asked for."""
    if request.path in KINDS:
        return Response(PNG, content_type=KINDS[request.path])
    media = "".join(f"<Media>{path}</Media>" for path in (*KINDS, "/gone.png"))
    answer = f"<Response><Message><Body>look</Body>{media}</Message></Response>"
    return Response(answer, content_type="text/xml", status=404 if request.path == "/gone.png" else 200)


@pytest.mark.parametrize(
    ("body", "encoding", "units", "segments", "left", "foreign"),
    [
        ("", "GSM-7", 0, 1, 160, ""),
        ("余额1234.56元", "UCS-2", 10, 1, 60, "余额元"),
        ("a" * 160, "GSM-7", 160, 1, 0, ""),
        ("a" * 161, "GSM-7", 161, 2, 145, ""),
        ("€" * 80 + "a", "GSM-7", 161, 2, 144, ""),
        ("“hello”", "UCS-2", 7, 1, 63, "“”"),
        ("社" * 71, "UCS-2", 71, 2, 63, "社"),
        ("😀" * 35, "UCS-2", 70, 1, 0, "😀"),
    ],
)
def test_segments_are_counted_without_sending(
    shared_api: httpx.Client, body: str, encoding: str, units: int, segments: int, left: int, foreign: str
) -> None:
    answer = shared_api.post("/messages/segments", json={"body": body})
    assert answer.json() == {
        "encoding": encoding, "units": units, "segments": segments, "left": left, "foreign": foreign,
    }  # fmt: skip
    assert shared_api.get("/messages").json()["messages"] == []


def test_the_segments_that_are_counted_are_those_a_text_then_has(api: httpx.Client) -> None:
    for body in ("hello", "社保" * 40, "^" * 100):
        counted = api.post("/messages/segments", json={"body": body}).json()["segments"]
        assert api.post("/messages", json={"from": ME, "to": LINE, "body": body}).json()["segments"] == counted


@pytest.fixture
def sid(api: httpx.Client, emulator: Emulator) -> str:
    """Return the SID of a text that has brought four files: a picture, a page, a drawing, and one that is gone."""
    emulator.add_number("12345", sms_url="/text", app=files)
    api.post("/messages", json={"from": ME, "to": "12345", "body": "show me"})
    text = api.get(f"/handsets/{ME}/inbox").json()["messages"][-1]
    assert text["media_types"] == ["image/png", "text/html", "image/svg+xml", "image/png"]
    found: str = text["sid"]
    return found


def test_a_picture_is_handed_on_as_one(api: httpx.Client, sid: str) -> None:
    answer = api.get(f"/messages/{sid}/media/0")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert "content-disposition" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("place", "name"), [(1, "page.html"), (2, "drawing.svg")])
def test_whatever_might_hold_a_program_is_only_to_be_saved(api: httpx.Client, sid: str, place: int, name: str) -> None:
    answer = api.get(f"/messages/{sid}/media/{place}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/octet-stream")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-security-policy"].startswith("sandbox;")


def test_a_file_that_is_gone_or_never_was_is_not_found(api: httpx.Client, sid: str) -> None:
    assert api.get(f"/messages/{sid}/media/3").json()["code"] == "no_file"
    for path in (f"/messages/{sid}/media/4", f"/messages/{sid}/media/x", f"/messages/SM{'0' * 32}/media/0"):
        assert api.get(path).status_code == 404


def test_a_file_of_an_unreachable_address_is_not_found(api: httpx.Client) -> None:
    body = {"from": ME, "to": FRIEND, "body": "see", "media": ["http://127.0.0.1:9/a.png"]}
    answer = api.get(f"/messages/{api.post('/messages', json=body).json()['sid']}/media/0")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_file")


def test_a_text_that_was_not_delivered_says_why_in_words(api: httpx.Client, emulator: Emulator) -> None:
    api.put(f"/handsets/{ME}/delivery", json={"status": "failed", "error_code": 30003})
    api.post("/messages", json={"from": ME, "to": LINE, "body": "hi"})
    emulator.clock.advance(10)
    text = api.get("/messages", params={"number": ME}).json()["messages"][-1]
    assert (text["status"], text["error_message"]) == ("failed", "Unreachable destination handset")


def test_a_ringing_handset_is_busy_or_rejects(api: httpx.Client) -> None:
    api.put(f"/handsets/{FRIEND}/on-ring", json={"how": "ask"})
    for how, status in (({}, "busy"), ({"how": "busy"}, "busy"), ({"how": "reject"}, "no-answer")):
        sid = api.post("/calls", json={"from": ME, "to": FRIEND}).json()["sid"]
        assert api.post(f"/calls/{sid}/refuse", json=how).json()["status"] == status
    sid = api.post("/calls", json={"from": ME, "to": FRIEND}).json()["sid"]
    assert api.post(f"/calls/{sid}/refuse", json={"how": "answer"}).status_code == 422


def test_a_file_is_kept_at_an_address_and_goes_out_with_a_text(api: httpx.Client, emulator: Emulator) -> None:
    kept = api.post("/files", json={"name": "../my view.png", "data": b64encode(PNG).decode()})
    assert (kept.status_code, kept.json()["content_type"]) == (201, "image/png")
    url = kept.json()["url"]
    assert url.startswith(f"{api.base_url}files/")
    assert url.endswith("/myview.png")
    assert (httpx.get(url, trust_env=False).content, httpx.get(url, trust_env=False).status_code) == (PNG, 200)
    text = api.post("/messages", json={"from": ME, "to": LINE, "media": [url]}).json()
    params = dict(emulator.exchanges[-1].params)
    assert (params["NumMedia"], params["MediaUrl0"], params["MediaContentType0"]) == ("1", url, "image/png")
    assert api.get(f"/messages/{text['sid']}/media/0").content == PNG
    assert httpx.get(url + "x", trust_env=False).status_code == 404


def test_a_page_that_is_kept_is_only_to_be_saved(api: httpx.Client) -> None:
    data = b64encode(b"<script>alert(1)</script>").decode()
    answer = httpx.get(api.post("/files", json={"name": "a.html", "data": data}).json()["url"], trust_env=False)
    assert answer.headers["content-disposition"] == 'attachment; filename="a.html"'
    assert answer.headers["content-security-policy"].startswith("sandbox;")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "a.png"}, 422),
        ({"name": "a.png", "data": ""}, 422),
        ({"name": "a.png", "data": "no base 64!"}, 422),
        ({"name": "", "data": "QQ=="}, 422),
        ({"name": "a.png", "data": b64encode(bytes(5 * 1024 * 1024 + 1)).decode()}, 422),
        ({"name": "a.png", "data": "Q" * 8_000_000}, 413),
    ],
)
def test_what_cannot_be_kept_is_refused(shared_api: httpx.Client, body: dict[str, str], status: int) -> None:
    assert shared_api.post("/files", json=body).status_code == status


def test_a_text_has_words_or_a_file(shared_api: httpx.Client) -> None:
    assert shared_api.post("/messages", json={"from": ME, "to": LINE}).status_code == 422


def test_the_oldest_file_makes_room(api: httpx.Client) -> None:
    urls = [api.post("/files", json={"name": "a.txt", "data": "QQ=="}).json()["url"] for _ in range(33)]
    assert [httpx.get(url, trust_env=False).status_code for url in (urls[0], urls[1], urls[-1])] == [404, 200, 200]
