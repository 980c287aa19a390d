"""Who calls or writes, by the number alone."""

from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from sqlalchemy import Table, bindparam, select

from models.database import Db
from models.identity import ELDER_FROM, age_on, birth_of, masked_name
from models.tables.columns import ACTIVE
from models.tables.person import Person, PhoneBinding
from models.vault import Sealed, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCaller:
    """The person a calling number is bound to."""

    person_id: int
    masked_name: str
    birth: date
    language: str

    def is_elder(self, today: date) -> bool:
        """Whether the person is 65 or older on `today` (domain 4.1.2)."""
        return age_on(self.birth, today) >= ELDER_FROM


# Every call and every text asks for its caller: put to the tables, that costs half of asking for objects.
_PEOPLE: Final = cast(Table, Person.__table__)
_BINDINGS: Final = cast(Table, PhoneBinding.__table__)
_CALLER: Final = (
    select(_PEOPLE.c.id, _PEOPLE.c.name_sealed, _PEOPLE.c.id_number_sealed, _PEOPLE.c.language)
    .join(_BINDINGS, _BINDINGS.c.person_id == _PEOPLE.c.id)
    .where(
        _BINDINGS.c.phone_hash == bindparam("phone"),
        _BINDINGS.c.status == ACTIVE,
        _PEOPLE.c.died_on.is_(None),
    )
)


def caller_by_phone(db: Db, e164: str) -> KnownCaller | None:
    """The living person this number is bound to, or None. Recognises, and gives no answer, so nothing is audited."""
    vault: Vault = db.info["vault"]
    row = db.execute(_CALLER, {"phone": vault.phone_hash(e164)}).one_or_none()
    if row is None:
        return None
    return KnownCaller(
        person_id=row[0],
        masked_name=masked_name(vault.unseal(Sealed.NAME, row[1])),
        birth=birth_of(vault.unseal(Sealed.ID_NUMBER, row[2])),
        language=row[3],
    )
