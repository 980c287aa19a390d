"""Timed work, on huey: what is done when, and the worker that does it.

A job is a line that calls a function with the present moment; what is due is in the accounts, not in the queue. So a
job that is lost, done twice or done on two machines at once changes nothing, and the queue may be thrown away at any
time. Where the accounts are on SQLite, the queue is a file beside them; on PostgreSQL it is four tables in the same
database, and any number of machines take jobs from it.

← add timed work here: a function of `Office` and its line in `SCHEDULE`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from huey import Huey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import URL, make_url

from hotline.logs import cause
from hotline.outbound import Carrier, dial_due, send_due
from hotline.settings import Settings
from ivr.people.office import Office as People
from models import Database, nightly
from models.database import sqlite_file
from models.identity import shanghai_date

QUEUE: Final = "hotline"
LONGEST_PAUSE: Final = 1.0
"""Seconds a worker that has nothing to do waits before it looks again."""
SOON: Final = 2.0
"""Seconds from the ring of a `Bell` to the job."""
WORKERS: Final = 4
"""Jobs that one process does side by side: they mostly wait for Twilio."""

_log = structlog.get_logger("hotline.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What jobs work with: the accounts, the carrier, and the present moment, aware and UTC."""

    database: Database
    carrier: Carrier
    now: Callable[[], datetime]
    people: People | None = None
    """Who rings agents; None where nobody waits for any."""

    def texts(self) -> None:
        """Send the texts that are due."""
        send_due(self.database, self.carrier, self.now())

    def call_backs(self) -> None:
        """Dial the call-backs that are due."""
        dial_due(self.database, self.carrier, self.now())

    def waiting(self) -> None:
        """Put right what got lost between waiting callers and agents, and ring for whoever can be rung for."""
        if self.people is not None:
            self.people.tend()

    def night(self) -> None:
        """Interest, carry-over and scheduled premiums."""
        for day in nights_days(shanghai_date(self.now())):
            report = nightly.run(self.database, day)
            _log.info(
                "night_worked",
                day=day.isoformat(),
                premiums_paid=report.premiums_paid,
                premiums_failed=report.premiums_failed,
                accounts_closed=report.accounts_closed,
            )


def nights_days(today: date) -> tuple[date, ...]:
    """The days that the night's work before the morning of `today` is done for: the day that has just ended.

    On New Year's Day that day too: nothing falls due on it, but with it the old year can be closed before anybody asks.
    """
    yesterday = today - timedelta(days=1)
    return (yesterday, today) if (today.month, today.day) == (1, 1) else (yesterday,)


SCHEDULE: Final[Mapping[str, tuple[Callable[[Office], None], Callable[[datetime], bool]]]] = {
    "texts": (Office.texts, crontab(minute="*")),
    "call_backs": (Office.call_backs, crontab(minute="*")),
    "waiting": (Office.waiting, crontab(minute="*")),
    # 02:00 in Shanghai, and again each hour until 05:00: a night that was cut short is finished, and otherwise there is
    # nothing left to do.
    "night": (Office.night, crontab(minute="0", hour="18,19,20,21")),
}
"""Each job with what it does and when, in UTC."""


def open_queue(settings: Settings, *, make: bool = True) -> Huey:
    """The queue that the settings name, without jobs; with `make` its tables are made if they are not there.

    What is queued is signed with the secret key: a worker does nothing that another hand has put in.
    """
    url = make_url(settings.jobs or settings.database_url)
    options: dict[str, Any] = {
        "results": False,
        "utc": True,
        "serializer": SignedSerializer(secret=settings.secret_key, salt=QUEUE),
    }
    if url.get_backend_name() == "postgresql":
        return _on_postgresql(url, {**options, "create_tables": make})
    return SqliteHuey(QUEUE, filename=str(_file(settings) or ":memory:"), **options)


def _file(settings: Settings) -> Path | None:
    """The file of a queue on SQLite; None where it is in memory."""
    file = sqlite_file(settings.jobs or settings.database_url)
    if file is None or settings.jobs:
        return file
    return file.with_name(f"{file.stem}-jobs{file.suffix}")


