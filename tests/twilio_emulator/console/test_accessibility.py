"""What axe-core finds wrong for people who see little, or nothing, or use no mouse: nothing, in every state."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]
OPTIONS = {"resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """Return what axe objects to, a line each: the rule, and the element; once nothing moves any more."""
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter(one => one.effect.getComputedTiming()"
        ".iterations !== Infinity).map(one => one.finished))"
    )
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def handset_and_texts(page: Page, real: Emulator, view: Callable[[str], None]) -> None:
    """Look at the handset's lists, whose number it is, a call that comes in, and texts of every kind."""
    for place in ("recents", "contacts", "keypad"):
        page.locator(f'[data-book="{place}"]').click()
        assert violations(page) == []
    page.locator("#identity").click()
    assert violations(page) == []
    page.locator("#people-close").click()
    call = real.handset("+8612000000002").dial(ME, settle=False)
    expect(page.locator("#answer")).to_be_visible()
    assert violations(page) == []
    call.hang_up()
    view("talk")
    page.locator("#body").fill("余额 balance")
    page.locator("#body").press("Enter")
    expect(page.locator("#texts .tick").last).to_contain_text("✓✓")
    real.handset("+8612000000002").text(ME, "hello")
    page.locator("#body").fill("again")
    page.locator("#attach-file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    expect(page.locator("#attached li")).to_have_count(1)
    expect(page.locator("#texts-unread")).to_be_visible()
    assert violations(page) == []
    page.locator("#texts-back").click()
    assert violations(page) == []
    page.locator(".thread", has_text="12393").click()


def prepare(real: Emulator) -> None:
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    real.handset(ME).dial("12345")
    real.faults.add("slow", seconds=0, url="*")
    real.faults.add("lost", times=1).switch(False)


def walk(page: Page, real: Emulator, small: bool) -> None:
    """Go from state to state, and look in each."""

    def view(name: str) -> None:
        if small:
            page.locator(f'.tabs [data-view="{name}"]').click()

    assert violations(page) == []
    handset_and_texts(page, real, view)
    view("look")
    page.locator("#tab-alerts").click()
    page.locator("#alerts summary").first.click()
    assert violations(page) == []
    page.locator("#tab-faults").click()
    page.locator("#fault-add").click()
    page.locator("#fault-form summary").last.click()
    page.locator("#fault-form summary").first.click()
    assert violations(page) == []
    page.locator("#tab-figures").click()
    page.locator("#figures summary").first.click()
    assert violations(page) == []
    page.locator("#figures-last").select_option("own")
    assert violations(page) == []
    page.locator("#tab-calls").click()
    expect(page.locator("#calls li")).not_to_have_count(0)
    assert violations(page) == []
    page.locator("#tab-exchanges").click()
    view("phone")
    page.locator("#call").click()
    page.locator('#pad [data-key="1"]').click()
    expect(page.locator("#exchange-count")).to_have_text("4")
    assert violations(page) == []
    view("talk")
    assert violations(page) == []
    view("look")
    for mode in ("step", "fast", "real"):
        page.locator(f'#clock-modes [data-mode="{mode}"]').click()
        expect(page.locator(f'#clock-modes [data-mode="{mode}"]')).to_have_attribute("aria-pressed", "true")
        assert violations(page) == []
    page.locator("#exchanges button", has_text="/menu").click()
    expect(page.locator("#detail .waterfall li")).to_have_count(2)
    page.locator("#detail").evaluate("(it) => it.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(page) == []
    page.locator("#detail .act").nth(1).click()
    page.locator("#detail .act.primary").click()
    expect(page.locator("#detail .replayed .side")).to_have_count(2)
    assert violations(page) == []


def test_axe_has_no_objection_on_a_desk(console: Console, real: Emulator) -> None:
    prepare(real)
    walk(console(**{"from": ME, "to": "12393"}), real, small=False)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nor_in_the_dark_in_chinese_large_or_small(browser: Browser, real: Emulator, width: int, height: int) -> None:
    prepare(real)
    context = browser.new_context(
        locale="zh-CN", color_scheme="dark", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{real.url}/?from=%2B8612000000001&to=12393")
    page.wait_for_selector("body[data-ready]")
    walk(page, real, small=width < 760)
    context.close()
