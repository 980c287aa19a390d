"""Events that are about money: what comes in, what is paid with it, and what is given back."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models import notices
from models.errors import NothingToReverse
from models.identity import shanghai_date
from models.money import events, ledger, premiums, sharing
from models.money.applied import Facts, Handlers, account_for
from models.money.books import SECOND_PART, locked
from models.money.sources import Unsettled, Use
from models.tables.account import SHARED, LedgerEntry
from models.tables.contribution import Contribution, ContributionStatus
from models.tables.notice import NoticeKind
from models.tables.settlement import Settlement


def _credit(db: Session, event: events.CreditArrived, number: str, at: datetime) -> Facts:
    (entry,) = ledger.credit(db, account_for(db, event.person_id), event.kind, event.amount_fen, at, number)
    facts: Facts = {
        "kind": event.kind.value,
        "amount_fen": event.amount_fen,
        "day": entry.business_day.isoformat(),
        "total_fen": entry.current_year_fen + entry.carried_over_fen,
    }
    notices.announce(db, event.person_id, NoticeKind.CREDIT, f"credit:{number}", facts, at)
    return facts


def _contribution(db: Session, event: events.ContributionPaid, number: str, at: datetime) -> Facts:
    db.execute(
        insert(Contribution).inline(),
        {
            **asdict(event),
            "month": event.month.first,
            "paid_on": shanghai_date(at),
            "status": ContributionStatus.PAID,
            "external_number": number,
        },
    )
    return {"month": event.month.first.isoformat(), "months": event.months}


def _bill(db: Session, event: events.BillPresented, number: str, at: datetime) -> Facts:
    result = sharing.settle(db, sharing.Bill(**asdict(event)), at, number)
    day = shanghai_date(at).isoformat()
    if isinstance(result, Unsettled):
        facts: Facts = {"failure": result.reason.value, "amount_fen": event.cost_fen, "day": day}
        return facts
    facts = {
        "service": event.service.value,
        "own_fen": result.own_fen,
        "shared_fen": sum(fen for _, fen in result.shared),
        "day": day,
    }
    if result.own_fen:
        notices.announce(db, event.person_id, NoticeKind.PAYMENT, f"payment:{number}", facts, at)
    for authoriser, fen in result.shared:
        told: Facts = {"service": event.service.value, "shared_fen": fen, "day": day}
        notices.announce(db, authoriser, NoticeKind.PAYMENT, f"payment:{number}", told, at)
    return facts


def _sharing_failed(db: Session, event: events.SharingFailed, number: str, at: datetime) -> Facts:
    use = Use(member_id=event.member_id, kind=event.kind, at=at, external_number=number, institution=event.institution)
    sharing.report_failure(db, use, event.amount_fen, event.reason)
    return {"reason": event.reason.value}


def _premium(db: Session, event: events.PremiumDemanded, number: str, at: datetime) -> Facts:
    demanded = premiums.Premium(
        authoriser_id=event.authoriser_id,
        member_id=event.member_id,
        amount_fen=event.amount_fen,
        for_year=event.for_year,
    )
    if event.at_month_end:
        return {"due_on": premiums.schedule(db, demanded, at, number).isoformat()}
    result = premiums.pay(db, demanded, at, number)
    announce_premium(db, demanded, result, number, at)
    return {"failure": result.reason.value if isinstance(result, Unsettled) else None}


def announce_premium(
    db: Session, premium: premiums.Premium, result: premiums.PremiumPaid | Unsettled, number: str, at: datetime
) -> None:
    """Put down the notice of what became of a premium."""
    facts: Facts = {
        "amount_fen": premium.amount_fen,
        "for_year": premium.for_year,
        "failure": result.reason.value if isinstance(result, Unsettled) else None,
        "day": shanghai_date(at).isoformat(),
    }
    notices.announce(db, premium.authoriser_id, NoticeKind.PREMIUM, f"premium:{number}", facts, at)


def _refund(db: Session, event: events.Refunded, number: str, at: datetime) -> Facts:
    """Bills, premiums and single entries are told apart by what stands under the original number."""
    original = event.original
    if db.scalar(select(Settlement.id).where(Settlement.external_number == original)) is not None:
        bill = sharing.refund(db, original, at, number)
        return {"own_fen": bill.own_fen, "shared_fen": bill.shared_fen}
    entries = db.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.external_number.in_((original, original + SECOND_PART)))
        .order_by(LedgerEntry.seq)
    ).all()
    if entries and entries[0].kind in SHARED:
        premiums.refund(db, original, at, number)
    elif entries:
        with locked(db, entries[0].account_id) as books:
            for entry in entries:
                suffix = (entry.external_number or "").removeprefix(original)
                books.take_back(entry, at, number + suffix)
    else:
        _reverse_contribution(db, original)
    return {"amount_fen": -sum(entry.amount_fen for entry in entries)}


def _reverse_contribution(db: Session, original: str) -> None:
    changed = db.execute(
        update(Contribution)
        .where(Contribution.external_number == original, Contribution.status == ContributionStatus.PAID)
        .values(status=ContributionStatus.REVERSED)
        .returning(Contribution.id)
        .execution_options(synchronize_session=False)
    )
    if changed.one_or_none() is None:
        raise NothingToReverse("Nothing that could be undone was posted under that number.")


HANDLERS: Final[Handlers] = {
    events.CreditArrived: _credit,
    events.ContributionPaid: _contribution,
    events.BillPresented: _bill,
    events.SharingFailed: _sharing_failed,
    events.PremiumDemanded: _premium,
    events.Refunded: _refund,
}
