"""What the operations page tells of texts: how soon those that came in were answered, and those asked for were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, func, select

from models.database import Db
from models.people.periods import Part, Period, SecondsBetween
from models.tables.conversation import Direction, MessageRecord
from models.tables.outgoing import OutgoingText

IN_TIME: Final = 180
"""Seconds in which a text should be answered, or one that was asked for sent (domain 8, by W1)."""
SWIFTLY: Final = 10
"""Seconds in which we mean to answer one (domain 8)."""
ALL_IN_TIME, MOST_SWIFTLY = 1.0, 0.95
"""The parts that are asked for: the first by the standard, the other by ourselves (domain 8)."""
BOUNDS: Final = (1, 3, SWIFTLY, 60, IN_TIME)
"""Seconds that part swift answers from slow ones."""
SILENT: Final = "SILENT"
"""The `answer_key` of a text that is not to be answered (domain 4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSlot:
    """One hour or one day."""

    label: str
    came: int
    swiftly: int
    in_time: int
    slowest: float | None
    """Seconds; None where nothing was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFigures:
    """How texts fared in a period. What came before the moment of the answer was kept is in `answered` only."""

    answered: Part
    """Of the texts that came in, those that were answered."""
    in_time: Part
    """Of those that an answer was owed to, those that had it within IN_TIME seconds."""
    swiftly: Part
    """Of the same, within SWIFTLY seconds."""
    mean: float | None
    """Seconds from the text to its answer, of those that had one."""
    slowest: float | None
    """The longest of them."""
    spread: Sequence[tuple[int | None, int]]
    """How many were answered within each of BOUNDS and after the one before it; at None those later, and not at all."""
    asked_for: Part
    """Of the texts that a caller asked for, those handed to Twilio within IN_TIME seconds."""
    mean_asked_for: float | None
    """Seconds from the wish to the handing over."""
    slots: Sequence[TextSlot]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The texts of one slot as the database counts them."""

    came: int = 0
    answered: int = 0
    owed: int = 0
    timed: int = 0
    seconds: float = 0.0
    slowest: float | None = None
    within: tuple[int, ...] = (0,) * len(BOUNDS)


def text_figures(db: Db, period: Period, line: str | None = None) -> TextFigures:
    """The figures of a period, for one line or, with None, for both."""
    by_slot = _incoming(db, period, line)
    all_of_them = by_slot.values()
    owed = sum(one.owed for one in all_of_them)
    timed = sum(one.timed for one in all_of_them)
    within = [sum(one.within[place] for one in all_of_them) for place in range(len(BOUNDS))]
    in_time, swiftly = within[BOUNDS.index(IN_TIME)], within[BOUNDS.index(SWIFTLY)]
    steps = [count - before for before, count in zip((0, *within), within, strict=False)]
    asked_for, mean_asked_for = _asked_for(db, period, line)
    return TextFigures(
        answered=Part(count=sum(one.answered for one in all_of_them), of=sum(one.came for one in all_of_them)),
        in_time=Part(count=in_time, of=owed),
        swiftly=Part(count=swiftly, of=owed),
        mean=sum(one.seconds for one in all_of_them) / timed if timed else None,
        slowest=max((one.slowest for one in all_of_them if one.slowest is not None), default=None),
        spread=[*zip(BOUNDS, steps, strict=True), (None, owed - in_time)],
        asked_for=asked_for,
        mean_asked_for=mean_asked_for,
        slots=[_slot(label, by_slot.get(label, _Counted())) for label in period.slots],
    )


def _slot(label: str, counted: _Counted) -> TextSlot:
    return TextSlot(
        label=label,
        came=counted.came,
        swiftly=counted.within[BOUNDS.index(SWIFTLY)],
        in_time=counted.within[BOUNDS.index(IN_TIME)],
        slowest=counted.slowest,
    )


def _incoming(db: Db, period: Period, line: str | None) -> Mapping[str, _Counted]:
    slot = period.slot(MessageRecord.at).label("slot")
    seconds: Any = SecondsBetween(MessageRecord.at, MessageRecord.answered_at)
    timed = MessageRecord.answered_at.is_not(None)

    def number(*condition: Any) -> Any:
        return func.sum(case((*condition, 1), else_=0))

    rows = db.execute(
        select(
            slot,
            func.count(),
            number(MessageRecord.answer_key.not_in(("", SILENT))),
            number(timed | (MessageRecord.answer_key == "")),
            number(timed),
            func.sum(seconds),
            func.max(seconds),
            *(number(seconds <= bound) for bound in BOUNDS),
        )
        .where(
            MessageRecord.direction == Direction.INCOMING,
            period.holds(MessageRecord.at),
            *(() if line is None else (MessageRecord.line == line,)),
        )
        .group_by(slot)
    )
    return {
        row[0]: _Counted(
            came=int(row[1]),
            answered=int(row[2]),
            owed=int(row[3]),
            timed=int(row[4]),
            seconds=float(row[5] or 0),
            slowest=None if row[6] is None else float(row[6]),
            within=tuple(map(int, row[7:])),
        )
        for row in rows
    }


def _asked_for(db: Db, period: Period, line: str | None) -> tuple[Part, float | None]:
    seconds: Any = SecondsBetween(OutgoingText.created_at, OutgoingText.claimed_at)
    row = db.execute(
        select(func.count(), func.sum(case((seconds <= IN_TIME, 1), else_=0)), func.avg(seconds)).where(
            OutgoingText.asked_for.is_(True),
            period.holds(OutgoingText.created_at),
            *(() if line is None else (OutgoingText.line == line,)),
        )
    ).one()
    return Part(count=int(row[1] or 0), of=row[0]), None if row[2] is None else max(0.0, float(row[2]))
