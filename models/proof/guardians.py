"""Parents who ask for their children (domain 7.7): begun with consent, ended at will or by the fourteenth birthday.

A parent who has proved who they are names the child by its whole ID number. The accounts must know the relation: by an
authorisation to share in force, or because a bureau told it. Whatever does not fit, the answer is the same, and whether
such a child exists is not in it; five misses lock the asking, not the person, for a day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, exists, or_, select, update

from models.access import Access, Level
from models.database import Db
from models.identity import age_on, birth_of, is_female, masked_relative, shanghai_date
from models.proof import guesses
from models.tables import audit
from models.tables.columns import ACTIVE, UtcDateTime
from models.tables.family import FamilyAuthorisation, Relation
from models.tables.person import Guardianship, GuardianshipEnd, GuardianshipStatus, Parentage, Person
from models.upsert import upsert
from models.vault import Sealed, Vault

OF_AGE: Final = 14
"""From this birthday on a child asks alone; PIPL Art. 28 protects younger ones more."""
MOST_CHILDREN: Final = 5
"""Children that one parent may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child as its parent hears of it; the tail of the ID number tells it from brothers and sisters."""

    person_id: int
    masked_name: str
    """Surname and stars: 张**."""
    female: bool
    id_tail: str
    """The last four of the ID number."""


_CHILDREN: Final = (
    select(Person.id, Person.name_sealed, Person.id_number_sealed)
    .join(Guardianship, Guardianship.child_id == Person.id)
    .where(
        Guardianship.guardian_id == bindparam("guardian"),
        Guardianship.status == ACTIVE,
        Person.died_on.is_(None),
    )
    .order_by(Guardianship.id)
)
_SHARES: Final = FamilyAuthorisation
_KNOWN: Final = or_(
    exists().where(Parentage.parent_id == bindparam("guardian"), Parentage.child_id == Person.id),
    exists().where(
        _SHARES.status == ACTIVE,
        or_(
            and_(
                _SHARES.authoriser_id == bindparam("guardian"),
                _SHARES.member_id == Person.id,
                _SHARES.relation == Relation.CHILD,
            ),
            and_(
                _SHARES.authoriser_id == Person.id,
                _SHARES.member_id == bindparam("guardian"),
                _SHARES.relation == Relation.PARENT,
            ),
        ),
    ),
)
_NAMED: Final = select(Person.id, Person.name_sealed, Person.id_number_sealed).where(
    Person.id_number_hash == bindparam("identity"), Person.died_on.is_(None), _KNOWN
)
_GUARD: Final = upsert(Guardianship, lambda insert: insert.on_conflict_do_nothing())
_TELL: Final = upsert(Parentage, lambda insert: insert.on_conflict_do_nothing())
_END: Final = (
    update(Guardianship)
    .where(
        Guardianship.guardian_id == bindparam("guardian"),
        Guardianship.child_id == bindparam("child"),
        Guardianship.status == ACTIVE,
    )
    .values(
        status=GuardianshipStatus.ENDED,
        ended_at=bindparam("at", type_=UtcDateTime()),
        ended_how=bindparam("how", type_=Guardianship.ended_how.type),
    )
    .returning(Guardianship.id)
    .execution_options(synchronize_session=False)
)


def children_of(db: Db, guardian_id: int, at: datetime) -> tuple[Child, ...]:
    """The children whom a parent may ask for at an aware moment, in the order in which they were named.

    Ends what a fourteenth birthday has ended; kept when the transaction commits.
    """
    vault: Vault = db.info["vault"]
    today = shanghai_date(at)
    found = []
    for row in db.execute(_CHILDREN, {"guardian": guardian_id}).all():
        id_number = vault.unseal(Sealed.ID_NUMBER, row.id_number_sealed)
        if _is_child(id_number, today):
            found.append(_child(vault, row, id_number))
        else:
            _end(db, guardian_id, row.id, at, GuardianshipEnd.CAME_OF_AGE)
    return tuple(found)


def child_of(db: Db, guardian_id: int, child_id: int, at: datetime) -> Child | None:
    """The child, if the parent may ask for it at an aware moment."""
    return next((child for child in children_of(db, guardian_id, at) if child.person_id == child_id), None)


def guard(db: Db, guardian_id: int, id_number: str, access: Access, consent: str) -> Child | None:
    """Let a parent, who has proved who they are and agreed, ask for the child with this ID number; None: refused.

    `consent` says how, in at most 32 characters, and which text was agreed to (PIPL Art. 29). Refused alike: nobody has
    the number, no relation is known, the child is fourteen, the parent has five children here, or missed five times
    today. A child named before is a success. Audited; kept when the transaction commits. Raises NotAllowed below
    level L2.
    """
    access.require(Level.VERIFIED)
    at = access.at
    vault: Vault = db.info["vault"]
    asking = vault.id_hash(f"guardian {guardian_id}")
    # The count's row is locked until the transaction ends, so that tries made at once are looked at one by one.
    try_number = guesses.count(db, asking, at)
    row = db.execute(_NAMED, {"guardian": guardian_id, "identity": vault.id_hash(id_number)}).one_or_none()
    if try_number is None or row is None or row.id == guardian_id:
        return None
    number = vault.unseal(Sealed.ID_NUMBER, row.id_number_sealed)
    others = [child for child in children_of(db, guardian_id, at) if child.person_id != row.id]
    if not _is_child(number, shanghai_date(at)) or len(others) >= MOST_CHILDREN:
        return None
    guesses.take_back(db, asking)
    begun = {
        "guardian_id": guardian_id,
        "child_id": row.id,
        "status": GuardianshipStatus.ACTIVE,
        "channel": access.channel,
        "consent": consent,
        "begun_at": at,
    }
    db.execute(_GUARD(db), begun)
    _audit(db, access, "guard", Level.VERIFIED, guardian_id, row.id)
    return _child(vault, row, number)


def release(db: Db, guardian_id: int, child_id: int, access: Access) -> bool:
    """End at once that a parent may ask for a child; whether that was so.

    Audited; kept when the transaction commits. Raises NotAllowed below level L1.
    """
    access.require(Level.BOUND)
    ended = _end(db, guardian_id, child_id, access.at, GuardianshipEnd.RELEASED)
    if ended:
        _audit(db, access, "release_child", Level.BOUND, guardian_id, child_id)
    return ended


def tell_parentage(db: Db, parent_id: int, child_id: int, at: datetime, *, holds: bool) -> None:
    """Note what a bureau tells: that somebody is a child's parent or guardian, or is it no longer.

    The latter also ends that the parent may ask for the child. Kept when the transaction commits.
    """
    if holds:
        db.execute(_TELL(db), {"parent_id": parent_id, "child_id": child_id, "told_at": at})
        return
    db.execute(
        delete(Parentage)
        .where(Parentage.parent_id == parent_id, Parentage.child_id == child_id)
        .execution_options(synchronize_session=False)
    )
    _end(db, parent_id, child_id, at, GuardianshipEnd.REVOKED)


def _end(db: Db, guardian_id: int, child_id: int, at: datetime, how: GuardianshipEnd) -> bool:
    ended = db.execute(_END, {"guardian": guardian_id, "child": child_id, "at": at, "how": how})
    return ended.one_or_none() is not None


def _audit(db: Db, access: Access, what: str, required: Level, guardian_id: int, child_id: int) -> None:
    named = replace(access, guardian_id=guardian_id)
    audit.write(db, named, required=required, question=what, answer="Done", person_id=child_id)


def _is_child(id_number: str, today: date) -> bool:
    return age_on(birth_of(id_number), today) < OF_AGE


def _child(vault: Vault, row: Any, id_number: str) -> Child:
    return Child(
        person_id=row.id,
        masked_name=masked_relative(vault.unseal(Sealed.NAME, row.name_sealed)),
        female=is_female(id_number),
        id_tail=id_number[-4:],
    )
