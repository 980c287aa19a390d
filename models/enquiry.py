"""The questions both channels ask: one function a question, a typed answer, and an audit row with every answer.

A function that answers with personal data takes an Access and raises NotAllowed unless the asker is known well enough
(domain 5, invariant 17). Channels turn the answers into words; neither holds a query of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select

from models import audit
from models.access import Access, Level
from models.account import AccountStatus, PersonalAccount
from models.database import Db
from models.errors import NotAllowed
from models.identity import ELDER_FROM, age_on, birth_of, masked_name
from models.insurance import Insurance, InsuranceStatus, Scheme, Tier
from models.person import Person, PhoneBinding
from models.region import Region
from models.vault import Sealed, Vault

BALANCE_LEVEL: Final = Level.BOUND
"""How well an asker must be known to hear a balance (domain 4.3, command YE)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a personal account holds, in fen, on the day up to which its books are kept."""

    masked_name: str
    as_of: date
    total_fen: int
    current_year_fen: int
    """本年"""
    carried_over_fen: int
    """历年"""
    frozen: bool
    activated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccount:
    """Insured under a scheme that has no personal account (S26, S27)."""

    masked_name: str
    scheme: Scheme
    tier: Tier | None
    region_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInsured:
    """Neither an account nor an insurance in force (S101); `status` is that of the latest spell, if there was one."""

    masked_name: str
    status: InsuranceStatus | None


# Partial indexes hold what is active; for a bound value SQLite plans anew each time, to see whether one fits.
_ACTIVE: Final[ColumnElement[str]] = literal_column("'active'")
# Every call and every text asks for its caller: put to the tables, that costs half of asking for objects.
_PEOPLE: Final = cast(Table, Person.__table__)
_BINDINGS: Final = cast(Table, PhoneBinding.__table__)
_CALLER: Final = (
    select(_PEOPLE.c.id, _PEOPLE.c.name_sealed, _PEOPLE.c.id_number_sealed, _PEOPLE.c.language)
    .join(_BINDINGS, _BINDINGS.c.person_id == _PEOPLE.c.id)
    .where(
        _BINDINGS.c.phone_hash == bindparam("phone"),
        _BINDINGS.c.status == _ACTIVE,
        _PEOPLE.c.died_on.is_(None),
    )
)

_BALANCE: Final = (
    select(
        Person.name_sealed,
        PersonalAccount.as_of,
        PersonalAccount.current_year_fen,
        PersonalAccount.carried_over_fen,
        PersonalAccount.status,
        PersonalAccount.activated,
        Insurance.scheme,
        Insurance.tier,
        Region.name.label("region_name"),
    )
    .select_from(Person)
    .join(PersonalAccount, PersonalAccount.person_id == Person.id, isouter=True)
    .join(
        Insurance,
        (Insurance.person_id == Person.id) & (Insurance.status == _ACTIVE),
        isouter=True,
    )
    .join(Region, Region.code == Insurance.region_code, isouter=True)
    .where(Person.id == bindparam("person"))
)

_LATEST_STATUS: Final = (
    select(Insurance.status)
    .where(Insurance.person_id == bindparam("person"))
    .order_by(Insurance.started_on.desc(), Insurance.id.desc())
    .limit(1)
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


def balance(db: Db, person_id: int, access: Access) -> Balance | NoAccount | NotInsured:
    """What is in the person's account, or why there is none (S1, S26, S27, S101).

    Whoever has an account hears it, insured at the moment or not (S33). Writes an audit row, which is kept when the
    transaction commits. Raises NotAllowed below level L1, and for a person there is not.
    """
    access.require(BALANCE_LEVEL)
    row = db.execute(_BALANCE, {"person": person_id}).one_or_none()
    if row is None:
        raise NotAllowed("There is no such person to answer about.")
    vault: Vault = db.info["vault"]
    name = masked_name(vault.unseal(Sealed.NAME, row[0]))
    answer: Balance | NoAccount | NotInsured
    if row[1] is not None:
        answer = Balance(
            masked_name=name,
            as_of=row[1],
            total_fen=row[2] + row[3],
            current_year_fen=row[2],
            carried_over_fen=row[3],
            frozen=row[4] is AccountStatus.FROZEN,
            activated=row[5],
        )
    elif row[6] is not None:
        answer = NoAccount(masked_name=name, scheme=row[6], tier=row[7], region_name=row[8])
    else:
        answer = NotInsured(masked_name=name, status=db.scalar(_LATEST_STATUS, {"person": person_id}))
    audit.write(
        db,
        access,
        required=BALANCE_LEVEL,
        question="balance",
        answer=type(answer).__name__,
        person_id=person_id,
    )
    return answer
