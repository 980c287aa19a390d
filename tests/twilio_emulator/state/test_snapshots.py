"""Snapshots and the reset, from Python and over HTTP, and what becomes of what was live."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest

from tests.twilio_emulator.conftest import App, serving
from tests.twilio_emulator.state.conftest import LINE, ME, in_memory
from twilio_emulator import Emulator

PAUSE = "<Response><Say>Hello.</Say><Pause length='60'/></Response>"


@pytest.fixture
def line(emulator: Emulator, app: App) -> App:
    """Return the application of the emulator's number."""
    app.answers |= {"/answer": PAUSE, "/text": "<Response><Message>yes</Message></Response>", "/told": ""}
    emulator.add_number(LINE, voice_url="/answer", sms_url="/text", status_callback="/told", app=app)
    return app


def test_a_snapshot_brings_everything_back_as_it_was(emulator: Emulator, line: App) -> None:
    emulator.handset(ME).text(LINE, "one")
    emulator.handset(ME).dial(LINE).hang_up()
    emulator.clock.advance(60)
    snapshot = emulator.snapshot()
    before = in_memory(emulator)

    emulator.handset(ME).text(LINE, "two")
    emulator.handset(ME).dial(LINE)
    emulator.add_number("+15005550101")
    emulator.clock.advance(5)
    assert in_memory(emulator) != before
    emulator.restore(snapshot)

    assert in_memory(emulator) == before
    assert emulator.clock.now() == snapshot.at
    assert tuple(emulator.snapshot().rows) == snapshot.rows


def test_the_application_answers_as_before_and_what_follows_is_the_same_every_time(
    emulator: Emulator, line: App
) -> None:
    snapshot = emulator.snapshot()
    seen = []
    for _ in range(2):
        call = emulator.handset(ME).dial(LINE)
        call.hang_up()
        emulator.clock.advance(3)
        seen.append((call.transcript, emulator.exchanges[-1].number, emulator.clock.now()))
        emulator.restore(snapshot)

    assert seen[0] == seen[1]
    assert line.paths.count("POST /answer") == 2


def test_what_is_live_ends_and_nobody_is_told(emulator: Emulator, line: App) -> None:
    snapshot = emulator.snapshot()
    live = emulator.handset(ME).dial(LINE)
    asked = len(line.asked)

    emulator.restore(snapshot)
    emulator.clock.advance(100)

    assert live.status == "completed"
    live.press("1")
    assert len(line.asked) == asked
    assert emulator.calls == []
    assert emulator.switchboard.desk.lines == {}


def test_a_text_on_its_way_goes_on_from_the_snapshot(emulator: Emulator, line: App) -> None:
    emulator.handset(ME).text(LINE, "open?")
    snapshot = emulator.snapshot()
    assert [one.status for one in emulator.messages] == ["received", "queued"]
    emulator.clock.advance(5)
    emulator.restore(snapshot)
    assert [one.status for one in emulator.messages] == ["received", "queued"]
    emulator.clock.advance(5)
    assert [one.status for one in emulator.messages] == ["received", "delivered"]


def test_a_number_that_was_given_up_since_has_its_application_again(emulator: Emulator, line: App) -> None:
    snapshot = emulator.snapshot()
    del emulator.switchboard.desk.store.numbers[LINE]
    emulator.restore(snapshot)
    emulator.handset(ME).text(LINE, "open?")
    assert [one.body for one in emulator.handset(ME).inbox] == ["yes"]


def test_usage_triggers_still_fire_after_everything_was_dropped(emulator: Emulator, line: App) -> None:
    path = f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}/Usage/Triggers.json"
    data = {"UsageCategory": "sms-inbound", "TriggerValue": "1", "CallbackUrl": "http://app.localhost/told"}
    made = emulator.http_client().request("POST", path, data=data, auth=(emulator.account_sid, emulator.auth_token))
    assert made.status_code == 201
    emulator.switchboard.add_number(emulator.numbers[0])  # a look is to be taken, and dropped
    emulator.reset()
    emulator.handset(ME).text(LINE, "one")
    assert any("UsageTriggerSid" in one.params for one in line.asked)


def test_a_reset_forgets_what_has_happened_and_keeps_what_was_set_up(emulator: Emulator, line: App) -> None:
    emulator.deliver(ME, "failed", 30003)
    emulator.handset(ME).text(LINE, "STOP")
    emulator.handset(ME).dial(LINE)
    emulator.clock.advance(7)
    now = emulator.clock.now()

    emulator.reset()

    store = emulator.switchboard.desk.store
    assert (store.calls, store.messages, store.opted_out, list(store.exchanges)) == ({}, {}, set(), [])
    assert [one.phone_number for one in emulator.numbers] == [LINE]
    assert store.outcomes[ME].error_code == 30003
    assert emulator.clock.now() == now
    assert emulator.switchboard.desk.lines == {}


def test_an_answer_that_comes_after_the_reset_is_not_heeded() -> None:
    asked, answer = threading.Event(), threading.Event()

    def late(_: Any) -> str:
        asked.set()
        assert answer.wait(20)
        return "<Response><Message>too late</Message></Response>"

    with serving(App({"/text": late})) as home, Emulator(clock="real") as emulator:
        emulator.add_number(LINE, sms_url=f"{home}/text")
        writing = threading.Thread(target=emulator.handset(ME).text, args=(LINE, "open?"))
        writing.start()
        assert asked.wait(20)
        emulator.reset()
        answer.set()
        writing.join(20)
        exchanged = emulator.handset("+15005550112").text("+15005550113", "after")
        assert emulator.messages == [exchanged]


def test_a_tester_in_any_language_takes_snapshots_and_resets(emulator: Emulator, line: App) -> None:
    with httpx.Client(base_url=f"{emulator.url}/emulator/v1", trust_env=False) as api:
        api.post("/messages", json={"from": ME, "to": LINE, "body": "one"})
        taken = api.post("/snapshots", json={})
        assert (taken.status_code, taken.json()["at"]) == (201, emulator.clock.now().isoformat())
        one = taken.json()["id"]
        api.post("/clock/advance", json={"seconds": 9})

        assert api.post("/reset", json={}).status_code == 200
        assert api.get("/messages").json()["messages"] == []
        brought_back = api.post(f"/snapshots/{one}/restore", json={})
        assert brought_back.json() == {"now": taken.json()["at"]}
        assert [each["body"] for each in api.get("/messages").json()["messages"]] == ["one", "yes"]

        assert api.delete(f"/snapshots/{one}").json() == taken.json()
        for path in (f"/snapshots/{one}/restore", "/snapshots/nonsense/restore"):
            gone = api.post(path, json={})
            assert (gone.status_code, gone.json()["code"]) == (404, "unknown_snapshot")
