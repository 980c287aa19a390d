"""The call as it runs: the verb at work is lit, what is waited for is counted down, what was gathered stands there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Page, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME = "+8612000000001"
FRIEND = "+8612000000002"
OWN = "12345"
Console = Callable[..., Page]
TRICKY = """<?xml version="1.0" encoding="UTF-8"?>
<!-- <Say>not this one</Say> -->
<Response>
  <!-- nor <Play/> this -->
  <Gather timeout="30"><Say>One <break time="1s"/> two <emphasis>three</emphasis></Say>
    <Say language="zh-CN"><![CDATA[<Say>四</Say>]]></Say></Gather>
  <Say>Nothing was pressed.</Say>
</Response>"""


def dial(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()


def hold(page: Page) -> None:
    """Let time stand still, so that a prompt lasts as long as the test needs."""
    page.locator('#clock-modes [data-mode="step"]').click()
    expect(page.locator("#clock-step")).to_be_visible()


def lit(page: Page) -> Any:
    return page.locator("#live-document .lit")


def answered_by(real: Emulator, **documents: str) -> None:
    """Let a number be answered by documents, by their paths."""
    app = Flask("live-tests")

    def answer(path: str) -> Response:
        return Response(documents[path], content_type=documents.get(f"{path}_type", "text/xml"))

    app.add_url_rule("/<path>", view_func=answer, methods=["GET", "POST"])
    real.add_number(OWN, voice_url="/answer", app=app)


def test_the_verb_that_speaks_is_lit_and_what_is_around_it(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    expect(page.locator("#live-empty")).to_contain_text("Dial, and the TwiML")
    hold(page)
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    expect(lit(page)).to_have_text(re.compile("Say>Welcome. Press one for hostility.</Say"))
    expect(lit(page)).to_have_attribute("aria-current", "step")
    expect(page.locator("#live-document .around")).to_have_count(2)
    expect(page.locator("#awaits-words")).to_have_text("Speaking · a key stops it")


def test_what_is_waited_for_is_counted_down(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    dial(page)
    expect(page.locator("#awaits-words")).to_have_text("Waiting for a key", timeout=10_000)
    expect(page.locator("#live-tag")).to_have_text("Gather")
    expect(lit(page).first).to_contain_text('<Gather numDigits="1"')
    left = page.locator("#awaits-time")
    expect(left).to_have_text(re.compile(r"^2\d\.\d s left$"))
    first = float(left.inner_text().split()[0])
    expect(left).not_to_have_text(f"{first:.1f} s left")
    assert float(left.inner_text().split()[0]) < first
    assert 0 < page.locator("#awaits-bar").evaluate("(bar) => bar.position") < 0.5


def test_what_was_gathered_and_the_way_lead_to_the_inspector(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    hold(page)
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    expect(page.locator("#gathered")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator("#variables li")).to_have_text(["Digits 1", "FinishedOnKey –", "msg Gather End"])
    expect(page.locator("#trail li")).to_have_text(["answer /answer", "action /menu"])
    expect(page.locator("#trail [aria-current=step]")).to_have_text("action /menu")
    page.locator("#variables button", has_text="Digits").click()
    expect(page.locator("#detail .request-line")).to_contain_text("/menu")
    page.locator("#trail button", has_text="/answer").click()
    expect(page.locator("#detail .request-line")).to_contain_text("/answer")
    page.keyboard.press("Escape")
    page.keyboard.type("12#")
    expect(page.locator("#variables li").first).to_have_text("Digits 12")


def test_the_lit_line_stays_in_sight_when_an_exchange_takes_the_room(console: Console, real: Emulator) -> None:
    pauses = "<Pause length='1'/>" * 30
    answered_by(real, answer=f"<Response>{pauses}<Pause length='60'/>{pauses}</Response>")
    page = console(**{"from": ME, "to": OWN})
    hold(page)
    dial(page)
    for _ in range(30):
        before = page.locator("#live-document .lit").get_attribute("data-element")
        page.locator("#clock-step").click()
        expect(lit(page)).not_to_have_attribute("data-element", str(before))
    expect(lit(page)).to_have_text(re.compile('<Pause length="60"/>'))
    expect(lit(page)).to_be_in_viewport(ratio=1)
    page.locator("#trail button").click()
    expect(page.locator("#detail")).to_be_visible()
    expect(lit(page)).to_be_in_viewport(ratio=1)


def test_a_redirect_lengthens_the_way(console: Console, real: Emulator) -> None:
    answered_by(
        real,
        answer="<Response><Say>One.</Say><Redirect>/second</Redirect></Response>",
        second="<Response><Redirect>/third</Redirect></Response>",
        third="<Response><Pause length='30'/></Response>",
    )
    page = console(**{"from": ME, "to": OWN})
    dial(page)
    ways = ["answer /answer", "redirect /second", "redirect /third"]
    expect(page.locator("#trail li")).to_have_text(ways, timeout=10_000)
    expect(page.locator("#live-tag")).to_have_text("Pause")
    expect(page.locator("#awaits-words")).to_have_text("Silence")
    expect(lit(page)).to_have_text(re.compile('<Pause length="30"/>'))


def test_the_emulator_and_the_page_count_the_same_words(console: Console, real: Emulator) -> None:
    answered_by(real, answer=TRICKY)
    page = console(**{"from": ME, "to": OWN})
    hold(page)
    dial(page)
    expect(lit(page).first).to_contain_text("<Say>")
    expect(lit(page).nth(1)).to_have_text(re.compile("One"))
    for expected in (
        '<Say language="zh-CN">',
        '<Gather timeout="30">',
        "<Say>Nothing was pressed.</Say>",
    ):
        page.locator("#clock-step").click()
        expect(lit(page).first).to_contain_text(expected)


def test_a_hostile_document_is_shown_as_text(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    title = page.title()
    hold(page)
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    page.keyboard.press("1")
    expect(page.locator("#live-document")).to_contain_text('<img src=x onerror="document.title=1">')
    assert page.locator("#live img, #live script").count() == 0
    assert page.title() == title


@pytest.mark.parametrize(
    ("kind", "body", "shown"),
    [
        ("text/plain", "Hello, this is no markup.", "Hello, this is no markup."),
        ("audio/wav", "RIFF", "with a sound (audio/wav"),
    ],
)
def test_an_answer_without_markup_is_shown_for_what_it_is(
    console: Console, real: Emulator, kind: str, body: str, shown: str
) -> None:
    answered_by(real, answer=body, answer_type=kind)
    page = console(**{"from": ME, "to": OWN})
    hold(page)
    dial(page)
    expect(page.locator("#live-document")).to_contain_text(shown)


def test_a_call_that_is_over_keeps_its_document_and_waits_for_nothing(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    hold(page)
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#awaits-words")).to_have_text("The call is over")
    expect(page.locator("#awaits-time")).to_have_text("")
    expect(lit(page)).to_have_count(0)
    expect(page.locator("#live-document")).to_contain_text("Welcome.")


def test_a_telephone_that_is_called_has_no_document(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(ME, settle=False)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#awaits-words")).to_have_text("People are connected")
    expect(page.locator("#live-document")).to_have_text("No TwiML runs at this end.")
    expect(page.locator("#awaits-time")).to_have_text(re.compile("^for "))
    call.hang_up()


def test_a_telephone_that_an_application_has_rung_shows_the_callers_document(console: Console, real: Emulator) -> None:
    answered_by(real, answer=f"<Response><Dial><Number>{ME}</Number></Dial><Say>Thank you.</Say></Response>")
    page = console(**{"from": ME})
    call = real.handset(FRIEND).dial(OWN, settle=False)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#live-from")).to_have_text("at the caller's end")
    expect(lit(page)).to_have_text(re.compile(re.escape(f"<Number>{ME}</Number>")))
    expect(page.locator("#awaits-words")).to_have_text("People are connected")
    call.hang_up()
    expect(page.locator("#awaits-words")).to_have_text("The call is over")


def test_after_a_reset_nothing_of_an_earlier_call_is_left(
    console: Console, real: Emulator, quiet: Callable[[], None]
) -> None:
    answered_by(real, other="<Response><Pause length='30'/></Response>")
    real.add_number(OWN, voice_url="/other", app=real.numbers[-1].app)
    page = console(**{"from": ME, "to": "12393"})
    dial(page)
    expect(page.locator("#trail li")).to_have_text(["answer /answer"])
    quiet()
    real.reset()
    expect(page.locator("#live-empty")).to_be_visible()
    page.get_by_label("Number to dial").fill(OWN)
    dial(page)
    expect(page.locator("#trail li")).to_have_text(["answer /other"])


def test_it_is_there_in_chinese_as_well(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    hold(page)
    dial(page)
    expect(page.locator("#live-tag")).to_have_text("Gather › Say")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#live-title")).to_have_text("通话的进行")
    expect(page.locator("#awaits-words")).to_have_text(re.compile("正在说话 · 按键可打断|等按键"))
    page.keyboard.press("1")
    expect(page.locator("#trail li").last).to_have_text("提交 /menu")
