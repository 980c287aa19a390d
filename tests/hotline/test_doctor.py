"""`hotline doctor`: every setting is judged, and what is missing is named with what to do about it."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import hotline.settings
import voice_prompts.recorded
from hotline import Settings
from hotline.doctor import SILENT, examine
from hotline.jobs import QueueAway, last_pulse, note_pulse, open_queue

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NAMES = sorted(set(re.findall(r"(?:HOTLINE|TWILIO)_[A-Z_]+|DATABASE_URL", inspect.getsource(hotline.settings))))
"""Every variable that the settings read."""
ABSURD: Mapping[str, str] = {"TWILIO_AUTH_TOKEN": " ", "TWILIO_API_BASE": "x", "HOTLINE_PUBLIC_URL": "x"}
"""What makes no sense, where a mere word could."""


@pytest.fixture
def environment(hotline_settings: Settings) -> Mapping[str, str]:
    """The variables of a whole installation."""
    return {
        "DATABASE_URL": hotline_settings.database_url,
        "HOTLINE_SECRET_KEY": hotline_settings.secret_key.decode(),
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token",
        "HOTLINE_PUBLIC_URL": "https://hotline.example.org",
        "HOTLINE_VOICE": "say",
    }


def remedies(environment: Mapping[str, str], at: datetime = AT) -> dict[str, str]:
    """What is missing, by subject."""
    return {one.subject: one.remedy for one in examine(environment, at) if one.remedy}


def pulse(settings: Settings, at: datetime) -> None:
    """A worker takes a job."""
    queue = open_queue(settings)
    note_pulse(queue, at)
    queue.storage.close()


def test_a_whole_installation_lacks_nothing(environment: Mapping[str, str], hotline_settings: Settings) -> None:
    pulse(hotline_settings, AT)
    assert remedies(environment, AT + SILENT) == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_that_makes_no_sense_is_named_and_no_other_is_blamed(
    name: str, environment: Mapping[str, str], hotline_settings: Settings
) -> None:
    pulse(hotline_settings, AT)
    found = remedies({**environment, name: ABSURD.get(name, "nonsense")})
    assert found
    assert all(name in remedy or name == "DATABASE_URL" for remedy in found.values())


def test_that_no_worker_works_is_said_with_the_last_sign_of_one(
    environment: Mapping[str, str], hotline_settings: Settings
) -> None:
    assert remedies(environment) == {"a worker is at work": "Nobody has done the timed work yet: run `hotline work`."}
    pulse(hotline_settings, AT)
    assert remedies(environment, AT + SILENT + timedelta(seconds=1)) == {
        "a worker is at work": "The last sign of one is of 2026-03-02 10:00 in Shanghai: run `hotline work`."
    }


def test_looking_for_a_worker_makes_no_queue(tmp_path: Path, hotline_settings: Settings) -> None:
    settings = replace(hotline_settings, jobs=f"sqlite:///{tmp_path / 'jobs.sqlite3'}")
    assert last_pulse(settings) is None
    assert not (tmp_path / "jobs.sqlite3").exists()


def test_a_queue_that_cannot_be_read_is_said_to_be_away(
    tmp_path: Path, environment: Mapping[str, str], hotline_settings: Settings
) -> None:
    (tmp_path / "jobs.sqlite3").write_bytes(b"no database" * 100)
    broken = f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    for away in (broken, "postgresql://127.0.0.1:1/x"):
        with pytest.raises(QueueAway):
            last_pulse(replace(hotline_settings, jobs=away))
        assert "correct HOTLINE_JOBS" in remedies({**environment, "HOTLINE_JOBS": away})["a worker is at work"]


def test_recordings_that_are_not_there_are_missed_where_they_are_wanted_only(
    tmp_path: Path, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {**environment, "HOTLINE_VOICE": "recorded"}
    monkeypatch.setattr(voice_prompts.recorded.Recordings, "_listed", lambda _self, _language: [])
    assert "run `make prompts`" in remedies(wanted)["the recordings are there"]
    assert "the recordings are there" not in remedies(environment)


def test_a_prompt_that_one_language_lacks_is_named(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "hotline.doctor.prompt_ids", lambda language: ("busy",) if language == "en" else ("busy", "bye")
    )
    monkeypatch.setattr("hotline.doctor.placeholders", lambda _id, _language: {})
    assert remedies(environment)["every prompt is there in every language"].startswith("bye is not the same in")
