"""The sound both ways for people who see little, or use no mouse, or have a small screen: axe has no objection."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response
from playwright.sync_api import Browser, Page, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME, FRIEND = "+8612000000001", "+8612000000002"
REFUSED = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("no", "NotAllowedError"));"""
STILL = """Promise.allSettled(document.getAnimations().filter((one) =>
  one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished))"""


def violations(page: Page) -> list[str]:
    """Return what axe objects to, a line each, once nothing moves any more."""
    page.evaluate(STILL)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.fixture
def line(real: Emulator) -> Emulator:
    """An emulator with a mailbox, and a number that dials a friend."""
    app = Flask("voice-for-everybody")
    documents = {
        "mailbox": "<Record timeout='30' action='/thanks'/>",
        "thanks": "<Say>Thank you.</Say><Pause length='30'/>",
        "dial": f"<Dial>{FRIEND}</Dial>",
    }

    @app.post("/<name>")
    def document(name: str) -> Response:
        return Response(f"<Response>{documents[name]}</Response>", content_type="text/xml")

    real.add_number("12305", voice_url="/mailbox", app=app)
    real.add_number("12301", voice_url="/dial", app=app)
    return real


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1440, "light", "en-US"), (390, "dark", "zh-CN"), (390, "light", "en-US")]
)
def test_axe_has_no_objection_and_nothing_is_wider_than_the_screen(
    browser: Browser, line: Emulator, width: int, scheme: str, language: str
) -> None:
    context = browser.new_context(
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
    )
    page = context.new_page()

    def fits() -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{line.url}/?from={ME.replace('+', '%2B')}&to=12301")
    page.wait_for_selector("body[data-ready]")
    page.locator("#call").click()
    expect(page.locator("#other-level")).to_be_hidden()
    fits()
    friend = context.new_page()
    friend.goto(f"{line.url}/?from={FRIEND.replace('+', '%2B')}")
    friend.wait_for_selector("body[data-ready]")
    page.locator("#hang-up").click()
    page.locator("#call").click()
    friend.locator("#answer").click()
    expect(page.locator("#voice")).to_have_attribute("data-sound", "connected")
    page.locator("#mute").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    fits()
    friend.close()
    expect(page.locator("#voice")).to_be_hidden()
    page.add_init_script(REFUSED)
    page.goto(f"{line.url}/?from={ME.replace('+', '%2B')}&to=12305")
    page.wait_for_selector("body[data-ready]")
    page.locator("#call").click()
    expect(page.locator("#sound-file-label")).to_be_visible()
    fits()
    page.locator("#say-words").fill("Call me back.")
    page.keyboard.press("Enter")
    page.locator('#pad [data-key="1"]').click()
    if width < 760:
        page.locator('.tabs [data-view="talk"]').click()
    expect(page.locator("#recordings audio")).to_be_visible()
    fits()
    context.close()
