"""The figures on the page: plots with axes and units, and the numbers behind them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from twilio_emulator import Emulator
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.store import Call, new_sid

pytestmark = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]


def look(page: Page) -> None:
    page.get_by_role("tab", name="Figures").click()
    expect(page.locator("#figures .tile").first).to_be_visible()


def tile(page: Page, name: str) -> str:
    return page.locator("#figures .tile", has=page.get_by_text(name, exact=True)).locator("dd").inner_text()


def test_calls_texts_choices_errors_and_times_are_plotted_with_their_numbers(console: Console, real: Emulator) -> None:
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("On the line")
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.locator("#exchange-count")).to_have_text("2")
    page.get_by_role("button", name="Hang up").click()
    page.get_by_label("Text message").fill("YE")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#texts .theirs .bubble")).to_have_count(1)
    real.handset(ME).dial("12345")

    look(page)
    assert [tile(page, name) for name in ("Calls", "Answered", "Texts", "Errors and warnings")] == [
        "2",
        "50%",
        "2",
        "2",
    ]
    for name, unit in (("Calls over time", "calls"), ("Texts over time", "texts"), ("Webhook times over time", "ms")):
        plot = page.get_by_role("img", name=name)
        expect(plot).to_be_visible()
        expect(plot.locator("text").first).to_have_text(unit)
        expect(plot.locator("text", has_text="each column")).to_have_count(1)
        expect(plot.locator("text", has_text=re.compile(r"^\d\d:\d\d"))).not_to_have_count(0)
    calls = page.locator("#figures > section", has=page.get_by_role("heading", name="Calls", exact=True))
    expect(calls.locator("rect.series-good")).to_have_count(1)
    expect(calls.locator("rect.series-bad")).to_have_count(1)
    calls.get_by_text("The numbers").click()
    expect(calls.get_by_role("columnheader", name="never answered, calls")).to_be_visible()
    menu = page.locator("#figures > section", has=page.get_by_role("heading", name="What is chosen"))
    expect(menu.locator("h4")).to_have_text("/menu · 1×")
    expect(menu.get_by_role("row", name="1 1")).to_be_visible()
    errors = page.locator("#figures > section", has=page.get_by_role("heading", name="Errors and warnings"))
    expect(errors.locator(".code")).to_have_text(["11205", "12200"])
    times = page.locator("#figures > section", has=page.get_by_role("heading", name="Webhook times"))
    expect(times.get_by_role("rowheader", name="/answer")).to_be_visible()
    errors.get_by_role("button", name="11205").click()
    expect(page.locator("#panel-alerts")).to_be_visible()
    expect(page.locator("#alerts details[open] summary")).to_be_focused()
    expect(page.locator("#alerts details[open] .remedy")).to_contain_text("What to do")


def test_they_are_counted_anew_as_things_happen_and_what_is_open_stays_open(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    assert tile(page, "Texts") == "0"
    expect(page.get_by_text("No texts.")).to_be_visible()
    real.handset(ME).text("12393", "one")
    texts = page.locator("#figures > section", has=page.get_by_role("heading", name="Texts", exact=True))
    texts.get_by_text("The numbers").click()
    real.handset(ME).text("12393", "two")
    expect(page.locator("#figures .tile", has_text="Texts").locator("dd")).to_have_text("4")
    expect(texts.locator("details")).to_have_attribute("open", "")
    expect(texts.locator("summary")).to_be_focused()
    real.reset()
    expect(page.locator("#figures .tile", has_text="Texts").locator("dd")).to_have_text("0")


def test_the_range_of_time_is_chosen(console: Console, real: Emulator) -> None:
    now = datetime.now(UTC)
    for ago in (timedelta(seconds=30), timedelta(minutes=30), timedelta(hours=5), timedelta(days=3), timedelta(days=9)):
        at = now - ago
        real.switchboard.desk.store.add_call(
            Call(
                sid=new_sid("CA"),
                account_sid=real.account_sid,
                from_=ME,
                to="12393",
                placed_at=at,
                answered_at=at,
                ended_at=at + timedelta(seconds=90),
                status=CallStatus.COMPLETED,
            )
        )
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    calls = page.locator("#figures .tile").first.locator("dd")
    for name, count in (
        ("Everything", 5), ("Last 10 minutes", 1), ("Last hour", 2), ("Last 24 hours", 3), ("Last 7 days", 4),
    ):  # fmt: skip
        page.get_by_label("Range of time").select_option(name)
        expect(calls).to_have_text(str(count))
    page.get_by_label("Range of time").select_option("From – until…")
    expect(page.get_by_label("From")).not_to_have_value("")
    expect(calls).to_have_text("4")
    page.get_by_label("Until").fill(page.evaluate(LOCAL, (now - timedelta(days=1)).timestamp() * 1000))
    expect(calls).to_have_text("1")


def test_a_range_that_ends_before_it_begins_is_refused_in_words(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()  # and not the strict one: the browser's console complains of every refusal
    page.goto(real.url)
    look(page)
    page.get_by_label("Range of time").select_option("From – until…")
    page.get_by_label("Until").fill("2001-01-01T00:00:00")
    expect(page.locator("#figures-complaint")).to_contain_text("since must not be later than until")
    page.get_by_label("Range of time").select_option("Everything")
    expect(page.locator("#figures-complaint")).to_have_text("")


LOCAL = "(at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 19)"


def test_a_path_is_shown_as_text_and_keys_that_are_no_choice_are_not_shown(console: Console, real: Emulator) -> None:
    store, at = real.switchboard.desk.store, datetime.now(UTC)
    call = Call(sid=new_sid("CA"), account_sid=real.account_sid, from_=ME, to="12393", placed_at=at)
    for keys in ("739204", "1"):
        url = "http://127.0.0.1/<img src=x onerror=alert(1)>"
        store.add_exchange(at, "action", call, url, "POST", {"Digits": keys}).status = 200
    page = console(**{"from": ME, "to": "12393"})
    look(page)
    expect(page.locator("#figures h4")).to_have_text("/<img src=x onerror=alert(1)> · 2×")
    expect(page.locator("#figures .bars").first.locator("tbody th")).to_have_text(["6 keys", "1"])
    expect(page.locator("#figures")).not_to_contain_text("739204")
    assert page.locator("#figures img:not([role])").count() == 0
