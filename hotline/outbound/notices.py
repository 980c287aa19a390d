"""From what happened to a text: notices, and call-backs that were arranged, are put into the outbox in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, literal_column, select, update

import sms.notices
from hotline.logs import cause
from hotline.outbound import outbox
from hotline.outbound.tables import OutgoingText
from models import Database, Notice, NoticeStatus, Ticket, Vault
from models.database import Db
from models.notices import DueNotice, due, mark
from models.vault import Sealed
from sms.lines import MEDICAL

LINE: Final = MEDICAL
"""The line whose matters notices are: all of them are the medical insurance's."""
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
    phone = outbox.number_of(db, notice.person_id)
    if phone is None:
        mark(db, notice.notice_id, NoticeStatus.UNWANTED, at)
        return
    try:
        reply = sms.notices.notice(notice.kind, notice.facts, LINE)
    except Exception as error:  # one notice that cannot be worded must not hold up all that follow
        _log.error("notice_unworded", notice=notice.notice_id, kind=notice.kind, **cause(error))
        mark(db, notice.notice_id, NoticeStatus.FAILED, at, error="wording")
        return
    taken = db.execute(
        update(Notice)
        .where(Notice.id == notice.notice_id, Notice.status == literal_column("'waiting'"))
        .values(status=NoticeStatus.SENT, next_try_at=None)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is not None:
        outbox.put(
            db,
            f"notice:{notice.notice_id}",
            phone,
            reply,
            at,
            line=LINE,
            asked_for=False,
            person_id=notice.person_id,
            notice_id=notice.notice_id,
        )


def confirm_call_backs(db: Db, at: datetime) -> int:
    """Put a text into the outbox for every call-back that was arranged by telephone; returns how many were new.

    Who arranged it by text has the reply to that text.
    """
    vault: Vault = db.info["vault"]
    event: ColumnElement[str] = literal_column("'callback:'") + Ticket.number + literal_column("':arranged'")
    arranged = db.execute(
        select(Ticket.number, Ticket.person_id, Ticket.contact_sealed, Ticket.reference, Ticket.callback_at)
        .outerjoin(OutgoingText, OutgoingText.event == event)
        .where(
            Ticket.status == literal_column("'open'"),
            Ticket.callback_at.is_not(None),
            Ticket.opened_at > at - FRESH,
            Ticket.contact_sealed.is_not(None),
            Ticket.reference.startswith("CA"),
            OutgoingText.id.is_(None),
        )
        .order_by(Ticket.id)
        .limit(BATCH)
    ).all()
    for row in arranged:
        line = outbox.line_of(db, row.reference)
        outbox.put(
            db,
            f"callback:{row.number}:arranged",
            vault.unseal(Sealed.PHONE, row.contact_sealed),
            sms.notices.call_back_arranged(row.callback_at, line),
            at,
            line=line,
            asked_for=True,
            person_id=row.person_id,
        )
    return len(arranged)
