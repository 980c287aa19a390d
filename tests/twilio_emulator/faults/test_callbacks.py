"""Callbacks that are lost, doubled, swapped or late; and what fails on their way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from twilio.rest import Client

from twilio_emulator import Emulator, Handset
from twilio_emulator.faults import KINDS, Target

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE = "+15005550100"
ME = "+15005550111"
ON_THEIR_WAY = [one.name for one in KINDS.values() if one.strikes == (Target.WEBHOOK, Target.CALLBACK)]


def told(app: App) -> list[str]:
    return [one.params["MessageStatus"] for one in app.asked if one.path == "/told"]


def send(client: Client, emulator: Emulator, seconds: float = 2.0) -> str:
    sid = client.messages.create(from_=LINE, to=ME, body="hi", status_callback="/told").sid
    emulator.clock.advance(seconds)
    return str(sid)


def test_a_dropped_callback_is_never_made(emulator: Emulator, client: Client, app: App) -> None:
    rule = emulator.faults.add("dropped", event="sent")
    sid = send(client, emulator)
    assert told(app) == ["delivered"]
    (strike,) = rule.struck
    assert (strike.subject_sid, strike.exchanges) == (sid, [])
    assert strike.what == "POST http://app.localhost/told"


def test_a_doubled_callback_is_made_twice_and_both_exchanges_say_so(
    emulator: Emulator, client: Client, app: App
) -> None:
    rule = emulator.faults.add("doubled", event="sent")
    send(client, emulator)
    assert told(app) == ["sent", "sent", "delivered"]
    assert [len(one.faults) for one in emulator.exchanges] == [1, 1, 0]
    assert rule.struck[0].exchanges == [0, 1]
    first, second = app.asked[:2]
    assert first.params == second.params


def test_a_callback_that_is_held_back_goes_after_the_next_one(emulator: Emulator, client: Client, app: App) -> None:
    rule = emulator.faults.add("reordered")
    send(client, emulator)
    assert told(app) == ["delivered", "sent"]
    assert [len(one.faults) for one in emulator.exchanges] == [0, 1]
    assert all(one.status == 200 and one.seconds < 1 for one in emulator.exchanges)
    assert rule.struck[0].exchanges == [1]


def test_one_that_is_held_back_and_followed_by_none_goes_after_its_seconds(
    emulator: Emulator, client: Client, app: App
) -> None:
    emulator.faults.add("reordered", event="delivered", seconds=30)
    send(client, emulator)
    assert told(app) == ["sent"]
    emulator.clock.advance(30)
    assert told(app) == ["sent", "delivered"]


def test_one_that_is_held_back_goes_though_its_rule_has_gone(emulator: Emulator, client: Client, app: App) -> None:
    rule = emulator.faults.add("reordered", event="sent")
    send(client, emulator, 1.0)
    rule.remove()
    emulator.clock.advance(1)
    assert told(app) == ["delivered", "sent"]


def test_others_do_not_wait_for_the_one_that_is_held_back(emulator: Emulator, client: Client, app: App) -> None:
    emulator.faults.add("reordered", event="sent", times=1)
    first = send(client, emulator, 1.0)
    second = send(client, emulator, 0.6)
    assert [(one.params["MessageSid"], one.params["MessageStatus"]) for one in app.asked] == [
        (first, "delivered"), (first, "sent"), (second, "sent"),
    ]  # fmt: skip


def test_a_late_callback_comes_late_with_what_it_had_to_tell(emulator: Emulator, client: Client, app: App) -> None:
    emulator.faults.add("late", event="sent", seconds=60)
    send(client, emulator)
    assert told(app) == ["delivered"]
    emulator.clock.advance(60)
    assert told(app) == ["delivered", "sent"]


@pytest.mark.parametrize("kind", ON_THEIR_WAY)
def test_a_callback_that_fails_harms_nobody_and_is_noted(
    emulator: Emulator, client: Client, app: App, kind: str
) -> None:
    emulator.faults.add(kind, on="callback", event="sent")
    send(client, emulator, 60)
    assert client.messages.list()[0].status == "delivered"
    struck = emulator.exchanges[0]
    assert len(struck.faults) == 1
    assert [one.code for one in struck.notices] == ([] if kind in ("slow", "empty") else [15003])
    assert "delivered" in told(app)


def test_the_events_of_calls_are_told_apart_too(emulator: Emulator, handset: Handset, app: App) -> None:
    emulator.faults.add("doubled", event="completed", phone_number=ME)
    handset.dial(LINE).hang_up()
    assert app.paths == ["POST /answer", "POST /told", "POST /told"]


def test_in_real_time_the_next_one_has_been_answered_before_the_one_held_back_goes(app: App, serve: Serve) -> None:
    app.answers["/told"] = ""
    url = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE)
        emulator.faults.add("reordered", event="sent")
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        over = threading.Event()
        emulator._desk.feed.subscribe(lambda _: over.set() if len(told(app)) == 2 else None)
        client.messages.create(from_=LINE, to=ME, body="hi", status_callback=f"{url}/told")
        assert over.wait(10)
    assert told(app) == ["delivered", "sent"]


def test_every_fault_of_a_callback_is_shown_here() -> None:
    of_callbacks = {one.name for one in KINDS.values() if one.strikes == (Target.CALLBACK,)}
    assert of_callbacks == {"dropped", "doubled", "reordered", "late"}
