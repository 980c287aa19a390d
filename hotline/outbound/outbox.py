"""The outbox, as sending sees it: what Twilio's answers and reports mean for a text, and when it is tried again.

The rows are `models.people.outgoing`'s.
"""

from datetime import datetime
from typing import Any, Final

from hotline.outbound.hours import next_try
from models.database import Db
from models.people import outgoing
from models.people.outgoing import Claimed, claim, counts, number_of
from models.tables.outgoing import OutgoingStatus
from sms.lines import MEDICAL
from sms.replies import Reply

__all__ = [
    "Claimed",
    "abandoned",
    "claim",
    "counts",
    "handed_over",
    "line_of",
    "number_of",
    "put",
    "put_off",
    "refused",
    "reported",
    "unsure",
]

ON_THE_WAY: Final = ("queued", "accepted", "scheduled", "sending", "sent")
ARRIVED: Final = ("delivered", "read")
LOST: Final = ("undelivered", "failed", "canceled")
"""Twilio's MessageStatus, by what it means for a text (twilio-behaviour 4.3)."""

WORTH_ANOTHER_TRY: Final = frozenset({"30001", "30003", "30008", "30017", "30036"})
"""Codes of a failure that may pass: a full queue, a telephone that is off, an unknown error, congestion, a text that
outlived its validity. With any other, such as 21610 (opted out), 30005 (no such number) or 30006 (a fixed line), the
carrier has refused for good."""


def put(
    db: Db,
    event: str,
    phone: str,
    reply: Reply,
    at: datetime,
    *,
    line: str,
    asked_for: bool,
    person_id: int | None = None,
    notice_id: int | None = None,
) -> bool:
    """Put a text into the outbox, to be sent from `at` on; False where there is one about `event` already."""
    return outgoing.put(
        db,
        event,
        phone,
        reply.text,
        at,
        key=reply.key,
        segments=reply.segments,
        line=line,
        asked_for=asked_for,
        person_id=person_id,
        notice_id=notice_id,
    )


def line_of(db: Db, reference: str) -> str:
    """The line of the call or text that a ticket's reference names; 12393 where it names none."""
    return outgoing.line_of(db, reference) or MEDICAL


def handed_over(db: Db, text_id: int, attempt: int, message_sid: str) -> None:
    """Note that Twilio has taken a text; a report that was quicker is not overwritten."""
    outgoing.change(db, text_id, attempt, status=OutgoingStatus.SENT, message_sid=message_sid)


def put_off(db: Db, text_id: int, attempt: int, error: str, at: datetime) -> None:
    """Note that Twilio has not taken a text now; it waits for its next try, or has failed after the last."""
    _lost(db, text_id, attempt, error, at, another_try=True)


def refused(db: Db, text_id: int, attempt: int, error: str) -> None:
    """Note that Twilio will never take a text."""
    outgoing.change(db, text_id, attempt, status=OutgoingStatus.FAILED, error=error, words_sealed=None)


def unsure(db: Db, text_id: int, attempt: int, error: str) -> None:
    """Note that nobody knows whether Twilio has taken a text; it is not sent again."""
    outgoing.change(db, text_id, attempt, status=OutgoingStatus.UNSURE, error=error)


def abandoned(db: Db, before: datetime) -> int:
    """Give up the texts that were claimed before that moment and have not been handed over; returns how many."""
    lost = outgoing.stale(db, before)
    return sum(outgoing.change(db, text_id, status=OutgoingStatus.UNSURE, error="abandoned") for text_id in lost)


def reported(
    db: Db, text_id: int, attempt: int, message_sid: str, status: str, error: str | None, at: datetime
) -> bool:
    """Note what Twilio reports of one attempt; whether it changed anything.

    Reports come in any order and more than once (twilio-behaviour 4.3); those of an earlier attempt, and what comes
    after the end, change nothing.
    """
    known: dict[str, Any] = {"message_sid": message_sid}
    if status in ARRIVED:
        over = {"status": OutgoingStatus.DELIVERED, "error": None, "words_sealed": None, "next_try_at": None}
        return outgoing.change(db, text_id, attempt, **over, **known)
    if status in LOST:
        return _lost(db, text_id, attempt, error or status, at, another_try=error in WORTH_ANOTHER_TRY, **known)
    if status in ON_THE_WAY:
        return outgoing.change(db, text_id, attempt, status=OutgoingStatus.SENT, error=None, **known)
    return False


def _lost(db: Db, text_id: int, attempt: int, error: str, at: datetime, *, another_try: bool, **values: Any) -> bool:
    again = next_try(attempt, at, asked_for=outgoing.was_asked_for(db, text_id)) if another_try else None
    values |= {"error": error, "next_try_at": again}
    if again is not None:
        return outgoing.change(db, text_id, attempt, status=OutgoingStatus.WAITING, **values)
    return outgoing.change(db, text_id, attempt, status=OutgoingStatus.FAILED, words_sealed=None, **values)
