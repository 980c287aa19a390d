"""The figures of the operations page against a plain count of the same rows, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

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
)
from models.identity import SHANGHAI
from models.people import figures as measured
from models.people.figures import Part, Period

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)
PATHS = (
    "main",
    "main>personal>id_tail>pin>balance",
    "main>policies>region",
    "main>personal>agent>queue",
    "main>agent>after_hours>voicemail",
    "main>call_back",
    "callback",
    "callback>agent",
    "main>callback_number",
    "",
)


@dataclass(frozen=True)
class Call:
    """One call as the test remembers it."""

    line: str
    at: datetime
    path: str
    ended: bool
    waits: tuple[tuple[int, datetime, int | None, str], ...]
    score: int | None


def some_calls(chance: Random) -> list[Call]:
    made = []
    for _ in range(400):
        at = NOW - timedelta(seconds=chance.randrange(40 * 86400))
        path = chance.choice(PATHS)
        waits: list[tuple[int, datetime, int | None, str]] = []
        if path.endswith("queue"):
            waited = chance.choice([None, 0, 14, 15, 16, 240])
            state = chance.choice(["ended", "ended", "talking" if waited is not None else "waiting"])
            waits.append((2, at + timedelta(seconds=30), waited, state))
            if waited is not None and state == "ended" and chance.random() < 0.3:
                waits.append((0, at + timedelta(seconds=400), chance.choice([None, 5]), "ended"))
        talked = any(waited is not None for _, _, waited, _ in waits)
        score = chance.randint(1, 4) if talked and chance.random() < 0.6 else None
        made.append(Call(chance.choice(["12393", "12333"]), at, path, chance.random() < 0.9, tuple(waits), score))
    return made


def write(database: Database, calls: list[Call]) -> None:
    with database.session() as db:
        for number, call in enumerate(calls):
            sid = f"CA{number:032x}"
            db.add(
                CallRecord(
                    call_sid=sid,
                    line=call.line,
                    caller_hash=None,
                    caller_masked="",
                    place="",
                    language="zh-CN",
                    turn=1,
                    misses=0,
                    refusals=0,
                    auth_level=0,
                    elder=False,
                    memory={},
                    started_at=call.at,
                    ended_at=call.at + timedelta(minutes=3) if call.ended else None,
                    path=call.path,
                )
            )
            db.flush()
            for rank, entered, waited, state in call.waits:
                db.add(
                    QueueEntry(
                        call_sid=sid,
                        line=call.line,
                        number=call.line,
                        language="zh-CN",
                        elder=False,
                        verified=False,
                        tail="",
                        rank=rank,
                        status=EntryStatus(state),
                        result=EntryResult.ANSWERED if state == "ended" else None,
                        ended_at=entered if state == "ended" else None,
                        entered_at=entered,
                        seen_at=entered,
                        taken_at=None if waited is None else entered + timedelta(seconds=waited),
                        waited_seconds=waited,
                    )
                )
            if call.score:
                db.add(SurveyAnswer(call_sid=sid, score=call.score, agent=None, at=call.at + timedelta(minutes=3)))


@pytest.fixture
def calls(database: Database) -> list[Call]:
    made = some_calls(Random(12393))
    write(database, made)
    return made


@pytest.mark.parametrize("days", [1, 7, 30])
@pytest.mark.parametrize("line", [None, "12393", "12333"])
def test_calls_waits_menus_and_scores_are_what_counting_them_one_by_one_gives(
    database: Database, calls: list[Call], days: int, line: str | None
) -> None:
    first = NOW.astimezone(SHANGHAI).date() - timedelta(days=days - 1)

    def within(moment: datetime) -> bool:
        return first <= moment.astimezone(SHANGHAI).date() <= NOW.astimezone(SHANGHAI).date()

    mine = [one for one in calls if line in (None, one.line)]
    theirs = [one for one in mine if within(one.at) and one.path.split(">")[0] != "callback"]
    chose = [one for one in theirs if one.ended and ">" in one.path]
    alone = [one for one in chose if not {"agent", "call_back"} & set(one.path.split(">"))]
    waits = []
    for one in mine:
        settled = [wait for wait in one.waits if within(wait[1]) and wait[3] != "waiting"]
        if settled:
            waits.append(settled)
    connected = [one for one in waits if any(wait[2] is not None for wait in one)]
    promptly = [one for one in waits if any(wait[0] > 0 and wait[2] is not None and wait[2] <= 15 for wait in one)]
    firsts = [wait[2] for one in waits for wait in one if wait[0] > 0 and wait[2] is not None]
    places = sorted({place for one in theirs for place in one.path.split(">") if place})
    scores = [one.score for one in mine if one.score and within(one.at + timedelta(minutes=3))]

    with database.connection() as db:
        found = measured.figures(db, Period.last(days, NOW), line)

    assert found.calls == len(theirs)
    assert found.self_served == Part(count=len(alone), of=len(chose))
    assert found.connected == Part(count=len(connected), of=len(waits))
    assert found.promptly == Part(count=len(promptly), of=len(waits))
    assert found.mean_wait == (pytest.approx(sum(firsts) / len(connected)) if connected else None)
    assert sorted(found.menus) == [(place, sum(place in one.path.split(">") for one in theirs)) for place in places]
    assert found.scores == {score: scores.count(score) for score in range(1, 5)}
    assert found.rated == Part(count=len(scores), of=len(connected))
    assert found.satisfied.count == scores.count(1) + scores.count(2)


@pytest.mark.parametrize("days", [1, 7])
def test_hours_and_days_are_those_of_china_and_add_up(database: Database, calls: list[Call], days: int) -> None:
    with database.connection() as db:
        found = measured.figures(db, Period.last(days, NOW))

    shape = "%H" if days == 1 else "%Y-%m-%d"
    period = Period.last(days, NOW)
    theirs = [one.at for one in calls if period.start <= one.at < period.end and one.path.split(">")[0] != "callback"]
    assert {slot.label: slot.calls for slot in found.slots if slot.calls} == {
        label: sum(at.astimezone(SHANGHAI).strftime(shape) == label for at in theirs)
        for label in {at.astimezone(SHANGHAI).strftime(shape) for at in theirs}
    }
    assert len(found.slots) == (24 if days == 1 else days)
    assert sum(slot.asked for slot in found.slots) == found.connected.of
    assert sum(slot.connected for slot in found.slots) == found.connected.count


def test_a_day_begins_at_midnight_in_china(database: Database) -> None:
    midnight = datetime(2026, 3, 10, 0, 0, tzinfo=SHANGHAI)
    moments = [midnight - timedelta(microseconds=1), midnight, midnight + timedelta(days=1) - timedelta(microseconds=1)]
    write(database, [Call("12393", at, "main", True, (), None) for at in (*moments, midnight + timedelta(days=1))])

    with database.connection() as db:
        found = measured.figures(db, Period.last(1, NOW))

    assert {slot.label: slot.calls for slot in found.slots if slot.calls} == {"00": 1, "23": 1}


def test_texts_are_counted_as_answered_and_as_sent_in_time(database: Database) -> None:
    def incoming(answer_key: str) -> Any:
        return MessageRecord(
            direction=Direction.INCOMING, line="12393", sender_hash=b"1" * 32, answer_key=answer_key, at=NOW
        )

    def outgoing(number: int, seconds: float | None, *, asked_for: bool = True) -> Any:
        return OutgoingText(
            event=f"test:{number}",
            line="12393",
            phone_hash=b"1" * 32,
            phone_sealed=b"1",
            answer_key="YE",
            segments=1,
            words_sealed=b"1",
            asked_for=asked_for,
            status=OutgoingStatus.SENT if seconds is not None else OutgoingStatus.WAITING,
            tries=1,
            created_at=NOW,
            next_try_at=None if seconds is not None else NOW,
            claimed_at=None if seconds is None else NOW + timedelta(seconds=seconds),
        )

    with database.session() as db:
        db.add_all([incoming("YE"), incoming("UNK"), incoming("SILENT"), incoming("")])
        db.add_all([outgoing(1, 2), outgoing(2, 178), outgoing(3, 200), outgoing(4, None)])
        db.add(outgoing(5, 9000, asked_for=False))

    with database.connection() as reader:
        found, other = (measured.figures(reader, Period.last(1, NOW), line) for line in ("12393", "12333"))

    assert found.texts == Part(count=2, of=4)
    assert found.texts_in_time == Part(count=2, of=4)
    assert found.mean_text == pytest.approx((2 + 178 + 200) / 3, abs=0.01)
    assert other.texts.share is None


def test_of_nothing_there_is_no_share(database: Database) -> None:
    with database.connection() as db:
        found = measured.figures(db, Period.last(7, datetime(2031, 1, 1, tzinfo=UTC)))

    assert (found.connected.share, found.promptly.share, found.self_served.share, found.mean_wait) == (None,) * 4
    assert found.menus == []
