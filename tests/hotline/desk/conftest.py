"""An agent at the page, callers at the line, the whole hotline between them, in virtual time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from twilio.rest import Client
from werkzeug.serving import make_server

from hotline import Settings
from ivr.people.telephone import TwilioTelephone
from models import Database
from models.people import agents, supervisors
from models.people.agents import Listed
from twilio_emulator import Emulator, Handset, LiveCall

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

LINE = "12393"
ORIGIN = "http://app.localhost"
"""Where the emulator finds the application, too."""
MONDAY_TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, a working day."""
PIN = "481516"


class Desktop:
    """A browser at the agents' pages, as far as it has no scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str = "/", **headers: str) -> TestResponse:
        """Open a page."""
        answer = self.client.get(f"/desk{path}", base_url=ORIGIN, headers=headers)
        found = re.search(rb'name="token" value="([^"]+)"', answer.get_data())
        self.token = found[1].decode() if found else self.token
        return answer

    def text(self, path: str = "/") -> str:
        """What a page says."""
        return self.get(path).get_data(as_text=True)

    def post(self, path: str, *, origin: str = ORIGIN, token: str | None = None, **form: str) -> TestResponse:
        """Send a form."""
        sent = {**form, "token": self.token if token is None else token}
        return self.client.post(f"/desk{path}", base_url=ORIGIN, data=sent, headers={"Origin": origin})

    def sign_in(self, number: int, pin: str = PIN) -> Desktop:
        """Sign in and open the page."""
        assert self.post("/sign-in", number=str(number), pin=pin).status_code == 303
        self.get()
        return self


@dataclass
class Office:
    """The people around one hotline."""

    emulator: Emulator
    app: Flask
    database: Database
    handsets: dict[str, Handset] = field(default_factory=dict)

    def now(self) -> datetime:
        """The hotline's moment, which passes as the emulator's does."""
        return self.emulator.clock.now()

    def agent(self, name: str = "李雷", *, on: bool = True, supervisor: bool = False) -> Listed:
        """An agent, with a telephone that rings until it is picked up."""
        number = f"+86120888800{len(self.handsets):02d}"
        with self.database.session() as db:
            listed = agents.add(db, name, number, PIN, self.now())
            if on:
                agents.sign_on(db, listed.agent_id, self.now())
            if supervisor:
                supervisors.appoint(db, listed.agent_id, self.now())
        handset = self.handsets[name] = self.emulator.handset(number)
        handset.on_ring("ask")
        return listed

    def browser(self) -> Desktop:
        """A browser that nobody has signed in at."""
        return Desktop(self.app.test_client())

    def caller(self, last: int = 0) -> LiveCall:
        """Somebody rings the line and asks for a person."""
        return self.emulator.handset(f"+86120999900{last:02d}").dial(LINE).press("0")

    def ringing(self, name: str = "李雷") -> LiveCall:
        """The newest call at an agent's telephone."""
        return self.handsets[name].calls[-1]

    def takes(self, name: str = "李雷") -> LiveCall:
        """An agent picks up as soon as it rings, within two minutes, and takes the caller."""
        for _ in range(120):
            if self.handsets[name].calls and self.ringing(name).status == "ringing":
                break
            self.emulator.clock.advance(1)
        return self.ringing(name).pick_up().press("1")


@pytest.fixture
def office(hotline_app: Flask, hotline_settings: Settings, database: Database) -> Iterator[Office]:
    """An office without agents."""
    with Emulator(account_sid=hotline_settings.account_sid, auth_token=hotline_settings.auth_token) as emulator:
        office = Office(emulator, hotline_app, database)
        emulator.clock.set_to(MONDAY_TEN)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        hotline_app.extensions["now"] = office.now
        hotline_app.extensions["twilio"] = client
        hotline_app.extensions["telephone"] = TwilioTelephone(client)
        emulator.add_number(
            LINE, voice_url="/voice/answer", sms_url="/sms/incoming", status_callback="/voice/status", app=hotline_app
        )
        yield office
        assert not [one for call in emulator.calls for one in call.exchanges if one.status >= 400]


@pytest.fixture
def serve_app(hotline_app: Flask) -> Iterator[Callable[[], str]]:
    """Serves the hotline on a port of its own; gives its address."""

    server = make_server("127.0.0.1", 0, hotline_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield lambda: f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
