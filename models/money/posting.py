"""Posting what a bureau's system tells: each event applied once by its own number, whole, in one transaction.

The number is put on the register before anything else happens, so that of two deliveries at once the second waits for
the first and is given its answer. What cannot be applied raises, and leaves nothing; what is answered with a failure,
such as a bill that nobody can pay, stays answered so. Notices are put down with the events that they tell of.
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import DuplicateNumber, LedgerError
from models.money import case_events, events, insurance_events, money_events
from models.money.applied import Facts, Handlers
from models.money.books import LONGEST_FAMILY_NUMBER, check_number
from models.tables.person import Person
from models.tables.posted import PostedEvent
from models.upsert import upsert
from models.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of an event. `facts` are the numbers behind it, without personal data."""

    external_number: str
    repeated: bool
    """It had been posted before, and nothing happened now."""
    failure: str | None
    """Why it was answered with a failure (a `FailureReason`); None: it was applied."""
    facts: Facts


_HANDLERS: Final[Handlers] = {**money_events.HANDLERS, **insurance_events.HANDLERS, **case_events.HANDLERS}
"""What each event does; an event that is not here cannot be posted."""

_REGISTER: Final = upsert(
    PostedEvent,
    lambda insert: insert.on_conflict_do_nothing(index_elements=[PostedEvent.external_number]).returning(
        PostedEvent.external_number
    ),
)


def person_of(db: Session, id_number: str) -> int | None:
    """The person with this ID number, None where there is none."""
    vault: Vault = db.info["vault"]
    return db.scalar(select(Person.id).where(Person.id_number_hash == vault.id_hash(id_number)))


def post(db: Session, event: events.Event, external_number: str, at: datetime) -> Posted:
    """Apply an event once; `at` is the aware moment it counts for. Kept when the db session commits.

    Raises DuplicateNumber where the number belongs to another event, and SharingRefused, CaseRefused or LedgerError for
    what cannot be; then nothing of it is kept, and the number is free again.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    kind, fingerprint = type(event).__name__, _fingerprint(event)
    row = {"external_number": external_number, "kind": kind, "fingerprint": fingerprint, "at": at, "outcome": {}}
    if db.scalar(_REGISTER(db), row) is None:
        return _repeated(db, external_number, fingerprint)
    try:
        outcome = _HANDLERS[type(event)](db, event, external_number, at)
    except IntegrityError as error:
        db.rollback()
        raise LedgerError("The database refuses this event.") from error
    except BaseException:
        db.rollback()
        raise
    failure = outcome.pop("failure", None)
    db.execute(
        update(PostedEvent)
        .where(PostedEvent.external_number == external_number)
        .values(outcome={"failure": failure, "facts": outcome})
        .execution_options(synchronize_session=False)
    )
    return Posted(
        external_number=external_number,
        repeated=False,
        failure=None if failure is None else str(failure),
        facts=outcome,
    )


def _repeated(db: Session, external_number: str, fingerprint: bytes) -> Posted:
    row = db.execute(
        select(PostedEvent.fingerprint, PostedEvent.outcome).where(PostedEvent.external_number == external_number)
    ).one()
    if row.fingerprint != fingerprint:
        raise DuplicateNumber("The external number belongs to another event.")
    return Posted(
        external_number=external_number,
        repeated=True,
        failure=row.outcome.get("failure"),
        facts=row.outcome.get("facts", {}),
    )


def _fingerprint(event: events.Event) -> bytes:
    """What tells the same event told again from another one under the same number."""
    said = {field.name: getattr(event, field.name) for field in fields(event)}
    text = json.dumps([type(event).__name__, said], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()
