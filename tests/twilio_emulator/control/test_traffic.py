"""Everything that goes over the wire: listed, searched, explained, replayed, copied, exported."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from twilio.request_validator import RequestValidator
from werkzeug import Request, Response

from twilio_emulator import Emulator

ME = "+15005550111"
LINE = "+15005550100"
REAL = "+15005550102"


def rows(api: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/traffic", params=query).json()["rows"]
    return found


def ask_api(emulator: Emulator, path: str, **form: str) -> httpx.Response:
    url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/{path}"
    auth = (emulator.account_sid, emulator.auth_token)
    return httpx.post(url, data=form, auth=auth, trust_env=False)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@Request.application
def counting(request: Request) -> Response:
    """Refuses what is not signed, and remembers what was asked."""
    seen.append(request.form.to_dict())
    validator = RequestValidator("emulatortokenfordevelopment12393")
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(request.url, request.form.to_dict(), signature):
        return Response("who are you?", 403)
    if "session" not in request.cookies and request.path == "/again":
        return Response("no cookie", 401)
    words = f"Key {request.form.get('Digits', 'none')} — “quoted” & 'plain'".replace("&", "&amp;")
    again = f'<Gather numDigits="1" action="/again"><Say>{words}</Say></Gather>'
    answer = Response(f"<Response>\n  {again}\n</Response>", content_type="text/xml; charset=utf-8")
    answer.set_cookie("session", "one two")
    return answer


seen: list[dict[str, str]] = []


@pytest.fixture
def served(emulator: Emulator) -> Iterator[str]:
    """An application with an address; returns it."""
    seen.clear()
    with make_server("127.0.0.1", 0, counting, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        home = f"http://127.0.0.1:{server.server_port}"
        emulator.add_number(REAL, voice_url=f"{home}/voice")
        yield home
        server.shutdown()
        thread.join()


def test_webhooks_and_requests_to_the_api_are_in_one_order(api: httpx.Client, emulator: Emulator, sid: str) -> None:
    made = ask_api(emulator, "Messages.json", From=LINE, To=ME, Body="hello").json()["sid"]
    refused = ask_api(emulator, "Messages.json", From=LINE, To="nobody", Body="hello").json()["code"]
    api.post(f"/calls/{sid}/keys", json={"keys": "1"})

    listed = rows(api)
    assert [(row["kind"], row["method"], row["status"]) for row in listed] == [
        ("webhook", "POST", 200),
        ("request", "POST", 400),
        ("request", "POST", 201),
        ("webhook", "POST", 200),
    ]
    assert [row["id"] for row in listed] == ["1", "1.2", "1.1", "0"]
    assert (listed[1]["codes"], listed[2]["subject_sid"]) == ([refused], made)
    assert [row["id"] for row in rows(api, before="1.2")] == ["1.1", "0"]
    assert [row["id"] for row in rows(api, kind="request")] == ["1.2", "1.1"]
    assert [row["id"] for row in rows(api, trouble=1)] == ["1.2"]
    assert [row["id"] for row in rows(api, call=sid)] == ["1", "0"]
    assert [row["id"] for row in rows(api, q="HELLO", limit=1)] == ["1.2"]
    assert [row["id"] for row in rows(api, q="You said 1")] == ["1"]
    assert api.get("/traffic", params={"kind": "webhook", "limit": 1}).json()["total"] == 2
    assert rows(api, code=refused)[0]["id"] == "1.2"


def test_a_request_that_nothing_serves_is_shown_too_and_secrets_are_not(api: httpx.Client, emulator: Emulator) -> None:
    httpx.get(f"{emulator.url}/2010-04-01/nowhere?x=1", auth=("AC0", "secret"), trust_env=False)
    (row,) = rows(api)
    full = api.get(f"/traffic/{row['id']}")
    assert (row["status"], row["codes"]) == (404, [20404])
    assert full.json()["user"] == "AC0"
    assert full.json()["params"] == [{"name": "x", "value": "1"}]
    assert "secret" not in full.text
    emulator.reset()
    assert rows(api) == []
    assert api.get(f"/traffic/{row['id']}").status_code == 404


def test_a_signature_is_shown_with_the_text_it_was_computed_over(api: httpx.Client, sid: str) -> None:
    full = api.get("/traffic/0").json()
    names = [pair["name"] for pair in full["signed"]["params"]]
    assert names == sorted(names)
    assert full["signed"]["text"] == full["signed"]["url"] + "".join(
        pair["name"] + pair["value"] for pair in full["signed"]["params"]
    )
    assert full["signed"]["holds"] is True
    assert (full["live"], full["offers"]) == (True, ["replay", "pytest"])
    sent = {pair["name"]: pair["value"] for pair in full["sent"]}
    assert sent["X-Twilio-Signature"] == full["signature"]


def test_the_parameters_of_a_get_are_part_of_the_address_that_is_signed(
    api: httpx.Client, emulator: Emulator, served: str
) -> None:
    emulator.add_number("12399", voice_url=f"{served}/voice?a=1", voice_method="GET")
    emulator.handset(ME).dial("12399")
    signed = api.get("/traffic/0").json()["signed"]
    assert signed["params"] == []
    assert signed["url"].startswith(f"{served}/voice?a=1&CallSid=CA")
    assert signed["holds"] is True


def test_a_remark_comes_with_its_line_and_its_remedy(api: httpx.Client, emulator: Emulator) -> None:
    emulator.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    emulator.handset(ME).dial("12345")
    (notice,) = api.get("/traffic/0").json()["notices"]
    assert (notice["code"], notice["remedy"]) == (
        11205,
        "Start the application, and look at host and port of the address.",
    )


def test_a_replay_is_signed_anew_shown_and_changes_nothing_here(
    api: httpx.Client, emulator: Emulator, served: str
) -> None:
    call = emulator.handset(ME).dial(REAL).press("1")
    number = call.exchanges[-1].number
    before = call.transcript
    full = api.get(f"/traffic/{number}").json()

    again = api.post(f"/traffic/{number}/replay", json={}).json()
    assert (again["status"], again["body"]) == (200, full["body"])
    assert again["signed"]["holds"] is True

    changed = [{**pair, "value": "9"} if pair["name"] == "Digits" else pair for pair in full["params"]]
    other = api.post(f"/traffic/{number}/replay", json={"params": changed}).json()
    assert (other["status"], "Key 9" in other["body"]) == (200, True)
    assert other["signature"] != full["signature"]
    assert seen[-1]["Digits"] == "9"

    assert call.transcript == before
    assert len(call.exchanges) == 2
    assert [row["id"] for row in rows(api)] == ["1", "0"]
    assert api.get("/alerts").json()["groups"] == []


def test_a_replay_of_an_application_object_needs_no_address(api: httpx.Client, sid: str) -> None:
    again = api.post("/traffic/0/replay", json={}).json()
    assert (again["status"], again["failure"]) == (200, "")
    broken = api.post("/traffic/0/replay", json={"url": "http://app.localhost/nowhere", "method": "POST"}).json()
    assert (broken["status"], broken["codes"]) == (404, [11200])
    nobody = api.post("/traffic/0/replay", json={"url": "http://127.0.0.1:9/"}).json()
    assert (nobody["status"], nobody["codes"]) == (0, [11205])


def test_no_fault_strikes_a_replay(api: httpx.Client, emulator: Emulator, sid: str) -> None:
    rule = emulator.faults.add("status", status=503)
    assert api.post("/traffic/0/replay", json={}).json()["status"] == 200
    assert rule.count == 0


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"params": {}}, "params must be a list"),
        ({"params": [{"name": "A"}]}, "params must be a list"),
        ({"params": [{"name": "", "value": "x"}]}, "params must be a list"),
        ({"params": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}, "'A' is there twice"),
        ({"params": [{"name": "A", "value": "\ud800"}]}, "well-formed"),
        ({"url": "file:///etc/passwd"}, "url must be an absolute http"),
        ({"method": "PUT"}, "method must be one of"),
    ],
)
def test_a_replay_that_makes_no_sense_is_refused_in_words(
    api: httpx.Client, sid: str, body: dict[str, Any], says: str
) -> None:
    answer = api.post("/traffic/0/replay", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_field")
    assert says in answer.json()["message"]


def test_a_request_to_the_api_is_not_replayed_and_no_test_is_written_of_it(
    api: httpx.Client, emulator: Emulator
) -> None:
    ask_api(emulator, "Messages.json", From=LINE, To=ME, Body="hello")
    (row,) = rows(api, kind="request")
    assert api.post(f"/traffic/{row['id']}/replay", json={}).status_code == 409
    assert api.get(f"/traffic/{row['id']}/pytest").status_code == 409
    assert api.get(f"/traffic/{row['id']}").json()["offers"] == ["curl"]


def in_a_shell(command: str) -> str:
    """Return what a command prints that somebody has pasted into a shell."""
    asked = command.replace("curl ", "curl --silent --noproxy '*' ", 1)
    return subprocess.run(["sh", "-c", asked], capture_output=True, check=True, text=True).stdout


def test_the_command_of_curl_asks_the_application_the_same(api: httpx.Client, emulator: Emulator, served: str) -> None:
    call = emulator.handset(ME).dial(REAL).press("1")
    command = api.get(f"/traffic/{call.exchanges[-1].number}/curl").text
    assert in_a_shell(command) == call.exchanges[-1].text
    assert seen[-1] == dict(call.exchanges[-1].params)


def test_the_command_of_curl_asks_the_api_the_same(api: httpx.Client, emulator: Emulator) -> None:
    ask_api(emulator, "Messages.json", From=LINE, To=ME, Body="it's “quoted” & $PATH\n")
    (row,) = rows(api, kind="request")
    command = api.get(f"/traffic/{row['id']}/curl").text
    in_a_shell(command)
    first, second = emulator.handset(ME).inbox
    assert first.body == second.body == "it's “quoted” & $PATH\n"


def test_the_command_of_curl_never_asks_the_vendor(api: httpx.Client, emulator: Emulator) -> None:
    auth = (emulator.account_sid, emulator.auth_token)
    client = emulator.http_client()
    client.request("GET", "https://verify.twilio.com/v2/Services", params={"PageSize": "1"}, auth=auth)
    client.request("GET", f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}.json", auth=auth)
    for row in rows(api):
        command = api.get(f"/traffic/{row['id']}/curl").text
        assert "twilio.com" not in command
        assert '"code"' not in in_a_shell(command)


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_copied.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_copied.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_is_copied_as_pytest_runs_as_it_stands(
    api: httpx.Client, emulator: Emulator, served: str, tmp_path: Path
) -> None:
    call = emulator.handset(ME).dial(REAL).press("1")
    copied = api.get(f"/traffic/{call.exchanges[-1].number}/pytest").text
    ran = run(tmp_path, copied)
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout
    assert "def test_post_again_answers_as_it_did" in copied

    ran = run(tmp_path, copied.replace("Key 1", "Key 2"))
    assert ran.returncode == 1


def test_a_test_of_an_application_object_imports_it(api: httpx.Client, sid: str) -> None:
    copied = api.get("/traffic/0/pytest").text
    assert "WSGITransport(app=application)" in copied
    assert " import application\n" in copied
    namespace: dict[str, Any] = {}
    exec(compile(copied, "copied", "exec"), namespace)
    namespace["test_post_answer_answers_as_it_did"]()


def test_an_object_that_no_module_has_is_neither_tested_nor_asked_by_curl(
    api: httpx.Client, emulator: Emulator
) -> None:
    @Request.application
    def nameless(_request: Request) -> Response:
        return Response("<Response/>", content_type="text/xml")

    emulator.add_number("12399", voice_url="/", app=nameless)
    emulator.handset(ME).dial("12399")
    assert api.get("/traffic/0").json()["offers"] == ["replay"]
    for what in ("curl", "pytest"):
        refusal = api.get(f"/traffic/0/{what}")
        assert (refusal.status_code, refusal.json()["code"]) == (409, "no_address")


def test_alerts_are_in_groups_of_one_code_at_one_place_the_latest_first(api: httpx.Client, emulator: Emulator) -> None:
    emulator.add_number("12345", voice_url="http://127.0.0.1:9/voice?x=1")
    for _ in range(25):
        emulator.handset(ME).dial("12345")
        emulator.clock.advance(1)
    emulator.deliver(ME, "undelivered", error_code=30003)
    ask_api(emulator, "Messages.json", From=LINE, To=ME, Body="lost")
    emulator.clock.advance(60)
    found = api.get("/alerts").json()
    assert [(one["code"], one["place"], one["count"]) for one in found["groups"]] == [
        (30003, ME, 1),
        (11205, "http://127.0.0.1:9/voice", 25),
    ]
    undelivered, unconnected = found["groups"]
    assert undelivered["remedy"].startswith("Send it again later")
    assert (undelivered["severity"], undelivered["title"]) == ("error", "Unreachable destination handset")
    assert len(unconnected["occurrences"]) == 20
    assert unconnected["occurrences"][0]["id"] == "24"
    assert unconnected["first_at"] < unconnected["last_at"]
    assert (found["total"], found["more"]) == (26, False)
    assert api.get("/alerts", params={"limit": 1}).json()["more"] is True
