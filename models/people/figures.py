"""What the operations page tells: how the service did in some days in China, against its standard (domain 8).

Everything is counted by the database. A part of nothing is None, never 0 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, select

from models.database import Db
from models.people.callbacks import PLACE
from models.people.periods import Part, Period
from models.people.text_figures import TextFigures, text_figures
from models.tables.agent import EntryStatus, QueueEntry
from models.tables.conversation import CallRecord
from models.tables.survey import SurveyAnswer

PROMPTLY: Final = 15
"""Seconds in which an agent should answer (GB/T 33358-2016)."""
CONNECTED, ANSWERED_PROMPTLY, SELF_SERVED = 0.95, 0.95, 0.60
"""The parts that are asked of the service: the first by the standard, the others by ourselves (domain 8)."""
A_PERSON: Final = ("agent", "call_back")
"""The places of a menu path that lead to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One hour or one day."""

    label: str
    calls: int
    """Calls that began."""
    asked: int
    """Callers who began to wait for an agent."""
    connected: int
    promptly: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the operations page tells of a period, for one line or for all."""

    calls: int
    connected: Part
    """Of the callers who waited for an agent, those whom one talked to."""
    promptly: Part
    """Of the same, those whom one talked to within PROMPTLY seconds."""
    mean_wait: float | None
    """Seconds from asking for an agent to the agent, of those who got one."""
    self_served: Part
    """Of the calls that chose something, those that never asked for a person, and were not led to one."""
    menus: Sequence[tuple[str, int]]
    """Each place of the menus with the number of calls that came through it, most first."""
    texts: TextFigures
    rated: Part
    """Of the callers whom an agent talked to, those who told what they thought of it."""
    scores: Mapping[int, int]
    """Score, 1 很满意 to 4 不满意 → answers."""
    slots: Sequence[Slot]

    @property
    def satisfied(self) -> Part:
        """Of the answers, those of 很满意 and 满意."""
        return Part(count=self.scores[1] + self.scores[2], of=sum(self.scores.values()))


def figures(db: Db, period: Period, line: str | None = None) -> Figures:
    """The figures of a period, for one line or, with None, for both."""
    calls = _calls(db, period, line)
    waits = _waits(db, period, line)
    asked, connected, promptly, seconds = (sum(row[place] or 0 for row in waits.values()) for place in range(4))
    scores = _scores(db, period, line)
    return Figures(
        calls=sum(calls.values()),
        connected=Part(count=connected, of=asked),
        promptly=Part(count=promptly, of=asked),
        mean_wait=seconds / connected if connected else None,
        self_served=_self_served(db, period, line),
        menus=_menus(db, period, line),
        texts=text_figures(db, period, line),
        rated=Part(count=sum(scores.values()), of=connected),
        scores=scores,
        slots=[
            Slot(
                label=label,
                calls=calls.get(label, 0),
                asked=waits.get(label, (0, 0, 0, 0))[0],
                connected=waits.get(label, (0, 0, 0, 0))[1],
                promptly=waits.get(label, (0, 0, 0, 0))[2],
            )
            for label in period.slots
        ],
    )


def _on(table: Any, line: str | None) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", literal(value=True) if line is None else table.line == line)


def _rang_in(period: Period, line: str | None) -> ColumnElement[bool]:
    """The condition that a call is one of the period that somebody else began."""
    ours = (CallRecord.path == PLACE) | CallRecord.path.startswith(f"{PLACE}>", autoescape=True)
    return and_(period.holds(CallRecord.started_at), _on(CallRecord, line), not_(ours))


def _calls(db: Db, period: Period, line: str | None) -> dict[str, int]:
    slot = period.slot(CallRecord.started_at).label("slot")
    rows = db.execute(select(slot, func.count()).where(_rang_in(period, line)).group_by(slot))
    return {row[0]: row[1] for row in rows}


def _waits(db: Db, period: Period, line: str | None) -> dict[str, tuple[int, int, int, int]]:
    """By slot: callers who waited, those connected, those connected promptly, the seconds of all who were."""
    settled = QueueEntry.status.in_((EntryStatus.TALKING, EntryStatus.ENDED))
    first = QueueEntry.rank > 0  # not one who was passed on, and talked to somebody before
    each = (
        select(
            func.min(QueueEntry.entered_at).label("entered_at"),
            func.max(case((QueueEntry.taken_at.is_not(None), 1), else_=0)).label("connected"),
            func.max(case((and_(QueueEntry.waited_seconds <= PROMPTLY, first), 1), else_=0)).label("promptly"),
            func.min(case((first, QueueEntry.waited_seconds))).label("waited"),
        )
        .where(period.holds(QueueEntry.entered_at), _on(QueueEntry, line), settled)
        .group_by(QueueEntry.call_sid)
        .subquery()
    )
    slot = period.slot(each.c.entered_at).label("slot")
    sums = (func.count(), func.sum(each.c.connected), func.sum(each.c.promptly), func.sum(each.c.waited))
    return {
        row[0]: (int(row[1]), int(row[2]), int(row[3]), int(row[4] or 0))
        for row in db.execute(select(slot, *sums).group_by(slot))
    }


def _self_served(db: Db, period: Period, line: str | None) -> Part:
    path = literal(">").concat(CallRecord.path).concat(">")
    to_a_person = [path.contains(f">{place}>", autoescape=True) for place in A_PERSON]
    chose = and_(
        _rang_in(period, line), CallRecord.ended_at.is_not(None), CallRecord.path.contains(">", autoescape=True)
    )
    alone = and_(*(not_(one) for one in to_a_person))
    row = db.execute(select(func.count(), func.sum(case((alone, 1), else_=0))).where(chose)).one()
    return Part(count=int(row[1] or 0), of=row[0])


def _menus(db: Db, period: Period, line: str | None) -> Sequence[tuple[str, int]]:
    """Of equal paths there are few, so the database counts them, and what is in them is taken apart here."""
    heat: dict[str, int] = {}
    rows = db.execute(select(CallRecord.path, func.count()).where(_rang_in(period, line)).group_by(CallRecord.path))
    for path, count in rows:
        for place in set(filter(None, path.split(">"))):
            heat[place] = heat.get(place, 0) + count
    return sorted(heat.items(), key=lambda one: (-one[1], one[0]))


def _scores(db: Db, period: Period, line: str | None) -> dict[int, int]:
    rows = db.execute(
        select(SurveyAnswer.score, func.count())
        .join(CallRecord, CallRecord.call_sid == SurveyAnswer.call_sid)
        .where(period.holds(SurveyAnswer.at), _on(CallRecord, line))
        .group_by(SurveyAnswer.score)
    )
    counted = {row[0]: row[1] for row in rows}
    return {score: counted.get(score, 0) for score in range(1, 5)}
