"""An SQLite file that is moved away, and put back or replaced, while the service runs."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from models import Database, Person
from models.database import sqlite_file
from models.errors import AccountsError
from models.seed import DemoPerson


@pytest.fixture
def opened(sqlite_url: str) -> Database:
    return Database(sqlite_url, b"a secret key for tests, 32 bytes")


def people(database: Database) -> int:
    with database.session() as db:
        return len(db.scalars(select(Person.id)).all())


def put_away(database: Database, folder: Path) -> Path:
    file = sqlite_file(database.url)
    assert file is not None
    for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        if one.exists():
            shutil.move(one, folder / one.name)
    return file


def test_a_file_that_was_away_is_found_again_without_a_restart(
    opened: Database, tmp_path: Path, demo: Mapping[str, DemoPerson]
) -> None:
    folder = tmp_path / "away"
    folder.mkdir()
    assert people(opened) == len(demo)
    file = put_away(opened, folder)
    with pytest.raises(AccountsError):
        people(opened)
    assert not opened.ready()

    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()
    for one in folder.iterdir():
        shutil.move(one, file.parent / one.name)

    assert people(opened) == len(demo)
    assert opened.ready()
    opened.dispose()


def test_a_file_put_in_the_place_of_another_is_the_one_that_is_read(
    opened: Database, tmp_path: Path, sqlite_template: Path, demo: Mapping[str, DemoPerson]
) -> None:
    with opened.session() as db:
        sealed = db.scalar(select(Person.name_sealed).limit(1))
        assert sealed is not None
    folder = tmp_path / "away"
    folder.mkdir()
    file = put_away(opened, folder)
    shutil.copyfile(sqlite_template, file)

    with opened.session() as db:
        person = db.get(Person, 1)
        assert person is not None
        person.language = "en"
    opened.dispose()

    again = Database(opened.url, b"a secret key for tests, 32 bytes")
    with again.session() as db:
        kept = db.get(Person, 1)
        assert kept is not None
        assert kept.language == "en"
    again.dispose()
