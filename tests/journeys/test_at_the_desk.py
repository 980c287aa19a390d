"""The line as a newcomer meets it: in the browser and in the terminal, in real time, through real processes."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hotline import Settings
from models.seed import DemoPerson
from twilio_emulator import Emulator

CLI = Path(sys.executable).parent / "twilio-emulator"


@pytest.fixture
def desk(hotline_process: Any, hotline_settings: Settings) -> Iterator[Emulator]:
    """An emulator in real time in front of a hotline in processes of its own."""
    settings = hotline_settings
    with Emulator(clock="real", account_sid=settings.account_sid, auth_token=settings.auth_token) as emulator:
        emulator.add_number(
            "12393",
            voice_url=f"{hotline_process.url}/voice/answer",
            sms_url=f"{hotline_process.url}/sms/incoming",
            status_callback=f"{hotline_process.url}/voice/status",
        )
        yield emulator


def heard(page: Page, words: str) -> None:
    expect(page.locator("#transcript .theirs .bubble").filter(has_text=words).last).to_be_visible()


@pytest.mark.browser
def test_the_balance_is_heard_and_seen_in_the_browser(
    page: Page, desk: Emulator, demo: Mapping[str, DemoPerson]
) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    page.goto(f"{desk.url}/?from=%2B8612099990000&to=12393")
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "欢迎致电")
    page.keyboard.type("1")
    heard(page, "身份证号码")
    page.keyboard.type(f"{zhang.id_number}#")
    heard(page, "查询密码")
    with page.expect_response(lambda answer: answer.url.endswith("/audio")) as sound:
        page.keyboard.type(f"{zhang.pin}#")
        heard(page, "个人账户余额")
    assert sound.value.body()[:4] == b"RIFF"
    page.keyboard.type("1")
    heard(page, "一千二百三十四元五角六分")
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#complaint")).to_contain_text("Call ended")


@pytest.mark.browser
def test_a_text_is_answered_in_the_browser(page: Page, desk: Emulator, demo: Mapping[str, DemoPerson]) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    page.goto(f"{desk.url}/?from={zhang.phone.replace('+', '%2B')}&to=12393")

    page.get_by_label("Text message").fill("YE")
    page.get_by_label("Text message").press("Enter")

    expect(page.get_by_text("余额1234.56元").last).to_be_visible()


def test_the_balance_is_heard_in_the_terminal(desk: Emulator, demo: Mapping[str, DemoPerson]) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    typed = f"1\n{zhang.id_number}#\n{zhang.pin}#\n1\n"

    # A pipe waits for its turn through every prompt; typing at a terminal does not, so the test is a terminal.
    done = _at_a_terminal(["call", "12393", "--url", desk.url], typed, expected="五角六分")

    assert "» presses 1" in done
    assert "一千二百三十四元五角六分" in done

    text = subprocess.run(
        [str(CLI), "text", "12393", "YE", "--from", zhang.phone, "--url", desk.url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "余额1234.56元" in text.stdout


def _at_a_terminal(words: list[str], typed: str, expected: str) -> str:
    """Run the command on a terminal of its own, type a line at each new prompt, hang up when ``expected`` is read."""
    import os
    import pty

    prompts = iter(["欢迎致电", "身份证号码", "查询密码", "个人账户余额"])
    lines = iter(typed.splitlines(keepends=True))
    here, there = pty.openpty()
    process = subprocess.Popen([str(CLI), *words], stdin=there, stdout=there, stderr=there, close_fds=True)
    os.close(there)
    screen = b""
    awaited: str | None = next(prompts)
    read_to = 0
    while True:
        try:
            piece = os.read(here, 4096)
        except OSError:  # the program has closed its end
            break
        if not piece:
            break
        screen += piece
        shown = screen.decode("utf-8", "ignore")
        if awaited is not None and awaited in shown[read_to:]:
            read_to = len(shown)
            os.write(here, next(lines).encode())
            awaited = next(prompts, None)
        elif awaited is None and expected in shown[read_to:]:
            read_to = len(shown)
            os.write(here, b"\n")
    process.wait(20)
    os.close(here)
    return screen.decode("utf-8", "replace")
