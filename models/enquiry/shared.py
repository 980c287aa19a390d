"""What was paid with family money, what failed and why, and what is still to come (S37 to S47, S97 to S99)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, literal, or_, select, union_all

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.enquiry.relatives import INVERSE, MOST_AUTHORISATIONS, Relative, relative_in
from models.tables.family import (
    FailureReason,
    FamilyAuthorisation,
    PremiumStatus,
    ScheduledPremium,
    SharingAttempt,
    SharingKind,
)
from models.tables.person import Person
from models.vault import Vault

PAGE: Final = 5
"""Records a page, unless told otherwise (domain 4.3)."""
MOST_A_PAGE: Final = 50
"""More are never given at once."""


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
        relation = row.relation if row.by_me or row.relation is None else INVERSE[row.relation]
        relative = relative_in(vault, row, relation)
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
            relative=relative_in(asking.vault, row, row.relation if row.by_me else INVERSE[row.relation]),
            by_me=bool(row.by_me),
            amount_fen=row.amount_fen,
            for_year=row.for_year,
            due_on=row.due_on,
        )
        for row in rows
    )
