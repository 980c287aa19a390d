"""Proving who is on the line, over all channels alike (domain 4.1.5, 4.1.6 and 7.4 to 7.5).

A guess is counted before it is looked at, in a committed transaction of its own, so that any number of guesses made
at once evaluates at most five. It is counted against the identity as presented: for a number that belongs to nobody,
or is no ID number at all, the answers, the counting and the time are those of a wrong PIN.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, select, update

from models.database import Db
from models.errors import AccountsError
from models.identity import initial_pin
from models.pin import PIN_FAULTS, PinFault, PinHasher, PinOwner, fault_in, same
from models.proof import guesses
from models.proof.guesses import LOCK_FOR, MOST_FAILURES, Locked, Refused
from models.tables.credential import Credential
from models.tables.person import BindingStatus, Person, PhoneBinding
from models.vault import Sealed, Vault, normal_id

__all__ = [
    "LOCK_FOR",
    "MOST_FAILURES",
    "PIN_FAULTS",
    "Locked",
    "PinChanged",
    "PinFault",
    "PinRefused",
    "Refused",
    "Verified",
    "change_pin",
    "count_failure",
    "locked_until",
    "verify_by_id",
    "verify_person",
    "verify_tail",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The caller has proved to be this person; `must_change_pin` while the PIN is the initial one (domain 4.1.6)."""

    person_id: int
    must_change_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChanged:
    """The new PIN holds from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRefused:
    """The new PIN was not taken."""

    reason: PinFault


_WHO: Final = (
    select(Person.id, Person.id_number_sealed, Credential.person_id, Credential.pin_hash, Credential.initial)
    .join(Credential, Credential.person_id == Person.id, isouter=True)
    .where(Person.id_number_hash == bindparam("identity"), Person.died_on.is_(None))
)


def verify_by_id(db: Db, id_number: str, pin: str, at: datetime) -> Verified | Refused | Locked:
    """Whether this full ID number and PIN belong together. Commits, first to count, then to clear.

    `at` is an aware moment. Malformed and unknown numbers are answered like a wrong PIN.
    """
    vault: Vault = db.info["vault"]
    return _verify(db, vault.id_hash(id_number), None, pin, at)


def verify_person(db: Db, person_id: int, id_tail: str, pin: str, at: datetime) -> Verified | Refused | Locked:
    """Whether a caller known by the number is this person: the last four of the ID and the PIN. Commits like the other.

    Failures count against the same identity as those of `verify_by_id`.
    """
    vault: Vault = db.info["vault"]
    identity = db.scalar(select(Person.id_number_hash).where(Person.id == person_id))
    return _verify(db, identity or vault.id_hash(f"person {person_id}"), normal_id(id_tail), pin, at)


def verify_tail(db: Db, person_id: int, id_tail: str, at: datetime) -> Literal[True] | Refused | Locked:
    """Level L2 by text (domain 4.3): True where these are the last four of the person's ID number.

    For who writes from the number that is bound to the person. Commits, first to count, then to take that count back
    and no more. Raises AccountsError when there is no such person.
    """
    vault: Vault = db.info["vault"]
    person = _person(db, person_id)
    failures = guesses.count(db, person.id_number_hash, at)
    db.commit()
    id_number = vault.unseal(Sealed.ID_NUMBER, person.id_number_sealed)
    if failures is not None and same(id_number[-4:], normal_id(id_tail)):
        guesses.take_back(db, person.id_number_hash)
        db.commit()
        return True
    return guesses.outcome(db, person.id_number_hash, failures, at)


def count_failure(db: Db, person_id: int, at: datetime) -> Refused | Locked:
    """Count a wrong one-time code against the person it was sent for. Commits.

    Raises AccountsError when there is no such person.
    """
    identity = _person(db, person_id).id_number_hash
    failures = guesses.count(db, identity, at)
    db.commit()
    return guesses.outcome(db, identity, failures, at)


def _person(db: Db, person_id: int) -> Any:
    row = db.execute(select(Person.id_number_hash, Person.id_number_sealed).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise AccountsError("There is no such person.")
    return row


def _verify(db: Db, identity: bytes, id_tail: str | None, pin: str, at: datetime) -> Verified | Refused | Locked:
    failures = guesses.count(db, identity, at)
    who = db.execute(_WHO, {"identity": identity}).one_or_none()
    db.commit()  # the count is kept whatever happens next, and nothing is held while argon2 takes its time
    if failures is None:
        return guesses.outcome(db, identity, failures, at)
    if _fits(db, who, id_tail, pin[:32]):
        assert who is not None  # nothing fits nobody
        # A tail and the initial PIN, which holds it, prove too little to forgive what failed before.
        proved = id_tail is None or not who.initial
        (guesses.forgive if proved else guesses.take_back)(db, identity)
        db.commit()
        return Verified(person_id=who[0], must_change_pin=who.initial)
    return guesses.outcome(db, identity, failures, at)


def _fits(db: Db, who: Any, id_tail: str | None, pin: str) -> bool:
    """Whether all that was presented fits; always spends exactly one argon2 verification."""
    hasher: PinHasher = db.info["pin_hasher"]
    vault: Vault = db.info["vault"]
    hash_fits = hasher.verify(who.pin_hash if who is not None else None, pin)
    if who is None or who.initial is None:
        return False
    id_number = vault.unseal(Sealed.ID_NUMBER, who.id_number_sealed)
    pin_fits = same(initial_pin(id_number), pin) if who.initial else hash_fits
    tail_fits = id_tail is None or same(id_number[-4:], id_tail)
    return pin_fits and tail_fits


def locked_until(db: Db, person_id: int, at: datetime) -> datetime | None:
    """When this person's lock ends, as an aware UTC moment; None when there is none at `at`."""
    identity = db.scalar(select(Person.id_number_hash).where(Person.id == person_id))
    return None if identity is None else guesses.lock_of(db, identity, at)


