"""Who calls or writes, by the number alone.

A carrier gives numbers that were given up to somebody else, and tells nobody. So a number that nobody was recognised by
for a year is nobody's until its person has proved who they are again (domain 5, phone binding).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, or_, select, update

from models.database import Db
from models.identity import ELDER_FROM, SHANGHAI, age_on, birth_of, masked_name, shanghai_date
from models.tables.columns import ACTIVE, UtcDateTime
from models.tables.person import Person, PhoneBinding
from models.vault import Sealed, Vault

DORMANT_AFTER: Final = timedelta(days=365)
"""So long after its last use a number is nobody's any more, "12 months" in domain 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCaller:
    """The person a calling number is bound to."""

    person_id: int
    masked_name: str
    birth: date
    language: str
    used_on: date
    """The last day on which the number was used before this, or was bound."""

    def is_elder(self, today: date) -> bool:
        """Whether the person is 65 or older on `today` (domain 4.1.2)."""
        return age_on(self.birth, today) >= ELDER_FROM


# Every call and every text asks for its caller: put to the tables, that costs half of asking for objects.
_PEOPLE: Final = cast(Table, Person.__table__)
_BINDINGS: Final = cast(Table, PhoneBinding.__table__)
_CALLER: Final = (
    select(
        _PEOPLE.c.id,
        _PEOPLE.c.name_sealed,
        _PEOPLE.c.id_number_sealed,
        _PEOPLE.c.language,
        _BINDINGS.c.last_used_on,
        _BINDINGS.c.bound_at,
    )
    .join(_BINDINGS, _BINDINGS.c.person_id == _PEOPLE.c.id)
    .where(
        _BINDINGS.c.phone_hash == bindparam("phone"),
        _BINDINGS.c.status == ACTIVE,
        _PEOPLE.c.died_on.is_(None),
    )
)
_USE: Final = (
    update(_BINDINGS)
    .where(
        _BINDINGS.c.phone_hash == bindparam("phone"),
        _BINDINGS.c.person_id == bindparam("person"),
        _BINDINGS.c.status == ACTIVE,
    )
    .values(last_used_on=bindparam("today"))
    .returning(_BINDINGS.c.id)
)


def caller_by_phone(db: Db, e164: str, today: date) -> KnownCaller | None:
    """The living person this number is bound to, or None, also where it was not used for a year on `today`.

    `today` is the day in China. Recognises, and gives no answer, so nothing is audited.
    """
    vault: Vault = db.info["vault"]
    row = db.execute(_CALLER, {"phone": vault.phone_hash(e164)}).one_or_none()
    if row is None:
        return None
    used_on = row[4] or shanghai_date(row[5])
    if today - used_on > DORMANT_AFTER:
        return None
    return KnownCaller(
        person_id=row[0],
        masked_name=masked_name(vault.unseal(Sealed.NAME, row[1])),
        birth=birth_of(vault.unseal(Sealed.ID_NUMBER, row[2])),
        language=row[3],
        used_on=used_on,
    )


def recognise(db: Db, e164: str, today: date) -> KnownCaller | None:
    """`caller_by_phone` for a call or text that has come in: the number counts as used on `today`.

    Writes once a day and number; kept when the transaction commits.
    """
    known = caller_by_phone(db, e164, today)
    if known is not None and known.used_on < today:
        renew(db, e164, known.person_id, today)
    return known


def renew(db: Db, e164: str, person_id: int, today: date) -> bool:
    """Count a number as used by the person it is bound to, however long it was not; whether it is bound to that person.

    For a person who has proved who they are. Kept when the transaction commits.
    """
    vault: Vault = db.info["vault"]
    used = db.execute(_USE, {"phone": vault.phone_hash(e164), "person": person_id, "today": today})
    return used.one_or_none() is not None


def dormant(today: date) -> ColumnElement[bool]:
    """The condition on phone_binding that a number was not used for a year on `today`."""
    before = today - DORMANT_AFTER
    start = datetime(before.year, before.month, before.day, tzinfo=SHANGHAI)
    return or_(
        _BINDINGS.c.last_used_on < before,
        and_(_BINDINGS.c.last_used_on.is_(None), _BINDINGS.c.bound_at < bindparam(None, start, UtcDateTime())),
    )
