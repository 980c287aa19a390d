"""The file that state is kept in: one table of rows in SQLite, written by one process at a time.

StateError    the directory cannot be used, or not be written any more; the words say what to do
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from twilio_emulator.state.codec import Row

FILE = "state.sqlite"
VERSION = 1
"""Of what the rows say; a file of another version is refused."""
MARK = 0x74776D6C
"""What tells our files from other databases."""
TABLE = """
CREATE TABLE records (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    "table" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE ("table", "key")
)
"""
WRITE = """
INSERT INTO records ("table", "key", value) VALUES (?, ?, ?)
ON CONFLICT ("table", "key") DO UPDATE SET value = excluded.value
"""
REMOVE = 'DELETE FROM records WHERE "table" = ? AND "key" = ?'


class StateError(Exception):
    """State cannot be kept; the words say why, and what to do."""


class Journal:
    """The file in one directory, which is made where it is missing. Raises :class:`StateError`.

    What has been written survives the end of this process, however it comes; after a power cut the last moments may be
    missing, and the file is whole. The caller sees to it that one thread at a time comes here.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(directory / FILE, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error
        try:
            self._open()
        except sqlite3.Error as error:
            self._file.close()
            raise self._refusal(error) from error
        except StateError:
            self._file.close()
            raise

    def read(self) -> list[Row]:
        """Return every row, in the order in which they came."""
        try:
            found = self._file.execute('SELECT "table", "key", value FROM records ORDER BY place').fetchall()
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        return [Row(*one) for one in found]

    def write(self, gone: Iterable[Sequence[str]], rows: Iterable[Row]) -> None:
        """Remove the rows of these tables and keys, and write others: all of it, or nothing."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                self._file.executemany(REMOVE, gone)
                self._file.executemany(WRITE, rows)
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StateError(f"{self._directory / FILE} cannot be written ({error}); make room, or mend it") from error

    def damaged(self, why: object) -> StateError:
        """Return the complaint that what is in the file makes no sense."""
        return StateError(
            f"{self._directory / FILE} is damaged: {why}; move it away, or name another directory for the state"
        )

    def close(self) -> None:
        """Let others have the file."""
        self._file.close()

    def _open(self) -> None:
        file = self._file
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        (mark,), (version,) = (file.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
        empty = file.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        if mark != MARK and not (empty and mark == 0):
            raise StateError(
                f"{self._directory / FILE} is a database of something else; name another directory for the state"
            )
        if not empty and version != VERSION:
            raise StateError(
                f"{self._directory / FILE} was written by another version of the emulator (its format is {version}, "
                f"this one's {VERSION}); run that version, or name another directory for the state"
            )
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("BEGIN EXCLUSIVE")  # from here on nobody else has it
        if empty:
            file.execute(TABLE)
            file.execute(f"PRAGMA application_id = {MARK}")
            file.execute(f"PRAGMA user_version = {VERSION}")
        file.execute("COMMIT")
        (sound,) = file.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise self.damaged(sound.splitlines()[-1])

    def _refusal(self, error: sqlite3.Error) -> StateError:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StateError(
                f"another emulator keeps its state in {self._directory}; stop it, or name another directory"
            )
        if error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return self.damaged(error)
        return self._unusable(error)

    def _unusable(self, error: Exception) -> StateError:
        return StateError(
            f"no state can be kept in {self._directory} ({error}); name a directory that can be written to"
        )
