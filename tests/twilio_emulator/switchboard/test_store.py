"""What is remembered, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from twilio_emulator import Emulator, store


def test_the_oldest_calls_that_are_over_make_room_and_one_that_lasts_is_kept(
    app: Any, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "CALLS_KEPT", 3)
    app.answers |= {"/answer": "<Response/>", "/long": "<Response><Gather timeout='600'/></Response>"}
    emulator.add_number("+15005550100", voice_url="/answer", app=app)
    emulator.add_number("+15005550101", voice_url="/long", app=app)
    handset = emulator.handset("+15005550111")
    first = handset.dial("+15005550100")

    lasting = handset.dial("+15005550101")
    for _ in range(5):
        handset.dial("+15005550100")

    kept = [call.sid for call in emulator.calls]
    assert first.sid not in kept
    assert kept[0] == lasting.sid
    lasting.hang_up()
    handset.dial("+15005550100")
    assert len(emulator.calls) == 3


def test_the_oldest_texts_make_room(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MESSAGES_KEPT", 2)
    handset = emulator.handset("+15005550111")
    for body in ("one", "two", "three"):
        handset.text("+15005550112", body)
    assert [message.body for message in emulator.messages] == ["two", "three"]


def test_the_oldest_conferences_that_are_over_make_room_and_one_that_lasts_is_kept(
    app: Any, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "CONFERENCES_KEPT", 3)
    for name in ("lasting", "short"):
        app.answers[f"/{name}"] = f"<Response><Dial><Conference>{name}</Conference></Dial></Response>"
    emulator.add_number("+15005550100", voice_url="/lasting", app=app)
    emulator.add_number("+15005550101", voice_url="/short", app=app)
    handset = emulator.handset("+15005550111")

    handset.dial("+15005550100")
    for _ in range(6):
        handset.dial("+15005550101").hang_up()

    assert [one.friendly_name for one in emulator.conferences] == ["lasting", "short", "short"]
