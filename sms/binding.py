"""Which person a number answers for: binding and unbinding (domain 4.3, BD and JB; domain 5, phone binding).

A number has one person (invariant 16), a person at most three numbers.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from models import BindingStatus, Channel, PhoneBinding, Vault, enquiry
from models.vault import Sealed

MOST_NUMBERS: Final = 3
"""Numbers that one person may have bound."""


class Binding(StrEnum):
    """What became of a request to bind."""

    BOUND = "bound"
    TAKEN = "taken"
    """The number is somebody's already, be it this person's."""
    TOO_MANY = "too_many"
    """The person has three numbers."""


def is_bound(db: Session, e164: str) -> bool:
    """Whether a number answers for anybody alive."""
    return enquiry.caller_by_phone(db, e164) is not None


def bind(db: Session, e164: str, person_id: int, channel: Channel, verified_by: str, at: datetime) -> Binding:
    """Bind a free number to a person; kept when the transaction commits. That of somebody who has died is free.

    Two requests for one number cannot both be kept: the second raises IntegrityError.
    """
    if is_bound(db, e164):
        return Binding.TAKEN
    unbind(db, e164, at)
    if (db.scalar(_active().where(PhoneBinding.person_id == person_id)) or 0) >= MOST_NUMBERS:
        return Binding.TOO_MANY
    vault: Vault = db.info["vault"]
    db.add(
        PhoneBinding(
            person_id=person_id,
            phone_hash=vault.phone_hash(e164),
            phone_sealed=vault.seal(Sealed.PHONE, e164),
            status=BindingStatus.ACTIVE,
            channel=channel,
            verified_by=verified_by,
            bound_at=at,
        )
    )
    db.flush()
    return Binding.BOUND


def unbind(db: Session, e164: str, at: datetime) -> bool:
    """End what a number is bound to; whether it was bound. Kept when the transaction commits."""
    vault: Vault = db.info["vault"]
    ended = db.execute(
        update(PhoneBinding)
        .where(PhoneBinding.phone_hash == vault.phone_hash(e164), PhoneBinding.status == BindingStatus.ACTIVE)
        .values(status=BindingStatus.REMOVED, removed_at=at)
        .returning(PhoneBinding.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def _active() -> Select[Any]:
    return select(func.count()).where(PhoneBinding.status == BindingStatus.ACTIVE)
