"""Ringing, recents and contacts, several handsets in one browser, and a telephone whose network goes away."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from twilio_emulator import Emulator
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import KEPT, Topic

pytestmark = pytest.mark.browser
ME = "+8612000000001"
FRIEND = "+8612000000002"
ABROAD = "+16175550100"
Console = Callable[..., Page]
IS_LOUD = """async () => {
  const { sound } = await import('/console/sound.js');
  const began = performance.now();
  while (performance.now() - began < 5000) {
    if (sound.level() > 0.01) return true;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return false;
}"""
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def call_button(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()


def opened(context: BrowserContext, real: Emulator, query: str = "") -> Page:
    """Another page of the same browser."""
    page = context.new_page()
    page.goto(f"{real.url}/{query}")
    page.wait_for_selector("body[data-ready]")
    return page


@pytest.fixture
def telephone(real: Emulator) -> Emulator:
    """The friend's handset rings until somebody answers it."""
    real.handset(FRIEND).on_ring("ask")
    return real


@pytest.mark.parametrize(
    ("button", "shown", "status"),
    [("Decline", "Declined", CallStatus.NO_ANSWER), ("Busy", "Busy", CallStatus.BUSY)],
)
def test_a_ringing_call_is_declined_or_found_busy(
    console: Console, real: Emulator, button: str, shown: str, status: CallStatus
) -> None:
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(ME, settle=False)
    expect(page).to_have_title("王建国 is calling")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#complaint")).to_have_text(shown)
    expect(page).to_have_title(re.compile("^Console"))
    assert call.status is status


def test_whoever_calls_a_handset_in_a_call_finds_it_busy(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    call_button(page)
    expect(page.locator("#call-state")).to_have_text("On the line")
    second = real.handset(FRIEND).dial(ME, settle=False)
    page.get_by_role("button", name="Recents").wait_for(state="hidden")
    expect(page.locator("#calls-title")).to_be_visible()
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="Recents").click()
    expect(page.locator("#book-list .missed")).to_contain_text("王建国")
    assert second.status is CallStatus.BUSY


def test_a_call_that_nobody_took_is_a_missed_one(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(ME, settle=False)
    expect(page.locator("#call-state")).to_have_text("Incoming call")
    call.hang_up()
    expect(page.locator("#complaint")).to_have_text("Missed call")
    page.get_by_role("button", name="Recents").click()
    row = page.locator("#book-list li")
    expect(row).to_contain_text("Missed call")
    call_button_of_row = row.get_by_role("button", name="王建国").first
    call_button_of_row.click()
    expect(page.locator("#peer")).to_contain_text("王建国")
    assert [(one.from_, one.to) for one in real.calls] == [(FRIEND, ME), (ME, FRIEND)]


def test_busy_and_reorder_sound_as_in_the_country_that_was_called(console: Console, real: Emulator) -> None:
    real.handset(FRIEND).on_ring("busy")
    real.handset(ABROAD).on_ring("unreachable")
    page = console(**{"from": ME, "to": FRIEND})
    with page.expect_response(f"**/signals/busy?number={quote(FRIEND)}"):
        call_button(page)
    expect(page.locator("#complaint")).to_have_text("Busy")
    assert page.evaluate(IS_LOUD)
    page.get_by_label("Number to dial").fill(ABROAD)
    with page.expect_response(f"**/signals/reorder?number={quote(ABROAD)}"):
        page.get_by_label("Number to dial").press("Enter")
    expect(page.locator("#complaint")).to_have_text("Could not connect")
    assert page.evaluate(IS_LOUD)


def test_contacts_are_called_and_texted_at_a_click(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Contacts").click()
    expect(page.locator("#book-list b")).to_have_text(["Hotline", "12333", "王建国"])
    page.get_by_label("Search names or numbers").fill("王")
    expect(page.locator("#book-list b")).to_have_text(["王建国"])
    page.get_by_role("button", name="Text 王建国").click()
    expect(page.locator("#texts-peer")).to_have_text(f"王建国 {FRIEND}")
    expect(page.get_by_label("Text message")).to_be_focused()
    page.get_by_label("Search names or numbers").fill("hot")
    page.get_by_role("button", name="Hotline 12393").first.click()
    expect(page.locator("#call-state")).to_have_text("On the line")
    expect(page.locator("#book")).to_be_hidden()
    assert [one.to for one in real.calls] == ["12393"]


def test_a_number_is_pasted_as_people_write_it_and_digits_in_a_call_are_keyed(console: Console) -> None:
    page = console(**{"from": ME})
    for written, number in (
        ("tel:+86-120-0000-0002", FRIEND),
        (" +1 (617) 555-0100 ", ABROAD),
        ("１２３９３", "12393"),
        ("no number at all", "12393"),
    ):
        page.evaluate("document.activeElement.blur()")
        page.evaluate(PASTE, written)
        expect(page.get_by_label("Number to dial")).to_have_value(number)
    page.get_by_label("Number to dial").fill("")
    page.evaluate(PASTE, "12393")
    call_button(page)
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")
    page.evaluate(PASTE, "1 2-#")
    expect(page.locator("#pressed")).to_have_text("12#")
    expect(page.locator("#transcript .mine kbd")).to_have_text(["1", "2", "#"])


def test_a_finger_dials_and_holds_zero_for_a_plus(browser: Browser, real: Emulator) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(context, real, "?from=%2B8612000000001&to=12393")
    for _ in "12393":
        page.get_by_role("button", name="Delete a digit").tap()
    zero = page.get_by_role("button", name="0", exact=True)
    zero.click(delay=700)
    zero.tap()
    expect(page.get_by_label("Number to dial")).to_have_value("+0")
    page.get_by_role("button", name="Delete a digit").tap()
    page.get_by_role("button", name="Delete a digit").tap()
    for key in "12393":
        page.get_by_role("button", name=key, exact=True).tap()
    page.get_by_role("button", name="Call", exact=True).tap()
    expect(page.locator("#call-state")).to_have_text("On the line")
    page.get_by_role("button", name="1", exact=True).tap()
    expect(page.locator("#caption")).to_contain_text("You pressed 1.")
    page.get_by_role("button", name="Hang up").tap()
    expect(page.locator("#complaint")).to_contain_text("Call ended")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_second_page_takes_another_number_and_the_two_talk(context: BrowserContext, real: Emulator) -> None:
    mine, theirs = opened(context, real), opened(context, real)
    expect(mine.locator("#my-number")).to_have_text(ME)
    expect(theirs.locator("#my-number")).to_have_text(FRIEND)
    mine.get_by_label("Number to dial").fill(FRIEND)
    call_button(mine)
    expect(mine.locator("#call-state")).to_have_text("Calling…")
    theirs.get_by_role("button", name="Answer", exact=True).click()
    for page in (mine, theirs):
        expect(page.locator("#call-state")).to_have_text("On the line")
        expect(page.locator("#timer")).to_have_text(re.compile("0:0[1-9]"))
    theirs.get_by_role("button", name="Hang up").click()
    expect(mine.locator("#complaint")).to_contain_text("Call ended")


def test_a_page_that_is_loaded_anew_is_still_the_telephone_that_was_chosen(
    context: BrowserContext, real: Emulator
) -> None:
    page = opened(context, real)
    page.locator("#identity").click()
    page.get_by_role("button", name="王建国").click()
    expect(page.locator("#my-number")).to_have_text(FRIEND)
    page.reload()
    expect(page.locator("#my-number")).to_have_text(FRIEND)


def test_a_phone_for_a_contact_opens_in_a_window_beside(console: Console) -> None:
    page = console(**{"from": ME})
    page.locator("#identity").click()
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Open another phone for 王建国").click()
    beside = opening.value
    beside.wait_for_selector("body[data-ready]")
    expect(beside.locator("#my-number")).to_have_text(FRIEND)
    expect(beside.locator("#handset")).to_be_visible()
    beside.close()


def test_two_pages_of_one_number_both_ring_and_one_of_them_answers(context: BrowserContext, real: Emulator) -> None:
    query = "?from=%2B8612000000001"
    one, other = opened(context, real, query), opened(context, real, query)
    call = real.handset(FRIEND).dial(ME, settle=False)
    for page in (one, other):
        expect(page.locator("#call-state")).to_have_text("Incoming call")
    one.get_by_role("button", name="Answer", exact=True).click()
    expect(one.locator("#call-state")).to_have_text("On the line")
    expect(other.locator("#complaint")).to_have_text("Answered elsewhere")
    other.close()
    assert call.status is CallStatus.IN_PROGRESS
    one.get_by_role("button", name="Hang up").click()
    expect(one.locator("#complaint")).to_contain_text("Call ended")
    second = real.handset(FRIEND).dial(ME, settle=False)  # the page that is left still asks who is to answer
    expect(one.locator("#call-state")).to_have_text("Incoming call")
    assert second.status is CallStatus.RINGING


def test_who_is_too_late_to_answer_is_told_so(context: BrowserContext, real: Emulator) -> None:
    page = opened(context, real, "?from=%2B8612000000001")
    call = real.handset(FRIEND).dial(ME, settle=False)
    expect(page.locator("#call-state")).to_have_text("Incoming call")
    held: list[Route] = []
    page.route("**/pick-up", lambda route: held.append(route))
    with page.expect_request("**/pick-up"):
        page.get_by_role("button", name="Answer", exact=True).click()
    assert real.switchboard.pick_up(call.sid)
    expect(page.locator("#call-state")).to_have_text("On the line")  # it might be this page's own doing, as yet
    held[0].continue_()
    expect(page.locator("#complaint")).to_have_text("Answered elsewhere")
    page.close(run_before_unload=True)
    assert call.status is CallStatus.IN_PROGRESS


def test_a_tab_that_is_closed_in_a_call_hangs_it_up(context: BrowserContext, telephone: Emulator) -> None:
    other = opened(context, telephone, "?from=%2B8612000000002")
    page = opened(context, telephone, "?from=%2B8612000000001&to=%2B8612000000002")
    call_button(page)
    other.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("On the line")
    page.close(run_before_unload=True)
    expect(other.locator("#complaint")).to_contain_text("Call ended")
    assert [one.status for one in telephone.calls] == [CallStatus.COMPLETED]


def test_a_lost_network_is_shown_and_mended_without_a_reload(context: BrowserContext, real: Emulator) -> None:
    page = opened(context, real, "?from=%2B8612000000001&to=12393")
    call_button(page)
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")
    context.set_offline(True)
    expect(page.locator("#status")).to_have_text("Connection lost, trying again…")
    page.keyboard.press("1")
    expect(page.locator("#complaint")).to_contain_text("The emulator does not answer.")
    real.handset(FRIEND).text(ME, "while you were away")
    context.set_offline(False)
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#complaint")).to_have_text("")
    expect(page.locator("#texts-unread")).to_have_text("1 unread")
    expect(page.locator("#call-state")).to_have_text("On the line")
    page.keyboard.press("1")
    expect(page.locator("#transcript")).to_contain_text("You pressed 1.")
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#complaint")).to_contain_text("Call ended")


def test_a_call_outlives_even_more_news_than_the_emulator_keeps(context: BrowserContext, real: Emulator) -> None:
    page = opened(context, real, "?from=%2B8612000000001&to=12393")
    call_button(page)
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")
    context.set_offline(True)
    expect(page.locator("#status")).to_have_text("Connection lost, trying again…")
    number = real.switchboard.desk.store.numbers["12393"]
    for _ in range(KEPT + 10):
        real.switchboard.desk.feed.publish(Topic.NUMBER, number)
    context.set_offline(False)
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")
    expect(page.locator("#call-state")).to_have_text("On the line")
    page.keyboard.press("1")
    expect(page.locator("#transcript")).to_contain_text("You pressed 1.")


def test_who_is_called_by_an_application_keys_and_speaks_like_any_caller(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    url = f"{real.url}/2010-04-01/Accounts/{real.account_sid}/Calls.json"
    gather = "<Gather input='dtmf speech' numDigits='1' timeout='20'><Say>Press one.</Say></Gather>"
    data = {"From": "12393", "To": ME, "Twiml": f"<Response>{gather}{gather}</Response>"}
    auth = (real.account_sid, real.auth_token)
    assert httpx.post(url, data=data, auth=auth, trust_env=False).status_code == 201
    expect(page.locator("#peer")).to_contain_text("Hotline")
    expect(page.locator("#hint button")).to_be_disabled()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#transcript .theirs")).to_contain_text("Press one.")
    expect(page.locator("#hint button")).to_be_enabled()
    page.get_by_label("Say something…").fill("my balance")
    page.get_by_label("Say something…").press("Enter")
    expect(page.locator("#transcript .mine .bubble")).to_have_text(["my balance"])


def test_a_ringing_page_that_is_closed_leaves_the_call_to_the_other_one(
    context: BrowserContext, real: Emulator
) -> None:
    query = "?from=%2B8612000000001"
    one, other = opened(context, real, query), opened(context, real, query)
    call = real.handset(FRIEND).dial(ME, settle=False)
    expect(one.locator("#call-state")).to_have_text("Incoming call")
    expect(other.locator("#call-state")).to_have_text("Incoming call")
    other.close(run_before_unload=True)
    one.get_by_role("button", name="Answer", exact=True).click()
    expect(one.locator("#call-state")).to_have_text("On the line")
    assert call.status is CallStatus.IN_PROGRESS


def test_eight_telephones_are_open_in_one_browser_and_each_rings(context: BrowserContext, real: Emulator) -> None:
    numbers = [f"+861200000010{place}" for place in range(8)]
    pages = [opened(context, real, f"?from={quote(number)}") for number in numbers]
    for page in pages:
        expect(page.locator("#status")).to_have_text("Connected")
    for number, page in reversed(list(zip(numbers, pages, strict=True))):
        real.handset(FRIEND).dial(number, settle=False)
        expect(page.locator("#call-state")).to_have_text("Incoming call")
    for page in (pages[-1], pages[0]):
        page.get_by_role("button", name="Decline").click()
        expect(page.locator("#complaint")).to_have_text("Declined")
