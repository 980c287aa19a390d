"""From what happened to a text: notices, call-backs that were arranged, tickets, are put into the outbox in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog

import sms.notices
from hotline.logs import cause
from hotline.outbound import outbox
from models import Database, NoticeKind, NoticeStatus, TicketStatus, tickets
from models.database import Db
from models.notices import DueNotice, due, mark, take
from models.people import dialling, outgoing
from models.people.dialling import Promise
from sms.lines import MEDICAL

LINE: Final = MEDICAL
"""The line whose matters notices are that do not name another: the medical insurance's."""
BATCH: Final = 100
"""Notices a transaction."""
FRESH: Final = timedelta(hours=12)
"""How long ago a call-back may have been arranged that is still confirmed by text."""

_log = structlog.get_logger("hotline.outbound")


def word_notices(database: Database, at: datetime) -> int:
    """Put every notice that is due into the outbox, for those who want it; returns how many were due.

    Call it when people may be disturbed. A notice leaves its waiting in the transaction that puts its text in, so that
    it is in the outbox once, whoever else does the same at the same time.
    """
    worded = 0
    while True:
        with database.session() as db:
            waiting = due(db, at, BATCH)
            for notice in waiting:
                _word(db, notice, at)
        worded += len(waiting)
        if len(waiting) < BATCH:
            return worded


def _word(db: Db, notice: DueNotice, at: datetime) -> None:
    phone = outbox.number_of(db, notice.person_id, at)
    if phone is None:
        mark(db, notice.notice_id, NoticeStatus.UNWANTED, at)
        return
    line = str(notice.facts.get("line") or LINE)
    try:
        reply = sms.notices.notice(notice.kind, notice.facts, line)
    except Exception as error:  # one notice that cannot be worded must not hold up all that follow
        _log.error("notice_unworded", notice=notice.notice_id, kind=notice.kind, **cause(error))
        mark(db, notice.notice_id, NoticeStatus.FAILED, at, error="wording")
        return
    if take(db, notice.notice_id):
        outbox.put(
            db,
            f"notice:{notice.notice_id}",
            phone,
            reply,
            at,
            line=line,
            asked_for=False,
            person_id=notice.person_id,
            notice_id=notice.notice_id,
        )


def confirm_call_backs(db: Db, at: datetime) -> int:
    """Put a text into the outbox for every call-back that was arranged by telephone; returns how many were new.

    One that was arranged anew, for another moment, is confirmed anew. Who arranged it by text has the reply to that
    text.
    """
    confirmed = after = 0
    while promises := dialling.promised(db, at - FRESH, after, BATCH):
        told = outgoing.told(db, [_confirmation(one) for one in promises])
        confirmed += sum(_confirm(db, one, at) for one in promises if _confirmation(one) not in told)
        after = promises[-1].ticket_id
    return confirmed


def _confirmation(promise: Promise) -> str:
    return f"callback:{promise.number}:arranged:{promise.callback_at:%m%d%H%M}"


def _confirm(db: Db, promise: Promise, at: datetime) -> bool:
    assert promise.callback_at is not None
    line = outbox.line_of(db, promise.reference)
    return outbox.put(
        db,
        _confirmation(promise),
        promise.phone,
        sms.notices.call_back_arranged(promise.callback_at, line),
        at,
        line=line,
        asked_for=True,
        person_id=promise.person_id,
    )


def settle(db: Db, number: str, status: TicketStatus, at: datetime, answer: str | None = None) -> bool:
    """End a ticket and have whoever opened it told, once; whether there is such a ticket.

    Its person is told by a notice, and where none is known the number that it was opened from.
    """
    if not tickets.move(db, number, status, at, answer=answer):
        return False
    contact = tickets.contact_of(db, number)
    if contact is not None:
        phone, reference = contact
        line = outbox.line_of(db, reference)
        words = sms.notices.notice(NoticeKind.TICKET, {"number": number, "answer": answer}, line)
        outbox.put(db, f"ticket:{number}", phone, words, at, line=line, asked_for=False)
    return True
