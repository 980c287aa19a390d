"""The state of the channels: calls and messages by SID, and tickets with their numbers."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models import (
    CallRecord,
    Database,
    Direction,
    MessageRecord,
    Ticket,
    TicketKind,
    TicketStatus,
    message_by_sid,
    tickets,
)
from models.vault import Sealed

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def call_record(**values: Any) -> CallRecord:
    """A call in the middle, with `values` changed."""
    usual: dict[str, Any] = {
        "call_sid": "CA1",
        "line": "12393",
        "caller_masked": "120****0001",
        "place": "balance",
        "language": "zh-CN",
        "turn": 3,
        "misses": 0,
        "refusals": 0,
        "auth_level": 2,
        "elder": True,
        "memory": {"asked": ["a", 1]},
        "started_at": NOW,
        "path": "1>1",
    }
    return CallRecord(**{**usual, **values})


def test_a_call_is_the_same_after_a_restart(database: Database) -> None:
    vault = database.vault
    call = call_record(
        caller_hash=vault.phone_hash("+8612010000001"),
        person_id=1,
        candidate=vault.seal(Sealed.CANDIDATE, "990101198503120010"),
        answer_cipher=vault.seal(Sealed.SPOKEN, "<Response/>"),
        taken_at=NOW,
    )
    columns = [column.name for column in CallRecord.__table__.columns]
    kept = {name: getattr(call, name) for name in columns}
    with database.session() as db:
        db.add(call)
    with database.session() as db:
        again = db.get(CallRecord, "CA1")
        assert again is not None
        assert {name: getattr(again, name) for name in columns} == kept


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a time zone"), database.session() as db:
        db.add(call_record(started_at=datetime(2026, 3, 1)))  # noqa: DTZ001


def test_a_message_is_found_by_its_sid_and_there_once(database: Database) -> None:
    sender = database.vault.phone_hash("+8612010000001")
    message = MessageRecord(message_sid="SM1", direction=Direction.INCOMING, sender_hash=sender, at=NOW)
    assert (message.command, message.level, message.segments, message.read_answer(database.vault)) == ("", 0, 0, None)
    message.keep_answer(database.vault, "【12393医保】…")
    with database.session() as db:
        db.add(message)
    with database.session() as db:
        again = message_by_sid(db, "SM1")
        assert again is not None
        assert again.read_answer(database.vault) == "【12393医保】…"
        assert again.at == NOW
        assert message_by_sid(db, "SM2") is None
    with pytest.raises(IntegrityError), database.session() as db:
        db.add(MessageRecord(message_sid="SM1", direction=Direction.INCOMING, sender_hash=sender, at=NOW))


def test_outgoing_messages_need_no_sid_yet(database: Database) -> None:
    sender = database.vault.phone_hash("+8612010000001")
    with database.session() as db:
        db.add_all(MessageRecord(direction=Direction.OUTGOING, sender_hash=sender, at=NOW) for _ in range(2))


def test_a_ticket_number_is_the_day_in_china_and_a_count(database: Database) -> None:
    with database.session() as db:
        first = tickets.open(db, "callback", "+8612010000001", 1, "CA1", NOW)
        second = tickets.open(db, TicketKind.CALLBACK, None, None, "CA2", NOW)
        evening = tickets.open(db, "callback", None, None, "CA3", datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
        assert [first, second, evening] == ["2603010001", "2603010002", "2603020001"]
        opened = {ticket.number: ticket for ticket in db.scalars(select(Ticket))}
        assert database.vault.unseal(Sealed.PHONE, opened[first].contact_sealed or b"") == "+8612010000001"
        assert (opened[first].status, opened[first].person_id, opened[first].opened_at) == (TicketStatus.OPEN, 1, NOW)
        assert (opened[second].contact_sealed, opened[second].person_id) == (None, None)


def test_the_same_call_opens_one_ticket_of_a_kind(database: Database) -> None:
    numbers = []
    for kind in ("callback", "callback", "dispute"):
        with database.session() as db:
            numbers.append(tickets.open(db, kind, "+8612010000001", 1, "CA1", NOW))
    assert numbers[0] == numbers[1] != numbers[2]
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Ticket).where(Ticket.reference == "CA1")) == 2


def test_an_unknown_kind_of_ticket_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="gossip"), database.session() as db:
        tickets.open(db, "gossip", None, None, "CA1", NOW)


def test_tickets_opened_at_the_same_time_have_numbers_of_their_own(database: Database) -> None:
    start = threading.Barrier(10)
    numbers: list[str] = []

    def call(caller: int) -> None:
        start.wait()
        with database.session() as db:
            numbers.append(tickets.open(db, "callback", None, None, f"CA{caller // 2}", NOW))

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 10
    assert len(set(numbers)) == 5  # two webhooks of a call open one ticket
