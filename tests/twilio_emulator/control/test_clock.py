"""The clock by its API: another pace, standing still, and steps, where the kind of clock allows it."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from twilio_emulator import Emulator
from twilio_emulator.feed import News

ME, LINE = "+15005550111", "+15005550100"
MENU = (
    b"<Response><Say>Welcome.</Say><Pause length='200'/><Gather timeout='100'><Say>Press one.</Say></Gather>"
    b"<Say>Goodbye.</Say></Response>"
)


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [MENU]


def until(emulator: Emulator, true: Callable[[], bool]) -> None:
    """Wait for something to become true, looking again at every item of news."""
    told = threading.Event()

    def hear(_news: News) -> None:
        told.set()

    stop = emulator.switchboard.desk.feed.subscribe(hear)
    while not true():
        assert told.wait(10)
        told.clear()
    stop()


@pytest.fixture
def real() -> Iterator[Emulator]:
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=application)
        yield emulator


@pytest.fixture
def api(real: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{real.url}/emulator/v1", trust_env=False) as client:
        yield client


def test_a_real_clock_stands_still_and_goes_from_event_to_event(real: Emulator, api: httpx.Client) -> None:
    assert api.put("/clock/rate", json={"rate": 0}).json()["rate"] == 0
    call = real.handset(ME).dial(LINE, settle=False)
    live = f"/calls/{call.sid}/live"

    def awaits() -> tuple[str, list[str]]:
        found = api.get(live).json()
        return found["awaits"] and found["awaits"]["kind"], [word["tag"] for word in found["running"]]

    until(real, lambda: awaits() == ("words", ["Say"]))
    before = api.get("/clock").json()
    assert before["left"] > 0
    assert api.get("/clock").json()["now"] == before["now"]
    for expected in (("silence", ["Pause"]), ("words", ["Gather", "Say"]), ("caller", ["Gather"]), ("words", ["Say"])):
        assert api.post("/clock/step", json={}).json()["stepped"] is True
        until(real, lambda expected=expected: awaits() == expected)  # type: ignore[misc]
    assert api.post("/clock/step", json={}).json()["stepped"] is True
    until(real, lambda: real.calls[0].over)
    assert 300 < real.calls[0].duration < 320
    after = api.get("/clock").json()
    assert after["ahead"] > 200
    assert api.post("/clock/step", json={}).json()["stepped"] is (after["left"] is not None)


def test_a_real_clock_goes_fast_and_is_ahead_from_then_on(real: Emulator, api: httpx.Client) -> None:
    api.put("/clock/rate", json={"rate": 100})
    call = real.handset(ME).dial(LINE, settle=False)
    until(real, lambda: _heard(real, "Press"))
    found = api.put("/clock/rate", json={"rate": 1}).json()
    assert (found["clock"], found["rate"]) == ("real", 1)
    assert found["ahead"] > 150
    call.hang_up()


def _heard(emulator: Emulator, words: str) -> bool:
    return any(words in line.text for line in list(emulator.calls[0].lines))


def test_the_pace_of_virtual_time_is_nobodys_to_set_and_a_step_moves_it(emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url="/answer", app=application)
    call = emulator.handset(ME).dial(LINE, settle=False)
    with httpx.Client(base_url=f"{emulator.url}/emulator/v1", trust_env=False) as api:
        refused = api.put("/clock/rate", json={"rate": 10})
        assert (refused.status_code, refused.json()["code"]) == (409, "virtual_time")
        said = api.get("/clock").json()
        assert (said["clock"], said["rate"], said["ahead"]) == ("manual", 0.0, 0.0)
        stepped = api.post("/clock/step", json={}).json()
        assert stepped["stepped"] is True
        assert api.get(f"/calls/{call.sid}/live").json()["running"][0]["tag"] == "Pause"
        assert api.get("/clock").json()["left"] == 200.0


def test_nothing_is_due_and_a_step_says_so(emulator: Emulator) -> None:
    found = httpx.post(f"{emulator.url}/emulator/v1/clock/step", json={}, trust_env=False).json()
    assert (found["stepped"], found["left"]) == (False, None)


@pytest.mark.parametrize("rate", [-1, 101, "10", None, True])
def test_a_pace_that_is_none_is_refused(api: httpx.Client, rate: Any) -> None:
    refused = api.put("/clock/rate", json={"rate": rate})
    assert (refused.status_code, refused.json()["message"]) == (422, "rate must be a number from 0 to 100")


def test_every_change_of_the_pace_is_told(real: Emulator, api: httpx.Client) -> None:
    told: list[tuple[str, int]] = []
    real.switchboard.desk.feed.subscribe(lambda news: told.append((news.topic, news.number)))
    api.put("/clock/rate", json={"rate": 5})
    api.post("/clock/step", json={})
    assert told == [("clock", 0), ("clock", 0)]
