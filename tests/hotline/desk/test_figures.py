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
from models.people import text_figures
from models.people.periods import Part, Period

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


def incoming(answer_key: str, seconds: float | None = None, at: datetime = NOW, line: str = "12393") -> Any:
    """A text that came in, and how long its answer took; None: it was not noted, or there is none."""
    return MessageRecord(
        direction=Direction.INCOMING,
        line=line,
        sender_hash=b"1" * 32,
        sender_masked="",
        answer_key=answer_key,
        at=at,
        answered_at=None if seconds is None else at + timedelta(seconds=seconds),
    )


def test_texts_asked_for_are_counted_as_sent_in_time(database: Database) -> None:
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
        db.add_all([outgoing(1, 2), outgoing(2, 180), outgoing(3, 200), outgoing(4, None)])
        db.add(outgoing(5, 9000, asked_for=False))

    with database.connection() as reader:
        found, other = (measured.figures(reader, Period.last(1, NOW), line).texts for line in ("12393", "12333"))

    assert found.asked_for == Part(count=2, of=4)
    assert found.mean_asked_for == pytest.approx((2 + 180 + 200) / 3, abs=0.01)
    assert other.asked_for.share is None


def test_what_is_owed_no_answer_or_was_not_timed_does_not_count_against_the_standard(database: Database) -> None:
    with database.session() as db:
        db.add_all([incoming("YE", 0.25), incoming("UNK", 10), incoming("HELP", 10.001), incoming("BD", 180)])
        db.add_all([incoming("SILENT"), incoming("YE"), incoming("")])  # a stop word, an old row, one that was lost

    with database.connection() as reader:
        found, other = (measured.figures(reader, Period.last(1, NOW), line).texts for line in ("12393", "12333"))

    assert found.answered == Part(count=5, of=7)
    assert found.in_time == Part(count=4, of=5)
    assert found.swiftly == Part(count=2, of=5)
    assert found.spread == [(1, 1), (3, 0), (10, 1), (60, 1), (180, 1), (None, 1)]
    assert found.mean == pytest.approx((0.25 + 10 + 10.001 + 180) / 4)
    assert found.slowest == pytest.approx(180)
    assert (other.answered.share, other.in_time.share, other.mean, other.slowest) == (None,) * 4


@pytest.mark.parametrize("days", [1, 7, 30])
@pytest.mark.parametrize("line", [None, "12393", "12333"])
def test_answer_times_are_what_counting_the_texts_one_by_one_gives(
    database: Database, days: int, line: str | None
) -> None:
    chance = Random(333)
    texts = [
        (
            chance.choice(["12393", "12333"]),
            NOW - timedelta(seconds=chance.randrange(40 * 86400)),
            chance.choice([None, 0.0, 0.5, 1.0, 2.5, 9.999, 10.0, 59.0, 179.9, 180.0, 181.0]),
        )
        for _ in range(400)
    ]
    with database.session() as db:
        db.add_all(incoming("YE" if took is not None else "", took, at, of) for of, at, took in texts)
    period = Period.last(days, NOW)
    mine = [took for of, at, took in texts if line in (None, of) and period.start <= at < period.end]
    timed = [took for took in mine if took is not None]

    with database.connection() as reader:
        found = measured.figures(reader, period, line).texts

    assert found.in_time == Part(count=sum(took <= text_figures.IN_TIME for took in timed), of=len(mine))
    assert found.swiftly == Part(count=sum(took <= text_figures.SWIFTLY for took in timed), of=len(mine))
    assert found.mean == pytest.approx(sum(timed) / len(timed), abs=0.001)
    assert sum(count for _, count in found.spread) == len(mine)
    assert [sum(getattr(slot, name) for slot in found.slots) for name in ("came", "in_time", "swiftly")] == [
        len(mine),
        found.in_time.count,
        found.swiftly.count,
    ]
    assert max(slot.slowest or 0 for slot in found.slots) == pytest.approx(found.slowest)


def test_of_nothing_there_is_no_share(database: Database) -> None:
    with database.connection() as db:
        found = measured.figures(db, Period.last(7, datetime(2031, 1, 1, tzinfo=UTC)))

    assert (found.connected.share, found.promptly.share, found.self_served.share, found.mean_wait) == (None,) * 4
    assert found.menus == []
