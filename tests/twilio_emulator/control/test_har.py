"""A call as an HTTP archive: checked against the fields of HAR 1.2, each with its type."""

from datetime import datetime
from typing import Any

import httpx
from werkzeug import Request, Response

from twilio_emulator import Emulator

ME = "+15005550111"
LINE = "+15005550100"
Shape = dict[str, Any]

PAIR: Shape = {"name": str, "value": str}
COOKIE: Shape = {**PAIR, "path?": str, "domain?": str, "expires?": str, "httpOnly?": bool, "secure?": bool}
POSTED: Shape = {"mimeType": str, "params": [{"name": str, "value?": str, "fileName?": str}], "text": str}
REQUEST: Shape = {
    "method": str,
    "url": str,
    "httpVersion": str,
    "cookies": [COOKIE],
    "headers": [PAIR],
    "queryString": [PAIR],
    "postData?": POSTED,
    "headersSize": int,
    "bodySize": int,
}
RESPONSE: Shape = {
    "status": int,
    "statusText": str,
    "httpVersion": str,
    "cookies": [COOKIE],
    "headers": [PAIR],
    "content": {"size": int, "compression?": int, "mimeType": str, "text?": str, "encoding?": str},
    "redirectURL": str,
    "headersSize": int,
    "bodySize": int,
}
ENTRY: Shape = {
    "pageref?": str,
    "startedDateTime": datetime,
    "time": float,
    "request": REQUEST,
    "response": RESPONSE,
    "cache": {},
    "timings": {"blocked?": float, "dns?": float, "connect?": float, "send": float, "wait": float, "receive": float},
    "serverIPAddress?": str,
    "connection?": str,
}
PAGE: Shape = {
    "startedDateTime": datetime,
    "id": str,
    "title": str,
    "pageTimings": {"onContentLoad?": float, "onLoad?": float},
}
ARCHIVE: Shape = {
    "log": {
        "version": str,
        "creator": {"name": str, "version": str},
        "browser?": {"name": str, "version": str},
        "pages?": [PAGE],
        "entries": [ENTRY],
        "comment?": str,
    }
}
"""What the specification names; a mark says that it may be left out. Fields of one's own begin with an underscore."""


def check(value: Any, shape: Any, where: str = "har") -> None:
    """Raise where a value is not what the specification says."""
    if isinstance(shape, list):
        assert isinstance(value, list), where
        for place, one in enumerate(value):
            check(one, shape[0], f"{where}[{place}]")
    elif isinstance(shape, dict):
        assert isinstance(value, dict), where
        known = {name.removesuffix("?"): kind for name, kind in shape.items()}
        missing = {name for name in shape if not name.endswith("?")} - set(value)
        foreign = {name for name in value if not name.startswith("_")} - set(known)
        assert not missing | foreign, f"{where}: {missing} {foreign}"
        for name, kind in known.items():
            if name in value:
                check(value[name], kind, f"{where}.{name}")
    elif shape is datetime:
        assert datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None, where
    elif shape is float:
        assert isinstance(value, int | float), where
        assert not isinstance(value, bool), where
    else:
        assert type(value) is shape, f"{where}: {value!r}"


@Request.application
def odd(request: Request) -> Response:
    """Answers with everything that has a place of its own in an archive."""
    if request.path == "/moved":
        return Response("", 302, {"Location": "/sound?a=1&a=2"})
    if request.path == "/sound":
        return Response(b"\xff\xfe\x00no text", content_type="audio/wav")
    answer = Response("<Response><Redirect method='GET'>/moved</Redirect></Response>", content_type="text/xml")
    answer.set_cookie("session", "ünïcode; and more")
    return answer


def test_a_call_is_exported_as_a_valid_archive(api: httpx.Client, emulator: Emulator) -> None:
    emulator.add_number("12399", voice_url="/", status_callback="http://127.0.0.1:9/told", app=odd)
    call = emulator.handset(ME).dial("12399")
    call.hang_up()
    url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Calls/{call.sid}.json"
    httpx.get(url, params={"x": "é"}, auth=(emulator.account_sid, emulator.auth_token), trust_env=False)

    answer = api.get(f"/har/{call.sid}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{call.sid}.har"'
    archive = answer.json()
    check(archive, ARCHIVE)

    log = archive["log"]
    assert (log["version"], log["pages"][0]["id"]) == ("1.2", call.sid)
    entries = log["entries"]
    kinds = [entry["_kind"] for entry in entries]
    assert kinds == [*["webhook"] * (len(entries) - 2), "callback", "request"]
    assert [entry["startedDateTime"] for entry in entries] == sorted(entry["startedDateTime"] for entry in entries)
    assert all(abs(sum(entry["timings"].values()) - entry["time"]) < 1e-6 for entry in entries)
    first, second = entries[:2]
    assert first["request"]["postData"]["params"][0] == {"name": "CallSid", "value": call.sid}
    assert any(header["name"] == "X-Twilio-Signature" for header in first["request"]["headers"])
    assert [cookie["name"] for cookie in first["response"]["cookies"]] == ["session"]
    assert second["response"]["content"]["encoding"] == "base64"
    assert second["request"]["cookies"][0]["name"] == "session"
    assert (entries[-2]["response"]["status"], entries[-2]["_failure"][:5]) == (0, "11205")
    assert entries[-1]["request"]["queryString"] == [{"name": "x", "value": "é"}]
    assert "Authorization" not in answer.text
    assert emulator.auth_token not in answer.text


def test_a_text_is_exported_too_and_what_is_not_there_is_not(api: httpx.Client, emulator: Emulator) -> None:
    sid = api.post("/messages", json={"from": ME, "to": LINE, "body": "hello"}).json()["sid"]
    archive = api.get(f"/har/{sid}").json()
    check(archive, ARCHIVE)
    assert len(archive["log"]["entries"]) == 1
    assert api.get(f"/har/CA{'0' * 32}").status_code == 404
    assert api.get("/har/..%2F..").status_code == 404
