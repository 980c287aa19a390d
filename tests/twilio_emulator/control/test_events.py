"""The live news: in order, numbered, and resumed where they were broken off."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from twilio_emulator import Emulator, feed
from twilio_emulator.control import events

ME = "+15005550111"
LINE = "+15005550100"
Event = tuple[str, str, Any]


@contextmanager
def listening(api: httpx.Client, last: str = "", *, hints: bool = False, **query: str) -> Iterator[Iterator[Event]]:
    """Listen; the events come as (id, name, data), those without a number only where they are asked for."""
    headers = {"last-event-id": last} if last else {}
    with api.stream("GET", "/events", headers=headers, params=query) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield (event for event in read(answer) if event[0] or hints)


def read(answer: httpx.Response) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        elif "event" in fields:
            yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
            fields = {}


def until_over(news: Iterator[Event]) -> list[Event]:
    found = []
    for event in news:
        found.append(event)
        if event[1] == "call" and event[2]["over"]:
            return found
    raise AssertionError("the news ended before the call")


def test_a_call_is_told_as_it_happens(api: httpx.Client) -> None:
    with listening(api) as news:
        sid = api.post("/calls", json={"from": ME, "to": LINE}).json()["sid"]
        api.post(f"/calls/{sid}/hang-up", json={})
        told = until_over(news)
    hello = {"instance": told[0][2]["instance"], "clock": "manual", "recogniser": "", "missed": False}
    assert told[0][1:] == ("hello", hello)
    assert {name for _, name, _ in told[1:]} == {"call", "exchange", "line"}
    assert [int(number) for number, _, _ in told[1:]] == list(range(int(told[1][0]), int(told[-1][0]) + 1))
    statuses = [data["status"] for _, name, data in told if name == "call"]
    assert (statuses[0], statuses[-1]) == ("ringing", "completed")
    assert all(data["call_sid"] == sid for _, name, data in told if name == "line")


def test_what_runs_and_how_fast_time_goes_are_hinted_at_without_a_number(api: httpx.Client) -> None:
    with listening(api, hints=True) as news:
        next(news)
        sid = api.post("/calls", json={"from": ME, "to": LINE}).json()["sid"]
        api.post("/clock/step", json={})
        api.post(f"/calls/{sid}/hang-up", json={})
        told = until_over(news)
    hints = [event for event in told if event[0] == ""]
    assert ("", "live", {"sid": sid}) in hints
    assert ("", "clock", {"sid": ""}) in hints
    assert {name for _, name, _ in hints} == {"live", "clock"}


def test_a_listener_who_comes_back_misses_nothing(api: httpx.Client) -> None:
    with listening(api) as news:
        next(news)
        sid = api.post("/calls", json={"from": ME, "to": LINE}).json()["sid"]
        first = [next(news) for _ in range(3)]
    api.post(f"/calls/{sid}/hang-up", json={})
    with listening(api, last=first[-1][0]) as news:
        hello, *rest = until_over(news)
    assert not hello[2]["missed"]
    assert int(rest[0][0]) == int(first[-1][0]) + 1
    with listening(api, after=first[-1][0]) as news:
        assert until_over(news)[1:] == rest


def test_a_listener_who_was_away_too_long_is_told_so(api: httpx.Client, emulator: Emulator) -> None:
    desk = emulator.switchboard.desk
    for _ in range(feed.KEPT + 10):
        desk.feed.publish(feed.Topic.NUMBER, desk.store.numbers[LINE])
    with listening(api, last="1") as news:
        assert next(news)[2]["missed"]


def test_a_listener_without_a_past_hears_only_what_is_new(api: httpx.Client, sid: str) -> None:
    for last in ("", "nonsense", "-1", "9" * 5000):
        with listening(api, last=last) as news:
            next(news)
            api.post("/messages", json={"from": ME, "to": "+15005550122", "body": "hi"})
            assert next(news)[1:2] == ("message",)


def test_the_line_is_kept_open_by_a_comment(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0.01)
    with api.stream("GET", "/events") as answer:
        assert next(line for line in answer.iter_lines() if line.startswith(":")) == ": still here"


def test_a_listener_who_has_gone_is_forgotten(api: httpx.Client, emulator: Emulator) -> None:
    seen = []
    before = emulator.switchboard.desk.feed._listeners
    for _ in range(3):
        with listening(api) as news:
            next(news)
    while emulator.switchboard.desk.feed._listeners != before:
        seen.append(api.get("/numbers").status_code)
        assert len(seen) < 1000


def test_who_listens_is_told_that_all_was_reset_or_brought_back(api: httpx.Client) -> None:
    taken = api.post("/snapshots", json={}).json()
    with listening(api) as news:
        next(news)
        api.post("/reset", json={})
        assert next(news)[1:] == ("state", {"how": "reset", "now": "2026-03-02T02:00:00.000Z"})
        api.post(f"/snapshots/{taken['id']}/restore", json={})
        assert next(news)[1:] == ("state", {"how": "restored", "now": "2026-03-02T02:00:00.000Z"})
