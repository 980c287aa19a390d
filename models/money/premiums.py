"""共济缴费: residents' premiums from a relative's account, at once or on the last day of the month (S41, S47).

A premium leaves the member's contribution and the authoriser's ledger entry under one number, or neither
(domain 5, invariant 11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from models.errors import DuplicateNumber, LedgerError, NothingToReverse, SharingRefused
from models.identity import shanghai_date
from models.money.books import LONGEST_FAMILY_NUMBER, SECOND_PART, check_number, locked_all
from models.money.sources import (
    PREMIUM_SCOPES,
    Unsettled,
    Use,
    candidates,
    fail,
    failed_before,
    give_back,
    sources,
    take_part,
)
from models.months import YearMonth
from models.tables.account import EntryKind, LedgerEntry
from models.tables.contribution import Branch, Contribution, ContributionSource, ContributionStatus
from models.tables.family import (
    AuthorisationStatus,
    FailureReason,
    FamilyAuthorisation,
    PremiumStatus,
    ScheduledPremium,
    SharingAttempt,
    SharingKind,
)
from models.tables.insurance import Insurance, InsuranceStatus, Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Premium:
    """Whose premium for which year, in fen, and out of whose account. Raises LedgerError unless it is more than 0."""

    authoriser_id: int
    member_id: int
    amount_fen: int
    for_year: int

    def __post_init__(self) -> None:
        if self.amount_fen <= 0:
            raise LedgerError("A premium is more than nothing.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumPaid:
    """The premium is paid, and the member's contribution on record."""

    contribution_id: int


def pay(db: Session, premium: Premium, at: datetime, external_number: str) -> PremiumPaid | Unsettled:
    """Pay a premium now; the number counts once, and a failure stays the answer for its number.

    Fails for too little money, for an authorisation or insurance that does not hold, and with wrong information where
    that year is paid already. Raises DuplicateNumber where the number belongs to something else.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    use = Use(member_id=premium.member_id, kind=SharingKind.PREMIUM, at=at, external_number=external_number)
    family = candidates(db, premium.member_id, PREMIUM_SCOPES)
    with locked_all(db, family.values()) as books:
        known = _paid_before(db, premium, external_number) or failed_before(db, use)
        if known is not None:
            return known
        offered = [one for one in sources(db, family, books, use) if one.authoriser_id == premium.authoriser_id]
        reason = None
        if not offered or not offered[0].holds or not _is_resident(db, premium.member_id):
            reason = FailureReason.IRREGULAR_STATUS
        elif offered[0].available_fen < premium.amount_fen:
            reason = FailureReason.INSUFFICIENT
        elif _covered(db, premium):
            reason = FailureReason.WRONG_INFORMATION
        if reason is not None:
            return fail(db, use, offered, premium.amount_fen, reason)
        contribution = db.scalar(
            insert(Contribution).returning(Contribution.id),
            {
                "person_id": premium.member_id,
                "branch": Branch.MEDICAL,
                "scheme": Scheme.RESIDENT,
                "month": date(premium.for_year, 1, 1),
                "months": 12,
                "base_fen": None,
                "person_fen": premium.amount_fen,
                "unit_fen": 0,
                "paid_on": shanghai_date(at),
                "source": ContributionSource.FAMILY,
                "late": False,
                "status": ContributionStatus.PAID,
                "external_number": external_number,
            },
        )
        take_part(db, use, 1, offered[0], premium.amount_fen)
        assert contribution is not None  # it was just written
        return PremiumPaid(contribution_id=contribution)


def _paid_before(db: Session, premium: Premium, external_number: str) -> PremiumPaid | None:
    row = db.execute(
        select(Contribution.id, Contribution.person_id, Contribution.person_fen, Contribution.month).where(
            Contribution.external_number == external_number
        )
    ).one_or_none()
    if row is None:
        return None
    if (row.person_id, row.person_fen, row.month) != (
        premium.member_id,
        premium.amount_fen,
        date(premium.for_year, 1, 1),
    ):
        raise DuplicateNumber("The external number belongs to another posting.")
    return PremiumPaid(contribution_id=row.id)


def _is_resident(db: Session, person_id: int) -> bool:
    """Whether the person is in force insured as a resident, whose premium others can pay."""
    scheme = db.scalar(
        select(Insurance.scheme).where(Insurance.person_id == person_id, Insurance.status == InsuranceStatus.ACTIVE)
    )
    return scheme is Scheme.RESIDENT


def _covered(db: Session, premium: Premium) -> bool:
    found = db.scalar(
        select(func.count()).where(
            Contribution.person_id == premium.member_id,
            Contribution.branch == Branch.MEDICAL,
            Contribution.status == ContributionStatus.PAID,
            Contribution.month == date(premium.for_year, 1, 1),
        )
    )
    return bool(found)


def refund(db: Session, paid_number: str, at: datetime, external_number: str) -> None:
    """Undo the premium of `paid_number`: the money goes back, and its months count no more.

    Under the same number again nothing more happens. Raises NothingToReverse where there is no such premium or it was
    refunded under another number.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    numbers = (paid_number, paid_number + SECOND_PART)
    entries = db.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.external_number.in_(numbers), LedgerEntry.kind == EntryKind.SHARED_PREMIUM)
        .order_by(LedgerEntry.seq)
    ).all()
    if not entries:
        raise NothingToReverse("There is no such premium.")
    account = entries[0].account_id
    with locked_all(db, (account,)) as books:
        again = books[account].entry(LedgerEntry.external_number == external_number)
        if again is not None and again.reverses_seq == entries[0].seq:
            return
        for entry in entries:
            assert entry.external_number is not None  # they were found by it
            number = external_number + entry.external_number.removeprefix(paid_number)
            books[account].take_back(entry, at, number)
            assert entry.authorisation_id is not None  # a trigger sees to it
            give_back(db, books[account], entry.authorisation_id, -entry.amount_fen)
        quietly = {"synchronize_session": False}
        db.execute(
            update(Contribution)
            .where(Contribution.external_number == paid_number)
            .values(status=ContributionStatus.REVERSED)
            .execution_options(**quietly)
        )
        db.execute(
            update(SharingAttempt)
            .where(SharingAttempt.external_number == paid_number)
            .values(refunded_on=shanghai_date(at))
            .execution_options(**quietly)
        )


