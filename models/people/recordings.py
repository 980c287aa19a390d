"""Which recordings Twilio has of an agent's talks."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from models.database import Db
from models.tables.agent import AgentRing, TalkRecording
from models.upsert import upsert

_KEEP: Final = upsert(TalkRecording, lambda insert: insert.on_conflict_do_nothing())


def keep(db: Db, ring_id: int, recording_sid: str, at: datetime) -> bool:
    """Note a recording of the talk that a ring led to, once however often it is reported; False: no such ring."""
    if db.scalar(select(AgentRing.id).where(AgentRing.id == ring_id)) is None:
        return False
    db.execute(_KEEP(db), {"recording_sid": recording_sid, "ring_id": ring_id, "reported_at": at})
    return True
