"""Notices: put down with the event they tell of, in one transaction, and sent later by a channel.

A person gets one notice about an event: `announce` twice puts down one. Who sends takes what is `due`, words the facts,
and says with `mark` how it ended.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, literal_column, select, update

from models.database import Db
from models.tables.notice import Notice, NoticeKind, NoticePreference, NoticeStatus
from models.upsert import upsert
from models.vault import Sealed, Vault

Facts = Mapping[str, str | int | None]
"""What a notice tells: names of values, fen as integers, days as ISO texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """One notice to be sent now."""

    notice_id: int
    person_id: int
    kind: NoticeKind
    facts: Facts
    tries: int
    """How often it was tried before."""


_ANNOUNCE: Final = upsert(
    Notice,
    lambda insert: insert.on_conflict_do_nothing(index_elements=[Notice.person_id, Notice.event]).returning(Notice.id),
)


def announce(db: Db, person_id: int, kind: NoticeKind, event: str, facts: Facts, at: datetime) -> bool:
    """Put down a notice about `event`, to be sent from `at` on; returns False where there is one already.

    `event` names it for ever, in at most 64 characters: "claim:BX2603010381:paid".
    """
    vault: Vault = db.info["vault"]
    put_down = db.scalar(
        _ANNOUNCE(db),
        {
            "person_id": person_id,
            "event": event,
            "kind": kind,
            "facts": vault.seal(Sealed.NOTICE, json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)),
            "status": NoticeStatus.WAITING,
            "tries": 0,
            "created_at": at,
            "next_try_at": at,
        },
    )
    return put_down is not None


def due(db: Db, at: datetime, most: int) -> Sequence[DueNotice]:
    """At most `most` notices that wait to be sent at `at`, the longest waiting first.

    On PostgreSQL they are locked until the transaction ends, and those that somebody else has locked are left out.
    """
    vault: Vault = db.info["vault"]
    rows = db.execute(
        select(Notice.id, Notice.person_id, Notice.kind, Notice.facts, Notice.tries)
        .where(Notice.status == literal_column("'waiting'"), Notice.next_try_at <= at)
        .order_by(Notice.next_try_at, Notice.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [
        DueNotice(
            notice_id=row.id,
            person_id=row.person_id,
            kind=row.kind,
            facts=json.loads(vault.unseal(Sealed.NOTICE, row.facts)),
            tries=row.tries,
        )
        for row in rows
    ]


def take(db: Db, notice_id: int) -> bool:
    """Take a notice out of its waiting, to be sent by whoever has taken it; False where another was faster."""
    taken = db.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.status == literal_column("'waiting'"))
        .values(status=NoticeStatus.SENT, next_try_at=None)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


def mark(
    db: Db,
    notice_id: int,
    status: NoticeStatus,
    at: datetime,
    *,
    next_try_at: datetime | None = None,
    message_sid: str | None = None,
    error: str | None = None,
) -> None:
    """Note how a try ended: WAITING with the moment of the next one, SENT with its MessageSid, FAILED or UNWANTED."""
    values: dict[str, object] = {"status": status, "next_try_at": next_try_at, "error": error}
    if status is NoticeStatus.SENT:
        values |= {"message_sid": message_sid, "sent_at": at}
    if status is not NoticeStatus.UNWANTED:
        values["tries"] = Notice.tries + 1
    db.execute(update(Notice).where(Notice.id == notice_id).values(**values))


def delivered(db: Db, message_sid: str, *, arrived: bool, error: str | None = None) -> bool:
    """Note what the carrier said of a notice that was sent; returns whether the SID is a notice's."""
    changed = db.execute(
        update(Notice)
        .where(Notice.message_sid == message_sid)
        .values(status=NoticeStatus.DELIVERED if arrived else NoticeStatus.FAILED, error=error)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return changed.one_or_none() is not None


_PREFER: Final = upsert(
    NoticePreference,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[NoticePreference.phone_hash],
        set_={"wanted": insert.excluded.wanted, "changed_at": insert.excluded.changed_at},
    ),
)
_PREFERENCE: Final = select(NoticePreference.wanted).where(NoticePreference.phone_hash == bindparam("phone"))


def prefer(db: Db, e164: str, *, wanted: bool, at: datetime) -> None:
    """Note that a number wants notices (KT) or wants none (TD)."""
    vault: Vault = db.info["vault"]
    db.execute(_PREFER(db), {"phone_hash": vault.phone_hash(e164), "wanted": wanted, "changed_at": at})


def preference(db: Db, e164: str) -> bool | None:
    """Whether a number wants notices; None: it has not said."""
    vault: Vault = db.info["vault"]
    return db.scalar(_PREFERENCE, {"phone": vault.phone_hash(e164)})
