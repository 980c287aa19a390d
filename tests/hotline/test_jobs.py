"""Timed work: the schedule, the queue on either database, and the real worker."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from huey import Huey

from hotline import Settings
from hotline.cli import hotline
from hotline.jobs import SCHEDULE, Office, give_jobs, last_pulse, nights_days, open_queue
from hotline.outbound import OutgoingStatus, outbox, send_due
from models import Database
from models.identity import SHANGHAI
from models.seed import DemoPerson
from sms.replies import Reply
from tests.conftest import SECRET_KEY
from twilio_emulator import Emulator

HOTLINE = Path(sys.executable).parent / "hotline"


def due(name: str, local: datetime) -> bool:
    """Whether a job is due at a moment of Shanghai's; huey asks in naive UTC."""
    return bool(SCHEDULE[name][1](local.astimezone(UTC).replace(tzinfo=None)))


def test_notices_and_call_backs_are_looked_after_every_minute() -> None:
    moments = [datetime(2026, 3, 2, tzinfo=SHANGHAI) + timedelta(minutes=number) for number in range(0, 1440, 7)]
    assert all(due("texts", moment) and due("call_backs", moment) for moment in moments)


def test_the_nights_work_begins_at_two_in_shanghai_and_is_looked_after_until_five() -> None:
    hours = [hour for hour in range(24) if due("night", datetime(2026, 3, 2, hour, 0, tzinfo=SHANGHAI))]
    assert hours == [2, 3, 4, 5]
    assert not due("night", datetime(2026, 3, 2, 2, 1, tzinfo=SHANGHAI))


def test_a_night_is_worked_for_the_day_that_has_ended_and_new_year_for_its_own_day_too() -> None:
    assert nights_days(date(2026, 3, 1)) == (date(2026, 2, 28),)
    assert nights_days(date(2027, 1, 1)) == (date(2026, 12, 31), date(2027, 1, 1))


@pytest.fixture
def queue(hotline_settings: Settings) -> Any:
    """The queue beside this test's accounts."""
    queue = open_queue(hotline_settings)
    yield queue
    queue.storage.close()


def test_a_job_put_in_is_taken_once(queue: Huey, database: Database) -> None:
    jobs = give_jobs(queue, Office(database=database, carrier=None, now=lambda: datetime.now(UTC)))  # type: ignore[arg-type]
    assert set(jobs) == set(SCHEDULE)
    jobs["night"]()
    task = queue.dequeue()
    assert task is not None
    assert queue.dequeue() is None
    queue.execute(task)