def schedule(db: Session, premium: Premium, at: datetime, external_number: str) -> date:
    """Have a premium taken on the last day of the month of `at`, and return that day; the number counts once.

    Raises SharingRefused where no authorisation for premiums holds between the two, DuplicateNumber where the number is
    taken by another premium.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    held = FamilyAuthorisation
    authorisation = db.scalar(
        select(held.id).where(
            held.authoriser_id == premium.authoriser_id,
            held.member_id == premium.member_id,
            held.status == AuthorisationStatus.ACTIVE,
            held.scope.in_(PREMIUM_SCOPES),
        )
    )
    table = ScheduledPremium
    known = db.execute(
        select(table.authorisation_id, table.amount_fen, table.for_year, table.due_on).where(
            table.external_number == external_number
        )
    ).one_or_none()
    if known is not None:
        if (known.amount_fen, known.for_year) != (premium.amount_fen, premium.for_year):
            raise DuplicateNumber("The external number belongs to another posting.")
        already: date = known.due_on
        return already
    if authorisation is None:
        raise SharingRefused("No authorisation for premiums holds between the two.")
    due = YearMonth.of(shanghai_date(at)).last
    db.execute(
        insert(table).inline(),
        {
            "authorisation_id": authorisation,
            "for_year": premium.for_year,
            "amount_fen": premium.amount_fen,
            "due_on": due,
            "external_number": external_number,
            "status": PremiumStatus.WAITING,
        },
    )
    return due


def due(db: Session, day: date, most: int) -> Sequence[int]:
    """The numbers of at most `most` scheduled premiums that are due by `day`, those of the earliest day first."""
    table = ScheduledPremium
    return db.scalars(
        select(table.id)
        .where(table.status == PremiumStatus.WAITING, table.due_on <= day)
        .order_by(table.due_on, table.id)
        .limit(most)
    ).all()


def collect(db: Session, scheduled_id: int, at: datetime) -> PremiumPaid | Unsettled | None:
    """Take one scheduled premium, whose result is kept with it; None where that is done already."""
    held, table = FamilyAuthorisation, ScheduledPremium
    row = db.execute(
        select(
            held.authoriser_id, held.member_id, table.amount_fen, table.for_year, table.external_number, table.status
        )
        .join(held, held.id == table.authorisation_id)
        .where(table.id == scheduled_id)
    ).one()
    if row.status is not PremiumStatus.WAITING:
        return None
    premium = Premium(
        authoriser_id=row.authoriser_id,
        member_id=row.member_id,
        amount_fen=row.amount_fen,
        for_year=row.for_year,
    )
    result = pay(db, premium, at, row.external_number)  # which counts once, whoever else collects
    failed = isinstance(result, Unsettled)
    db.execute(
        update(table)
        .where(table.id == scheduled_id, table.status == PremiumStatus.WAITING)
        .values(
            status=PremiumStatus.FAILED if failed else PremiumStatus.PAID,
            reason=result.reason if isinstance(result, Unsettled) else None,
            settled_at=at,
        )
        .execution_options(synchronize_session=False)
    )
    return result
