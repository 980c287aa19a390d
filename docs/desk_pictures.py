"""Take the pictures of the agents' pages anew: of a hotline of their own, on a Monday morning in virtual time."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright
from twilio.rest import Client
from werkzeug.serving import make_server

import models.seed
from hotline import PinCost, Settings, Voice, create_app
from ivr.people.telephone import TwilioTelephone
from models import Database, PinHasher, migrate
from models.people import agents, supervisors
from models.seed import demo_people
from twilio_emulator import Emulator, LiveCall

IMAGES = Path(__file__).parent / "images"
AS_OF = date(2026, 3, 1)
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai."""
PIN = "481516"
LINE = "12393"
ROSTER = ("李雷", "韩梅")


@contextmanager
def hotline() -> Iterator[tuple[Emulator, Database, str]]:
    """A hotline with two agents; gives the line, the accounts, and where the pages are."""
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        url = f"sqlite:///{folder}/hotline.sqlite3"
        settings = Settings(
            database_url=url,
            secret_key=b"a secret key for pictures, 32 bytes",
            account_sid=emulator.account_sid,
            auth_token=emulator.auth_token,
            voice=Voice.SAY,
            pin_cost=PinCost.CHEAP,
        )
        migrate(url)
        database = Database(url, settings.secret_key, pin_hasher=PinHasher.cheap())
        models.seed.seed(database, people=models.seed.FEWEST_PEOPLE, seed=1, as_of=AS_OF)
        emulator.clock.set_to(NINE)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        app = create_app(settings, now=emulator.clock.now, database=database, telephone=TwilioTelephone(client))
        emulator.add_number(
            LINE, voice_url="/voice/answer", sms_url="/sms/incoming", status_callback="/voice/status", app=app
        )
        with database.session() as db:
            for last, name in enumerate(ROSTER):
                agent = agents.add(db, name, f"+86120888800{last:02d}", PIN, NINE)
                agents.sign_on(db, agent.agent_id, NINE)
                supervisors.appoint(db, agent.agent_id, NINE)
                emulator.handset(f"+86120888800{last:02d}").on_ring("ask")
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield emulator, database, f"http://127.0.0.1:{server.server_port}/desk"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            database.dispose()


def takes(emulator: Emulator) -> LiveCall:
    """The agent whose telephone rings takes the caller."""
    phones = [emulator.handset(f"+86120888800{last:02d}") for last in range(len(ROSTER))]
    rung = next(call for phone in phones for call in phone.calls if call.status == "ringing")
    return rung.pick_up().press("1")


def zhang_asks(emulator: Emulator) -> LiveCall:
    """Somebody known proves who they are."""
    zhang = demo_people()[0]
    assert zhang.phone is not None
    call = emulator.handset(zhang.phone).dial(LINE)
    return call.press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#")


def morning(emulator: Emulator) -> None:
    """Calls and texts of an hour and a half: some ask for their balance, some for a policy, some for a person."""
    for turn in range(14):
        call = emulator.handset(f"+86120999900{turn:02d}").dial(LINE)
        if turn % 3:
            call.press("2").hang_up()
        else:
            call.press("0")
            talk = takes(emulator)
            emulator.clock.advance(120)
            talk.hang_up()
            call.press("2" if turn % 2 else "1")
        emulator.clock.advance(180)
        zhang_asks(emulator).press("1").hang_up()
        emulator.handset(f"+86120999900{turn:02d}").text(LINE, "BZ" if turn % 2 else "ZC#北京")
        emulator.clock.advance(100)


def callers(emulator: Emulator) -> None:
    """One caller, known and verified, talks to an agent; one rings at the other; two wait."""
    zhang_asks(emulator).press("0")
    takes(emulator)
    for last in (41, 42, 43):
        emulator.handset(f"+86120999900{last}").dial(LINE).press("0")


def sign_in(page: Page, address: str, number: int) -> None:
    """Sign in as an agent."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("工号").fill(str(number))
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="签入").click()
    expect(page.locator("#duty")).to_be_visible()


def take(browser: Browser, address: str, number: int) -> None:
    """Write the pictures."""
    schemes: tuple[tuple[str, Literal["light", "dark"]], ...] = (("desk", "light"), ("desk-dark", "dark"))
    for name, scheme in schemes:
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=scheme, locale="zh-CN")
        sign_in(page, address, number)
        page.screenshot(path=IMAGES / f"{name}.png")
        if scheme == "light":
            page.goto(f"{address}/operations")
            page.screenshot(path=IMAGES / "operations.png", full_page=True)
        page.close()


def main() -> None:
    """Write ``docs/images/desk.png``, ``desk-dark.png`` and ``operations.png``."""
    IMAGES.mkdir(exist_ok=True)
    with hotline() as (emulator, database, address), sync_playwright() as playwright:
        morning(emulator)
        callers(emulator)
        with database.session() as db:
            talking = next(one.number for one in agents.everybody(db) if one.state == "talking")
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take(browser, address, talking)
        browser.close()


if __name__ == "__main__":
    main()
