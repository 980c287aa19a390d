"""Where a caller stands who waits for an agent, and for how long about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import literal_column, select, tuple_

from models.database import Db
from models.people import agents
from models.people.agent_queue import Entry
from models.tables.agent import AgentRing, AgentState, QueueEntry

USUAL_TALK: Final = 180
"""Seconds a talk is taken to last where there were too few to go by."""
FEWEST: Final = 3
"""How few talks are too few: the mean of one or two says little of the next."""
RECENT: Final = 30
"""How many talks the expected wait goes by."""
RECENT_DAYS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a caller stands. `seconds` is what the wait is expected to be, 0 where somebody is free."""

    position: int
    seconds: int


def standing(db: Db, line: str, at: datetime, entry: Entry | None = None, *, speaks: str | None = None) -> Standing:
    """Where `entry` stands, or where somebody would who came now for that line and a language that an agent must have.

    All count who are ahead and may get an agent who could have taken this caller, those of the other line too. The wait
    is estimated from what talks of that line have lasted lately and from how many agents share them; whoever tells it
    should say that it is an estimate.
    """
    if entry is not None:
        speaks = entry.speaks
    staff = [one for one in agents.on_duty(db) if one.suits(line, speaks)]
    ahead = select(QueueEntry.line, QueueEntry.speaks).where(
        QueueEntry.status.in_((literal_column("'waiting'"), literal_column("'ringing'")))
    )
    if entry is not None:
        place = (entry.rank, entry.entered_at, entry.entry_id)
        ahead = ahead.where(tuple_(QueueEntry.rank, QueueEntry.entered_at, QueueEntry.id) < place)
    before = db.execute(ahead).all()
    rivals = sum(any(one.suits(*row) for one in staff) if staff else row.line == line for row in before)
    position = rivals + 1
    free = sum(one.state is AgentState.FREE for one in staff)
    # Whom a free agent, or one who is being rung for somebody ahead, has not got waits for talks to end.
    ringing = sum(one.state is AgentState.RINGING for one in staff)
    turns = position - free - ringing
    seconds = 0 if turns <= 0 else -(-turns * _usual_talk(db, line, at) // max(len(staff), 1))
    return Standing(position=position, seconds=seconds)


def _usual_talk(db: Db, line: str, at: datetime) -> int:
    rows = db.execute(
        select(AgentRing.bridged_at, AgentRing.ended_at)
        .join(QueueEntry, QueueEntry.id == AgentRing.entry_id)
        .where(
            QueueEntry.line == line,
            AgentRing.bridged_at.is_not(None),
            AgentRing.ended_at.is_not(None),
            AgentRing.rung_at > at - RECENT_DAYS,
        )
        .order_by(AgentRing.id.desc())
        .limit(RECENT)
    ).all()
    lasted = [(ended - begun).total_seconds() for begun, ended in rows if begun is not None and ended is not None]
    return max(1, round(sum(lasted) / len(lasted))) if len(lasted) >= FEWEST else USUAL_TALK


def speaker_on_duty(db: Db, line: str, language: str) -> bool | None:
    """Whether an agent of that line on duty has the language; None: nobody answers for the line at all."""
    staff = [one for one in agents.on_duty(db) if line in one.lines]
    return any(language in one.languages for one in staff) if staff else None
