"""Level L2 by text: the last four of the ID number, from the number that is bound to it (domain 4.3).

A tail is a guess like any other: counted before it is looked at, against the same identity as wrong PINs on any
channel (domain 4.1.5), in a committed transaction of its own. A right one takes back its own count and no more, since
it proves too little to forgive what failed before.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from models import Person, Vault, credentials
from models.credentials import _UNCOUNT, Locked, Refused, _count
from models.pin import same
from models.vault import Sealed, normal_id


def verify_tail(db: Session, person_id: int, id_tail: str, at: datetime) -> Literal[True] | Refused | Locked:
    """True where these are the last four of the person's ID number. Commits, first to count, then to take it back."""
    person = db.get_one(Person, person_id)
    counted = _count_failure(db, person, at)
    if isinstance(counted, Locked):
        return counted
    vault: Vault = db.info["vault"]
    if same(vault.unseal(Sealed.ID_NUMBER, person.id_number_sealed)[-4:], normal_id(id_tail)):
        db.execute(_UNCOUNT, {"identity": person.id_number_hash})
        db.commit()
        return True
    return counted if counted.tries_left else Locked(until=at + credentials.LOCK_FOR)


def count_failure(db: Session, person_id: int, at: datetime) -> Refused | Locked:
    """Count a wrong code against the person it was sent for. Commits."""
    counted = _count_failure(db, db.get_one(Person, person_id), at)
    if isinstance(counted, Refused) and not counted.tries_left:
        return Locked(until=at + credentials.LOCK_FOR)
    return counted


def _count_failure(db: Session, person: Person, at: datetime) -> Refused | Locked:
    """Count one more failure: Locked where it must not be looked at; the fifth leaves no tries."""
    failures = _count(db, person.id_number_hash, at)
    db.commit()
    if failures is None:
        until = credentials.locked_until(db, person.id, at)
        return Locked(until=until or at)
    return Refused(tries_left=credentials.MOST_FAILURES - failures)
