"""How texts of ours arrive: status callbacks, which come in any order (twilio-behaviour.md 4.3)."""

from models import Database, Direction, message_by_sid
from sms.webhook import Report

_ORDER = (
    ("accepted", "scheduled", "queued"),
    ("sending",),
    ("sent",),
    ("delivered", "undelivered", "failed", "canceled", "read"),
)
STATUSES = {status: place for place, statuses in enumerate(_ORDER) for status in statuses}
"""MessageStatus → how far on its way the text is; a later stage is never overwritten by an earlier one."""


def note(database: Database, report: Report) -> bool:
    """Keep a status with the message it tells of; whether anything changed. What is not ours or not known is not."""
    place = STATUSES.get(report.status)
    if place is None:
        return False
    with database.session() as db:
        record = message_by_sid(db, report.sid)
        if record is None or record.direction is not Direction.OUTGOING:
            return False
        if place <= STATUSES.get(record.status, -1):
            return False
        record.status, record.error = report.status, report.error
        return True
