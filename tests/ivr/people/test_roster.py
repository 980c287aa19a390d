"""The roster, in Python and on the command line: who is added, refused, put on and off duty."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hotline.cli import hotline
from models import Agent, AgentState, Database
from models.people import agents
from models.people.agents import AgentError

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PHONE = "+8612088880000"


@pytest.fixture
def command(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on this test's accounts."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "a secret key for tests, 32 bytes")
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")
    return CliRunner()


def test_an_agent_is_added_listed_put_on_and_off_duty(command: CliRunner, database: Database) -> None:
    added = command.invoke(hotline, ["agents", "add", "Ada", PHONE, "--line", "12333", "--languages", "zh-CN,en"])
    assert added.exit_code == 0
    assert "Ada is agent number 101." in added.output
    assert "PIN" in added.output
    assert "is on duty" in command.invoke(hotline, ["agents", "on", "101"]).output

    listed = command.invoke(hotline, ["agents", "list"]).output
    assert "Ada" in listed
    assert "12333" in listed
    assert PHONE[-8:] not in listed
    with database.session() as db:
        (ada,) = agents.on_duty(db)
    assert (ada.lines, ada.languages, ada.state) == (("12333",), ("zh-CN", "en"), AgentState.FREE)

    assert "is off duty" in command.invoke(hotline, ["agents", "off", "Ada"]).output
    with database.session() as db:
        assert agents.on_duty(db) == ()


def test_the_pin_that_is_told_is_the_one_that_proves(command: CliRunner, database: Database) -> None:
    command.invoke(hotline, ["agents", "add", "Ada", PHONE, "--pin", "481516"])
    told = command.invoke(hotline, ["agents", "pin", "Ada"]).output.split(" is ")[1][:6]

    with database.session() as db:
        ada = agents.named(db, "Ada")
        assert agents.prove(db, ada.agent_id, told)
        assert not agents.prove(db, ada.agent_id, "481516")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "Ada", "12088880000"], "write it like"),
        (["add", "Ada", PHONE, "--line", "110"], "110"),
        (["add", "Ada", PHONE, "--languages", "tlh"], "languages"),
        (["add", "Ada", PHONE, "--pin", "111111"], "six digits"),
        (["add", "12", PHONE], "no number"),
        (["on", "Nobody"], "There is no agent Nobody"),
        (["off", "999"], "There is no agent 999"),
        (["on"], "NAME"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(command: CliRunner, words: list[str], sentence: str) -> None:
    done = command.invoke(hotline, ["agents", *words])

    assert done.exit_code != 0
    assert sentence in done.output + str(done.exception)
    assert "Traceback" not in done.output


def test_neither_name_nor_telephone_is_there_twice(database: Database) -> None:
    with database.session() as db:
        agents.add(db, "Ada", PHONE, "481516", AT)
    for name, phone in (("Ada", "+8612088880001"), ("Bob", PHONE)):
        with pytest.raises(AgentError, match="already"), database.session() as db:
            agents.add(db, name, phone, "481516", AT)


def test_telephone_and_pin_are_not_kept_in_clear(database: Database) -> None:
    with database.session() as db:
        agents.add(db, "Ada", PHONE, "481516", AT)
    with database.session() as db:
        row = db.execute(select(Agent.__table__)).one()
        assert agents.phone_of(db, row.id) == PHONE
    assert PHONE.encode() not in row.phone_sealed
    assert "481516" not in row.pin_hash


def test_signing_on_again_does_not_take_the_place_of_who_is_idle_longest(database: Database) -> None:
    with database.session() as db:
        ada = agents.add(db, "Ada", PHONE, "481516", AT)
        agents.sign_on(db, ada.agent_id, AT)
        agents.sign_on(db, ada.agent_id, AT.replace(hour=5))
        assert agents.named(db, "Ada").since == AT
