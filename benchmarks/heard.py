"""What a caller hears after a key, in a real Chromium, from the key to the first sample that is no silence.

The hotline runs in a process of its own, with its recordings, and the emulator in this one, in real time. In the page
the moment is taken at which a key goes down, and at which a sound is started that the line has sent; the silence at
that sound's beginning counts, the way to the loudspeaker does not. For barge-in it is the moment at which the sound
that was heard is stopped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.hotline import environment_of, open_hotline
from benchmarks.measure import Figure, figure
from hotline import PinCost
from models.seed import DemoPerson
from twilio_emulator import Emulator

CALLS = 7
BELOW = 300.0
"""Milliseconds from the last key to the balance."""
WATCH = """
window.heard = [];
addEventListener("keydown", (event) => heard.push(["key", event.key, performance.now()]), true);
const { start, stop } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...given) {
  const silent = this.buffer.getChannelData(0).findIndex((level) => Math.abs(level) > 0.003);
  heard.push(["start", "", performance.now() + 1000 * Math.max(silent, 0) / this.buffer.sampleRate]);
  return start.apply(this, given);
};
AudioBufferSourceNode.prototype.stop = function (...given) {
  if (given.length === 0) heard.push(["stop", "", performance.now()]);
  return stop.apply(this, given);
};
"""
"""Files are played by such nodes, and key tones are not."""


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """Run the hotline as it is really served; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = ["--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command = [str(Path(sys.executable).parent / "granian"), *options, "--workers", "1", "--log-level", "error"]
    process = subprocess.Popen(
        [*command, "hotline:create_app"], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        address, answered = f"http://127.0.0.1:{port}", threading.Event()
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                answered.wait(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def _after(page: Page, key: str, what: str) -> float:
    """Return the milliseconds from the latest press of ``key`` to the next ``what``, which may be still to come."""
    found: float = page.evaluate(
        """async ([key, what]) => {
          const pressed = heard.findLast(([kind, name]) => kind === "key" && name === key)[2];
          for (;;) {
            const next = heard.find(([kind, , at]) => kind === what && at >= pressed);
            if (next) return next[2] - pressed;
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
        }""",
        [key, what],
    )
    return found


def _call(page: Page, address: str, person: DemoPerson) -> tuple[float, float, float]:
    """Ask for the balance: how long the first prompt is still heard after a key, and when the answers begin."""

    def heard(words: str) -> None:
        bubbles = page.locator("#transcript .theirs .bubble").filter(has_text=words)
        expect(bubbles.last).to_be_visible(timeout=30_000)

    page.goto(f"{address}/?from={quote('+8612099990000')}&to=12393")
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("button", name="Call", exact=True).click()
    heard("欢迎致电")
    page.evaluate(
        "async () => { while (!heard.some(([kind]) => kind === 'start')) await new Promise(requestAnimationFrame); }"
    )
    page.evaluate("heard.length = 0")
    page.keyboard.press("1")
    cut = _after(page, "1", "stop")
    heard("身份证号码")
    page.keyboard.type(f"{person.id_number}#")
    heard("查询密码")
    page.keyboard.type(f"{person.pin}#")
    heard("个人账户余额")
    proven = _after(page, "#", "start")
    page.keyboard.press("1")
    heard("元")
    balance = _after(page, "1", "start")
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()
    return cut, proven, balance


def figures() -> list[Figure]:
    """Measure in calls that each ask for the balance."""
    named = os.environ.get("CHROMIUM", "")
    chromium = next(filter(None, map(shutil.which, filter(None, (named, "chromium", "chromium-browser")))), None)
    with tempfile.TemporaryDirectory() as folder, Emulator(clock="real") as emulator, sync_playwright() as playwright:
        _, person = open_hotline(Path(folder), PinCost.STRONG, emulator.account_sid, emulator.auth_token)
        environment = environment_of(Path(folder), emulator.account_sid, emulator.auth_token)
        with _served(environment) as hotline:
            emulator.add_number("12393", voice_url=f"{hotline}/voice/answer", status_callback=f"{hotline}/voice/status")
            arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            page = browser.new_context(locale="en-US").new_page()
            page.add_init_script(WATCH)
            calls = [_call(page, emulator.url, person) for _ in range(CALLS + 1)][1:]
            browser.close()
    cuts, proven, balances = (list(times) for times in zip(*calls, strict=True))
    return [
        figure("Chromium: from a key until the prompt is silent", cuts, " ms"),
        figure("Chromium: from the PIN's last key to the answer's sound", proven, " ms"),
        figure("Chromium: from the last key to the balance's sound", balances, " ms", below=BELOW),
    ]
