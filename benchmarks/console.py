"""The console as somebody meets it who opens it for the first time, and its figures of as many calls as are kept."""

from __future__ import annotations

import shutil
from datetime import timedelta

import httpx
from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure import Figure, duration, figure
from twilio_emulator import Emulator
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.store import CALLS_KEPT, EXCHANGES_KEPT, Call, new_sid

ROUNDS = 15
LINE = "12393"
READY = """new MutationObserver(() => { if (document.body?.dataset.ready) window.readyAt ??= performance.now(); })
.observe(document, { subtree: true, attributes: true, childList: true });"""
"""Notes when the page is connected and knows everything, in milliseconds since it was asked for."""


def _open(browser: Browser) -> float:
    """Return after how many milliseconds the page is ready: a new emulator, and a browser that has never been here."""
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(READY)
        page.goto(emulator.url)
        page.wait_for_selector("body[data-ready]")
        took = float(page.evaluate("window.readyAt"))
        context.close()
    return took


def _cold() -> Figure:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = [_open(browser) for _ in range(ROUNDS)]
        browser.close()
    return figure("console: opened for the first time, until it is ready", times, " ms", below=1000)


def _fill(emulator: Emulator) -> None:
    """Make it remember as many calls as it can, each with its webhooks."""
    store, began = emulator.switchboard.desk.store, emulator.clock.now() - timedelta(days=1)
    for number in range(CALLS_KEPT):
        at = began + timedelta(seconds=8 * number)
        call = Call(
            sid=new_sid("CA"),
            account_sid=emulator.account_sid,
            from_=f"+861201{number:07d}",
            to=LINE,
            placed_at=at,
            answered_at=at,
            ended_at=at + timedelta(seconds=number % 600),
            status=CallStatus.COMPLETED,
        )
        store.add_call(call)
        for purpose in ("answer", "action")[: EXCHANGES_KEPT // CALLS_KEPT]:
            made = store.add_exchange(
                at, purpose, call, f"http://127.0.0.1/{purpose}", "POST", {"Digits": str(number % 10)}
            )
            made.status, made.seconds = 200, number % 97 / 1000


def _figures() -> Figure:
    with Emulator() as emulator:
        _fill(emulator)
        with httpx.Client(base_url=emulator.url, trust_env=False) as client:

            def ask() -> None:
                client.get("/emulator/v1/figures").raise_for_status()

            return duration(f"console: the figures of {CALLS_KEPT:,} calls", ask, below_ms=250)


def figures() -> list[Figure]:
    """Measure both."""
    return [_cold(), _figures()]
