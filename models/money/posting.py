"""Posting what a bureau's system tells: each event applied once by its own number, whole, in one transaction.

The number is put on the register before anything else happens, so that of two deliveries at once the second waits for
the first and is given its answer. What cannot be applied raises, and leaves nothing; what is answered with a failure,
such as a bill that nobody can pay, stays answered so. Notices are put down with the events that they tell of.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import notices
from models.errors import CaseRefused, DuplicateNumber, LedgerError, NothingToReverse
from models.identity import shanghai_date
from models.money import authorising, cases, counters, events, ledger, premiums, sharing
from models.money.authorising import account_of
from models.money.books import LONGEST_FAMILY_NUMBER, SECOND_PART, check_number, locked
from models.money.sources import Unsettled, Use
from models.proof import guardians
from models.tables.account import SHARED, AccountStatus, LedgerEntry, PersonalAccount
from models.tables.claim import Claim, ClaimStatus
from models.tables.contribution import Contribution, ContributionStatus
from models.tables.insurance import Insurance, InsuranceStatus, has_account
from models.tables.maternity import MaternityStatus
from models.tables.notice import NoticeKind
from models.tables.person import Person
from models.tables.posted import PostedEvent
from models.tables.settlement import Settlement
from models.upsert import upsert
from models.vault import Vault

Facts = dict[str, str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of an event. `facts` are the numbers behind it, without personal data."""

    external_number: str
    repeated: bool
    """It had been posted before, and nothing happened now."""
    failure: str | None
    """Why it was answered with a failure (a `FailureReason`); None: it was applied."""
    facts: Facts


_REGISTER: Final = upsert(
    PostedEvent,
    lambda insert: insert.on_conflict_do_nothing(index_elements=[PostedEvent.external_number]).returning(
        PostedEvent.external_number
    ),
)


def person_of(db: Session, id_number: str) -> int | None:
    """The person with this ID number, None where there is none."""
    vault: Vault = db.info["vault"]
    return db.scalar(select(Person.id).where(Person.id_number_hash == vault.id_hash(id_number)))


def post(db: Session, event: events.Event, external_number: str, at: datetime) -> Posted:
    """Apply an event once; `at` is the aware moment it counts for. Kept when the db session commits.

    Raises DuplicateNumber where the number belongs to another event, and SharingRefused, CaseRefused or LedgerError for
    what cannot be; then nothing of it is kept, and the number is free again.
    """
    check_number(external_number, LONGEST_FAMILY_NUMBER)
    kind, fingerprint = type(event).__name__, _fingerprint(event)
    row = {"external_number": external_number, "kind": kind, "fingerprint": fingerprint, "at": at, "outcome": {}}
    if db.scalar(_REGISTER(db), row) is None:
        return _repeated(db, external_number, fingerprint)
    try:
        outcome = _HANDLERS[type(event)](db, event, external_number, at)
    except IntegrityError as error:
        db.rollback()
        raise LedgerError("The database refuses this event.") from error
    except BaseException:
        db.rollback()
        raise
    failure = outcome.pop("failure", None)
    db.execute(
        update(PostedEvent)
        .where(PostedEvent.external_number == external_number)
        .values(outcome={"failure": failure, "facts": outcome})
        .execution_options(synchronize_session=False)
    )
    return Posted(
        external_number=external_number,
        repeated=False,
        failure=None if failure is None else str(failure),
        facts=outcome,
    )


def _repeated(db: Session, external_number: str, fingerprint: bytes) -> Posted:
    row = db.execute(
        select(PostedEvent.fingerprint, PostedEvent.outcome).where(PostedEvent.external_number == external_number)
    ).one()
    if row.fingerprint != fingerprint:
        raise DuplicateNumber("The external number belongs to another event.")
    return Posted(
        external_number=external_number,
        repeated=True,
        failure=row.outcome.get("failure"),
        facts=row.outcome.get("facts", {}),
    )


