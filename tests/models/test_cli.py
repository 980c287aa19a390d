"""The command: each says what it did, or in one sentence why not."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline import Settings
from hotline.cli import hotline, main
from hotline.jobs import note_pulse, open_queue
from models.seed import FEWEST_PEOPLE, demo_people

KEY = "a secret key for tests, 32 bytes"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE", "HOTLINE_PUBLIC_URL", "HOTLINE_JOBS"):
        monkeypatch.delenv(name, raising=False)
    url = f"sqlite:///{tmp_path / 'var' / 'hotline.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", KEY)
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")
    monkeypatch.setenv("COLUMNS", "120")
    return url


class Said:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Said:
    """The whole command, as the shell runs it."""
    monkeypatch.setattr("sys.argv", ["hotline", *arguments])
    try:
        main()
        status = 0
    except SystemExit as left:
        status = int(left.code or 0)
    captured = capsys.readouterr()
    return Said(status, captured.out, captured.err)


@pytest.mark.parametrize("command", ["", "migrate", "seed", "accounts", "doctor"])
def test_help_is_one_sentence_and_an_example(command: str) -> None:
    shown = CliRunner().invoke(hotline, [*filter(None, [command]), "--help"]).output
    assert re.search(r"^  [A-Z].*\.$", shown, re.MULTILINE)
    assert f"Example: {'DATABASE_URL' if command == 'migrate' else 'hotline'}" in shown


def test_migrate_seed_and_accounts_lead_to_people_to_call_as(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "are up to date" in run(capsys, monkeypatch, "migrate").out
    seeded = run(capsys, monkeypatch, "seed", "--people", "30", "--seed", "3", "--as-of", "2026-03-01")
    assert (seeded.status, "30 people with ledgers up to 2026-03-01" in seeded.out) == (0, True)
    shown = run(capsys, monkeypatch, "accounts").out
    for person in demo_people():
        for word in (person.name, person.situation, person.id_number, person.pin, person.phone or "none"):
            assert word in shown


REFUSALS = {
    "seed before migrate": (["seed"], {}, "run `hotline migrate`"),
    "accounts before migrate": (["accounts"], {}, "run `hotline migrate`"),
    "too few people": (["seed", "--people", "3"], {}, "not in the range"),
    "not a day": (["seed", "--as-of", "tomorrow"], {}, "does not match the format"),
    "no key": (["seed"], {"HOTLINE_SECRET_KEY": ""}, "HOTLINE_SECRET_KEY is not set"),
    "a short key": (["accounts"], {"HOTLINE_SECRET_KEY": "short"}, "too few to be a secret"),
    "another database": (["migrate"], {"DATABASE_URL": "mysql://host/x"}, "use SQLite or PostgreSQL"),
    "no server": (["migrate"], {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "cannot be migrated"),
    "no server to seed": (["seed"], {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "cannot be used now"),
    "no such command": (["sed"], {}, "No such command"),
}


@pytest.mark.parametrize(("arguments", "changes", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_sentence_and_no_traceback(
    arguments: list[str],
    changes: dict[str, str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    said = run(capsys, monkeypatch, *arguments)
    assert said.status != 0
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'hotline.sqlite3'}")
    said = run(capsys, monkeypatch, "migrate")
    assert said.status == 1
    assert "cannot be made" in said.err
    assert said.err.count("\n") == 1


def test_seeding_twice_is_refused_without_a_progress_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, monkeypatch, "migrate")
    run(capsys, monkeypatch, "seed", "--people", str(FEWEST_PEOPLE))
    said = run(capsys, monkeypatch, "seed", "--people", str(FEWEST_PEOPLE))
    assert said.status == 1
    assert said.err.strip() == ("The database already holds people; seed an empty one, or delete this one first.")


def test_accounts_of_a_database_without_them_says_how_to_get_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, monkeypatch, "migrate")
    assert "run `hotline seed`" in run(capsys, monkeypatch, "accounts").err


def test_the_database_address_has_a_default(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.chdir(tmp_path)
    run(capsys, monkeypatch, "migrate")
    assert (tmp_path / "var" / "hotline.sqlite3").exists()


def test_the_doctor_says_what_is_missing_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "")
    said = run(capsys, monkeypatch, "doctor")
    assert said.status == 1
    for sentence in (
        "There is no file",
        "Run `hotline migrate`",
        "HOTLINE_SECRET_KEY is not set",
        "TWILIO_ACCOUNT_SID is not set",
        "TWILIO_AUTH_TOKEN is not set",
        "HOTLINE_PUBLIC_URL is not set",
        "run `hotline work`",
    ):
        assert sentence in said.out
    assert not (tmp_path / "var").exists()


def test_the_doctor_finds_nothing_wrong_with_a_whole_installation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, monkeypatch, "migrate")
    run(capsys, monkeypatch, "seed", "--people", str(FEWEST_PEOPLE))
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token")
    monkeypatch.setenv("HOTLINE_PUBLIC_URL", "https://hotline.example.org")
    monkeypatch.setenv("HOTLINE_VOICE", "say")
    queue = open_queue(Settings.from_environment())
    note_pulse(queue, datetime.now(UTC))
    queue.storage.close()
    said = run(capsys, monkeypatch, "doctor")
    assert said.status == 0
    assert "missing" not in said.out
    monkeypatch.setenv("HOTLINE_SECRET_KEY", KEY[::-1])
    assert "not the one this database was written with" in run(capsys, monkeypatch, "doctor").out
