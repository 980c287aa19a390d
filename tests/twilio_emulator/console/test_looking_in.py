"""Texts, webhooks, words, and a connection that comes and goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)> & co"
SPOKEN = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


def write(page: Page, body: str) -> None:
    page.get_by_label("Text message").fill(body)
    page.get_by_role("button", name="Send").click()


def test_a_text_is_sent_and_its_answer_read(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    write(page, HOSTILE)
    expect(page.locator("#texts .mine .bubble")).to_have_text([HOSTILE])
    expect(page.locator("#texts .theirs .bubble")).to_have_text([f"You wrote: {HOSTILE}"])
    assert page.locator("#texts img").count() == 0
    assert real.handset(ME).inbox[-1].body == f"You wrote: {HOSTILE}"


def test_what_an_application_sends_by_the_api_is_shown_as_text(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    auth = (real.account_sid, real.auth_token)
    url = f"{real.url}/2010-04-01/Accounts/{real.account_sid}/Messages.json"
    for body in (HOSTILE, SPOKEN):
        real.http_client().request("POST", url, data={"From": "12393", "To": ME, "Body": body}, auth=auth)
    expect(page.locator("#texts .theirs .bubble")).to_have_text([HOSTILE, SPOKEN])
    assert page.locator("#texts img, #texts script").count() == 0
    expect(page).not_to_have_title("1")


def test_nothing_is_sent_or_dialled_before_the_page_knows_its_own_number(page: Page, real: Emulator) -> None:
    held: list[Route] = []
    page.route("**/emulator/v1/handsets", lambda route: held.append(route))
    with page.expect_request("**/emulator/v1/handsets"):
        page.goto(f"{real.url}/?from=%2B8612000000001&to=12393")
    expect(page.get_by_label("Text message")).to_be_disabled()
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_disabled()
    page.get_by_label("Number to dial").press("Enter")

    held[0].continue_()
    write(page, "YE")
    expect(page.locator("#texts .theirs .bubble")).to_have_text(["You wrote: YE"])
    assert real.calls == []


def test_each_dialled_number_has_a_thread_of_its_own_that_outlives_the_page(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    write(page, "YE")
    expect(page.locator("#texts .turn")).to_have_count(2)
    page.get_by_label("Number to dial").fill("12333")
    expect(page.locator("#texts .turn")).to_have_count(0)
    page.reload()
    expect(page.locator("#texts .turn")).to_have_count(2)


def test_a_webhook_is_listed_and_shown_in_full(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="1", exact=True).click()
    row = page.get_by_role("button", name="action POST /menu 12200 200")
    row.click()
    detail = page.locator("#detail")
    expect(detail.locator(".request-line")).to_have_text("POST http://app.localhost/menu")
    expect(detail.locator("tr", has_text="Digits").first).to_contain_text("1")
    expect(detail.locator(".xml")).to_contain_text('<Gather numDigits="3" timeout="30" action="/code" colour="red">')
    expect(detail.locator(".xml-line").nth(2)).to_have_text("    <Say>You pressed 1. " + SPOKEN + "</Say>")
    expect(detail.locator(".remark")).to_contain_text("12200")
    expect(detail.locator("dd").last).to_have_text(re.compile(r"^[\w+/]{27}=$"))
    detail.get_by_role("button", name="As received").click()
    expect(detail.locator(".raw .marked")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    expect(row).to_be_focused()


def test_a_failed_webhook_says_so(console: Console, real: Emulator) -> None:
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    page = console(**{"from": ME, "to": "12345"})
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="answer POST /voice 11205 failed").click()
    expect(page.locator("#detail .failure")).to_contain_text("no connection could be made")
    expect(page.locator("#transcript .coded.error .code")).to_have_text("11205")


def test_the_words_follow_the_browser_and_a_button(browser: Browser, real: Emulator) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(real.url)
    expect(page.get_by_role("button", name="拨打")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()
    context.close()


def test_a_small_screen_shows_one_part_at_a_time(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#handset")).to_be_visible()
    expect(page.locator("#transcript")).to_be_hidden()
    page.locator(".tabs").get_by_role("button", name="Conversation").click()
    expect(page.locator("#texts-title")).to_be_visible()
    expect(page.locator("#handset")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_was_cut_off_says_so_and_catches_up(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()  # and not the strict one: a lost connection is complained of in the browser's console
    page.goto(f"{real.url}/?to=12393&from=%2B8612000000001")
    expect(page.locator("#status")).to_have_text("Connected")
    write(page, "before")
    expect(page.locator("#texts .turn")).to_have_count(2)
    server = real._listen()
    real._address = ("127.0.0.1", server.port)
    server.stop()
    expect(page.locator("#status")).to_have_text("Connection lost, trying again…")
    real._server = None
    real.handset(ME).text("12393", "meanwhile")
    assert real.url == server.url
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#texts .turn")).to_have_count(4)
    expect(page.locator("#exchanges li")).to_have_count(2)


def test_a_page_that_meets_another_emulator_begins_anew(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()
    page.goto(f"{real.url}/?to=12393&from=%2B8612000000001")
    write(page, "before")
    expect(page.locator("#texts .turn")).to_have_count(2)
    port = real._listen().port
    real.close()
    expect(page.locator("#status")).to_have_attribute("data-state", "lost")
    with Emulator(clock="real", port=port) as another:
        another.add_number("12300", sms_url="http://127.0.0.1:9/", friendly_name="Another")
        expect(page.get_by_role("button", name="12300 Another")).to_be_visible()
        expect(page.locator("#texts .turn")).to_have_count(0)


def test_an_open_page_shows_at_once_that_all_was_forgotten_and_what_was_brought_back(
    console: Console, real: Emulator, quiet: Callable[[], None]
) -> None:
    page = console(**{"from": ME, "to": "12393"})
    write(page, "YE")
    answered = page.locator("#texts .theirs .bubble")
    expect(answered).to_have_text(["You wrote: YE"])
    expect(page.locator("#exchanges li")).to_have_count(1)
    before = real.snapshot()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")

    quiet()
    real.reset()
    expect(page.locator("#texts .bubble")).to_have_count(0)
    expect(page.locator("#exchanges li")).to_have_count(0)
    expect(page.locator("#exchange-count")).to_have_text("")
    expect(page.locator("#transcript")).to_have_text("")
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_enabled()

    real.restore(before)
    expect(answered).to_have_text(["You wrote: YE"])
    expect(page.locator("#exchanges li")).to_have_count(1)
    write(page, "again")
    expect(answered).to_have_text(["You wrote: YE", "You wrote: again"])
    expect(page.locator("#exchanges li")).to_have_count(2)
