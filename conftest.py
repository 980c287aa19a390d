"""For the whole repository: how properties are tested, a real Chromium, and pages in it.

``page`` fails its test when the page complained in its console, raised, or asked anybody but the page's own origin
for anything.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

ARGUMENTS = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 10_000.0
"""Milliseconds a page may take to do what is expected of it."""
TOO_LATE = re.compile(r"/emulator/v1/(calls/[^/]+/(live|lines/[0-9]+/audio)|hearing/[^/]+)$")
"""What a page asks of a call while it is on: the call may end, or be forgotten, before the question arrives."""
IN_VAIN = re.compile(r"status of (404|409)\b")
"""How the browser notes that in its console, whatever the page makes of it."""

# A property holds or it does not, however slow the machine is. The gate asks the same questions every time; new ones
# are asked at everybody's desk, where a find can be made a test.
settings.register_profile(
    "suite", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium; fails with the command that installs one where there is none."""
    named = os.environ.get("CHROMIUM", "")
    own = playwright.chromium.executable_path
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and not named and Path(own).exists():
        found = own
    if found is None:
        pytest.fail(
            f"The browser tests need Chromium{f', and CHROMIUM={named} is none' if named else ''}; install it with "
            f"`{sys.executable} -m playwright install chromium` or `sudo apt-get install chromium`.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(playwright), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh profile: English, light, a desk-sized window."""
    fresh = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}, color_scheme="light")
    fresh.set_default_timeout(PATIENCE)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return a page; afterwards, whatever it complained of fails the test."""
    opened = context.new_page()
    complaints: list[str] = []
    origins: set[str] = set()

    def heed(message: ConsoleMessage) -> None:
        in_vain = TOO_LATE.search(message.location["url"]) and IN_VAIN.search(message.text)
        if message.type in ("error", "warning") and not in_vain:
            complaints.append(message.text)

    opened.on("console", heed)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: origins.add("/".join(request.url.split("/", 3)[:3])))
    yield opened
    assert not complaints
    assert len(origins) <= 1, f"the page asked {sorted(origins)}"


pytest_plugins = ["pytester"]
