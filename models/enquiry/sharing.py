"""家庭共济: who may use whose money, and what it paid for this year.

Of other people nobody hears more than surname, sex, and what they are to the asker; never their balance (domain 7.2).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.enquiry.relatives import INVERSE, MOST_AUTHORISATIONS, Relative, relative_in
from models.identity import shanghai_date
from models.tables.account import PersonalAccount
from models.tables.family import AuthorisationStatus, FamilyAuthorisation, SharingAttempt, SharingKind, SharingScope
from models.tables.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorised:
    """One authorisation, seen by one of its two people; money in fen."""

    relative: Relative
    scope: SharingScope
    status: AuthorisationStatus
    begun_on: date
    ended_on: date | None
    quota_fen: int | None
    """共济额度; None: no sum is set aside."""
    used_fen: int

    @property
    def left_fen(self) -> int | None:
        """What is left of the quota; None where there is none, or nothing holds any more."""
        if self.quota_fen is None or self.status is not AuthorisationStatus.ACTIVE:
            return None
        return self.quota_fen - self.used_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The authorisations in force and what they paid in `year`, in fen, as its authoriser (GJ)."""

    masked_name: str
    given: tuple[Authorised, ...]
    """To relatives, who may use the asker's money."""
    received: tuple[Authorised, ...]
    """From relatives, whose money the asker may use."""
    year: int
    payments: int
    payments_fen: int
    premiums: int
    premiums_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyAuthorisations:
    """All authorisations, those in force first, then the newest first."""

    masked_name: str
    given: tuple[Authorised, ...]
    received: tuple[Authorised, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyQuota:
    """What family may still use, in fen. Without an account the sums are None; free and reserved make the balance."""

    masked_name: str
    balance_fen: int | None
    free_fen: int | None
    reserved_fen: int | None
    given: tuple[Authorised, ...]
    """In force only."""
    received: tuple[Authorised, ...]


_SELF_FIRST: Final = (FamilyAuthorisation.status != AuthorisationStatus.ACTIVE, FamilyAuthorisation.id.desc())


def _authorised(asking: Asking, *, active_only: bool) -> tuple[tuple[Authorised, ...], tuple[Authorised, ...]]:
    """Those given and those received."""
    table = FamilyAuthorisation
    sides = []
    for mine, other, gives in (
        (table.authoriser_id, table.member_id, True),
        (table.member_id, table.authoriser_id, False),
    ):
        query = (
            select(table, Person.name_sealed, Person.id_number_sealed)
            .join(Person, Person.id == other)
            .where(mine == asking.person_id)
            .order_by(*_SELF_FIRST)
            .limit(MOST_AUTHORISATIONS)
        )
        if active_only:
            query = query.where(table.status == AuthorisationStatus.ACTIVE)
        columns = query.with_only_columns(
            table.relation,
            table.scope,
            table.status,
            table.begun_on,
            table.ended_on,
            table.quota_fen,
            table.used_fen,
            Person.name_sealed,
            Person.id_number_sealed,
            maintain_column_froms=True,
        )
        sides.append(
            tuple(
                Authorised(
                    relative=relative_in(asking.vault, row, row.relation if gives else INVERSE[row.relation]),
                    scope=row.scope,
                    status=row.status,
                    begun_on=row.begun_on,
                    ended_on=row.ended_on,
                    quota_fen=row.quota_fen,
                    used_fen=row.used_fen,
                )
                for row in asking.db.execute(columns)
            )
        )
    return sides[0], sides[1]


def family(db: Db, person_id: int, access: Access) -> Family | NothingFound:
    """The authorisations in force, and how often and how much they paid this year (GJ; S37, S43).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.FAMILY)
    given, received = _authorised(asking, active_only=True)
    year = shanghai_date(access.at).year
    paid = SharingAttempt
    is_premium = paid.kind == SharingKind.PREMIUM
    sums = {
        premium: (int(number), int(fen))
        for premium, number, fen in db.execute(
            select(is_premium, func.count(), func.sum(paid.amount_fen))
            .where(
                paid.authoriser_id == person_id,
                paid.reason.is_(None),
                paid.refunded_on.is_(None),
                paid.business_day >= date(year, 1, 1),
                paid.business_day <= date(year, 12, 31),
            )
            .group_by(is_premium)
        )
    }
    if not given and not received and not sums:
        return asking.nothing()
    payments, premiums = sums.get(False, (0, 0)), sums.get(True, (0, 0))
    return asking.answer(
        Family(
            masked_name=asking.masked_name,
            given=given,
            received=received,
            year=year,
            payments=payments[0],
            payments_fen=payments[1],
            premiums=premiums[0],
            premiums_fen=premiums[1],
        )
    )


def family_authorisations(db: Db, person_id: int, access: Access) -> FamilyAuthorisations | NothingFound:
    """All authorisations that the person gave or received, with their state (12393>1>3>3; S43).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.FAMILY_AUTHORISATIONS)
    given, received = _authorised(asking, active_only=False)
    if not given and not received:
        return asking.nothing()
    return asking.answer(FamilyAuthorisations(masked_name=asking.masked_name, given=given, received=received))


def family_quota(db: Db, person_id: int, access: Access) -> FamilyQuota | NothingFound:
    """What family may still use of the person's money, and the person of family's (12393>1>3>4).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.FAMILY_QUOTA)
    given, received = _authorised(asking, active_only=True)
    if not given and not received:
        return asking.nothing()
    row = db.execute(
        select(PersonalAccount.current_year_fen + PersonalAccount.carried_over_fen, PersonalAccount.reserved_fen).where(
            PersonalAccount.person_id == person_id
        )
    ).one_or_none()
    balance, reserved = (None, None) if row is None else (int(row[0]), int(row[1]))
    return asking.answer(
        FamilyQuota(
            masked_name=asking.masked_name,
            balance_fen=balance,
            free_fen=None if balance is None or reserved is None else balance - reserved,
            reserved_fen=reserved,
            given=given,
            received=received,
        )
    )
