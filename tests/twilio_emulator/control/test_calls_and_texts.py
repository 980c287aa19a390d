"""What a person does with a handset, done by a program."""

from typing import Any

import httpx

from twilio_emulator import Emulator
from twilio_emulator.store import Contact

ME = "+15005550111"
FRIEND = "+15005550122"
LINE = "+15005550100"


def heard(api: httpx.Client, sid: str) -> list[str]:
    return [line["text"] for line in api.get(f"/calls/{sid}").json()["lines"] if line["speaker"] == "line"]


def test_a_call_is_at_its_first_question_when_the_answer_comes(api: httpx.Client) -> None:
    answer = api.post("/calls", json={"from": ME, "to": LINE})
    call = answer.json()
    assert answer.status_code == 201
    assert (call["status"], call["listening"], call["from"], call["to"]) == ("in-progress", True, ME, LINE)
    assert heard(api, call["sid"]) == ["Press one."]


def test_keys_are_heard_and_answered(api: httpx.Client, sid: str) -> None:
    answer = api.post(f"/calls/{sid}/keys", json={"keys": "7"}).json()
    assert answer["heard"] == "7"
    assert answer["call"]["listening"]
    assert heard(api, sid) == ["Press one.", "You said 7.", "Again?"]


def test_speech_is_heard_where_somebody_listens(api: httpx.Client, sid: str) -> None:
    assert api.post(f"/calls/{sid}/speech", json={"text": "my balance"}).json()["heard"] == "my balance"
    api.post("/clock/advance", json={"seconds": 5})  # the silence that ends what was said
    assert heard(api, sid)[:2] == ["Press one.", "You said my balance."]


def test_a_call_that_is_over_hears_nothing_and_is_hung_up_harmlessly(api: httpx.Client, sid: str) -> None:
    assert api.post(f"/calls/{sid}/hang-up", json={}).json()["status"] == "completed"
    assert api.post(f"/calls/{sid}/keys", json={"keys": "1"}).json()["heard"] == ""
    assert api.post(f"/calls/{sid}/speech", json={"text": "hello"}).json()["heard"] == ""
    assert api.post(f"/calls/{sid}/hang-up", json={}).status_code == 200


def test_calls_are_listed_in_pages_newest_first(api: httpx.Client) -> None:
    sids = [api.post("/calls", json={"from": ME, "to": FRIEND}).json()["sid"] for _ in range(5)][::-1]

    def page(**query: Any) -> tuple[list[str], bool]:
        found = api.get("/calls", params=query).json()
        return [call["sid"] for call in found["calls"]], found["more"]

    assert page() == (sids, False)
    assert page(limit=2) == (sids[:2], True)
    assert page(limit=2, before=sids[1]) == (sids[2:4], True)
    assert page(before=sids[3]) == (sids[4:], False)


def test_a_handset_that_asks_rings_until_it_is_picked_up_or_refused(api: httpx.Client) -> None:
    assert api.put(f"/handsets/{FRIEND}/on-ring", json={"how": "ask"}).json()["on_ring"] == "ask"
    first, second = (api.post("/calls", json={"from": ME, "to": FRIEND}).json() for _ in range(2))
    assert (first["status"], second["status"]) == ("ringing", "ringing")
    assert api.post(f"/calls/{first['sid']}/pick-up", json={}).json()["status"] == "in-progress"
    assert api.post(f"/calls/{second['sid']}/refuse", json={}).json()["status"] == "busy"
    again = api.post(f"/calls/{first['sid']}/pick-up", json={})
    assert (again.status_code, again.json()["code"]) == (409, "not_ringing")


def test_the_clock_is_moved_in_virtual_time(api: httpx.Client, sid: str) -> None:
    assert api.post("/clock/advance", json={"seconds": 60}).json()["now"].startswith("2026-03-02T02:01:")
    assert heard(api, sid) == ["Press one.", "Bye."]
    assert api.get(f"/calls/{sid}").json()["status"] == "completed"


def test_nobody_moves_a_real_clock() -> None:
    with Emulator(clock="real") as emulator:
        refused = httpx.post(f"{emulator.url}/emulator/v1/clock/advance", json={"seconds": 60}, trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (409, "real_time")


def test_a_text_and_its_answer_are_in_the_thread(api: httpx.Client) -> None:
    sent = api.post("/messages", json={"from": ME, "to": LINE, "body": "你好 & <hello>"})
    assert sent.status_code == 201
    thread = api.get("/messages", params={"number": ME}).json()["messages"]
    assert [(one["from"], one["body"]) for one in thread] == [
        (ME, "你好 & <hello>"),
        (LINE, "You wrote 你好 & <hello>"),
    ]
    assert thread[1]["answers"] == sent.json()["sid"]
    assert api.get("/messages", params={"number": FRIEND}).json()["messages"] == []


def test_a_number_added_over_http_is_called(api: httpx.Client, emulator: Emulator) -> None:
    url = "http://127.0.0.1:9/voice"
    added = api.post("/numbers", json={"phone_number": "12345", "voice_url": url, "voice_method": "GET"})
    assert (added.status_code, added.json()["voice_url"]) == (201, url)
    call = api.post("/calls", json={"from": ME, "to": "12345"}).json()
    assert call["status"] == "failed"
    (exchange,) = api.get("/exchanges", params={"call": call["sid"]}).json()["exchanges"]
    assert (exchange["codes"], exchange["failure"][:5], exchange["method"]) == ([11205], "11205", "GET")
    assert {one["phone_number"] for one in api.get("/numbers").json()["numbers"]} == {LINE, "12333", "12345"}


def test_an_exchange_is_read_in_full(api: httpx.Client, sid: str) -> None:
    (listed,) = api.get("/exchanges", params={"call": sid}).json()["exchanges"]
    full = api.get(f"/exchanges/{listed['number']}").json()
    assert {name: full[name] for name in listed} == listed
    assert {"name": "From", "value": ME} in full["params"]
    assert full["body"].startswith("<Response>")
    assert full["signature"]


def test_exchanges_are_listed_in_pages_newest_first(api: httpx.Client) -> None:
    for _ in range(4):
        api.post("/messages", json={"from": ME, "to": LINE, "body": "YE"})
    newest = api.get("/exchanges", params={"limit": 3}).json()
    assert ([one["number"] for one in newest["exchanges"]], newest["more"]) == ([3, 2, 1], True)
    oldest = api.get("/exchanges", params={"before": 1}).json()
    assert ([one["number"] for one in oldest["exchanges"]], oldest["more"]) == ([0], False)


def test_handsets_are_the_contacts_and_whoever_was_seen() -> None:
    with Emulator(contacts=[Contact(phone_number=FRIEND, name="Li", hint="PIN 135790")]) as emulator:
        emulator.handset(ME).dial(FRIEND)
        url = f"{emulator.url}/emulator/v1"
        contacts = httpx.get(f"{url}/contacts", trust_env=False).json()["contacts"]
        handsets = httpx.get(f"{url}/handsets", trust_env=False).json()["handsets"]
    assert contacts == [{"phone_number": FRIEND, "name": "Li", "hint": "PIN 135790"}]
    assert [one["phone_number"] for one in handsets] == [FRIEND, ME]
