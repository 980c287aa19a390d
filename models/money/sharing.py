"""Paying bills: own account first, then family by the region's order and quota, whole or not at all (S38, S39, S44).

Domain 5, invariants 7, 8 and 12. Every account that a bill touches is locked before anything is decided, and all is
posted in one transaction. What failed is on record with its reason. Premiums are paid by `models.money.premiums`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.errors import DuplicateNumber, LedgerError, NothingToReverse
from models.identity import shanghai_date
from models.money import counters
from models.money.authorising import account_of
from models.money.books import LONGEST_FAMILY_NUMBER, SECOND_PART, Books, check_number, locked_all
from models.money.ledger import take
from models.money.sources import (
    PAYMENT_SCOPES,
    Source,
    Unsettled,
    Use,
    attempts,
    candidates,
    deal_out,
    fail,
    failed_before,
    give_back,
    part_number,
    sources,
    take_part,
)
from models.tables.account import AccountStatus, EntryKind, LedgerEntry
from models.tables.family import FailureReason, SharingAttempt, SharingKind
from models.tables.insurance import Insurance, InsuranceStatus
from models.tables.region import Region
from models.tables.settlement import Service, Settlement

__all__ = ["Bill", "Settled", "Unsettled", "own_buckets_in_order", "refund", "report_failure", "settle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a visit or a purchase cost, in fen; what neither 统筹 nor cash bears, the accounts are to pay.

    Raises LedgerError for parts that are more than the whole.
    """

    person_id: int
    service: Service
    cost_fen: int
    pooled_fen: int = 0
    cash_fen: int = 0
    deductible_fen: int = 0
    """How much of the cost counts towards the year's 起付线."""
    institution: str | None = None

    def __post_init__(self) -> None:
        least = min(self.pooled_fen, self.cash_fen, self.deductible_fen, self.accounts_fen)
        if self.cost_fen <= 0 or least < 0 or self.deductible_fen > self.cost_fen:
            raise LedgerError("A bill costs more than nothing, and its parts are no more than the whole.")

    @property
    def accounts_fen(self) -> int:
        """What own account and family are to pay together."""
        return self.cost_fen - self.pooled_fen - self.cash_fen

    def totals(self) -> counters.Totals:
        """What it adds to the year's totals."""
        return counters.Totals(cost_fen=self.cost_fen, pooled_fen=self.pooled_fen, deductible_fen=self.deductible_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The bill is paid, in fen; `shared` lists (authoriser's person id, fen) in the order of deduction."""

    own_fen: int
    shared: tuple[tuple[int, int], ...]


_KINDS: Final = {
    Service.OUTPATIENT: EntryKind.OUTPATIENT,
    Service.INPATIENT: EntryKind.INPATIENT,
    Service.PHARMACY: EntryKind.PHARMACY,
}


def settle(db: Session, bill: Bill, at: datetime, external_number: str) -> Settled | Unsettled:
    """Pay a bill from the own account and, where nothing is left or it is out of use, from family's (invariant 7).

    The number counts once; a failure stays the answer for its number. Raises DuplicateNumber where the number belongs
    to something else, LedgerError for what cannot be posted.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    use = Use(
        member_id=bill.person_id,
        kind=SharingKind(bill.service.value),
        at=at,
        external_number=external_number,
        institution=bill.institution,
    )
    own_account = account_of(db, bill.person_id)
    family = candidates(db, bill.person_id, PAYMENT_SCOPES)
    with locked_all(db, {*family.values(), *((own_account,) if own_account else ())}) as books:
        known = _settled_before(db, bill, external_number) or failed_before(db, use)
        if known is not None:
            return known
        own = books[own_account] if own_account else None
        usable = own is not None and own.status is AccountStatus.NORMAL
        own_fen = min(bill.accounts_fen, own.free_fen) if own is not None and usable else 0
        offered = sources(db, family, books, use)
        parts, missing_fen = deal_out(offered, bill.accounts_fen - own_fen)
        if missing_fen:
            frozen = own is not None and not usable
            reason = _why(offered, frozen=frozen)
            return fail(db, use, offered, bill.accounts_fen - own_fen, reason) if offered else Unsettled(reason=reason)
        if own is not None and own_fen:
            take(
                own,
                _KINDS[bill.service],
                own_fen,
                at,
                external_number,
                institution=bill.institution,
                current_year_first=own_buckets_in_order(db, bill.person_id),
            )
        for place, (source, fen) in enumerate(parts, start=1):
            take_part(db, use, place, source, fen)
        _keep(db, bill, at, external_number, own_fen, own, excluded=not usable)
        return Settled(own_fen=own_fen, shared=tuple((source.authoriser_id, fen) for source, fen in parts))


def _why(offered: Sequence[Source], *, frozen: bool) -> FailureReason:
    """The reason for a bill that nobody can pay: what is held up, or too little money."""
    none_holds = not any(source.holds for source in offered)
    return FailureReason.IRREGULAR_STATUS if none_holds and (offered or frozen) else FailureReason.INSUFFICIENT


def _keep(
    db: Session, bill: Bill, at: datetime, external_number: str, own_fen: int, own: Books | None, *, excluded: bool
) -> None:
    day = shanghai_date(at)
    counted = counters.add(db, bill.person_id, day.year, bill.service, bill.totals())
    db.execute(
        insert(Settlement).inline(),
        {
            "external_number": external_number,
            "person_id": bill.person_id,
            "service": bill.service,
            "at": at,
            "business_day": day,
            "institution": bill.institution,
            "cost_fen": bill.cost_fen,
            "own_fen": own_fen,
            "shared_fen": bill.accounts_fen - own_fen,
            "pooled_fen": bill.pooled_fen,
            "cash_fen": bill.cash_fen,
            "deductible_fen": counted,
            "own_left_fen": own.free_fen if own is not None else 0,
            "own_excluded": excluded,
        },
    )


def own_buckets_in_order(db: Session, person_id: int) -> bool:
    """Whether 本年 pays before 历年 in the region where the person is, or was last, insured."""
    first = db.scalar(
        select(Region.current_year_first)
        .join(Insurance, Insurance.region_code == Region.code)
        .where(Insurance.person_id == person_id)
        .order_by(Insurance.status != InsuranceStatus.ACTIVE, Insurance.started_on.desc(), Insurance.id.desc())
        .limit(1)
    )
    return True if first is None else first


def _settled_before(db: Session, bill: Bill, external_number: str) -> Settled | None:
    known = _settlement(db, Settlement.external_number == external_number)
    if known is None:
        return None
    same = (known.person_id, known.service, known.cost_fen, known.pooled_fen, known.cash_fen) == (
        bill.person_id,
        bill.service,
        bill.cost_fen,
        bill.pooled_fen,
        bill.cash_fen,
    )
    if not same:
        raise DuplicateNumber("The external number belongs to another posting.")
    shared = tuple((part.authoriser_id or 0, part.amount_fen) for part in attempts(db, external_number))
    return Settled(own_fen=known.own_fen, shared=shared)


def _settlement(db: Session, condition: object) -> Settlement | None:
    return db.scalar(select(Settlement).where(condition).execution_options(populate_existing=True))  # type: ignore[arg-type]


def report_failure(db: Session, use: Use, amount_fen: int, reason: FailureReason) -> Unsettled:
    """Put on record that a terminal or a bureau's system could not use family money, and why (S44); counts once.

    For faults that are not ours to find: wrong information, a system that did not answer. Everybody whose authorisation
    the member has is told. Raises LedgerError for an amount that is not more than nothing.
    """
    check_number(use.external_number, LONGEST_FAMILY_NUMBER)
    if amount_fen <= 0:
        raise LedgerError("An attempt was for more than nothing.")
    family = candidates(db, use.member_id, PAYMENT_SCOPES)
    with locked_all(db, family.values()) as books:
        return failed_before(db, use) or fail(db, use, sources(db, family, books, use), amount_fen, reason)


def refund(db: Session, settled_number: str, at: datetime, external_number: str) -> Settlement:
    """Undo the bill of `settled_number` whole: every account gets back what it paid, a quota too (invariant 10).

    Refunded again under the same number it is left as it is. Raises NothingToReverse where there is no such bill or it
    was refunded under another number.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    guess = _settlement(db, Settlement.external_number == settled_number)
    if guess is None:
        raise NothingToReverse("There is no such bill.")
    numbers = _numbers_of(settled_number, len(attempts(db, settled_number)))
    entries = db.scalars(select(LedgerEntry).where(LedgerEntry.external_number.in_(numbers))).all()
    with locked_all(db, {entry.account_id for entry in entries}) as books:
        bill = _settlement(db, Settlement.id == guess.id)
        assert bill is not None  # nobody deletes a bill
        if bill.refund_number == external_number:
            return bill
        if bill.refund_number is not None:
            raise NothingToReverse("The bill has been refunded already.")
        for entry in sorted(entries, key=lambda entry: (entry.account_id, entry.seq)):
            assert entry.external_number is not None  # they were found by it
            number = external_number + entry.external_number.removeprefix(settled_number)
            books[entry.account_id].take_back(entry, at, number)
            if entry.authorisation_id is not None:
                give_back(db, books[entry.account_id], entry.authorisation_id, -entry.amount_fen)
        counted = counters.Totals(
            cost_fen=bill.cost_fen, pooled_fen=bill.pooled_fen, deductible_fen=bill.deductible_fen
        )
        counters.subtract(db, bill.person_id, bill.business_day.year, bill.service, counted)
        day = shanghai_date(at)
        db.execute(
            update(SharingAttempt)
            .where(SharingAttempt.external_number == settled_number)
            .values(refunded_on=day)
            .execution_options(synchronize_session=False)
        )
        bill.refund_number, bill.refunded_on = external_number, day
        db.flush()
        return bill


def _numbers_of(settled_number: str, places: int) -> list[str]:
    """Every number under which a bill can have been posted."""
    firsts = [settled_number, *(part_number(settled_number, place) for place in range(1, places + 1))]
    return [*firsts, *(first + SECOND_PART for first in firsts)]
