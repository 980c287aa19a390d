"""How long a text waited for its answer is kept with it, and nothing else of the answer that could be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models import Database, Direction, MessageRecord

if TYPE_CHECKING:
    from tests.sms.conftest import Clock, Enrol, Line

STRANGER = "+8612099999999"
SLOW = timedelta(seconds=7)


def passes_while_answering(line: Line, clock: Clock) -> None:
    """Let seven seconds pass each time that the hotline looks at its clock."""

    def look() -> object:
        moment = clock()
        clock.advance(SLOW)
        return moment

    line.app.extensions["now"] = look


def test_when_a_text_came_and_when_its_answer_was_there_are_kept(line: Line, clock: Clock, enrol: Enrol) -> None:
    phone = enrol()
    passes_while_answering(line, clock)

    assert line.text("YE", phone)

    record = line.last()
    assert record.answered_at is not None
    assert record.answered_at - record.at == SLOW


def test_the_same_text_delivered_again_changes_nothing_of_it(line: Line, clock: Clock, enrol: Enrol) -> None:
    phone, sid = enrol(), line.new_sid()
    passes_while_answering(line, clock)
    line.text("YE", phone, sid)
    first = line.last()

    line.text("YE", phone, sid)

    assert (line.last().at, line.last().answered_at) == (first.at, first.answered_at)


def test_silence_has_no_moment_of_an_answer(line: Line) -> None:
    assert line.text("STOP") is None

    assert line.last().answered_at is None


def test_a_text_whose_first_judge_was_lost_has_waited_since_it_came(
    line: Line, clock: Clock, database: Database
) -> None:
    sid = line.new_sid()
    with database.session() as db:
        db.add(
            MessageRecord(
                message_sid=sid,
                direction=Direction.INCOMING,
                line="12393",
                sender_hash=database.vault.phone_hash(STRANGER),
                sender_masked="",
                at=clock(),
            )
        )
    clock.advance(timedelta(seconds=40))

    line.text("BZ", STRANGER, sid)

    record = line.last()
    assert record.answered_at is not None
    assert record.answered_at - record.at == timedelta(seconds=40)


def test_a_clock_that_is_set_back_has_answered_at_once(line: Line, clock: Clock) -> None:
    def look() -> object:
        moment = clock()
        clock.advance(-SLOW)
        return moment

    line.app.extensions["now"] = look
    line.text("BZ")

    assert line.last().answered_at == line.last().at
