"""Writers of one SQLite file queue up, across threads, connections and programs, and leave the queue in every way."""

import gc
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


def test_the_next_writer_goes_on_when_a_connection_was_lost_in_the_middle_of_a_change(file: Path) -> None:
    factory = queued()
    lost = factory(file)
    _write(lost)
    del lost
    gc.collect()
    with closing(factory(file)) as second:
        _write(second)
        assert second.in_transaction
        assert second.execute("SELECT count(*) FROM written").fetchone() == (1,)


def test_a_connection_lost_in_another_thread_than_its_own_leaves_the_queue_too(file: Path) -> None:
    factory = queued()
    lost = [factory(file)]
    _write(lost[0])

    def lose() -> None:
        lost.clear()
        gc.collect()

    other = threading.Thread(target=lose)
    other.start()
    other.join(5)
    with closing(factory(file)) as second:
        _write(second)
        assert second.in_transaction


def test_a_read_waits_for_a_program_that_keeps_the_whole_file(file: Path, connect: Connect) -> None:
    ours = connect()
    read: list[int] = []

    def follow() -> None:
        read.append(ours.cursor().execute("SELECT count(*) FROM written").fetchone()[0])

    with closing(sqlite3.connect(file, check_same_thread=False)) as theirs:
        theirs.execute("PRAGMA locking_mode=EXCLUSIVE")
        _write(theirs)
        follower = threading.Thread(target=follow)
        follower.start()
        follower.join(0.05)
        assert read == []
        theirs.commit()
    follower.join(5)
    assert read == [1]
