"""An office: callers and agents with handsets of their own, the whole hotline between them, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from twilio.rest import Client

from hotline import Settings
from ivr.people.office import Office
from ivr.people.telephone import TwilioTelephone
from models import AgentRing, Database, QueueEntry
from models.people import agents
from models.people.agents import Listed
from twilio_emulator import Emulator, Handset, LiveCall

LINE = "12393"
MONDAY_TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, a working day."""
PIN = "481516"


@dataclass
class Desk:
    """The people around one hotline."""

    emulator: Emulator
    apps: list[Flask]
    database: Database
    handsets: dict[str, Handset] = field(default_factory=dict)

    def now(self) -> datetime:
        """The hotline's moment, which passes as the emulator's does."""
        return self.emulator.clock.now()

    def is_at(self, moment: datetime) -> None:
        """Let it be another moment."""
        self.emulator.clock.set_to(moment)

    def pass_by(self, seconds: float) -> None:
        """Let time go by for everybody."""
        self.emulator.clock.advance(seconds)

    def agent(self, name: str, answers: Any = "ask", *, on: bool = True, **more: Any) -> Handset:
        """An agent on duty, with a telephone that rings until it is picked up."""
        number = f"+86120888800{len(self.handsets):02d}"
        with self.database.session() as db:
            listed = agents.add(db, name, number, PIN, self.now(), **more)
            if on:
                agents.sign_on(db, listed.agent_id, self.now())
        handset = self.handsets[name] = self.emulator.handset(number)
        handset.on_ring(answers)
        return handset

    def listed(self, name: str) -> Listed:
        """An agent as the roster shows them."""
        with self.database.session() as db:
            return agents.named(db, name)

    def caller(self, last: int = 0, line: str = LINE) -> LiveCall:
        """Somebody rings the line and asks for a person."""
        return self.emulator.handset(f"+86120999900{last:02d}").dial(line).press("0")

    def ringing(self, name: str) -> LiveCall:
        """The newest call at an agent's telephone."""
        return self.handsets[name].calls[-1]

    def takes(self, name: str) -> LiveCall:
        """An agent picks up as soon as it rings, within two minutes, and takes the caller."""
        for _ in range(120):
            if self.handsets[name].calls and self.ringing(name).status == "ringing":
                break
            self.pass_by(1)
        return self.ringing(name).pick_up().press("1")

    def entries(self, call: LiveCall) -> list[QueueEntry]:
        """The waits of one call, oldest first."""
        with self.database.session() as db:
            found = db.scalars(select(QueueEntry).where(QueueEntry.call_sid == call.sid).order_by(QueueEntry.id))
            return list(found)

    def results(self, call: LiveCall) -> list[str]:
        """How each of them ended."""
        return [str(one.result) for one in self.entries(call)]

    def rings(self) -> list[AgentRing]:
        """Every ring, oldest first."""
        with self.database.session() as db:
            return list(db.scalars(select(AgentRing).order_by(AgentRing.id)))

    def statuses(self) -> list[str]:
        """How each of them ended."""
        return [str(one.status) for one in self.rings()]

    @property
    def office(self) -> Office:
        """What the minute's job tends."""
        app = self.apps[0]
        return Office(
            database=self.database,
            telephone=app.extensions["telephone"],
            now=self.now,
            address="http://app.localhost",
        )


@pytest.fixture
def desk(hotline_app: Flask, hotline_settings: Settings, database: Database) -> Iterator[Desk]:
    """An office without agents."""
    with Emulator(account_sid=hotline_settings.account_sid, auth_token=hotline_settings.auth_token) as emulator:
        desk = Desk(emulator, [hotline_app], database)
        desk.is_at(MONDAY_TEN)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        hotline_app.extensions["now"] = desk.now
        hotline_app.extensions["telephone"] = TwilioTelephone(client)
        for number in (LINE, "12333"):
            emulator.add_number(
                number,
                voice_url="/voice/answer",
                sms_url="/sms/incoming",
                status_callback="/voice/status",
                app=hotline_app,
            )
        yield desk
        assert not [one for call in emulator.calls for one in call.exchanges if one.status >= 400]
