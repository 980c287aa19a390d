"""The faults that struck: in a list of their own, and with the webhook they struck."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)>"


def test_a_fault_is_shown_on_the_webhook_it_struck(console: Console, real: Emulator) -> None:
    rule = real.faults.add("status", status=503, url="*/answer", times=1)
    page = console(**{"from": ME, "to": "12393"})
    expect(page.locator("#faults-card")).to_be_hidden()
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="answer POST /answer fault 11200 503").click()
    expect(page.locator("#detail .fault")).to_have_text([rule.fault.sentence])
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()

    expect(page.locator("#faults li")).to_have_text(["statusPOST http://app.localhost/answer"])
    page.get_by_role("button", name="status POST http://app.localhost/answer").click()
    expect(page.locator("#detail .request-line")).to_have_text("POST http://app.localhost/answer")


def test_what_struck_the_api_or_a_text_is_listed_too_and_outlives_the_page(console: Console, real: Emulator) -> None:
    real.faults.add("lost")
    real.faults.add("unavailable")
    page = console(**{"from": ME, "to": "12393"})
    path = f"/2010-04-01/Accounts/{real.account_sid}/Calls.json"
    httpx.get(real.url + path, auth=(real.account_sid, real.auth_token), trust_env=False)
    expect(page.locator("#faults li")).to_have_text([f"unavailableGET {path}"])
    page.get_by_label("Text message").fill("YE")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#faults li").last).to_have_text(f"lostthe text to {ME}")
    expect(page.locator("#texts .bubble")).to_have_text(["YE"])
    page.reload()
    expect(page.locator("#faults li")).to_have_count(2)
    expect(page.locator("#fault-count")).to_have_text("2")


def test_what_is_struck_is_shown_as_text(console: Console, real: Emulator) -> None:
    real.faults.add("refused")
    real.add_number("12345", voice_url=f"http://127.0.0.1:9/?q={HOSTILE}")
    page = console(**{"from": ME, "to": "12345"})
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#faults li")).to_contain_text([HOSTILE])
    assert page.locator("#faults img").count() == 0
