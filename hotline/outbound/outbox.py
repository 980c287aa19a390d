"""The outbox: texts are put in, claimed one by one, and what became of them is noted. No network here.

Every change of a text carries over to the notice it is about, so that `models.tables.notice` tells the truth as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, update

from hotline.outbound.hours import next_try
from hotline.outbound.tables import OutgoingStatus, OutgoingText
from models import BindingStatus, CallRecord, MessageRecord, Notice, NoticeStatus, PhoneBinding, Vault
from models.database import Db
from models.notices import preference
from models.upsert import upsert
from models.vault import Sealed
from sms.lines import MEDICAL
from sms.replies import Reply

ON_THE_WAY: Final = ("queued", "accepted", "scheduled", "sending", "sent")
ARRIVED: Final = ("delivered", "read")
LOST: Final = ("undelivered", "failed", "canceled")
"""Twilio's MessageStatus, by what it means for a text (twilio-behaviour 4.3)."""

WORTH_ANOTHER_TRY: Final = frozenset({"30001", "30003", "30008", "30017", "30036"})
"""Codes of a failure that may pass: a full queue, a telephone that is off, an unknown error, congestion, a text that
outlived its validity. With any other, such as 21610 (opted out), 30005 (no such number) or 30006 (a fixed line), the
carrier has refused for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A text that this worker, and no other, is to hand over now. `attempt` counts from 1."""

    text_id: int
    attempt: int
    line: str
    phone: str
    words: str


_PUT: Final = upsert(
    OutgoingText,
    lambda insert: insert.on_conflict_do_nothing(index_elements=[OutgoingText.event]).returning(OutgoingText.id),
)


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
    vault = _vault(db)
    row = {
        "event": event,
        "notice_id": notice_id,
        "person_id": person_id,
        "line": line,
        "phone_hash": vault.phone_hash(phone),
        "phone_sealed": vault.seal(Sealed.PHONE, phone),
        "answer_key": reply.key,
        "segments": reply.segments,
        "words_sealed": vault.seal(Sealed.ANSWER, reply.text),
        "asked_for": asked_for,
        "status": OutgoingStatus.WAITING,
        "tries": 0,
        "created_at": at,
        "next_try_at": at,
    }
    return db.scalar(_PUT(db), row) is not None


