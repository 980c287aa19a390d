"""Which person a telephone number answers for: binding and unbinding (domain 4.1.9, 4.3 and 7.10).

A number has one person (invariant 16), a person three numbers at most (domain 5). The number of somebody who has died
is free, and so is one that was not used for a year. What proves the person, and what they agreed to, is the channel's
to ask and is kept with the binding.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select, update

from models.access import Channel
from models.database import Db
from models.identity import shanghai_date
from models.proof.callers import caller_by_phone, dormant
from models.tables.columns import UtcDateTime
from models.tables.person import BindingStatus, Person, PhoneBinding
from models.upsert import upsert
from models.vault import Sealed, Vault

MOST_NUMBERS: Final = 3
"""Numbers that one person may have bound."""


class Bound(StrEnum):
    """How a number stands to a person."""

    MINE = "mine"
    ANOTHERS = "anothers"
    FREE = "free"
    FULL = "full"
    """Free, but the person has as many as can be."""


class Binding(StrEnum):
    """What became of a request to bind."""

    BOUND = "bound"
    ALREADY = "already"
    """The number was this person's before."""
    TAKEN = "taken"
    """It is somebody else's."""
    TOO_MANY = "too_many"
    """The person has three numbers."""


_HELD: Final = select(func.count(PhoneBinding.id)).where(
    PhoneBinding.person_id == bindparam("person"), PhoneBinding.status == BindingStatus.ACTIVE
)
# Somebody who binds two telephones at once must not get a fourth.
_ONE_AT_A_TIME: Final = select(Person.id).where(Person.id == bindparam("person")).with_for_update(key_share=True)
# A number that two people bind at once is the first one's; the index of active bindings tells the other.
_BIND: Final = upsert(PhoneBinding, lambda insert: insert.on_conflict_do_nothing().returning(PhoneBinding.id))


def _end(*of: Any) -> Any:
    return (
        update(PhoneBinding)
        .where(PhoneBinding.phone_hash == bindparam("phone"), PhoneBinding.status == BindingStatus.ACTIVE, *of)
        .values(status=BindingStatus.REMOVED, removed_at=bindparam("at", type_=UtcDateTime()))
        .returning(PhoneBinding.id)
        .execution_options(synchronize_session=False)
    )


_UNBIND: Final = _end(PhoneBinding.person_id == bindparam("person"))
_OF_THE_DEAD: Final = PhoneBinding.person_id.in_(select(Person.id).where(Person.died_on.is_not(None)))


def holder(db: Db, e164: str, at: datetime) -> int | None:
    """The living person whom a number answers for at an aware moment, or None."""
    caller = caller_by_phone(db, e164, shanghai_date(at))
    return None if caller is None else caller.person_id


def standing(db: Db, e164: str, person_id: int, at: datetime) -> Bound:
    """How a number stands to a person at an aware moment."""
    held_by = holder(db, e164, at)
    if held_by is not None:
        return Bound.MINE if held_by == person_id else Bound.ANOTHERS
    held = db.scalar(_HELD, {"person": person_id}) or 0
    return Bound.FREE if held < MOST_NUMBERS else Bound.FULL


def bind(db: Db, e164: str, person_id: int, channel: Channel, verified_by: str, at: datetime) -> Binding:
    """Bind a number to a person who has proved who they are and agreed; kept when the transaction commits.

    `verified_by` says how, in at most 32 characters, and which text of the consent was agreed to (domain 7.10). Of two
    requests for one number that come at once the second is TAKEN.
    """
    vault: Vault = db.info["vault"]
    # First, because on SQLite it also takes the lock that makes the look below safe.
    today = shanghai_date(at)
    db.execute(_end(or_(_OF_THE_DEAD, dormant(today))), {"phone": vault.phone_hash(e164), "at": at})
    db.execute(_ONE_AT_A_TIME, {"person": person_id})
    match standing(db, e164, person_id, at):
        case Bound.MINE:
            return Binding.ALREADY
        case Bound.ANOTHERS:
            return Binding.TAKEN
        case Bound.FULL:
            return Binding.TOO_MANY
    row = {
        "person_id": person_id,
        "phone_hash": vault.phone_hash(e164),
        "phone_sealed": vault.seal(Sealed.PHONE, e164),
        "status": BindingStatus.ACTIVE,
        "channel": channel,
        "verified_by": verified_by,
        "bound_at": at,
        "last_used_on": today,
    }
    return Binding.TAKEN if db.execute(_BIND(db), row).one_or_none() is None else Binding.BOUND


def unbind(db: Db, e164: str, person_id: int, at: datetime) -> bool:
    """Remove the binding of a number to a person, at once; whether there was one. Kept when the transaction commits."""
    vault: Vault = db.info["vault"]
    ended = db.execute(_UNBIND, {"phone": vault.phone_hash(e164), "person": person_id, "at": at})
    return ended.first() is not None
