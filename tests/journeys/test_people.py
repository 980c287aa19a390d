"""People on the telephone through real processes: agents are rung over the API, and a killed hotline goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline import Settings
from models import AgentRing, Database, SurveyAnswer
from models.people import agents
from twilio_emulator import Emulator

LINE = "12393"
MOMENT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten on a working day in Shanghai, whenever the test is run."""
FACTORY = f"""
from datetime import UTC, datetime
from hotline import create_app

def create():
    return create_app(now=lambda: {MOMENT!r}.replace(tzinfo=UTC))
""".replace("datetime.datetime", "datetime").replace("tzinfo=datetime.timezone.utc", "tzinfo=UTC")


@pytest.fixture
def office(hotline_process: Any, hotline_settings: Settings, tmp_path: Path) -> Iterator[Emulator]:
    """An emulator before a hotline of two processes, which order calls of the emulator over HTTP."""
    settings = hotline_settings
    with Emulator(account_sid=settings.account_sid, auth_token=settings.auth_token) as emulator:
        hotline_process.kill()
        (tmp_path / "office_at_ten.py").write_text(FACTORY)
        path = [str(tmp_path), *filter(None, [hotline_process.environment.get("PYTHONPATH")]), *sys.path]
        hotline_process.environment |= {"TWILIO_API_BASE": emulator.url, "PYTHONPATH": ":".join(path)}
        hotline_process.factory = "office_at_ten:create"
        hotline_process.start()
        emulator.add_number(
            LINE, voice_url=f"{hotline_process.url}/voice/answer", status_callback=f"{hotline_process.url}/voice/status"
        )
        yield emulator


def on_duty(database: Database, emulator: Emulator, *names: str) -> list[Any]:
    handsets = []
    for place, name in enumerate(names):
        number = f"+861208888{place:04d}"
        with database.session() as db:
            agents.sign_on(db, agents.add(db, name, number, "481516", MOMENT).agent_id, MOMENT)
        handset = emulator.handset(number)
        handset.on_ring("ask")
        handsets.append(handset)
    return handsets


@pytest.mark.requirement("S1", "S3")
def test_a_talk_goes_on_though_the_hotline_is_killed_at_every_turn(
    office: Emulator, hotline_process: Any, database: Database
) -> None:
    ada, bob = on_duty(database, office, "Ada", "Bob")

    def anew() -> None:
        hotline_process.kill()
        hotline_process.start()

    caller = office.handset("+8612099990001").dial(LINE)
    anew()
    caller.press("0").hears("您排在第一位")
    anew()
    talk = ada.calls[-1].pick_up().hears("尾号零零零幺")
    anew()
    talk.press("1")
    caller.hears("幺零幺号话务员为您服务")
    anew()
    talk.press("*").hears("转接话务员，请按一")
    anew()
    talk.press("1").press("102#").hears("已经转接")
    anew()
    second = bob.calls[-1].pick_up().hears("由幺零幺号话务员转来").press("1")
    caller.hears("幺零二号话务员为您服务")
    anew()
    second.hang_up()
    caller.hears("很满意，请按一").press("1").hears("感谢您的评价")

    with database.session() as db:
        assert db.scalars(select(SurveyAnswer.agent)).all() == ["Bob"]
        assert db.scalars(select(AgentRing.status).order_by(AgentRing.id)).all() == ["transferred", "completed"]
    assert [exchange.failure for exchange in caller.exchanges if exchange.failure] == []


def test_callers_who_ring_at_once_get_an_agent_each_and_none_gets_two(office: Emulator, database: Database) -> None:
    handsets = on_duty(database, office, "Ada", "Bob", "Cat", "Dan")
    calls = [office.handset(f"+861209999{last:04d}").dial(LINE, settle=False) for last in range(6)]
    for call in calls:
        call.settle()

    for call in calls:
        call.press("0")

    ringing = [handset.calls[-1] for handset in handsets]
    with database.session() as db:
        rings = db.scalars(select(AgentRing).where(AgentRing.ended_at.is_(None))).all()
    assert len({ring.agent_id for ring in rings}) == len({ring.entry_id for ring in rings}) == len(rings)
    assert len(ringing) == 4
