"""Writers of one SQLite file queue up, across threads, connections and programs, and leave the queue in every way."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models import writer
from models.writer import QueuedConnection, queued

Connect = Callable[[], QueuedConnection]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE written (n INTEGER)")
    return path


@pytest.fixture
def connect(file: Path) -> Iterator[Connect]:
    factory = queued()
    opened: list[QueuedConnection] = []

    def new() -> QueuedConnection:
        opened.append(factory(file, check_same_thread=False))
        return opened[-1]

    yield new
    for connection in opened:
        connection.close()


def _write(connection: sqlite3.Connection) -> None:
    connection.cursor().execute("INSERT INTO written VALUES (1)")


def test_a_read_opens_no_transaction_and_the_first_change_opens_one(connect: Connect) -> None:
    connection = connect()
    connection.cursor().execute("SELECT n FROM written")
    assert not connection.in_transaction
    connection.cursor().executemany("INSERT INTO written VALUES (?)", [(1,), (2,)])
    assert connection.in_transaction


@pytest.mark.parametrize("leave", ["commit", "rollback", "close"])
def test_the_next_writer_goes_on_when_one_is_done(connect: Connect, leave: str) -> None:
    first, second = connect(), connect()
    _write(first)
    follower = threading.Thread(target=_write, args=(second,))
    follower.start()
    getattr(first, leave)()
    follower.join(5)
    assert second.in_transaction


def test_a_writer_waits_for_another_program(file: Path, connect: Connect) -> None:
    ours = connect()
    with closing(sqlite3.connect(file, check_same_thread=False)) as theirs:
        _write(theirs)
        follower = threading.Thread(target=_write, args=(ours,))
        follower.start()
        theirs.commit()
        follower.join(5)
        assert ours.in_transaction


def test_a_writer_gives_up_and_does_not_stand_in_the_way(
    file: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.05)
    first, second = connect(), connect()
    with closing(sqlite3.connect(file)) as theirs:
        _write(theirs)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            _write(first)
    _write(first)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _write(second)
    first.commit()
    _write(second)
