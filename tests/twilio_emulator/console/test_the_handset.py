"""The telephone on the page, in a real browser."""

import re
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from twilio_emulator import Emulator
from twilio_emulator.engine.leg import CallStatus

pytestmark = pytest.mark.browser
ME = "+8612000000001"
FRIEND = "+8612000000002"
Console = Callable[..., Page]
IS_ANSWERED = """async (numbers) => {
  const post = async (path, body) => (await fetch("/emulator/v1/calls" + path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  })).json();
  for (let tries = 0; tries < 100; tries += 1) {
    const call = await post("", numbers);
    await post(`/${call.sid}/hang-up`, {});
    if (call.status === "in-progress") return true;
  }
  return false;
}"""


def heard(page: Page, words: str) -> None:
    expect(page.locator("#transcript .theirs .bubble").filter(has_text=words)).to_be_visible()


def test_a_call_from_dialling_to_hanging_up(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Welcome.")
    expect(page.locator("#call-state")).to_have_text("On the line")
    expect(page.locator("#peer")).to_have_text("Hotline12393")
    page.get_by_role("button", name="1", exact=True).click()
    heard(page, "You pressed 1.")
    page.keyboard.type("2*#")
    heard(page, "Thank you for 2*")
    expect(page.locator("#pressed")).to_have_text("12*#")
    expect(page.locator("#transcript .mine kbd")).to_have_text(["1", "2", "*", "#"])
    expect(page.locator("#timer")).to_have_text(re.compile("0:0[1-9]"))
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#complaint")).to_contain_text("Call ended")
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()
    assert [call.status for call in real.calls] == [CallStatus.COMPLETED]


def test_a_number_is_typed_on_the_pad_and_the_keyboard(console: Console, real: Emulator) -> None:
    page = console()
    page.get_by_label("Number to dial").fill("12")
    page.get_by_role("button", name="3", exact=True).click()
    page.keyboard.type("9")
    page.get_by_label("Number to dial").press("End")
    page.keyboard.type("34")
    page.get_by_role("button", name="Delete a digit").click()
    expect(page.get_by_label("Number to dial")).to_have_value("12393")
    page.get_by_label("Number to dial").press("Enter")
    heard(page, "Welcome.")
    assert [(call.from_, call.to) for call in real.calls] == [(ME, "12393")]


def test_what_is_no_number_is_refused_in_words(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_label("Number to dial").fill("12")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#complaint")).to_contain_text("Enter a number")
    page.get_by_label("Number to dial").fill("+86 120 0000 0001")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#complaint")).to_contain_text("your own number")
    assert real.calls == []


def test_a_hostile_prompt_is_shown_as_text(console: Console) -> None:
    page = console(to="12393")
    title = page.title()
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Welcome.")
    page.keyboard.press("1")
    heard(page, '<img src=x onerror="document.title=1"><script>')
    assert page.locator("#transcript img, #transcript script").count() == 0
    assert page.title() == title


def test_a_remark_stands_in_the_transcript_with_its_code(console: Console) -> None:
    page = console(to="12393")
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Welcome.")
    page.keyboard.press("1")
    expect(page.locator("#transcript .coded.warning .code")).to_have_text("12200")


def test_a_piece_of_the_hint_is_keyed_at_a_click(console: Console, real: Emulator) -> None:
    page = console(to="12393")
    piece = page.locator("#hint").get_by_role("button", name="1357X")
    expect(piece).to_be_disabled()
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Welcome.")
    page.keyboard.press("1")
    heard(page, "You pressed 1.")
    piece.click()
    heard(page, "Thank you for 135.")
    expect(page.locator("#pressed")).to_have_text("11357*")


def test_an_incoming_call_rings_and_is_answered(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(ME, settle=False)
    expect(page.locator("#call-state")).to_have_text("Incoming call")
    expect(page.locator("#peer")).to_contain_text("王建国")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("On the line")
    assert call.status is CallStatus.IN_PROGRESS
    call.hang_up()
    expect(page.locator("#complaint")).to_contain_text("Call ended")


def test_an_incoming_call_is_declined(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(ME, settle=False)
    page.get_by_role("button", name="Decline").click()
    expect(page.locator("#complaint")).to_have_text("Declined")
    assert call.status is CallStatus.NO_ANSWER


def test_a_closed_page_hangs_up_and_its_handset_answers_again(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Welcome.")
    over = threading.Event()
    real.switchboard.desk.feed.subscribe(lambda news: over.set() if real.calls[0].over else None)
    page.goto("about:blank")
    assert over.wait(10)
    page.goto(f"{real.url}/console/icon.svg")
    assert page.evaluate(IS_ANSWERED, {"from": FRIEND, "to": ME})


def test_another_number_is_chosen_among_the_contacts_or_typed(console: Console, real: Emulator) -> None:
    page = console()
    expect(page.locator("#my-number")).to_have_text(ME)
    page.locator("#identity").click()
    page.get_by_label("Search contacts, or type a number").fill("王")
    with page.expect_response("**/messages?*"):
        page.get_by_role("button", name="王建国").click()
    expect(page.locator("#my-number")).to_have_text(FRIEND)
    page.locator("#identity").click()
    page.get_by_label("Search contacts, or type a number").fill("+1 500 555 0199")
    with page.expect_response("**/messages?*"):  # the last thing asked for the new number
        page.keyboard.press("Enter")
    expect(page.locator("#my-number")).to_have_text("+15005550199")
    real.handset(FRIEND).dial("+15005550199", settle=False)
    expect(page.locator("#call-state")).to_have_text("Incoming call")
