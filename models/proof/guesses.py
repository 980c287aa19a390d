"""Counting guesses at who somebody is, over all channels alike (domain 4.1.5): the fifth failure in a row locks.

A guess is counted before it is looked at, against the identity that it claims, the hash of an ID number; who counts
commits, so that any number of guesses made at once evaluates at most five.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, case, null, or_, select, update

from models.database import Db
from models.tables.columns import UtcDateTime
from models.tables.credential import Lockout
from models.upsert import upsert

MOST_FAILURES: Final = 5
"""Consecutive failures over all channels that lock an identity (domain 4.1.5)."""
LOCK_FOR: Final = timedelta(hours=24)
"""How long it stays locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something did not fit, and what it was is never said; `tries_left` (1 to 4) remain before the lock."""

    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The identity is locked, by this failure or an earlier one, until an aware UTC moment."""

    until: datetime


def _counting(insert: Any) -> Any:
    """Build the one statement that counts a try, if there is one left."""
    expired = Lockout.locked_until <= _AT
    failures = case((expired, 1), else_=Lockout.failures + 1)
    is_last = failures >= MOST_FAILURES
    return (
        insert.values(identity_hash=bindparam("identity"), failures=1, counted_at=_AT, locked_until=None)
        .on_conflict_do_update(
            index_elements=[Lockout.identity_hash],
            set_={
                "failures": failures,
                "counted_at": _AT,
                "locked_until": case((is_last, bindparam("until", type_=UtcDateTime())), else_=null()),
            },
            where=or_(Lockout.failures < MOST_FAILURES, expired),
        )
        .returning(Lockout.failures)
    )


_AT: Final = bindparam("at", type_=UtcDateTime())
_COUNT: Final = upsert(Lockout, _counting)
_CLEAR: Final = (
    update(Lockout)
    .where(Lockout.identity_hash == bindparam("identity"))
    .values(failures=0, locked_until=None)
    .execution_options(synchronize_session=False)
)
_UNCOUNT: Final = (
    update(Lockout)
    .where(Lockout.identity_hash == bindparam("identity"), Lockout.failures > 0)
    .values(failures=Lockout.failures - 1, locked_until=None)
    .execution_options(synchronize_session=False)
)


def count(db: Db, identity: bytes, at: datetime) -> int | None:
    """Count one more try: its number, 1 to 5, or None when the identity is locked and the try must not be looked at.

    One statement, so that the database orders tries made at the same time. A lock that has run out starts at 1 again.
    """
    tried = {"identity": identity, "at": at, "until": at + LOCK_FOR}
    number: int | None = db.scalar(_COUNT(db), tried)
    return number


def take_back(db: Db, identity: bytes) -> None:
    """Take back the last count and no more: what was presented fits, but proves too little to forgive the others."""
    db.execute(_UNCOUNT, {"identity": identity})


def forgive(db: Db, identity: bytes) -> None:
    """Forget every failure: somebody has proved to be this person."""
    db.execute(_CLEAR, {"identity": identity})


def lock_of(db: Db, identity: bytes, at: datetime) -> datetime | None:
    """When the lock of an identity ends, as an aware UTC moment; None when there is none at `at`."""
    until = db.scalar(select(Lockout.locked_until).where(Lockout.identity_hash == identity))
    return until if until is not None and until > at else None


def outcome(db: Db, identity: bytes, failures: int | None, at: datetime) -> Refused | Locked:
    """What a failure comes to that `count` gave this number."""
    if failures is None:
        return Locked(until=lock_of(db, identity, at) or at)
    if failures >= MOST_FAILURES:
        return Locked(until=at + LOCK_FOR)
    return Refused(tries_left=MOST_FAILURES - failures)