def change_pin(
    db: Db, person_id: int, new_pin: str, at: datetime, *, confirm_id: str | None, replaces_initial: bool = False
) -> PinChanged | PinRefused:
    """Give a verified person a new PIN, if it passes the rules of domain 7.4; kept when the transaction commits.

    `confirm_id` is the full ID number, needed while the PIN is the initial one and judged whenever it is given; wrong
    ones count like wrong PINs, in a transaction of their own. With `replaces_initial` the change is refused once
    somebody else has made it. Raises AccountsError when there is no such person.
    """
    hasher: PinHasher = db.info["pin_hasher"]
    owner, identity, credential = _owner(db, person_id)
    if replaces_initial and not credential.initial:
        return PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
    must_confirm = credential.initial or confirm_id is not None
    if must_confirm and not _confirms(db, identity, owner.id_number, confirm_id or "", at):
        return PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
    fault = fault_in(new_pin, owner)
    if fault is None and credential.pin_hash is not None and hasher.verify(credential.pin_hash, new_pin):
        fault = PinFault.SAME_AS_OLD
    if fault is not None:
        return PinRefused(reason=fault)
    changed = db.execute(
        update(Credential)
        .where(Credential.person_id == person_id, Credential.set_at == credential.set_at)
        .values(pin_hash=hasher.hash(new_pin), initial=False, set_at=at)
        .returning(Credential.person_id)
        .execution_options(synchronize_session=False)
    )
    if changed.one_or_none() is None:  # somebody else was faster
        return PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
    guesses.forgive(db, identity)
    return PinChanged()


def _confirms(db: Db, identity: bytes, id_number: str, presented: str, at: datetime) -> bool:
    """Whether the full ID number presented is the person's own; counted before it is looked at, like any guess."""
    failures = guesses.count(db, identity, at)
    db.commit()
    if failures is None or not same(normal_id(presented), id_number):
        return False
    guesses.take_back(db, identity)
    return True


def _owner(db: Db, person_id: int) -> tuple[PinOwner, bytes, Any]:
    """Who the person is, the hash of their ID number, and the row of their credential."""
    vault: Vault = db.info["vault"]
    row = db.execute(
        select(Person.id_number_sealed, Person.id_number_hash)
        .add_columns(Credential.pin_hash, Credential.initial, Credential.set_at)
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise AccountsError("There is no such person with a PIN.")
    sealed_phones = db.scalars(
        select(PhoneBinding.phone_sealed).where(
            PhoneBinding.person_id == person_id, PhoneBinding.status == BindingStatus.ACTIVE
        )
    )
    owner = PinOwner(
        id_number=vault.unseal(Sealed.ID_NUMBER, row.id_number_sealed),
        phones=tuple(vault.unseal(Sealed.PHONE, sealed) for sealed in sealed_phones),
    )
    return owner, row.id_number_hash, row