def test_a_job_that_fails_is_logged_without_the_words_of_the_error(
    queue: Huey, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    def now() -> datetime:
        raise RuntimeError("11010119900101001X")

    jobs = give_jobs(queue, Office(database=database, carrier=None, now=now))  # type: ignore[arg-type]
    jobs["night"]()
    queue.execute(queue.dequeue())
    logged = capsys.readouterr().out
    assert "job_failed" in logged
    assert "11010119900101001X" not in logged


def test_what_another_hand_puts_into_the_queue_is_not_done(queue: Huey, hotline_settings: Settings) -> None:
    stranger = open_queue(replace(hotline_settings, secret_key=b"another key, which is as long as that"))
    give_jobs(stranger, None)["night"]()
    with pytest.raises(ValueError, match="ignature"):
        queue.dequeue()
    stranger.storage.close()


def test_on_sqlite_the_queue_is_a_file_beside_the_accounts(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'hotline.sqlite3'}", secret_key=SECRET_KEY, auth_token="", account_sid=""
    )
    open_queue(settings).storage.close()
    assert (tmp_path / "hotline-jobs.sqlite3").exists()
    open_queue(replace(settings, jobs=f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")).storage.close()
    assert (tmp_path / "elsewhere.sqlite3").exists()


def put_in(settings: Settings, database: Database, phone: str) -> None:
    """A text into the outbox, and the job that sends it into the queue."""
    with database.session() as db:
        reply = Reply(key="TEST", text="【12393医保】提醒。", segments=1)
        outbox.put(db, "test:1", phone, reply, datetime.now(UTC), line="12393", asked_for=True)
    queue = open_queue(settings)
    give_jobs(queue, None)["texts"]()
    queue.storage.close()


def worker(settings: Settings, api_base: str) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "HOTLINE_SECRET_KEY": settings.secret_key.decode(),
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": settings.auth_token,
        "TWILIO_API_BASE": api_base,
        "HOTLINE_PUBLIC_URL": "http://127.0.0.1:9",
    }
    return subprocess.Popen([str(HOTLINE), "work"], env=environment)


def test_the_real_worker_sends_what_is_in_the_outbox(
    hotline_settings: Settings, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    settings = hotline_settings
    phone = demo["employed"].phone
    assert phone is not None
    put_in(settings, database, phone)
    with Emulator(clock="real", account_sid=settings.account_sid, auth_token=settings.auth_token) as emulator:
        emulator.add_number("12393")
        running = worker(settings, emulator.url)
        try:
            handset, waited = emulator.handset(phone), threading.Event()
            for _ in range(300):
                if handset.inbox:
                    break
                waited.wait(0.1)
            assert [message.body for message in handset.inbox] == ["【12393医保】提醒。"]
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
    with database.session() as db:
        assert outbox.counts(db) == [(OutgoingStatus.SENT, 1)]
    pulse = last_pulse(settings)
    assert pulse is not None
    assert datetime.now(UTC) - pulse < timedelta(minutes=2)


def test_a_text_whose_worker_was_killed_over_it_is_not_sent_by_the_next_one(
    hotline_settings: Settings, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    phone = demo["employed"].phone
    assert phone is not None
    put_in(hotline_settings, database, phone)
    with socket.create_server(("127.0.0.1", 0)) as carrier:
        carrier.settimeout(30)
        running = worker(hotline_settings, f"http://127.0.0.1:{carrier.getsockname()[1]}")
        try:
            order, _ = carrier.accept()
            assert b"Messages.json" in order.recv(4096)
        finally:
            running.kill()
            running.wait()
        order.close()

        class Nobody:
            def send(self, **_order: Any) -> str:
                raise AssertionError("it was sent again")

        for minutes in (1, 60, 1440):
            report = send_due(database, Nobody(), datetime.now(UTC) + timedelta(minutes=minutes))  # type: ignore[arg-type]
            assert report.sent == 0
    with database.session() as db:
        assert outbox.counts(db) == [(OutgoingStatus.UNSURE, 1)]


@pytest.fixture
def environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_API_BASE", "HOTLINE_PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET_KEY.decode())
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")


@pytest.mark.usefixtures("environment")
def test_the_night_can_be_worked_by_hand_and_again() -> None:
    for _ in range(2):
        done = CliRunner().invoke(hotline, ["nightly", "--day", "2027-01-01"])
        assert done.exit_code == 0, done.output
    assert "2027-01-01: 0 premiums paid, 0 failed; 0 years closed" in done.output


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("command", ["notify", "work"])
def test_sending_needs_an_address_for_reports(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "a token")
    refused = CliRunner().invoke(hotline, [command])
    assert "HOTLINE_PUBLIC_URL is not set" in str(refused.exception)


@pytest.mark.usefixtures("environment")
def test_policies_are_checked_and_loaded_twice_alike(tmp_path: Path) -> None:
    assert "rows, all in order" in CliRunner().invoke(hotline, ["policies", "check"]).output
    CliRunner().invoke(hotline, ["policies", "load"])
    again = CliRunner().invoke(hotline, ["policies", "load"])
    assert "0 added, 0 removed" in again.output
    assert CliRunner().invoke(hotline, ["policies", "check", "--folder", str(tmp_path)]).exit_code == 1


@pytest.mark.usefixtures("environment")
def test_what_is_due_can_be_sent_by_hand(
    hotline_settings: Settings, database: Database, demo: Mapping[str, DemoPerson], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = demo["employed"].phone
    assert phone is not None
    settings = hotline_settings
    with Emulator(account_sid=settings.account_sid, auth_token=settings.auth_token) as emulator:
        emulator.add_number("+8610987654321")
        monkeypatch.setenv("TWILIO_ACCOUNT_SID", settings.account_sid)
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", settings.auth_token)
        monkeypatch.setenv("TWILIO_API_BASE", emulator.url)
        monkeypatch.setenv("HOTLINE_PUBLIC_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("HOTLINE_LINES", "+8610987654321=12393")
        with database.session() as db:
            reply = Reply(key="TEST", text="【12393医保】提醒。", segments=1)
            outbox.put(db, "test:1", phone, reply, datetime.now(UTC), line="12393", asked_for=True)
        done = CliRunner().invoke(hotline, ["notify"])
        assert done.output.splitlines()[-1] == "1 sent, 0 put off, 0 refused, 0 not known. In all: 1 sent."
        (message,) = emulator.handset(phone).inbox
        assert message.from_ == "+8610987654321"
