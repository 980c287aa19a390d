"""The texts that go out: put in, claimed one by one, and what became of each. No words here, and no network.

Every change of a text carries over to the notice it is about, so that `models.tables.notice` tells the truth as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, literal_column, not_, select, update

from models.database import Db
from models.identity import shanghai_date
from models.notices import preference
from models.proof.callers import dormant
from models.tables.conversation import CallRecord, MessageRecord
from models.tables.notice import Notice, NoticeStatus
from models.tables.outgoing import OutgoingStatus, OutgoingText
from models.tables.person import BindingStatus, PhoneBinding
from models.upsert import upsert
from models.vault import Sealed, Vault


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
    words: str,
    at: datetime,
    *,
    key: str,
    segments: int,
    line: str,
    asked_for: bool,
    person_id: int | None = None,
    notice_id: int | None = None,
) -> bool:
    """Put a text into the outbox, to be sent from `at` on; False where there is one about `event` already.

    `phone` is E.164 and sealed, and so are the `words`; `key` names what kind of answer they are.
    """
    vault = _vault(db)
    row = {
        "event": event,
        "notice_id": notice_id,
        "person_id": person_id,
        "line": line,
        "phone_hash": vault.phone_hash(phone),
        "phone_sealed": vault.seal(Sealed.PHONE, phone),
        "answer_key": key,
        "segments": segments,
        "words_sealed": vault.seal(Sealed.ANSWER, words),
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


def claim(db: Db, at: datetime, *, quiet: bool) -> Claimed | None:
    """The next text that is due, claimed for whoever asks; None where none is.

    What was asked for goes first, and while it is `quiet` nothing else; of equals what has waited longest. A text that
    its number no longer wants is passed over for good. Keep the claim, by ending the transaction, before handing over.
    """
    for asked_for in (True,) if quiet else (True, False):
        while (row := db.execute(_TAKE, {"at": at, "asked": asked_for}).one_or_none()) is not None:
            phone = _vault(db).unseal(Sealed.PHONE, row.phone_sealed)
            if asked_for or _still_wanted(db, row.notice_id, phone, at):
                words = _vault(db).unseal(Sealed.ANSWER, row.words_sealed)
                return Claimed(text_id=row.id, attempt=row.tries, line=row.line, phone=phone, words=words)
            change(db, row.id, status=OutgoingStatus.UNWANTED, words_sealed=None)
    return None


def _still_wanted(db: Db, notice_id: int | None, phone: str, at: datetime) -> bool:
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
            not_(dormant(shanghai_date(at))),
        )
    )
    return db.scalar(bound) is not None


def stale(db: Db, before: datetime) -> Sequence[int]:
    """The texts that were claimed before that moment and have not been handed over, by their ids."""
    table = OutgoingText
    return db.scalars(
        select(table.id).where(table.status == literal_column("'sending'"), table.claimed_at < before)
    ).all()


def told(db: Db, events: Collection[str]) -> set[str]:
    """Which of these events there is a text about."""
    return set(db.scalars(select(OutgoingText.event).where(OutgoingText.event.in_(events))))


def was_asked_for(db: Db, text_id: int) -> bool:
    """Whether somebody has just asked for a text."""
    return bool(db.scalar(select(OutgoingText.asked_for).where(OutgoingText.id == text_id)))


_UNDER_WAY: Final[tuple[ColumnElement[str], ...]] = tuple(
    literal_column(f"'{status}'") for status in ("sending", "sent", "unsure")
)


def change(db: Db, text_id: int, attempt: int | None = None, **values: Any) -> bool:
    """Change a text that is under way in this attempt, and its notice with it; whether it was. `values`: the columns.

    What is over stays as it is, and so does what another attempt has taken up.
    """
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


def number_of(db: Db, person_id: int, at: datetime) -> str | None:
    """The number that a person's notices go to: the one bound last among those that have not sent TD; None: none.

    One that was not used for a year may be somebody else's by now, and gets none.
    """
    vault = _vault(db)
    bound = db.scalars(
        select(PhoneBinding.phone_sealed)
        .where(
            PhoneBinding.person_id == person_id,
            PhoneBinding.status == literal_column("'active'"),
            not_(dormant(shanghai_date(at))),
        )
        .order_by(PhoneBinding.bound_at.desc(), PhoneBinding.id.desc())
    )
    phones = (vault.unseal(Sealed.PHONE, sealed) for sealed in bound)
    return next((phone for phone in phones if preference(db, phone) is not False), None)


def line_of(db: Db, reference: str) -> str | None:
    """The line of the call or text that a ticket's reference names; None where it names none."""
    sid = reference.partition(":")[0]
    if sid.startswith("CA"):
        return db.scalar(select(CallRecord.line).where(CallRecord.call_sid == sid))
    return db.scalar(select(MessageRecord.line).where(MessageRecord.message_sid == sid))


def _vault(db: Db) -> Vault:
    vault: Vault = db.info["vault"]
    return vault
