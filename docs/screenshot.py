"""Take the pictures in these pages anew, of the real thing, while ``make run`` runs in another terminal."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

URL = "http://127.0.0.1:12393"
ID_NUMBER, PIN, PHONE = "990101198503120010", "739204", "%2B8612010000001"
IMAGES = Path(__file__).parent / "images"


def heard(page: Page, words: str) -> None:
    """Wait until ``words`` have come out of the handset."""
    expect(page.locator("#transcript .theirs .bubble").filter(has_text=words).last).to_be_visible(timeout=20_000)


def call_and_text(page: Page) -> None:
    """Ring the hotline up to the balance, and text YE."""
    page.goto(f"{URL}/?from={PHONE}&to=12393")
    page.get_by_label("Text message").fill("YE")
    page.get_by_label("Text message").press("Enter")
    expect(page.get_by_text("余额1234.56元").last).to_be_visible()
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "欢迎致电")
    page.keyboard.type("1")
    heard(page, "后四位")
    page.keyboard.type(f"{ID_NUMBER[-4:]}#")
    heard(page, "查询密码")
    page.keyboard.type(f"{PIN}#")
    heard(page, "个人账户余额")
    page.keyboard.type("1")
    heard(page, "五角六分")


def main() -> None:
    """Write ``docs/images/console.png`` and ``console-dark.png``."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, scheme in (("console", "light"), ("console-dark", "dark")):
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="en-US")
            call_and_text(page)
            page.locator("#exchanges button").first.click()
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
