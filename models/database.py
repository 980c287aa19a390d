"""The connection to the accounts: `Base` of every table, and `Database`, which hands out db sessions.

SQLite and PostgreSQL behave alike to the rest of the code: a read sees what is committed, the first write of a
session takes the lock it needs, waits for it if it must, and keeps it until the commit.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from models.errors import AccountsError, DatabaseUnavailable, NotMigrated
from models.pin import PinHasher
from models.vault import Vault
from models.writer import queued

_CONSTRAINT_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=4000",  # 16 MB: a checkpoint holds everybody up
    "PRAGMA temp_store=MEMORY",
    "PRAGMA recursive_triggers=ON",
)


Db: TypeAlias = Session | Connection
"""What a statement is put to; either's `info` holds the "vault" and the "pin_hasher"."""

_Opened = TypeVar("_Opened", Session, Connection)


class Base(DeclarativeBase):
    """The root of every table; its metadata is what the migrations must lead to."""

    metadata = MetaData(naming_convention=_CONSTRAINT_NAMES)


def database_url(url: str) -> URL:
    """`url` with the driver this project uses: psycopg 3 for any spelling of PostgreSQL.

    Raises DatabaseUnavailable, in one sentence, for what is no database address or another kind of database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailable("DATABASE_URL is not a database address.") from error
    backend = parsed.drivername.partition("+")[0]
    if backend in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    raise DatabaseUnavailable(f"DATABASE_URL names {backend!r}; use sqlite or postgresql.")


def make_engine(url: str) -> Engine:
    """An engine with this project's settings; connects to nothing yet."""
    address = database_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(
            address,
            pool_pre_ping=True,  # a server that went away and came back is found again without a restart
            pool_size=8,
            max_overflow=24,
            pool_timeout=5,
            connect_args={"connect_timeout": 3},
        )
    # A read opens no transaction, and the first change takes the write lock: a db session that reads first and writes
    # later cannot fail on a stale snapshot, as a deferred BEGIN would.
    engine = create_engine(address, connect_args={"factory": queued()}, pool_size=8, max_overflow=24)
    event.listen(engine, "connect", _prepare_sqlite)
    file = sqlite_file(url)
    if file is not None:
        _follow(engine, file)
    return engine


def _follow(engine: Engine, file: Path) -> None:
    """Let go of connections to a file that is no longer the one at its path: moved away, or put back from a backup."""

    def identity() -> tuple[int, int] | None:
        try:
            found = os.stat(file)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def remember(_connection: Any, record: Any) -> None:
        record.info["file"] = identity()

    def compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError("another file is at the database's path")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def where(url: str) -> str:
    """The database's address as it was given, for a person to read, without its password."""
    return make_url(url).render_as_string(hide_password=True)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for PostgreSQL and for a database in memory."""
    address = database_url(url)
    if address.get_backend_name() != "sqlite" or address.database in {None, "", ":memory:"}:
        return None
    return Path(str(address.database))


def reason(error: Exception) -> str:
    """The first line of what the database or its driver said, without a full stop."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__


class Database:
    """The accounts, opened with the secret key that their fields are sealed with.

    Connects at the first db session, not before. Safe to share between threads; a process that forks should make its
    own. `pin_hasher` is the full-strength one unless given.
    """

    def __init__(self, url: str, secret_key: bytes, *, pin_hasher: PinHasher | None = None) -> None:
        self.url = url
        self.vault = Vault(secret_key)
        self.pin_hasher = pin_hasher or PinHasher()
        self.engine = make_engine(url)
        info = {"vault": self.vault, "pin_hasher": self.pin_hasher}
        self._sessions = sessionmaker(self.engine, autoflush=False, expire_on_commit=False, info=info)
        event.listen(self.engine, "connect", lambda _connection, record: record.info.update(info))

    def session(self) -> AbstractContextManager[Session]:
        """A db session that commits when the block ends and rolls back when it raises.

        `db.info` holds the "vault" and the "pin_hasher". Raises DatabaseUnavailable when the database is away, and
        NotMigrated when its tables are not there; other database errors pass as they are.
        """
        return _transaction(self._sessions)

    def connection(self) -> AbstractContextManager[Connection]:
        """Like `session`, but without the ORM, which costs a turn of a call as much as all it asks."""
        return _transaction(self.engine.connect)

    def ping(self) -> None:
        """Ask the database for nothing. Raises DatabaseUnavailable when it does not answer."""
        if self._is_missing():
            raise DatabaseUnavailable(f"There is no file {sqlite_file(self.url)} yet; run `hotline migrate`.")
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise DatabaseUnavailable(f"The database cannot be used now: {reason(error)}.") from error

    def ready(self) -> bool:
        """Whether the database answers and is migrated to the newest revision; never raises."""
        from models.migrations import newest_revision  # which imports this module

        if self._is_missing():
            return False
        try:
            with self.engine.connect() as connection:
                found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError:
            return False
        return bool(found == newest_revision())

    def _is_missing(self) -> bool:
        """Whether this is an SQLite file that is not there, and that to connect would make."""
        file = sqlite_file(self.url)
        return file is not None and not file.exists()

    def dispose(self) -> None:
        """Close every connection; the next db session opens a new one."""
        self.engine.dispose()


@contextmanager
def _transaction(begin: Callable[[], _Opened]) -> Iterator[_Opened]:
    db = None
    try:
        db = begin()
        yield db
        db.commit()
    except BaseException as error:
        if db is not None:
            _drop(db)
        ours = _in_our_words(error)
        if ours is None:
            raise
        raise ours from error
    finally:
        if db is not None:
            db.close()


def _in_our_words(error: BaseException) -> AccountsError | None:
    """What an error of the database means to whoever asked; None where it is no matter of the database being away."""
    if "no such table" in str(error.__cause__) or type(getattr(error, "orig", None)).__name__ == "UndefinedTable":
        return NotMigrated("The database has no tables yet; run `hotline migrate`.")
    # DatabaseError itself is SQLite's word for a file that is damaged or is no database.
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)) or type(error) is DatabaseError:
        return DatabaseUnavailable(f"The database cannot be used now: {reason(error)}.")
    return None


def _drop(db: Db) -> None:
    """Roll back, even where the connection is gone already."""
    try:
        db.rollback()
    except SQLAlchemyError:
        db.invalidate()
