"""The connection: settings, refusals in one sentence, and working again after the server comes back."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text

from models import Database, DatabaseUnavailable, NotMigrated, PinHasher
from models.database import database_url as address_of
from models.database import sqlite_file, where
from models.seed import FEWEST_PEOPLE

KEY = b"a secret key for tests, 32 bytes"


class Server(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


def test_sqlite_is_opened_with_our_settings(sqlite_url: str) -> None:
    database = Database(sqlite_url, KEY)
    with database.session() as db:
        found = {
            name: db.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "recursive_triggers")
        }
    database.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 0,
        "recursive_triggers": 1,
    }


def test_a_session_that_read_first_can_write_after_somebody_else_did(database: Database) -> None:
    with database.session() as first:
        first.execute(text("SELECT count(*) FROM person"))
        with database.session() as second:
            second.execute(text("UPDATE person SET language = 'en' WHERE id = 2"))
        first.execute(text("UPDATE person SET language = 'en' WHERE id = 1"))
        assert first.scalar(text("SELECT count(*) FROM person WHERE language = 'en'")) == 2


def test_a_session_keeps_what_was_written_and_drops_what_failed(database: Database) -> None:
    def write_and_fail() -> None:
        with database.session() as db:
            db.execute(text("UPDATE person SET language = 'en' WHERE id = 1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.session() as db:
        assert db.scalar(text("SELECT language FROM person WHERE id = 1")) == "zh-CN"
        assert db.info["vault"] is database.vault


def test_a_connection_keeps_what_was_written_and_drops_what_failed(database: Database) -> None:
    with database.connection() as db:
        db.execute(text("UPDATE person SET language = 'en' WHERE id = 2"))

    def write_and_fail() -> None:
        with database.connection() as db:
            db.execute(text("UPDATE person SET language = 'en' WHERE id = 1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.connection() as db:
        assert db.scalars(text("SELECT language FROM person WHERE id < 3 ORDER BY id")).all() == ["zh-CN", "en"]
        assert (db.info["vault"], db.info["pin_hasher"]) == (database.vault, database.pin_hasher)


def test_a_connection_says_what_is_wrong_as_a_session_does(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}", KEY)
    with pytest.raises(NotMigrated, match="hotline migrate"), database.connection() as db:
        db.execute(text("SELECT 1 FROM person"))
    database.dispose()
    away = Database("postgresql://nobody@127.0.0.1:1/none", KEY)
    with pytest.raises(DatabaseUnavailable, match="cannot be used now"), away.connection():
        pass


def test_tables_that_are_not_there_ask_for_a_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}", KEY)
    with pytest.raises(NotMigrated, match="hotline migrate"), database.session() as db:
        db.execute(text("SELECT 1 FROM person"))
    database.dispose()


@pytest.mark.postgresql
def test_tables_that_are_not_there_ask_for_a_migration_on_postgresql(postgresql_url: str) -> None:
    database = Database(postgresql_url, KEY)
    with database.session() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
    with pytest.raises(NotMigrated, match="hotline migrate"), database.session() as db:
        db.execute(text("SELECT 1 FROM person"))
    assert not database.ready()
    database.dispose()


def test_a_file_that_cannot_be_opened_is_a_database_that_is_away(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.sqlite3'}", KEY)
    with pytest.raises(DatabaseUnavailable, match="cannot be used now"), database.session() as db:
        db.execute(text("SELECT 1"))
    with pytest.raises(DatabaseUnavailable, match="hotline migrate"):
        database.ping()
    assert not database.ready()
    database.dispose()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("not a database, but long enough to be looked at " * 40)
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", KEY)
    with pytest.raises(DatabaseUnavailable, match="not a database"), database.session() as db:
        db.execute(text("SELECT 1 FROM person"))
    assert not database.ready()
    database.dispose()


def test_a_database_that_answers_is_ready(database: Database) -> None:
    database.ping()
    assert database.ready()


@pytest.mark.postgresql
def test_it_works_again_when_the_server_comes_back(new_postgresql: Callable[[], str], postgres_server: Server) -> None:
    database = Database(new_postgresql(), KEY, pin_hasher=PinHasher.cheap())
    with database.session() as db:
        assert db.scalar(text("SELECT count(*) FROM person")) == FEWEST_PEOPLE
    postgres_server.stop()
    try:
        with pytest.raises(DatabaseUnavailable), database.session() as db:
            db.execute(text("SELECT 1"))
        assert not database.ready()
    finally:
        postgres_server.start()
    with database.session() as db:
        assert db.scalar(text("SELECT count(*) FROM person")) == FEWEST_PEOPLE
    assert database.ready()
    database.dispose()


@pytest.mark.postgresql
def test_a_session_cut_in_the_middle_is_one_sentence(postgresql_url: str) -> None:
    database = Database(postgresql_url, KEY)

    def read_and_be_cut() -> None:
        with database.session() as db:
            mine = db.scalar(text("SELECT pg_backend_pid()"))
            with database.session() as other:
                other.execute(text(f"SELECT pg_terminate_backend({mine})"))
            db.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        read_and_be_cut()
    with database.session() as db:
        assert db.scalar(text("SELECT 1")) == 1
    database.dispose()


def test_writers_wait_for_each_other(sqlite_url: str) -> None:
    database = Database(sqlite_url, KEY)
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with database.session() as db:
            db.execute(text("UPDATE person SET language = 'en' WHERE id = 1"))
            holding.set()
            release.wait(5)

    def follow() -> None:
        with database.session() as db:
            db.execute(text("UPDATE person SET language = 'en' WHERE id = 2"))

    holder, follower = threading.Thread(target=hold), threading.Thread(target=follow)
    holder.start()
    holding.wait(5)
    follower.start()
    release.set()
    holder.join()
    follower.join()
    with database.session() as db:
        assert db.scalar(text("SELECT count(*) FROM person WHERE language = 'en'")) == 2
    database.dispose()


def test_an_address_is_shown_without_its_password() -> None:
    assert where("postgresql://somebody:hidden@host/accounts") == "postgresql://somebody:***@host/accounts"
    assert address_of("postgres://host/accounts").drivername == "postgresql+psycopg"
    assert sqlite_file("postgresql://host/accounts") is None
    assert sqlite_file("sqlite://") is None
