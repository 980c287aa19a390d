"""Bringing a database's tables up to date, from code: `migrate(url)`. The steps are in `versions/`.

Needs no alembic.ini and leaves logging alone. A new step: `docs/data-model.md` says how.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from models.database import make_engine, reason, sqlite_file, where
from models.errors import DatabaseUnavailable

_LOCK = 12393
"""Number of the PostgreSQL advisory lock under which one process at a time migrates."""


def config() -> Config:
    """Alembic's configuration, with the script location found from this package."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def newest_revision() -> str:
    """The revision that an up-to-date database has."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None  # there is always a first revision
    return head


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, all of it or nothing; an up-to-date one is left as it is.

    Makes the folder of an SQLite file. Raises DatabaseUnavailable, in one sentence, when the folder cannot be
    written or the database cannot be reached.
    """
    _make_folder(url)
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            _lock(connection)
            settings = config()
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(f"The database {where(url)} cannot be migrated: {reason(error)}.") from error
    finally:
        engine.dispose()


def _make_folder(url: str) -> None:
    file = sqlite_file(url)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {file.parent} cannot be made ({error.strerror}); set DATABASE_URL to another place."
        ) from error


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # Python's sqlite3 opens no transaction for CREATE TABLE; with this one a migration is all or nothing.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
