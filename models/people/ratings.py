"""What callers thought of their talk with an agent."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from models.database import Db
from models.tables.agent import Agent, AgentRing, QueueEntry
from models.tables.survey import SurveyAnswer
from models.upsert import upsert

_RATE: Final = upsert(SurveyAnswer, lambda insert: insert.on_conflict_do_nothing())


def rate(db: Db, call_sid: str, score: int, at: datetime) -> None:
    """Keep the caller's score for the agent talked to last, 1 很满意 to 4 不满意; the first one counts."""
    name = db.scalar(
        select(Agent.name)
        .join(AgentRing, AgentRing.agent_id == Agent.id)
        .join(QueueEntry, QueueEntry.id == AgentRing.entry_id)
        .where(QueueEntry.call_sid == call_sid, AgentRing.bridged_at.is_not(None))
        .order_by(AgentRing.id.desc())
        .limit(1)
    )
    db.execute(_RATE(db), {"call_sid": call_sid, "score": score, "agent": name, "at": at})
