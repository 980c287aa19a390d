"""Between two turns a call's last answer waits in its row for a repeated delivery, and nobody can read it there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from models import CallRecord, Database

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller

    Demo = Mapping[str, DemoPerson]

BALANCE = "一千二百三十四元五角六分"


def _spellings(words: str) -> list[bytes]:
    """How `words` may stand in a file: as UTF-8, as XML's numbers, as JSON's escapes, and as UTF-16."""
    return [
        words.encode(),
        words.encode("ascii", "xmlcharrefreplace"),
        words.encode("unicode-escape"),
        words.encode("utf-16-le"),
    ]


def _tells(kept: bytes) -> bool:
    return any(spelling in kept for words in (BALANCE, BALANCE[:6], "1234.56") for spelling in _spellings(words))


def test_no_balance_stands_in_clear_in_the_files_of_the_database_between_turns(
    caller: Caller, demo: Demo, sqlite_url: str, database_url: str, tmp_path: Path
) -> None:
    person = demo["employed"]
    caller.dials()
    for keys in ("1", person.id_number + "#", person.pin + "#", "1", "#"):
        caller.keys(keys)
        if database_url == sqlite_url:
            kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
            assert caller.sid.encode() in kept  # it is the right file, and not a compressed one
            assert not _tells(kept)
    caller.hears(BALANCE)


def test_no_column_of_a_call_tells_the_balance_between_turns(caller: Caller, demo: Demo, database: Database) -> None:
    person = demo["employed"]
    caller.dials().keys("1", person.id_number + "#", person.pin + "#", "1").hears(BALANCE)
    with database.session() as db:
        row = db.execute(text("SELECT * FROM call_record")).one()
    for value in row:
        assert not _tells(bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode())


def test_a_sealed_answer_is_given_again_and_forgotten_with_the_call(
    caller: Caller, demo: Demo, database: Database
) -> None:
    person = demo["employed"]
    caller.dials().keys("1", person.id_number + "#", person.pin + "#", "1")
    caller.sends("/voice/turn/4", Digits="1").hears(BALANCE).hangs_up()
    with database.session() as db:
        record = db.get(CallRecord, caller.sid)
        assert record is not None
        assert record.answer_cipher is None


def test_an_answer_that_was_not_kept_is_replaced_by_the_question_that_is_open(
    caller: Caller, demo: Demo, database: Database
) -> None:
    person = demo["employed"]
    caller.dials().keys("1", person.id_number + "#", person.pin + "#", "1")
    with database.session() as db:  # as the migration leaves a call that was under way
        db.execute(text("UPDATE call_record SET answer_cipher = NULL"))
    caller.sends("/voice/turn/4", Digits="1").hears("重听请按井号键").does_not_hear(BALANCE)
    caller.keys("#").hears(BALANCE)
