"""What is in the account."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import LATEST_STATUS, LEVELS, NoAccount, NotInsured, Question, require
from models.errors import NotAllowed
from models.identity import masked_name
from models.tables import audit
from models.tables.account import AccountStatus, PersonalAccount
from models.tables.columns import ACTIVE
from models.tables.insurance import Insurance
from models.tables.person import Person
from models.tables.region import Region
from models.vault import Sealed, Vault

BALANCE_LEVEL: Final = LEVELS[Question.BALANCE]
"""How well an asker must be known to hear a balance (domain 4.3, command YE)."""


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
        (Insurance.person_id == Person.id) & (Insurance.status == ACTIVE),
        isouter=True,
    )
    .join(Region, Region.code == Insurance.region_code, isouter=True)
    .where(Person.id == bindparam("person"))
)


def balance(db: Db, person_id: int, access: Access) -> Balance | NoAccount | NotInsured:
    """What is in the person's account, or why there is none (S1, S26, S27, S101).

    Whoever has an account hears it, insured at the moment or not (S33). Writes an audit row, which is kept when the
    transaction commits. Raises NotAllowed below level L1, and for a person there is not.
    """
    require(db, person_id, access, Question.BALANCE)
    row = db.execute(_BALANCE, {"person": person_id}).one_or_none()  # the hottest question: one query for all of it
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
        answer = NotInsured(masked_name=name, status=db.scalar(LATEST_STATUS, {"person": person_id}))
    audit.write(
        db,
        access,
        required=BALANCE_LEVEL,
        question=Question.BALANCE.value,
        answer=type(answer).__name__,
        person_id=person_id,
    )
    return answer
