"""The faults: rules that are switched, added and taken away on the page, and what they struck."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

import twilio_emulator.console
from twilio_emulator import Emulator
from twilio_emulator.faults import KINDS, PARAMETERS

browser = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)>"
STATIC = Path(twilio_emulator.console.__file__).parent / "static"


def look(page: Page) -> None:
    page.get_by_role("tab", name="Faults").click()


def struck(page: Page) -> list[str]:
    return [re.sub(r"^[\d:]+", "", one) for one in page.locator("#faults li").all_text_contents()]


@browser
def test_a_fault_is_shown_on_the_webhook_it_struck(console: Console, real: Emulator) -> None:
    rule = real.faults.add("status", status=503, url="*/answer", times=1)
    page = console(**{"from": ME, "to": "12393"})
    expect(page.locator("#fault-count")).to_have_text("")
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="answer POST /answer fault 11200 503").click()
    expect(page.locator("#detail .fault")).to_have_text([rule.fault.sentence])
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()

    look(page)
    expect(page.locator("#fault-count")).to_have_text("1")
    assert struck(page) == ["statusPOST http://app.localhost/answer"]
    page.get_by_role("button", name="status POST http://app.localhost/answer").click()
    expect(page.locator("#detail .request-line")).to_have_text("POST http://app.localhost/answer")


@browser
def test_what_struck_the_api_or_a_text_is_listed_too_and_outlives_the_page(console: Console, real: Emulator) -> None:
    real.faults.add("lost")
    real.faults.add("unavailable")
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    path = f"/2010-04-01/Accounts/{real.account_sid}/Calls.json"
    httpx.get(real.url + path, auth=(real.account_sid, real.auth_token), trust_env=False)
    expect(page.locator("#faults li")).to_have_count(1)
    assert struck(page) == [f"unavailableGET {path}"]
    page.get_by_label("Text message").fill("YE")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#faults li").first).to_contain_text(f"lostthe text to {ME}")
    page.reload()
    expect(page.locator("#fault-count")).to_have_text("2")
    expect(page.locator("#faults li")).to_have_count(2)


@browser
def test_what_is_struck_is_shown_as_text(console: Console, real: Emulator) -> None:
    real.faults.add("refused", url=f"*{HOSTILE}*")
    real.add_number("12345", voice_url=f"http://127.0.0.1:9/?q={HOSTILE}")
    page = console(**{"from": ME, "to": "12345"})
    look(page)
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#rules li")).to_contain_text([f"url=*{HOSTILE}*"])
    expect(page.locator("#faults li").first).to_contain_text(HOSTILE)
    assert page.locator("#panel-faults img").count() == 0


@browser
def test_a_rule_is_switched_off_and_on_and_removed(console: Console, real: Emulator) -> None:
    rule = real.faults.add("undelivered", error_code=30005)
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    row = page.locator("#rules li")
    expect(row.locator(".rule-told")).to_have_text("error_code=30005")
    switch = page.get_by_role("switch", name="Let undelivered error_code=30005 strike")
    expect(switch).to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    assert not rule.enabled
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    assert rule.enabled
    page.get_by_role("button", name="Remove undelivered").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("button", name="Add a fault…")).to_be_focused()
    assert real.faults.rules == ()


@browser
def test_what_one_rule_struck_is_shown_alone(console: Console, real: Emulator) -> None:
    real.faults.add("lost", phone_number="+1*")
    real.faults.add("doubled", every=2)
    real.faults.add("undelivered")
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    for count in (1, 2):
        real.handset(ME).text("12393", "YE")
        expect(page.locator("#faults li")).to_have_count(count)
    page.get_by_role("button", name="struck 0 of 0").first.click()
    expect(page.locator("#faults li")).to_have_count(0)
    expect(page.locator("#struck-empty")).to_be_visible()
    page.get_by_role("button", name="struck 2 of 2").click()
    expect(page.locator("#faults li")).to_have_count(2)
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("button", name="struck 2 of 2")).to_be_focused()
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator("#faults li")).to_have_count(0)
    expect(page.locator("#rules li")).to_have_count(0)
    expect(page.locator("#faults-empty")).to_be_visible()


@browser
def test_a_fault_is_added_by_the_form_with_what_its_kind_can_be_told(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    page.get_by_role("button", name="Add a fault…").click()
    form = page.locator("#fault-form")
    expect(form.get_by_label("Fault")).to_be_focused()
    expect(form.locator("[name=error_code]")).to_have_count(0)
    form.get_by_label("Fault").select_option("status")
    form.get_by_label("the HTTP status").fill("503")
    form.get_by_text("Only where…").click()
    form.get_by_label("the address that is asked").fill("*/answer")
    form.get_by_text("How often").click()
    form.get_by_label("only the first so many, and then no more").fill("1")
    form.get_by_role("button", name="Add").click()
    expect(form.get_by_role("status")).to_have_text("Added.")
    expect(page.locator("#rules .rule-told")).to_have_text(["url=*/answer times=1 status=503"])
    (rule,) = real.faults.rules
    assert rule.fault.given == {"kind": "status", "url": "*/answer", "times": 1, "status": 503, "attempts": 0}

    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("button", name="struck 1 of 1")).to_be_visible()

    form.get_by_label("Fault").select_option("undelivered")
    expect(form.locator("[name=url]")).to_have_count(0)
    expect(form.locator("#fault-says")).to_contain_text("does not deliver")
    form.locator("[name=error_code]").select_option("30005")
    form.get_by_role("button", name="Add").click()
    expect(page.locator("#rules .rule-told").last).to_have_text("times=1 error_code=30005")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Add a fault…")).to_be_focused()


@browser
def test_a_fault_of_every_kind_can_be_added_by_the_form_as_it_stands(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    page.get_by_role("button", name="Add a fault…").click()
    for place, kind in enumerate(KINDS):
        page.locator("#fault-form [name=kind]").select_option(kind)
        page.locator("#fault-form").get_by_role("button", name="Add").click()
        expect(page.locator("#rules li")).to_have_count(place + 1)
    assert [rule.fault.kind for rule in real.faults.rules] == list(KINDS)


@browser
def test_a_refusal_is_said_in_the_form(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()  # and not the strict one: the browser's console complains of every refusal
    page.goto(real.url)
    look(page)
    page.get_by_role("button", name="Add a fault…").click()
    form = page.locator("#fault-form")
    form.get_by_label("Fault").select_option("mix")
    form.get_by_text("Only where…").click()
    form.get_by_label("the path of the request").fill("*")
    form.get_by_label("the address that is asked").fill("*")
    with page.expect_response("**/faults"):
        form.get_by_role("button", name="Add").click()
    expect(form.get_by_role("alert")).to_contain_text("is nothing by which a")


@browser
def test_a_rule_that_somebody_else_adds_or_switches_is_seen_at_once(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    rule = real.faults.add("slow", seconds=2)
    switch = page.get_by_role("switch", name="Let slow seconds=2 strike")
    expect(switch).to_be_checked()
    rule.switch(False)
    expect(switch).not_to_be_checked()
    real.faults.clear()
    expect(switch).to_have_count(0)


def test_every_kind_and_every_key_has_its_words_in_chinese() -> None:
    written = (STATIC / "faults-words.js").read_text(encoding="utf-8")
    tables = written[written.index("const KINDS") :].split("const KEYS")
    kinds, keys = (re.findall(r'^  "?([\w-]+)"?: "[^"]*[一-鿿][^"]*",$', one, re.MULTILINE) for one in tables)
    assert kinds == list(KINDS)
    assert keys == list(PARAMETERS)


@pytest.mark.parametrize("name", ["faults-words.js", "figures-words.js"])
def test_both_languages_have_the_same_words(name: str) -> None:
    written = (STATIC / name).read_text(encoding="utf-8").partition("});")[0]
    chinese, english = (set(re.findall(r"[ {](\w+): \"", part)) for part in written.split("  en: {"))
    assert chinese == english
