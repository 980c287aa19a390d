"""The controls of the clock: real, fast, and step by step, where there is such a clock, and said where there is not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from werkzeug import Request
from werkzeug import Response as Answer

from twilio_emulator import Emulator
from twilio_emulator.store import Contact

pytestmark = pytest.mark.browser
ME = "+8612000000001"
OWN = "12345"
Console = Callable[..., Page]


@Request.application
def application(_request: Request) -> Answer:
    verbs = (
        "<Say>Welcome.</Say><Pause length='120'/><Gather timeout='60'><Say>Press one.</Say></Gather><Say>Goodbye.</Say>"
    )
    return Answer(f"<Response>{verbs}</Response>", content_type="text/xml")


@pytest.fixture
def virtual() -> Iterator[Emulator]:
    with Emulator(contacts=[Contact(phone_number=ME, name="张丽")]) as emulator:
        emulator.add_number(OWN, voice_url="/answer", app=application)
        yield emulator


def mode(page: Page, name: str) -> Any:
    return page.get_by_role("group", name="The clock").get_by_role("button", name=name, exact=True)


def dial(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()


def test_time_stands_still_and_goes_from_event_to_event(console: Console, real: Emulator) -> None:
    real.add_number(OWN, voice_url="/answer", app=application)
    page = console(**{"from": ME, "to": OWN})
    expect(mode(page, "Real")).to_have_attribute("aria-pressed", "true")
    mode(page, "Step").click()
    expect(page.locator("#clock-says")).to_contain_text("Time stands still")
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Say")
    left = page.locator("#awaits-time").inner_text()
    step = page.locator("#clock-step")
    expect(step).to_have_text(f"Next event (in {left.removesuffix(' left')})")
    step.click()
    expect(page.locator("#live-tag")).to_have_text("Pause")
    expect(step).to_have_text("Next event (in 2 min 0 s)")
    expect(page.locator("#awaits-time")).to_have_text("2 min 0 s left")
    step.click()
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    expect(page.locator("#timer")).to_have_text(re.compile(r"^2:0\d$"))
    for _ in range(3):
        step.click()
        expect(step).to_be_enabled()
    expect(page.locator("#awaits-words")).to_have_text("The call is over")
    expect(page.locator("#transcript")).to_contain_text("Goodbye.")
    mode(page, "Real").click()
    expect(page.locator("#clock-says")).to_have_text(re.compile(r"^The emulator's time is [23] min \d+ s ahead\.$"))
    assert 180 < real.calls[0].duration < 190


def test_fast_is_fast_and_silent_and_says_so(console: Console, real: Emulator) -> None:
    real.add_number(OWN, voice_url="/answer", app=application)
    page = console(**{"from": ME, "to": OWN})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    mode(page, "Fast").click()
    page.get_by_label("How many times as fast").select_option("100")
    expect(page.locator("#clock-says")).to_contain_text("Silent while it is fast")
    dial(page)
    expect(page.locator("#transcript")).to_contain_text("Goodbye.", timeout=30_000)
    expect(page.locator("#complaint")).to_have_text(re.compile(r"^Call ended · [3-9]:\d\d$"))
    assert not [url for url in asked if url.endswith("/audio")]
    mode(page, "Real").click()
    expect(mode(page, "Real")).to_have_attribute("aria-pressed", "true")


def test_a_pace_that_others_set_is_shown(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    clock = f"{real.url}/emulator/v1/clock/rate"
    httpx.put(clock, json={"rate": 30}, trust_env=False)
    expect(mode(page, "Fast")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("How many times as fast")).to_have_value("30")
    httpx.put(clock, json={"rate": 0}, trust_env=False)
    expect(mode(page, "Step")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#clock-says")).to_contain_text("nothing is due")
    page.locator("#clock-step").click()
    expect(page.locator("#clock-says")).to_contain_text("nothing is due")


def test_virtual_time_has_steps_alone_and_says_why(page: Page, virtual: Emulator) -> None:
    call = virtual.handset(ME).dial(OWN, settle=False)
    page.goto(f"{virtual.url}/?from={ME.replace('+', '%2B')}&to={OWN}")
    page.wait_for_selector("body[data-ready]")
    for name in ("Real", "Fast"):
        expect(mode(page, name)).to_be_disabled()
    expect(page.locator("#clock-says")).to_contain_text("Time is virtual here")
    expect(page.locator("#clock-step")).to_have_text(re.compile(r"^Next event \(in \d\.\d s\)$"))
    page.locator("#clock-step").click()
    expect(page.locator("#clock-step")).to_have_text("Next event (in 2 min 0 s)")
    dial(page)
    expect(page.locator("#awaits-words")).to_have_text("Waiting for a key")
    expect(page.locator("#awaits-time")).to_have_text("1 min 0 s left")
    call.hang_up()


def test_keys_alone_are_enough(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    mode(page, "Step").focus()
    page.keyboard.press("Enter")
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    page.locator("#clock-step").focus()
    page.keyboard.press("Space")
    expect(page.locator("#live-tag")).to_have_text("Gather")
    expect(page.locator("#clock-step")).to_be_focused()
