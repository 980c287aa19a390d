"""Moving cases on: claims, filings for treatment elsewhere, maternity allowances, cards.

Claims keep to the region's deadline (domain 5, invariant 13) and are paid with amount and day, within what policy
allows (invariant 14); due days count working days (S86).
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.calendar import CLAIM_DUE, CLAIM_EARLIEST, add_working_days
from models.database import Db
from models.errors import CaseRefused
from models.money.authorising import region_of
from models.months import add_months
from models.tables.account import PersonalAccount
from models.tables.claim import Claim, ClaimKind, ClaimStatus, RefusalReason
from models.tables.filing import Filing, FilingKind, FilingStatus
from models.tables.insurance import Insurance
from models.tables.maternity import MaternityAllowance, MaternityStatus, Payee
from models.tables.region import Region
from models.tables.social import Card, CardStatus

LONGEST_DEADLINE: Final = 12
"""Months within which a claim is handed in where no insurance says which region's rule holds (S87)."""
TEMPORARY_MONTHS: Final = 6
"""How long a temporary filing holds at least [domain 5, W34]."""

_NEXT: Final = {
    ClaimStatus.RECEIVED: {ClaimStatus.REVIEWING, ClaimStatus.REFUSED},
    ClaimStatus.REVIEWING: {ClaimStatus.DOCUMENTS, ClaimStatus.APPROVED, ClaimStatus.REFUSED},
    ClaimStatus.DOCUMENTS: {ClaimStatus.REVIEWING, ClaimStatus.REFUSED},
    ClaimStatus.APPROVED: {ClaimStatus.PAID, ClaimStatus.REFUSED},
    ClaimStatus.PAID: set(),
    ClaimStatus.REFUSED: set(),
}


def receive_claim(
    db: Session,
    person_id: int,
    number: str,
    kind: ClaimKind,
    *,
    expense_on: date,
    received_on: date,
    amount_fen: int,
    ceiling_fen: int | None = None,
    bank_tail: str | None = None,
) -> Claim:
    """Take in a claim; one that comes too late for its region is refused at once, with that reason (S87).

    Raises CaseRefused for one handed in before the expense or for nothing.
    """
    if received_on < expense_on or amount_fen <= 0:
        raise CaseRefused("A claim is for an expense of the past, of more than nothing.")
    deadline = add_months(expense_on, _deadline_months(db, person_id))
    late = received_on > deadline
    claim = Claim(
        number=number,
        person_id=person_id,
        kind=kind,
        expense_on=expense_on,
        amount_fen=amount_fen,
        ceiling_fen=ceiling_fen,
        received_on=received_on,
        deadline_on=deadline,
        earliest_on=add_working_days(received_on, CLAIM_EARLIEST),
        due_on=add_working_days(received_on, CLAIM_DUE),
        status=ClaimStatus.REFUSED if late else ClaimStatus.RECEIVED,
        reason=RefusalReason.DEADLINE if late else None,
        decided_on=received_on if late else None,
        bank_tail=bank_tail,
    )
    db.add(claim)
    db.flush()
    return claim


def _deadline_months(db: Session, person_id: int) -> int:
    region = region_of(db, person_id) or db.scalar(
        select(Region)
        .join(Insurance, Insurance.region_code == Region.code)
        .where(Insurance.person_id == person_id)
        .order_by(Insurance.started_on.desc())
        .limit(1)
    )
    return LONGEST_DEADLINE if region is None else region.claim_deadline_months


def move_claim(
    db: Session,
    number: str,
    status: ClaimStatus,
    day: date,
    *,
    reason: RefusalReason | None = None,
    paid_fen: int | None = None,
) -> Claim:
    """Take a claim a step on; the step it is at already changes nothing.

    Raises CaseRefused for an unknown claim, a step that does not follow, a refusal without a reason, and a payment
    without an amount or of more than the claim or policy's ceiling.
    """
    claim = db.scalar(
        select(Claim).where(Claim.number == number).with_for_update().execution_options(populate_existing=True)
    )
    if claim is None:
        raise CaseRefused("There is no claim of this number.")
    if claim.status is status:
        return claim
    if status not in _NEXT[claim.status]:
        raise CaseRefused(f"A claim that is {claim.status.value} cannot become {status.value}.")
    if (status is ClaimStatus.REFUSED) is (reason is None) or (status is ClaimStatus.PAID) is (paid_fen is None):
        raise CaseRefused("A refusal has a reason, a payment an amount, and no other step either.")
    most = claim.amount_fen if claim.ceiling_fen is None else min(claim.amount_fen, claim.ceiling_fen)
    if paid_fen is not None and not 0 < paid_fen <= most:
        raise CaseRefused("A payment is more than nothing, and no more than the claim and policy allow.")
    claim.status, claim.reason, claim.paid_fen = status, reason, paid_fen
    if status in {ClaimStatus.APPROVED, ClaimStatus.REFUSED}:
        claim.decided_on = day
    if status is ClaimStatus.PAID:
        claim.paid_on = day
    db.flush()
    return claim