def _on_postgresql(url: URL, options: Mapping[str, Any]) -> Huey:
    from huey.contrib.sql_huey import SqlHuey
    from peewee import PostgresqlDatabase

    names: dict[str, Any] = {
        "host": url.host or url.query.get("host"),
        "port": url.port,
        "user": url.username,
        "password": url.password,
    }
    database = PostgresqlDatabase(
        url.database, prefer_psycopg3=True, **{name: value for name, value in names.items() if value}
    )
    return SqlHuey(QUEUE, database=database, **options)


def give_jobs(queue: Huey, office: Office | None) -> Mapping[str, Callable[[], object]]:
    """Teach a queue the jobs of `SCHEDULE`; returns what puts each of them in at once."""
    return {name: _teach(queue, office, name) for name in SCHEDULE}


def _teach(queue: Huey, office: Office | None, name: str) -> Any:
    """Huey's task for a job; without an `office` it can be put into the queue, but not done."""
    work, when = SCHEDULE[name]

    def job() -> None:
        # huey would log what went wrong in the driver's words, which may quote a number.
        try:
            assert office is not None
            work(office)
        except Exception as error:
            _log.error("job_failed", job=name, **cause(error))

    return queue.periodic_task(when, name=name)(job)


class Bell:
    """Calls the workers before their minute is over, for what somebody waits for.

    The queue is opened for each ring and closed again: a ring is rare, and a process that never rings needs no queue.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def ring(self) -> None:
        """Have the texts sent in `SOON`, when the transaction under way is over. Never raises: the minute comes too."""
        try:
            queue = open_queue(self._settings)
            try:
                texts = _teach(queue, None, "texts")
                texts.schedule(delay=SOON)
            finally:
                queue.storage.close()
        except Exception as error:
            _log.warning("bell_unheard", **cause(error))


PULSE: Final = "pulse"
"""Where a queue keeps when a worker last took a job from it."""


class QueueAway(Exception):
    """The queue cannot be reached; the message is one sentence with the remedy."""


def note_pulse(queue: Huey, at: datetime) -> None:
    """Note that a worker takes jobs from this queue at an aware moment."""
    queue.storage.put_data(PULSE, at.isoformat().encode())


def last_pulse(settings: Settings) -> datetime | None:
    """When a worker last took a job; None: never, as far as this queue knows. Nothing is made. Raises QueueAway."""
    on_sqlite = make_url(settings.jobs or settings.database_url).get_backend_name() == "sqlite"
    file = _file(settings) if on_sqlite else None
    if on_sqlite and (file is None or not file.exists()):
        return None
    from peewee import ProgrammingError

    try:
        queue = open_queue(settings, make=False)
        try:
            kept = queue.storage.peek_data(PULSE)
        finally:
            queue.storage.close()
    except ProgrammingError:
        return None  # its tables are not made yet
    except Exception:  # the drivers' own, whose words may quote the address
        sentence = "The queue of the timed work cannot be read: start its database, or correct HOTLINE_JOBS."
        raise QueueAway(sentence) from None
    return datetime.fromisoformat(kept.decode()) if isinstance(kept, bytes) else None


class _Remarks(logging.Handler):
    """What huey itself complains of, such as a queue that cannot be read, in our log; its words may quote anything."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        _log.warning("worker_remark", source=record.name, **({} if error is None else cause(error)))


def run_worker(queue: Huey, *, workers: int = WORKERS, scheduling: bool = True) -> None:
    """Do jobs until the process is told to end (SIGINT or SIGTERM); the jobs under way are finished first.

    With `scheduling` False only what others put in. Any number of processes may schedule.
    """

    def pulse() -> None:
        note_pulse(queue, datetime.now(UTC))

    pulse()
    queue.periodic_task(crontab(minute="*"), name=PULSE)(pulse)
    remarks = logging.getLogger("huey")
    remarks.addHandler(_Remarks(logging.WARNING))
    remarks.propagate = False
    consumer = queue.create_consumer(
        workers=workers, periodic=scheduling, max_delay=LONGEST_PAUSE, graceful_signal="TERM", shutdown_timeout=10
    )
    consumer.run()
