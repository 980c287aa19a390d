"""Faults on demand, asked for by a program in any language."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from twilio_emulator import Emulator
from twilio_emulator.control import rendering
from twilio_emulator.faults import KINDS, MATCHERS, PARAMETERS
from twilio_emulator.feed import Topic

ME = "+15005550111"
LINE = "+15005550100"
EXAMPLES: dict[str, Any] = {
    "on": "api",
    "account": "AC*",
    "phone_number": ME,
    "url": "*",
    "method": "POST",
    "purpose": "answer",
    "event": "ringing",
    "path": "*",
    "status": 503,
    "error_code": 30005,
}


def test_a_fault_strikes_and_is_found_in_the_list_and_the_exchange(api: httpx.Client) -> None:
    added = api.post("/faults", json={"kind": "status", "status": 503, "url": "*/answer", "times": 1})
    fault = added.json()
    assert (added.status_code, fault["kind"], fault["status"], fault["struck"]) == (201, "status", 503, 0)

    call = api.post("/calls", json={"from": ME, "to": LINE}).json()
    assert call["status"] == "failed"
    (strike,) = api.get("/faults/struck").json()["struck"]
    assert (strike["rule"], strike["kind"], strike["target"]) == (fault["number"], "status", "webhook")
    assert (strike["subject_sid"], strike["what"]) == (call["sid"], "POST http://app.localhost/answer")
    (exchange,) = api.get("/exchanges", params={"call": call["sid"]}).json()["exchanges"]
    assert strike["exchanges"] == [exchange["number"]]
    assert exchange["faults"] == [strike["says"]]
    assert (exchange["status"], exchange["codes"]) == (503, [11200])

    (listed,) = api.get("/faults").json()["faults"]
    assert (listed["seen"], listed["struck"]) == (1, 1)
    assert api.post("/calls", json={"from": ME, "to": LINE}).json()["status"] == "in-progress"


def test_a_fault_is_taken_away_by_its_number_or_with_all_others(api: httpx.Client) -> None:
    numbers = [api.post("/faults", json={"kind": "refused"}).json()["number"] for _ in range(3)]
    assert api.delete(f"/faults/{numbers[1]}").json() == {"left": 2}
    again = api.delete(f"/faults/{numbers[1]}")
    assert (again.status_code, again.json()["code"]) == (404, "unknown_fault")
    assert [one["number"] for one in api.get("/faults").json()["faults"]] == [numbers[0], numbers[2]]
    api.post("/calls", json={"from": ME, "to": LINE})
    assert api.delete("/faults").json() == {"left": 0}
    assert api.get("/faults/struck").json() == {"struck": [], "more": False}
    assert api.post("/calls", json={"from": ME, "to": LINE}).json()["status"] == "in-progress"


def test_what_was_struck_is_listed_in_pages_newest_first(api: httpx.Client) -> None:
    first = api.post("/faults", json={"kind": "undelivered", "error_code": 30005, "every": 2}).json()["number"]
    api.post("/faults", json={"kind": "lost"})
    for _ in range(4):
        api.post("/messages", json={"from": ME, "to": LINE, "body": "hi"})

    def numbers(**query: Any) -> tuple[list[int], bool]:
        found = api.get("/faults/struck", params=query).json()
        return [one["number"] for one in found["struck"]], found["more"]

    assert numbers() == ([3, 2, 1, 0], False)
    assert numbers(limit=2) == ([3, 2], True)
    assert numbers(before=2) == ([1, 0], False)
    assert numbers(fault=first) == ([3, 1], False)
    assert [one["what"] for one in api.get("/faults/struck").json()["struck"]] == [f"the text to {ME}"] * 4


def test_a_request_to_the_api_that_was_struck_is_in_the_list(api: httpx.Client, emulator: Emulator) -> None:
    api.post("/faults", json={"kind": "unavailable"})
    path = f"/2010-04-01/Accounts/{emulator.account_sid}/Calls.json"
    answer = httpx.get(emulator.url + path, auth=(emulator.account_sid, emulator.auth_token), trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (503, 20503)
    (strike,) = api.get("/faults/struck").json()["struck"]
    assert (strike["target"], strike["what"]) == ("api", f"GET {path}")
    assert api.get("/faults").status_code == 200  # the control API itself is struck by nothing


def test_the_mix_is_a_fault_like_any_other(api: httpx.Client) -> None:
    mix = api.post("/faults", json={"kind": "mix", "seed": 7, "probability": 1, "on": "webhook"}).json()
    api.post("/calls", json={"from": ME, "to": LINE})
    struck = api.get("/faults/struck").json()["struck"]
    assert {one["rule"] for one in struck} == {mix["number"]}
    assert {one["kind"] for one in struck} <= set(KINDS) - {"mix", "limit"}


def test_the_kinds_are_those_of_the_table(api: httpx.Client) -> None:
    kinds = {one["kind"]: one for one in api.get("/faults/kinds").json()["kinds"]}
    assert list(kinds) == list(KINDS)
    for name, row in KINDS.items():
        assert (kinds[name]["strikes"], kinds[name]["says"]) == (list(row.strikes), row.says)
        assert {one["name"]: one["default"] for one in kinds[name]["parameters"]} == dict(row.defaults)


def test_the_kinds_say_all_that_a_form_needs(api: httpx.Client) -> None:
    found = api.get("/faults/kinds").json()
    keys = {one["name"]: one for one in found["keys"]}
    assert list(keys) == list(PARAMETERS)
    assert keys["status"] == {
        "name": "status", "type": "integer", "says": "the HTTP status", "least": 200, "most": 599, "words": [],
    }  # fmt: skip
    assert keys["seconds"]["type"] == "number"
    assert "30003" in keys["error_code"]["words"]
    assert {one["target"]: one["keys"] for one in found["matchers"]} == {
        str(target): list(names) for target, names in MATCHERS.items()
    }
    for kind in found["kinds"]:
        for name in kind["keys"]:
            value = kind["strikes"][0] if name == "on" else EXAMPLES.get(name, 1)
            told = {"kind": kind["kind"], name: value}
            answer = api.post("/faults", json=told)
            assert answer.status_code == 201, (told, answer.text)
        for name in set(keys) - {"kind", *kind["keys"]}:
            told = {"kind": kind["kind"], name: EXAMPLES.get(name, 1)}
            assert api.post("/faults", json=told).status_code == 422, told


def test_a_fault_is_switched_off_and_on_and_keeps_its_counts(api: httpx.Client, emulator: Emulator) -> None:
    number = api.post("/faults", json={"kind": "lost"}).json()["number"]

    def text() -> str:
        api.post("/messages", json={"from": ME, "to": LINE, "body": "hi"})
        emulator.clock.advance(60)
        return emulator.messages[-1].status

    assert text() == "sent"
    off = api.put(f"/faults/{number}/switch", json={"enabled": False}).json()
    assert (off["enabled"], off["seen"], off["struck"]) == (False, 1, 1)
    assert text() == "delivered"
    assert [one["enabled"] for one in api.get("/faults").json()["faults"]] == [False]
    on = api.put(f"/faults/{number}/switch", json={"enabled": True}).json()
    assert (on["enabled"], on["seen"], on["struck"]) == (True, 1, 1)
    assert text() == "sent"
    assert api.put("/faults/99/switch", json={"enabled": True}).json()["code"] == "unknown_fault"
    for body, words in (({}, "enabled is missing"), ({"enabled": "no"}, "enabled must be true or false")):
        refused = api.put(f"/faults/{number}/switch", json=body)
        assert (refused.status_code, refused.json()["message"]) == (422, words)


def test_whoever_listens_is_told_when_the_rules_are_other_than_before(api: httpx.Client, emulator: Emulator) -> None:
    told: list[list[tuple[str, bool]]] = []
    emulator.switchboard.desk.feed.subscribe(
        lambda news: (
            told.append([(one["kind"], one["enabled"]) for one in rendering.news(news)["faults"]])
            if news.topic is Topic.RULES
            else None
        )
    )
    rule = emulator.faults.add("lost")
    rule.switch(True)
    rule.switch(False)
    api.post("/faults", json={"kind": "slow"})
    rule.remove()
    rule.remove()
    api.delete("/faults")
    lost, slow = ("lost", True), ("slow", True)
    assert told == [[lost], [("lost", False)], [("lost", False), slow], [slow], []]


def test_the_description_has_every_parameter_with_its_words(api: httpx.Client) -> None:
    document = api.get("/openapi.json").json()
    body = document["paths"]["/emulator/v1/faults"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert list(body["properties"]) == list(PARAMETERS)
    assert body["required"] == ["kind"]
    assert body["properties"]["kind"]["enum"] == list(KINDS)
    assert all(one["description"] == PARAMETERS[name].says for name, one in body["properties"].items())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "kind is missing"),
        ({"kind": "explosion"}, "kind must be one of"),
        ({"kind": 7}, "kind must be one of"),
        ({"kind": ["refused"]}, "kind must be one of"),
        ({"kind": {}}, "kind must be one of"),
        ({"kind": "refused", "colour": "red"}, "'colour' is not known"),
        ({"kind": "refused", "seconds": 3}, "seconds is nothing that refused can be told"),
        ({"kind": "slow", "seconds": "long"}, "seconds must be a number"),
        ({"kind": "slow", "seconds": [1]}, "seconds must be a number"),
        ({"kind": "slow", "url": "\ud83d"}, "url must be a text"),
        ({"kind": "slow", "phone_number": 12393}, "phone_number must be a text"),
        ({"kind": "undelivered", "error_code": [30003]}, "error_code must be one of"),
    ],
)
def test_a_wrong_fault_is_refused_in_words(shared_api: httpx.Client, body: Any, words: str) -> None:
    answer = shared_api.post("/faults", content=json.dumps(body), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_field")
    assert answer.json()["message"].startswith(words)
    assert shared_api.get("/faults").json() == {"faults": []}


def test_a_page_of_another_origin_takes_no_fault_away(api: httpx.Client) -> None:
    number = api.post("/faults", json={"kind": "refused"}).json()["number"]
    answer = api.delete(f"/faults/{number}", headers={"origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert len(api.get("/faults").json()["faults"]) == 1
