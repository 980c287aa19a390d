"""The tables: that the migrations lead to what the models say, all of it or nothing, and back."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from models import Base, CallRecord, Database, DatabaseUnavailable, PinHasher, migrate
from models.database import make_engine
from models.migrations import newest_revision

KEY = b"a secret key for tests, 32 bytes"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def backend(request: pytest.FixtureRequest) -> str:
    """The test runs twice, and makes its own database."""
    return str(request.param)


def differences(url: str) -> list[Any]:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            found: list[Any] = compare_metadata(context, Base.metadata)
            return found
    finally:
        engine.dispose()


def test_migrations_lead_to_the_tables_that_the_models_describe(database_url: str) -> None:
    assert differences(database_url) == []


def test_the_checks_of_the_models_are_the_checks_of_the_database(database: Database) -> None:
    meant = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    there = {
        check["name"]
        for table in Base.metadata.tables
        for check in inspect(database.engine).get_check_constraints(table)
    }
    assert there == meant
    assert len(meant) > 30


def test_migrating_twice_changes_nothing(database: Database, database_url: str) -> None:
    migrate(database_url)
    assert database.ready()


def test_migrations_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    from alembic import command

    from models.migrations import config

    url = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    migrate(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    migrate(url)
    assert differences(url) == []


@pytest.mark.postgresql
def test_migrations_can_be_taken_back_on_postgresql(postgresql_url: str) -> None:
    from alembic import command

    from models.migrations import config

    engine = make_engine(postgresql_url)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
        functions = connection.scalar(text("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"))
    assert functions == 0
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_a_migration_that_fails_midway_leaves_no_table(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'broken.sqlite3'}"
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ticket (in_the_way INTEGER)")
    with pytest.raises(DatabaseUnavailable, match="ticket already exists"):
        migrate(url)
    assert inspect(engine).get_table_names() == ["ticket"]
    engine.dispose()


def test_processes_that_migrate_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'race.sqlite3'}"
    failures: list[BaseException] = []

    def run() -> None:
        try:
            migrate(url)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_migrating_leaves_logging_alone(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogger("alembic").level)
    migrate(f"sqlite:///{tmp_path / 'quiet.sqlite3'}")
    assert (list(root.handlers), root.level, logging.getLogger("alembic").level) == before


def test_migrating_makes_the_folder_of_the_file(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'new' / 'folder' / 'hotline.sqlite3'}")
    assert (tmp_path / "new" / "folder" / "hotline.sqlite3").exists()


def test_a_folder_that_cannot_be_made_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnavailable, match=r"cannot be made.*set DATABASE_URL to another place"):
        migrate(f"sqlite:///{tmp_path / 'file' / 'hotline.sqlite3'}")


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match="cannot be migrated") as refusal:
        migrate("postgresql://somebody:hidden@127.0.0.1:1/accounts")
    assert "hidden" not in str(refusal.value)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/base", "oracle+x://h"])
def test_what_is_no_address_of_ours_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL"):
        migrate(url)


def test_a_database_of_an_older_revision_is_not_ready(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    database = Database(url, KEY, pin_hasher=PinHasher.cheap())
    assert not database.ready()
    assert not (tmp_path / "old.sqlite3").exists()
    migrate(url, "0001")
    assert not database.ready()
    migrate(url, newest_revision())
    assert database.ready()
    database.dispose()


@pytest.mark.postgresql
def test_each_postgresql_test_has_a_database_of_its_own(new_postgresql: Callable[[], str]) -> None:
    assert new_postgresql() != new_postgresql()


BALANCE = "余额一千二百三十四元五角六分"
CALL = {
    "call_sid": "CA1",
    "line": "12393",
    "caller_masked": "",
    "place": "balance",
    "language": "zh-CN",
    "turn": 5,
    "misses": 0,
    "refusals": 0,
    "auth_level": 2,
    "elder": False,
    "memory": "{}",
    "last_answer": BALANCE,
    "started_at": "2026-03-01 02:00:00+00:00",
    "path": "main",
}


def test_answers_that_were_kept_in_clear_are_gone_with_the_migration_that_seals_them(
    tmp_path: Path, request: pytest.FixtureRequest, backend: str
) -> None:
    from alembic import command

    from models.migrations import config

    url = f"sqlite:///{tmp_path / 'kept.sqlite3'}" if backend == "sqlite" else request.getfixturevalue("postgresql_url")
    engine = make_engine(url)
    migrate(url)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0002")
        insert = f"INSERT INTO call_record ({', '.join(CALL)}) VALUES ({', '.join(f':{name}' for name in CALL)})"
        connection.execute(text(insert), CALL)
    engine.dispose()
    if backend == "sqlite":
        assert BALANCE.encode() in (tmp_path / "kept.sqlite3").read_bytes()

    migrate(url)

    database = Database(url, KEY, pin_hasher=PinHasher.cheap())
    with database.session() as db:
        call = db.get(CallRecord, "CA1")
        assert call is not None
        assert (call.turn, call.answer_cipher, call.taken_at) == (5, None, None)
    database.dispose()
    if backend == "sqlite":
        assert not any(BALANCE.encode() in path.read_bytes() for path in tmp_path.iterdir())
    assert differences(url) == []


def test_the_year_of_disuse_begins_with_the_migration_that_counts_it(
    request: pytest.FixtureRequest, backend: str
) -> None:
    from alembic import command

    from models.migrations import config

    url = request.getfixturevalue(f"{backend}_url")
    engine = make_engine(url)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0009")
    migrate(url)
    with engine.connect() as connection:
        bound = connection.scalars(text("SELECT last_used_on FROM phone_binding")).all()
    engine.dispose()
    assert len(bound) > 10
    assert None not in bound
    assert len(set(bound)) == 1
    assert differences(url) == []
