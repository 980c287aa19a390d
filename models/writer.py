"""One writer at a time, waited for briefly: SQLite's connection for a process with several threads.

SQLite has one write lock for the whole file, and whoever finds it taken sleeps a millisecond or more before looking
again, many times longer than a turn of a call holds it. Threads of one process therefore queue for it here, and only
the first in the queue asks SQLite, which it does often. Nothing else differs from Python's own connection opened with
isolation_level IMMEDIATE: a read opens no transaction, and the first change takes the write lock.
"""

import sqlite3
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

PATIENCE: Final = 5.0
"""Seconds that a writer waits for its turn before it gives up."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0001, 0.002
"""Seconds between two looks at a lock that another process holds, at first and after a while."""
_CHANGES: Final = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC"})


class QueuedCursor(sqlite3.Cursor):
    """A cursor whose first change begins the connection's transaction."""

    connection: "QueuedConnection"

    def execute(self, sql: str, parameters: Any = (), /) -> "QueuedCursor":
        """Execute one statement; a change waits for the write lock first."""
        if not self.connection.in_transaction and _is_change(sql):
            self.connection.begin()
        super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> "QueuedCursor":
        """Execute one statement with many parameters; a change waits for the write lock first."""
        if not self.connection.in_transaction and _is_change(sql):
            self.connection.begin()
        super().executemany(sql, parameters)
        return self


class QueuedConnection(sqlite3.Connection):
    """A connection that holds `queue` while it holds SQLite's write lock."""

    def __init__(self, *args: Any, queue: threading.Lock, **options: Any) -> None:
        super().__init__(*args, **{**options, "isolation_level": None})
        self._queue = queue
        self._is_first = False

    def cursor(self, factory: Any = QueuedCursor) -> Any:
        """A cursor of ours, unless another kind is asked for."""
        return super().cursor(factory)

    def begin(self) -> None:
        """Take the write lock, or raise sqlite3.OperationalError, "database is locked", after PATIENCE seconds."""
        give_up = monotonic() + PATIENCE
        if not self._queue.acquire(timeout=PATIENCE):
            raise sqlite3.OperationalError("database is locked")
        self._is_first = True
        try:
            super().execute("PRAGMA busy_timeout=0")
            try:
                self._begin_before(give_up)
            finally:
                super().execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")
        except BaseException:
            self._leave()
            raise

    def _begin_before(self, give_up: float) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                super().execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                # The extended codes of SQLITE_BUSY keep it in their lowest byte.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                    raise
            else:
                return
            threading.Event().wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def commit(self) -> None:
        """Keep what was changed, and let the next writer go on."""
        super().commit()
        self._leave()

    def rollback(self) -> None:
        """Drop what was changed, and let the next writer go on."""
        super().rollback()
        self._leave()

    def close(self) -> None:
        """Close, which drops what was not committed."""
        try:
            super().close()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._is_first:
            self._is_first = False
            self._queue.release()


def queued() -> Callable[..., QueuedConnection]:
    """A way to open connections that share one queue; takes what `sqlite3.connect` takes, and can be its `factory`."""
    queue = threading.Lock()
    return lambda *args, **options: QueuedConnection(*args, queue=queue, **options)


def _is_change(sql: str) -> bool:
    return sql.lstrip()[:6].upper() in _CHANGES