def _fingerprint(event: events.Event) -> bytes:
    """What tells the same event told again from another one under the same number."""
    said = {field.name: getattr(event, field.name) for field in fields(event)}
    text = json.dumps([type(event).__name__, said], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()


def _account(db: Session, person_id: int) -> int:
    account = account_of(db, person_id)
    if account is None:
        raise LedgerError("The person has no personal account.")
    return account


def _credit(db: Session, event: events.CreditArrived, number: str, at: datetime) -> Facts:
    (entry,) = ledger.credit(db, _account(db, event.person_id), event.kind, event.amount_fen, at, number)
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


def _begin(db: Session, event: events.AuthorisationBegun, number: str, at: datetime) -> Facts:
    return {"authorisation_id": authorising.begin(db, authorising.Wish(**asdict(event)), at)}


def _end(db: Session, event: events.AuthorisationEnded, number: str, at: datetime) -> Facts:
    if not authorising.end(db, event.authoriser_id, event.member_id, at):
        raise CaseRefused("No authorisation is in force between the two.")
    return {}


def _insurance(db: Session, event: events.InsuranceChanged, number: str, at: datetime) -> Facts:
    day = shanghai_date(at)
    table = Insurance
    latest = db.scalar(
        select(table)
        .where(table.person_id == event.person_id)
        .order_by(table.status != InsuranceStatus.ACTIVE, table.started_on.desc(), table.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    begins = event.region_code is not None
    lapsed = authorising.lapse(db, event.person_id, at) if begins or event.status is not InsuranceStatus.ACTIVE else 0
    if not begins:
        if latest is None:
            raise CaseRefused("The person has no insurance that could change.")
        latest.status = event.status
        latest.ended_on = day if event.status is InsuranceStatus.ENDED else None
        db.flush()
        return {"lapsed": lapsed}
    if event.scheme is None or event.insured_class is None:
        raise CaseRefused("A new spell of insurance has a region, a scheme and a class.")
    if account_of(db, event.person_id) is not None and not has_account(event.scheme, event.tier):
        raise CaseRefused("The personal account has to be settled before an insurance without one.")
    if latest is not None and latest.status is not InsuranceStatus.ENDED:
        latest.status, latest.ended_on = InsuranceStatus.ENDED, max(day, latest.started_on)
        db.flush()
    db.add(
        Insurance(
            person_id=event.person_id,
            region_code=event.region_code,
            scheme=event.scheme,
            tier=event.tier,
            insured_class=event.insured_class,
            status=event.status,
            started_on=day,
            ended_on=day if event.status is InsuranceStatus.ENDED else None,
            designated=event.designated,
        )
    )
    db.flush()
    return {"lapsed": lapsed, "account_id": _open_account(db, event, day)}


def _open_account(db: Session, event: events.InsuranceChanged, day: Any) -> int | None:
    """The account that comes with a new spell, opened unless there is one."""
    assert event.scheme is not None  # the caller has looked
    known = account_of(db, event.person_id)
    if known is not None or not has_account(event.scheme, event.tier):
        return known
    account = PersonalAccount(
        person_id=event.person_id,
        status=AccountStatus.NORMAL,
        activated=False,
        as_of=day,
        entries=0,
        current_year_fen=0,
        carried_over_fen=0,
    )
    db.add(account)
    db.flush()
    return account.id


def _freeze(db: Session, event: events.AccountFrozen, number: str, at: datetime) -> Facts:
    account = _account(db, event.person_id)
    with locked(db, account):
        db.execute(
            update(PersonalAccount)
            .where(PersonalAccount.id == account)
            .values(status=AccountStatus.FROZEN if event.frozen else AccountStatus.NORMAL)
            .execution_options(synchronize_session=False)
        )
    return {}


def _counter(db: Session, event: events.CounterSet, number: str, at: datetime) -> Facts:
    counters.set_bounds(
        db,
        event.person_id,
        event.year,
        event.service,
        deductible_fen=event.deductible_fen,
        limit_fen=event.limit_fen,
    )
    return {}


def _claim_received(db: Session, event: events.ClaimReceived, number: str, at: datetime) -> Facts:
    said = asdict(event)
    claim = cases.receive_claim(
        db, said.pop("person_id"), said.pop("number"), said.pop("kind"), received_on=shanghai_date(at), **said
    )
    return _claim_facts(db, claim, at)


def _claim_moved(db: Session, event: events.ClaimMoved, number: str, at: datetime) -> Facts:
    day = shanghai_date(at)
    claim = cases.move_claim(db, event.number, event.status, day, reason=event.reason, paid_fen=event.paid_fen)
    return _claim_facts(db, claim, at)


_TOLD: Final = frozenset({ClaimStatus.DOCUMENTS, ClaimStatus.APPROVED, ClaimStatus.PAID, ClaimStatus.REFUSED})


def _claim_facts(db: Session, claim: Claim, at: datetime) -> Facts:
    facts: Facts = {
        "number_tail": claim.number[-4:],
        "status": claim.status.value,
        "reason": claim.reason and claim.reason.value,
        "paid_fen": claim.paid_fen,
        "due_on": claim.due_on.isoformat(),
    }
    if claim.status in _TOLD:
        event = f"claim:{claim.number}:{claim.status.value}"
        notices.announce(db, claim.person_id, NoticeKind.CLAIM, event, facts, at)
    return facts


def _filing(db: Session, event: events.FilingMade, number: str, at: datetime) -> Facts:
    cases.file_elsewhere(db, event.person_id, number, event.kind, event.place, event.since, event.until)
    return {}


def _filing_cancelled(db: Session, event: events.FilingCancelled, number: str, at: datetime) -> Facts:
    cases.cancel_filing(db, event.number)
    return {}


def _maternity(db: Session, event: events.MaternityMoved, number: str, at: datetime) -> Facts:
    said = asdict(event)
    moved = cases.move_maternity(
        db, said.pop("person_id"), said.pop("number"), said.pop("status"), shanghai_date(at), **said
    )
    facts: Facts = {"days": moved.days, "status": moved.status.value, "amount_fen": moved.amount_fen}
    if moved.status is MaternityStatus.PAID:
        facts["day"] = shanghai_date(at).isoformat()
        facts["payee"] = moved.payee.value
        notices.announce(db, event.person_id, NoticeKind.MATERNITY, f"maternity:{event.number}:paid", facts, at)
    return facts


def _card(db: Session, event: events.CardMoved, number: str, at: datetime) -> Facts:
    cases.move_card(db, event.person_id, event.status, shanghai_date(at), tail=event.tail, pick_up=event.pick_up)
    return {}


def _card_activated(db: Session, event: events.CardActivated, number: str, at: datetime) -> Facts:
    cases.activate_card(db, event.person_id, shanghai_date(at))
    return {}


def _parentage(db: Session, event: events.ParentageTold, number: str, at: datetime) -> Facts:
    if event.parent_id == event.child_id:
        raise CaseRefused("Nobody is one's own parent.")
    guardians.tell_parentage(db, event.parent_id, event.child_id, at, holds=event.holds)
    return {}


_HANDLERS: Final[dict[type, Callable[[Session, Any, str, datetime], Facts]]] = {
    events.CreditArrived: _credit,
    events.ContributionPaid: _contribution,
    events.BillPresented: _bill,
    events.SharingFailed: _sharing_failed,
    events.PremiumDemanded: _premium,
    events.Refunded: _refund,
    events.AuthorisationBegun: _begin,
    events.AuthorisationEnded: _end,
    events.InsuranceChanged: _insurance,
    events.AccountFrozen: _freeze,
    events.CounterSet: _counter,
    events.ClaimReceived: _claim_received,
    events.ClaimMoved: _claim_moved,
    events.FilingMade: _filing,
    events.FilingCancelled: _filing_cancelled,
    events.MaternityMoved: _maternity,
    events.CardMoved: _card,
    events.CardActivated: _card_activated,
    events.ParentageTold: _parentage,
}
"""What each event does; an event that is not here cannot be posted."""
