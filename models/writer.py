"""One writer at a time, waited for briefly: SQLite's connection for a process with several threads.

SQLite has one write lock for the whole file, and whoever finds it taken sleeps a millisecond or more before looking
again, many times longer than a turn of a call holds it. Threads of one process therefore queue for it here, and only
the first in the queue asks SQLite, which it does often; SQLite's own waiting, its busy_timeout, is off. Nothing else
differs from Python's own connection opened with isolation_level IMMEDIATE: a read opens no transaction, and the first
change takes the write lock.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
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
        if self.connection.in_transaction:
            super().execute(sql, parameters)
        elif _is_change(sql):
            self.connection.begin()
            super().execute(sql, parameters)
        else:
            # A read waits for nobody but a process that has just crashed or begins, and tidies the file up.
            _patiently(super().execute, sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> "QueuedCursor":
        """Execute one statement with many parameters; a change waits for the write lock first."""
        if not self.connection.in_transaction and _is_change(sql):
            self.connection.begin()
        super().executemany(sql, parameters)
        return self


class QueuedConnection(sqlite3.Connection):
    """A connection that holds `queue` while it holds SQLite's write lock, and lets go of both when it is lost."""

    _is_first = False

    def __init__(self, *args: Any, queue: threading.Lock, **options: Any) -> None:
        super().__init__(*args, **{**options, "isolation_level": None, "timeout": 0})
        self._queue = queue

    def __del__(self) -> None:
        # Whoever loses a connection in the middle of a change must not keep all others waiting. SQLite refuses to close
        # in a thread other than the connection's own, and drops the change by itself a moment later.
        with suppress(sqlite3.ProgrammingError):
            self.close()

    def cursor(self, factory: Any = QueuedCursor) -> Any:
        """A cursor of ours, unless another kind is asked for."""
        return super().cursor(factory)

    def begin(self) -> None:
        """Take the write lock, or raise sqlite3.OperationalError, "database is locked", after PATIENCE seconds."""
        if not self._queue.acquire(timeout=PATIENCE):
            raise sqlite3.OperationalError("database is locked")
        self._is_first = True
        try:
            _patiently(super().execute, "BEGIN IMMEDIATE", ())
        except BaseException:
            self._leave()
            raise

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


def _patiently(execute: Callable[[str, Any], object], sql: str, parameters: Any) -> None:
    """Execute what may find the file locked, again and again for PATIENCE seconds."""
    give_up = 0.0
    pause = _FIRST_PAUSE
    while True:
        try:
            execute(sql, parameters)
        except sqlite3.OperationalError as error:
            give_up = give_up or monotonic() + PATIENCE
            # The extended codes of SQLITE_BUSY keep it in their lowest byte.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                raise
        else:
            return
        threading.Event().wait(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _is_change(sql: str) -> bool:
    return sql.lstrip()[:6].upper() in _CHANGES