_WAITING: Final[ColumnElement[str]] = literal_column("'waiting'")
_TAKE: Final = (
    update(OutgoingText)
    .where(
        OutgoingText.id
        == select(OutgoingText.id)
        .where(
            OutgoingText.status == _WAITING,
            OutgoingText.asked_for == bindparam("asked"),
            OutgoingText.next_try_at <= bindparam("at"),
        )
        .order_by(OutgoingText.next_try_at, OutgoingText.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL: two workers take two texts; SQLite has one writer anyway
        .scalar_subquery(),
        OutgoingText.status == _WAITING,
    )
    .values(status=OutgoingStatus.SENDING, claimed_at=bindparam("at"), next_try_at=None, tries=OutgoingText.tries + 1)
    .returning(
        OutgoingText.id,
        OutgoingText.tries,
        OutgoingText.line,
        OutgoingText.phone_sealed,
        OutgoingText.words_sealed,
        OutgoingText.notice_id,
    )
    .execution_options(synchronize_session=False)
)


def number_of(db: Db, person_id: int) -> str | None:
    """The number that a person's notices go to: the one bound last among those that have not sent TD; None: none."""
    vault = _vault(db)
    bound = db.scalars(
        select(PhoneBinding.phone_sealed)
        .where(PhoneBinding.person_id == person_id, PhoneBinding.status == literal_column("'active'"))
        .order_by(PhoneBinding.bound_at.desc(), PhoneBinding.id.desc())
    )
    phones = (vault.unseal(Sealed.PHONE, sealed) for sealed in bound)
    return next((phone for phone in phones if preference(db, phone) is not False), None)


def claim(db: Db, at: datetime, *, quiet: bool) -> Claimed | None:
    """The next text that is due, claimed for whoever asks; None where none is.

    What was asked for goes first, and while it is `quiet` nothing else; of equals what has waited longest. A text that
    its number no longer wants is passed over for good. Keep the claim, by ending the transaction, before handing over.
    """
    for asked_for in (True,) if quiet else (True, False):
        while (row := db.execute(_TAKE, {"at": at, "asked": asked_for}).one_or_none()) is not None:
            phone = _vault(db).unseal(Sealed.PHONE, row.phone_sealed)
            if asked_for or _still_wanted(db, row.notice_id, phone):
                words = _vault(db).unseal(Sealed.ANSWER, row.words_sealed)
                return Claimed(text_id=row.id, attempt=row.tries, line=row.line, phone=phone, words=words)
            _change(db, row.id, status=OutgoingStatus.UNWANTED, words_sealed=None)
    return None


def _still_wanted(db: Db, notice_id: int | None, phone: str) -> bool:
    """Whether a number still wants this text: no TD since, and, for a notice, bound to the same person as before."""
    if preference(db, phone) is False:
        return False
    if notice_id is None:
        return True
    bound = (
        select(PhoneBinding.id)
        .join(Notice, Notice.person_id == PhoneBinding.person_id)
        .where(
            Notice.id == notice_id,
            PhoneBinding.phone_hash == _vault(db).phone_hash(phone),
            PhoneBinding.status == BindingStatus.ACTIVE,
        )
    )
    return db.scalar(bound) is not None


def handed_over(db: Db, text_id: int, attempt: int, message_sid: str) -> None:
    """Note that Twilio has taken a text; a report that was quicker is not overwritten."""
    _change(db, text_id, attempt, status=OutgoingStatus.SENT, message_sid=message_sid)


def put_off(db: Db, text_id: int, attempt: int, error: str, at: datetime) -> None:
    """Note that Twilio has not taken a text now; it waits for its next try, or has failed after the last."""
    _lost(db, text_id, attempt, error, at, another_try=True)


def refused(db: Db, text_id: int, attempt: int, error: str) -> None:
    """Note that Twilio will never take a text."""
    _change(db, text_id, attempt, status=OutgoingStatus.FAILED, error=error, words_sealed=None)


def unsure(db: Db, text_id: int, attempt: int, error: str) -> None:
    """Note that nobody knows whether Twilio has taken a text; it is not sent again."""
    _change(db, text_id, attempt, status=OutgoingStatus.UNSURE, error=error)


def abandoned(db: Db, before: datetime) -> int:
    """Give up the texts that were claimed before that moment and have not been handed over; returns how many."""
    table = OutgoingText
    stale = db.scalars(select(table.id).where(table.status == literal_column("'sending'"), table.claimed_at < before))
    return sum(_change(db, text_id, status=OutgoingStatus.UNSURE, error="abandoned") for text_id in stale.all())


def reported(
    db: Db, text_id: int, attempt: int, message_sid: str, status: str, error: str | None, at: datetime
) -> bool:
    """Note what Twilio reports of one attempt; whether it changed anything.

    Reports come in any order and more than once (twilio-behaviour 4.3); those of an earlier attempt, and what comes
    after the end, change nothing.
    """
    known = {"message_sid": message_sid}
    if status in ARRIVED:
        return _change(
            db,
            text_id,
            attempt,
            status=OutgoingStatus.DELIVERED,
            error=None,
            words_sealed=None,
            next_try_at=None,
            **known,
        )
    if status in LOST:
        return _lost(db, text_id, attempt, error or status, at, another_try=error in WORTH_ANOTHER_TRY, **known)
    if status in ON_THE_WAY:
        return _change(db, text_id, attempt, status=OutgoingStatus.SENT, error=None, **known)
    return False


def _lost(db: Db, text_id: int, attempt: int, error: str, at: datetime, *, another_try: bool, **values: Any) -> bool:
    asked_for = db.scalar(select(OutgoingText.asked_for).where(OutgoingText.id == text_id))
    again = next_try(attempt, at, asked_for=bool(asked_for)) if another_try else None
    if again is not None:
        return _change(db, text_id, attempt, status=OutgoingStatus.WAITING, next_try_at=again, error=error, **values)
    return _change(
        db, text_id, attempt, status=OutgoingStatus.FAILED, next_try_at=None, error=error, words_sealed=None, **values
    )


_UNDER_WAY: Final[tuple[ColumnElement[str], ...]] = tuple(
    literal_column(f"'{status}'") for status in ("sending", "sent", "unsure")
)


def _change(db: Db, text_id: int, attempt: int | None = None, **values: Any) -> bool:
    """Change a text that is under way in this attempt, and its notice with it; whether it was."""
    table = OutgoingText
    under_way = [table.id == text_id, table.status.in_(_UNDER_WAY)]
    if attempt is not None:
        under_way.append(table.tries == attempt)
    changed = db.execute(
        update(table)
        .where(*under_way)
        .values(**values)
        .returning(table.notice_id, table.status, table.error, table.tries, table.claimed_at, table.message_sid)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if changed is None:
        return False
    if changed.notice_id is not None:
        _tell_notice(db, changed)
    return True


_NOTICE_STATUS: Final = {
    OutgoingStatus.WAITING: NoticeStatus.SENT,
    OutgoingStatus.SENDING: NoticeStatus.SENT,
    OutgoingStatus.SENT: NoticeStatus.SENT,
    OutgoingStatus.UNSURE: NoticeStatus.SENT,
    OutgoingStatus.DELIVERED: NoticeStatus.DELIVERED,
    OutgoingStatus.FAILED: NoticeStatus.FAILED,
    OutgoingStatus.UNWANTED: NoticeStatus.UNWANTED,
}
"""What a notice's row says of its text: in the outbox it no longer waits, and `outgoing_text` knows the rest."""


def _tell_notice(db: Db, text: Any) -> None:
    db.execute(
        update(Notice)
        .where(Notice.id == text.notice_id)
        .values(
            status=_NOTICE_STATUS[text.status],
            error=text.error,
            tries=text.tries,
            sent_at=text.claimed_at,
            message_sid=text.message_sid,
        )
        .execution_options(synchronize_session=False)
    )


def counts(db: Db) -> Sequence[tuple[OutgoingStatus, int]]:
    """How many texts there are of each status."""
    rows = db.execute(select(OutgoingText.status, func.count()).group_by(OutgoingText.status))
    return [(status, number) for status, number in rows]


def line_of(db: Db, reference: str) -> str:
    """The line of the call or text that a ticket's reference names; 12393 where it names none."""
    table = CallRecord if reference.startswith("CA") else MessageRecord
    sid = CallRecord.call_sid if table is CallRecord else MessageRecord.message_sid
    return db.scalar(select(table.line).where(sid == reference)) or MEDICAL


def _vault(db: Db) -> Vault:
    vault: Vault = db.info["vault"]
    return vault
