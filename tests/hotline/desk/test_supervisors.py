"""`hotline agents`: who may see the operations page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from hotline.cli import hotline
from models import Database
from models.people import supervisors
from tests.conftest import SECRET_KEY

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Run:
    """Runs the command on the accounts of the test."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET_KEY.decode())
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")
    return lambda *words: CliRunner().invoke(hotline, ["agents", *words])


def test_a_supervisor_is_added_as_one_made_one_or_one_no_longer(run: Run, database: Database) -> None:
    def is_one(agent_id: int) -> bool:
        with database.session() as db:
            return supervisors.is_one(db, agent_id)

    run("add", "李雷", "+8612088880001", "--supervisor")
    run("add", "韩梅", "+8612088880002")
    assert (is_one(1), is_one(2)) == (True, False)

    assert run("supervisor", "韩梅").output == "韩梅 is a supervisor.\n"
    run("supervisor", "韩梅")
    assert run("supervisor", "101", "--not").output == "李雷 is no supervisor any more.\n"

    assert (is_one(1), is_one(2)) == (False, True)
    assert run("supervisor", "nobody").exit_code == 1