def file_elsewhere(
    db: Session, person_id: int, number: str, kind: FilingKind, place: str, since: date, until: date | None
) -> Filing:
    """File somebody for treatment elsewhere (S83). A long-term filing has no end.

    Raises CaseRefused for a temporary one of less than six months, and for an end before the beginning.
    """
    if (kind is FilingKind.LONG_TERM) is (until is not None):
        raise CaseRefused("A long-term filing has no end, every other has one.")
    if until is not None and until < since:
        raise CaseRefused("A filing ends after it begins.")
    if kind is FilingKind.TEMPORARY and until is not None and until < add_months(since, TEMPORARY_MONTHS):
        raise CaseRefused("A temporary filing holds six months at least.")
    filing = Filing(
        person_id=person_id,
        kind=kind,
        place=place,
        since=since,
        until=until,
        status=FilingStatus.ACTIVE,
        external_number=number,
    )
    db.add(filing)
    db.flush()
    return filing


def cancel_filing(db: Session, number: str) -> None:
    """Cancel a filing, cancelled already or not. Raises CaseRefused where there is none of this number."""
    changed = db.execute(
        update(Filing)
        .where(Filing.external_number == number)
        .values(status=FilingStatus.CANCELLED)
        .returning(Filing.id)
        .execution_options(synchronize_session=False)
    )
    if changed.one_or_none() is None:
        raise CaseRefused("There is no filing of this number.")


def move_maternity(
    db: Session,
    person_id: int,
    number: str,
    status: MaternityStatus,
    day: date,
    *,
    days: int,
    payee: Payee,
    amount_fen: int | None = None,
) -> MaternityAllowance:
    """Note how far an allowance has come, new or known; one that is paid or refused stays so.

    Raises CaseRefused for a payment without an amount, and for a change after the end.
    """
    found = db.scalar(
        select(MaternityAllowance)
        .where(MaternityAllowance.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is not None and found.status in {MaternityStatus.PAID, MaternityStatus.REFUSED}:
        if found.status is status:
            return found
        raise CaseRefused(f"An allowance that is {found.status.value} stays so.")
    if days <= 0 or (status is MaternityStatus.PAID and not amount_fen):
        raise CaseRefused("An allowance is for days, and is paid with its amount.")
    if found is None:
        found = MaternityAllowance(number=number, person_id=person_id, received_on=day)
        db.add(found)
    found.status, found.days, found.payee, found.amount_fen = status, days, payee, amount_fen
    found.paid_on = day if status is MaternityStatus.PAID else None
    db.flush()
    return found


def move_card(
    db: Session,
    person_id: int,
    status: CardStatus,
    day: date,
    *,
    tail: str | None = None,
    pick_up: str | None = None,
) -> None:
    """Note how far the person's card has come; an application begins a new card."""
    card = db.get(Card, person_id, with_for_update=True, populate_existing=True)
    if card is None or status is CardStatus.APPLIED:
        if card is not None:
            db.delete(card)
            db.flush()
        card = Card(person_id=person_id, applied_on=day)
        db.add(card)
    card.status = status
    card.tail = tail or card.tail
    card.pick_up = pick_up or card.pick_up
    if status in {CardStatus.READY, CardStatus.ISSUED}:
        card.ready_on = card.ready_on or day
    if status is CardStatus.ISSUED:
        card.issued_on = card.issued_on or day
    db.flush()


def activate_card(db: Session, person_id: int, day: date) -> None:
    """Note that the card can be used, which the account says too (S103). Raises CaseRefused before it is issued."""
    card = db.get(Card, person_id, with_for_update=True, populate_existing=True)
    if card is not None:
        if card.issued_on is None:
            raise CaseRefused("The card has not been issued yet.")
        card.activated_on = card.activated_on or day
        db.flush()
    db.execute(
        update(PersonalAccount)
        .where(PersonalAccount.person_id == person_id)
        .values(activated=True)
        .execution_options(synchronize_session=False)
    )


def report_card_lost(db: Db, person_id: int, at: datetime, reference: str) -> bool:
    """Report the person's card lost (挂失), which holds at once; `reference` is the CallSid or MessageSid.

    Returns False where it is reported already. The channel lets only who has a PIN of their own do this (domain 2.2).
    Raises CaseRefused where no card has been issued.
    """
    lost = db.execute(
        update(Card)
        .where(Card.person_id == person_id, Card.issued_on.is_not(None), Card.lost_at.is_(None))
        .values(lost_at=at, loss_reference=reference[:64])
        .returning(Card.person_id)
        .execution_options(synchronize_session=False)
    )
    if lost.one_or_none() is not None:
        return True
    if db.scalar(select(Card.issued_on).where(Card.person_id == person_id)) is None:
        raise CaseRefused("There is no card that could be lost.")
    return False
