"""Take the pictures of the console anew: of a call to a hotline of their own, and of a Monday morning's figures."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.hotline import open_hotline
from docs.desk_pictures import IMAGES, LINE, hotline, morning
from hotline import PinCost
from models.seed import DemoPerson, demo_people
from twilio_emulator import Emulator
from twilio_emulator.store import Contact

WIDE, TALL, PHONE = (1440, 900), (1440, 1500), (390, 844)
ZONE = "Asia/Shanghai"
TITLE = "医疗保障服务热线"
TEXTERS = ("YE", "MX", "BZ", "YE")
"""What some people text to the hotline on that morning."""


@contextmanager
def line() -> Iterator[tuple[Emulator, DemoPerson]]:
    """A hotline in real time, as ``make run`` has it; gives the emulator, and somebody to be."""
    people = [
        Contact(phone_number=one.phone, name=one.name, hint=f"{one.situation} · {one.id_number} · {one.pin}")
        for one in demo_people()
        if one.phone
    ]
    with tempfile.TemporaryDirectory() as folder, Emulator(clock="real", contacts=people) as emulator:
        app, person = open_hotline(Path(folder), PinCost.CHEAP, emulator.account_sid, emulator.auth_token)
        emulator.add_number(
            LINE,
            voice_url="/voice/answer",
            sms_url="/sms/incoming",
            status_callback="/voice/status",
            app=app,
            friendly_name=TITLE,
        )
        yield emulator, person


def heard(page: Page, words: str) -> None:
    """Wait until ``words`` have come out of the handset."""
    said = page.locator("#transcript .theirs .bubble").filter(has_text=words)  # not seen on a phone's screen
    expect(said).not_to_have_count(0, timeout=20_000)


def opened(
    browser: Browser, emulator: Emulator, phone: str, size: tuple[int, int], scheme: Literal["light", "dark"] = "light"
) -> Page:
    """Open the console as somebody, with the hotline's number dialled."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US", timezone_id=ZONE
    )
    page.goto(f"{emulator.url}/?from={phone.replace('+', '%2B')}&to={LINE}")
    page.wait_for_selector("body[data-ready]")
    return page


def call(page: Page, person: DemoPerson) -> None:
    """Ring the hotline up to the balance, in figures."""
    page.locator("#call").click()
    heard(page, "欢迎致电")
    page.keyboard.type("1")
    heard(page, "后四位")
    page.keyboard.type(f"{person.id_number[-4:]}#")
    heard(page, "查询密码")
    page.keyboard.type(f"{person.pin}#")
    heard(page, "个人账户余额")
    page.keyboard.type("1")
    heard(page, "五角六分")
    expect(page.locator("#pad .down")).to_have_count(0)


def calls(browser: Browser) -> None:
    """Write ``console.png``, ``console-dark.png``, ``console-phone.png`` and ``inspector.png``."""
    schemes: tuple[tuple[str, Literal["light", "dark"]], ...] = (("console", "light"), ("console-dark", "dark"))
    with line() as (emulator, person):
        assert person.phone is not None
        for name, scheme in schemes:
            page = opened(browser, emulator, person.phone, WIDE, scheme)
            page.get_by_label("Text message").fill("YE")
            page.locator("#send").click()
            expect(page.locator("#texts .theirs .bubble").last).to_contain_text("余额")
            call(page, person)
            page.locator("#exchanges button").first.click()
            expect(page.locator("#detail-body pre").first).to_be_visible()
            page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
            if scheme == "light":
                page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
                page.locator(".look-column").screenshot(path=IMAGES / "inspector.png", animations="disabled")
            page.close()
        page = opened(browser, emulator, person.phone, PHONE)
        call(page, person)
        page.screenshot(path=IMAGES / "console-phone.png", animations="disabled")
        page.close()


def figures(browser: Browser) -> None:
    """Write ``figures.png``."""
    with hotline() as (emulator, _database, _address):
        morning(emulator)
        for place, words in enumerate(TEXTERS):
            emulator.handset(f"+86120999900{place:02d}").text(LINE, words)
            emulator.clock.advance(60)
        with_fault = emulator.faults.add("status", status=503, url="*/voice/answer", times=3)
        for last in range(4):
            emulator.handset(f"+86120999905{last}").dial(LINE).hang_up()
            emulator.clock.advance(45)
        with_fault.remove()
        page = opened(browser, emulator, "+8612099990000", TALL)
        page.locator("#tab-figures").click()
        expect(page.locator("#figures svg.plot").first).to_be_visible()
        page.locator(".list-card").screenshot(path=IMAGES / "figures.png", animations="disabled")
        page.close()


def main() -> None:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        calls(browser)
        figures(browser)
        browser.close()


if __name__ == "__main__":
    main()
