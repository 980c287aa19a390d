"""家庭共济: who may use whose money, what was paid with it, what failed and why.

Of other people nobody hears more than surname, sex, and what they are to the asker; never their balance (domain 7.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.identity import is_female, masked_relative, shanghai_date
from models.tables.account import PersonalAccount
from models.tables.family import (
    AuthorisationStatus,
    FailureReason,
    FamilyAuthorisation,
    PremiumStatus,
    Relation,
    ScheduledPremium,
    SharingAttempt,
    SharingKind,
    SharingScope,
)
from models.tables.person import Person
from models.vault import Sealed, Vault

PAGE: Final = 5
"""Records a page, unless told otherwise (domain 4.3)."""
MOST_A_PAGE: Final = 50
"""More are never given at once."""
MOST_AUTHORISATIONS: Final = 20
"""Of each kind, newest first; nobody has more relatives with an account."""

_INVERSE: Final = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.PARENT: Relation.CHILD,
    Relation.CHILD: Relation.PARENT,
    Relation.SIBLING: Relation.SIBLING,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Somebody else, and what that person is to the asker; without an authorisation the relation is not known."""

    masked_name: str
    """Surname and stars: 李**."""
    female: bool
    relation: Relation | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One use of family money, or a failed one; `amount_fen` is what was taken or should have been."""

    day: date
    kind: SharingKind
    by_me: bool
    """Whether the asker's account paid for the relative, or the relative's for the asker."""
    relative: Relative | None
    """None where there was nobody who could have paid."""
    amount_fen: int
    reason: FailureReason | None
    """Why it failed; None: it succeeded."""
    refunded_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A premium that waits for its day (S47)."""

    relative: Relative
    by_me: bool
    amount_fen: int
    for_year: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPayments:
    """A page of shared payments or premiums, newest first; `after` asks for the next, None: there is none."""

    masked_name: str
    records: tuple[Shared, ...]
    after: int | None
    scheduled: tuple[Scheduled, ...] = ()
    """With premiums: those still to come, the next first."""


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
                    relative=_relative(asking.vault, row, row.relation if gives else _INVERSE[row.relation]),
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


def _relative(vault: Vault, row: Any, relation: Relation | None) -> Relative:
    return Relative(
        masked_name=masked_relative(vault.unseal(Sealed.NAME, row.name_sealed)),
        female=is_female(vault.unseal(Sealed.ID_NUMBER, row.id_number_sealed)),
        relation=relation,
    )


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


_PAID_FOR: Final = tuple(kind for kind in SharingKind if kind is not SharingKind.PREMIUM)


def family_payments(
    db: Db, person_id: int, access: Access, *, after: int | None = None, page: int = PAGE
) -> FamilyPayments | NothingFound:
    """A page of shared payments on either side, failed ones with their reason (12393>1>3>1; GJMX; S37, S44, S97).

    `after` continues an earlier page; `page` is 1 to 50. Audited. Raises NotAllowed below level L2, and for a person
    there is not; ValueError for a page of another size.
    """
    asking = Asking(db, person_id, access, Question.FAMILY_PAYMENTS)
    records, following = _records(asking, _PAID_FOR, after, page)
    if not records:
        return asking.nothing()
    return asking.answer(FamilyPayments(masked_name=asking.masked_name, records=records, after=following))


def family_premiums(
    db: Db, person_id: int, access: Access, *, after: int | None = None, page: int = PAGE
) -> FamilyPayments | NothingFound:
    """A page of premiums paid with family money, and those still to come (12393>1>3>2; S37, S41, S47).

    As `family_payments`.
    """
    asking = Asking(db, person_id, access, Question.FAMILY_PREMIUMS)
    records, following = _records(asking, (SharingKind.PREMIUM,), after, page)
    scheduled = _scheduled(asking)
    if not records and not scheduled:
        return asking.nothing()
    return asking.answer(
        FamilyPayments(masked_name=asking.masked_name, records=records, after=following, scheduled=scheduled)
    )


def _records(
    asking: Asking, kinds: Iterable[SharingKind], after: int | None, page: int
) -> tuple[tuple[Shared, ...], int | None]:
    if not 1 <= page <= MOST_A_PAGE:
        raise ValueError(f"a page has 1 to {MOST_A_PAGE} records")
    table, me = SharingAttempt, asking.person_id
    columns = (table.id, table.business_day, table.kind, table.amount_fen, table.reason, table.refunded_on)
    wanted: list[ColumnElement[bool]] = [table.kind.in_(tuple(kinds))]
    if after is not None:
        wanted.append(table.id < after)
    # Either side along its own index, so that neither is read further than a page. Of a failure that several
    # authorisers were asked for, the member hears once.
    once = or_(table.reason.is_(None), table.place == 1)
    mine, theirs = (
        select(*columns, table.authorisation_id, other.label("other"), literal(by_me).label("by_me"))
        .where(side, *wanted)
        .order_by(table.id.desc())
        .limit(page + 1)
        .subquery()
        for side, other, by_me in (
            (table.authoriser_id == me, table.member_id, True),
            (and_(table.member_id == me, once), table.authoriser_id, False),
        )
    )
    either = union_all(select(mine), select(theirs)).subquery()
    rows = asking.db.execute(
        select(either, FamilyAuthorisation.relation, Person.name_sealed, Person.id_number_sealed)
        .join(FamilyAuthorisation, FamilyAuthorisation.id == either.c.authorisation_id, isouter=True)
        .join(Person, Person.id == either.c.other, isouter=True)
        .order_by(either.c.id.desc())
        .limit(page + 1)
    ).all()
    shown = rows[:page]
    return tuple(_shared(asking.vault, row) for row in shown), shown[-1].id if len(rows) > page else None


def _shared(vault: Vault, row: Any) -> Shared:
    relative = None
    if row.name_sealed is not None:
        relation = row.relation if row.by_me or row.relation is None else _INVERSE[row.relation]
        relative = _relative(vault, row, relation)
    return Shared(
        day=row.business_day,
        kind=row.kind,
        by_me=bool(row.by_me),
        relative=relative,
        amount_fen=row.amount_fen,
        reason=row.reason,
        refunded_on=row.refunded_on,
    )


def _scheduled(asking: Asking) -> tuple[Scheduled, ...]:
    due, held, me = ScheduledPremium, FamilyAuthorisation, asking.person_id
    rows = asking.db.execute(
        select(
            due.amount_fen,
            due.for_year,
            due.due_on,
            held.relation,
            (held.authoriser_id == me).label("by_me"),
            Person.name_sealed,
            Person.id_number_sealed,
        )
        .join(held, held.id == due.authorisation_id)
        .join(
            Person,
            or_(
                and_(held.authoriser_id == me, Person.id == held.member_id),
                and_(held.member_id == me, Person.id == held.authoriser_id),
            ),
        )
        .where(or_(held.authoriser_id == me, held.member_id == me), due.status == PremiumStatus.WAITING)
        .order_by(due.due_on, due.id)
        .limit(MOST_AUTHORISATIONS)
    )
    return tuple(
        Scheduled(
            relative=_relative(asking.vault, row, row.relation if row.by_me else _INVERSE[row.relation]),
            by_me=bool(row.by_me),
            amount_fen=row.amount_fen,
            for_year=row.for_year,
            due_on=row.due_on,
        )
        for row in rows
    )
