"""What the operations page asks for a period is found by an index on its moment, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from models import (
    CallRecord,
    Database,
    Direction,
    EntryResult,
    EntryStatus,
    MessageRecord,
    OutgoingStatus,
    OutgoingText,
    QueueEntry,
    SurveyAnswer,
    Ticket,
    TicketKind,
    TicketStatus,
)
from models.people import figures as measured
from models.people import work
from models.people.periods import Period

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)
INDEXES: Mapping[str, str] = {
    "call_record": "ix_call_record_started_at",
    "queue_entry": "ix_queue_entry_entered_at",
    "message_record": "ix_message_record_at",
    "outgoing_text": "ix_outgoing_text_created_at",
    "survey_answer": "ix_survey_answer_at",
    "ticket": "ix_ticket_unfinished",
}
"""Each table that the page counts, with the index that finds its period, or what is unfinished."""


YEAR = [(f"CA{number:032x}", NOW - timedelta(hours=3 * number)) for number in range(3000)]
"""The calls of a year, of which a week is a fiftieth: enough for PostgreSQL to look something up."""


@pytest.fixture
def year(database: Database) -> Database:
    """A hotline that has been at work for a year."""
    call: dict[str, Any] = {"line": "12393", "caller_masked": "", "place": "", "language": "zh-CN", "turn": 1}
    call |= {"misses": 0, "refusals": 0, "auth_level": 0, "elder": False, "memory": {}, "path": "main>agent>queue"}
    wait: dict[str, Any] = {"line": "12393", "number": "12393", "language": "zh-CN", "elder": False, "tail": ""}
    wait |= {"verified": False, "rank": 2, "status": EntryStatus.ENDED, "result": EntryResult.ANSWERED}
    came: dict[str, Any] = {"direction": Direction.INCOMING, "line": "12393", "sender_hash": b"1", "sender_masked": ""}
    came |= {"command": "YE", "level": 0, "answer_key": "YE", "segments": 1, "status": "received"}
    sent: dict[str, Any] = {"line": "12393", "phone_hash": b"1", "phone_sealed": b"1", "answer_key": "YE"}
    sent |= {"segments": 1, "words_sealed": b"1", "asked_for": True, "status": OutgoingStatus.SENT, "tries": 1}
    done: dict[str, Any] = {"kind": TicketKind.COMPLAINT, "status": TicketStatus.CLOSED}
    rows: Mapping[Any, list[dict[str, Any]]] = {
        CallRecord: [{**call, "call_sid": sid, "started_at": at, "ended_at": at} for sid, at in YEAR],
        QueueEntry: [{**wait, "call_sid": sid, "entered_at": at, "seen_at": at, "ended_at": at} for sid, at in YEAR],
        SurveyAnswer: [{"call_sid": sid, "score": 1, "at": at} for sid, at in YEAR],
        MessageRecord: [{**came, "at": at, "answered_at": at} for _, at in YEAR],
        OutgoingText: [{**sent, "event": sid, "created_at": at, "claimed_at": at} for sid, at in YEAR],
        Ticket: [
            {**done, "number": f"{place}", "reference": sid, "opened_at": at, "due_on": at.date(), "closed_at": at}
            for place, (sid, at) in enumerate(YEAR)
        ],
    }
    with database.connection() as db:
        for table, values in rows.items():
            db.execute(insert(table), values)
        db.execute(text("ANALYZE"))
    return database


def asked_by_the_page(db: Connection, line: str | None) -> list[tuple[str, Any]]:
    """Every statement of the page's figures, with its values, as the driver gets them."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, values))

    event.listen(db, "before_cursor_execute", note)
    measured.figures(db, Period.last(7, NOW), line)
    work.counts(db, NOW.date())
    event.remove(db, "before_cursor_execute", note)
    return asked


def plan(db: Connection, statement: str, values: Any) -> str:
    """How the database would find what a statement asks for."""
    explain = "EXPLAIN QUERY PLAN" if db.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(tuple(row)) for row in db.exec_driver_sql(f"{explain} {statement}", values))


@pytest.mark.parametrize("line", [None, "12393"])
def test_each_table_is_searched_by_the_moment_and_none_is_read_whole(year: Database, line: str | None) -> None:
    with year.connection() as db:
        asked = asked_by_the_page(db, line)
        plans = [(statement, plan(db, statement, values)) for statement, values in asked]

    met = set()
    for statement, found in plans:
        first = statement.split("FROM ", 1)[1].replace("(", " ").split()
        table = next(word for word in first if word in INDEXES)
        assert INDEXES[table] in found, (statement, found)
        if table != "ticket":  # its index holds nothing but what is unfinished, and is gone through
            # Not through the index from end to end: the moment itself is what is looked up.
            assert ("at>?" in found) if db.dialect.name == "sqlite" else ("Index Cond" in found), found
        assert f"Seq Scan on {table}" not in found, found
        met.add(table)
    assert met == set(INDEXES)
