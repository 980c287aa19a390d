"""The agents' pages in a real Chromium: a caller picked up, hostile words, keys only, what axe objects to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from hotline.desk.recordings import TwilioArchive
from models import TicketKind, WrapUp, WrapUpCode, tickets
from models.people import wrapping_up

pytestmark = pytest.mark.browser
PIN = "481516"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


def sign_in(page: Page, address: str, number: str = "101") -> None:
    """Sign in with keys alone."""
    page.goto(f"{address}/desk/?lang=en")
    expect(page.locator("input[name=number]")).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible(timeout=15_000)


def violations(page: Page) -> list[str]:
    """Return what axe objects to, a line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a browser sees is the same on either database: one will do."""
    return sqlite_url


@pytest.fixture
def address(office: Any, serve_app: Callable[[], str]) -> str:
    """Where the pages are. What they order of the emulator leads to the same place."""
    return serve_app()


def test_an_agent_signs_in_and_takes_a_caller_picked_from_the_queue(office: Any, address: str, page: Page) -> None:
    office.agent(on=False)
    sign_in(page, address)
    page.get_by_role("button", name="Go on duty").click()
    expect(page.locator("#duty h2")).to_have_text("On duty · free")

    caller = office.caller(1)
    office.ringing().pick_up().press("2")  # declined: the telephone is left in peace for half a minute
    expect(page.locator("#queue tbody tr")).to_have_count(1)
    expect(page.locator("#queue tbody")).to_contain_text("****0001")
    expect(page.locator("#queue time.since")).to_have_text(re.compile(r"^\d+:\d\d$"))
    page.get_by_role("button", name="Pick up").click()
    expect(page.locator("#caller h2")).to_contain_text("Your telephone rings")
    expect(page).to_have_title(re.compile("^Your telephone rings"))

    office.ringing().pick_up().press("1")
    caller.hears("幺零幺号话务员为您服务")
    expect(page.locator("#caller h2")).to_contain_text("Talking")
    expect(page.locator("#caller")).to_contain_text("not verified")

    page.get_by_label("Note").fill(HOSTILE)
    office.ringing().hang_up()
    expect(page.locator("#caller")).to_contain_text("No caller")
    expect(page.get_by_label("Note")).to_have_value(HOSTILE)  # what is being written is not replaced
    page.get_by_label("Outcome").select_option("claim")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator("#wrap-up")).to_contain_text("No call to wrap up")


def tab_to(page: Page, name: str) -> None:
    """Go on by the Tab key to what is called so."""
    for _ in range(40):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText")
        if words.startswith(name):
            return
    raise AssertionError(f"no way to {name} by keys")


def test_an_agent_takes_a_0_call_with_keys_alone_on_a_narrow_screen(
    office: Any, address: str, browser: Browser
) -> None:
    office.agent(on=False)
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, address)
    tab_to(page, "Go on duty")
    page.keyboard.press("Enter")
    expect(page.locator("#duty h2")).to_have_text("On duty · free")

    caller = office.caller(1)
    expect(page.locator("#caller h2")).to_contain_text("Your telephone rings")
    tab_to(page, "Decline")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("The next agent is rung.")
    expect(page.locator("#said")).to_be_focused()
    expect(page).not_to_have_url(re.compile("said="))
    expect(page.locator("#rests")).to_contain_text("1 in a row")
    expect(page.locator("#queue tbody")).to_contain_text("101 declined")

    pick_up = page.get_by_role("button", name="Pick up 1")
    box = pick_up.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390  # nobody has to scroll for it
    tab_to(page, "Pick up")
    page.keyboard.press("Enter")
    expect(page.locator("#caller h2")).to_contain_text("Your telephone rings")
    office.ringing().pick_up().press("1")
    caller.hears("幺零幺号话务员为您服务")
    expect(page.locator("#caller h2")).to_contain_text("Talking")

    tab_to(page, "Save")
    page.keyboard.press("Enter")  # no outcome was chosen yet
    expect(page.get_by_label("Outcome")).to_be_focused()
    page.keyboard.type("Claim")
    tab_to(page, "Note")
    page.keyboard.type("备案材料已告知")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Saved.")
    with office.database.session() as db:
        wrapped = db.scalars(select(WrapUp)).one()
        assert (wrapped.code, wrapping_up.note_of(db, wrapped.ring_id)) == (WrapUpCode.CLAIM, "备案材料已告知")
    office.ringing().hang_up()
    expect(page.locator("#duty h2")).to_have_text("On duty · free")
    context.close()


def test_a_call_back_is_dialled_with_keys_alone_from_the_list_and_from_its_ticket(
    office: Any, address: str, page: Page
) -> None:
    office.agent()
    for last in (7, 8):
        office.emulator.handset(f"+861209999000{last}").on_ring("ask")
    with office.database.session() as db:
        at = office.now()
        tickets.open(db, TicketKind.CALLBACK, "+8612099990007", None, "CA1", at, callback_at=at)
        later = tickets.open(
            db, TicketKind.CALLBACK, "+8612099990008", None, "CA2", at, callback_at=at + timedelta(hours=5)
        )
    sign_in(page, address)
    tab_to(page, "Call-backs")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    tab_to(page, "Dial now")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Dialling.")
    assert [call.to for call in office.emulator.calls] == ["+8612099990007"]

    tab_to(page, later)
    page.keyboard.press("Enter")
    expect(page.locator("nav [aria-current]")).to_have_text("Call-backs")
    tab_to(page, "Dial now")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Dialling.")
    assert [call.to for call in office.emulator.calls] == ["+8612099990007", "+8612099990008"]


def test_words_of_callers_are_shown_as_text(office: Any, address: str, page: Page) -> None:
    office.agent()
    with office.database.session() as db:
        number = tickets.open(db, TicketKind.COMPLAINT, "+8612099990001", None, "CA1", office.now(), text=HOSTILE)
    sign_in(page, address)

    page.goto(f"{address}/desk/tickets/{number}")

    expect(page.locator("#text")).to_have_text(HOSTILE)
    assert page.title() != "1"
    assert page.locator("main img, main script").count() == 0


def test_a_ticket_is_taken_and_answered_with_keys_alone(office: Any, address: str, page: Page) -> None:
    office.agent()
    with office.database.session() as db:
        number = tickets.open(db, TicketKind.COMPLAINT, "+8612099990001", None, "CA1", office.now(), text="多收了钱")
    sign_in(page, address)
    page.goto(f"{address}/desk/tickets/{number}")

    tab_to(page, "Take")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("It is yours.")
    tab_to(page, "Answer")
    page.keyboard.type("已退还。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Answered.")
    expect(page.locator(".words").last).to_have_text("已退还。")


def test_a_lost_connection_is_said_and_made_up_for_without_a_reload(
    office: Any, address: str, browser: Browser
) -> None:
    office.agent()
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, address)

    context.set_offline(True)
    expect(page.locator("#lost")).to_have_text("The connection is lost; trying again.", timeout=10_000)
    context.set_offline(False)
    office.caller(1)

    expect(page.locator("#caller h2")).to_contain_text("Your telephone rings", timeout=10_000)
    expect(page.locator("#lost")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "zh-CN"), (1280, "dark", "en")]
)
def test_axe_has_no_objection_to_any_page(
    office: Any, address: str, browser: Browser, width: int, scheme: Any, language: str
) -> None:
    office.agent("李雷", supervisor=True)
    office.agent("韩梅")
    office.caller(1)
    office.takes("李雷")
    office.caller(2)
    office.caller(3)
    with office.database.session() as db:
        number = tickets.open(db, TicketKind.VOICEMAIL, "+8612099990001", None, "CA1", office.now(), recording="RE1")
        tickets.open(db, TicketKind.CALLBACK, "+8612099990001", None, "CA2", office.now(), callback_at=office.now())
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/desk/sign-in")
    assert violations(page) == []
    sign_in(page, address)
    page.goto(f"{address}/desk/?lang={language}")

    for path in ("/", "/tickets", f"/tickets/{number}", "/call-backs", "/operations?days=7", "/tickets/none"):
        page.goto(f"{address}/desk{path}")
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_a_message_is_heard_in_the_page(office: Any, address: str, page: Page, hotline_settings: Any) -> None:
    office.agent()
    office.emulator.clock.set_to(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    office.caller(1).press("1").speak("请问我的报销到哪里了").press("#").hears("工单号")
    archive = TwilioArchive(replace(hotline_settings, api_base=office.emulator.url))
    office.app.extensions["archive"] = archive
    sign_in(page, address)

    page.get_by_role("link", name="Voicemail").click()
    page.locator("tbody a").first.click()
    seconds = page.locator("audio").evaluate(
        "(sound) => new Promise((done, fail) => {"
        " sound.muted = true;"
        " sound.addEventListener('timeupdate', () => { if (sound.currentTime > 0.2) done(sound.duration); });"
        " sound.play().catch(fail);"
        "})"
    )

    assert seconds > 1
