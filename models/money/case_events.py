"""Events that are about claims, filings, maternity allowances, cards, and whose parent somebody is."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import notices
from models.errors import CaseRefused
from models.identity import shanghai_date
from models.money import cases, events
from models.money.applied import Facts, Handlers
from models.proof import guardians
from models.tables.claim import Claim, ClaimStatus
from models.tables.maternity import MaternityStatus
from models.tables.notice import NoticeKind


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


HANDLERS: Final[Handlers] = {
    events.ClaimReceived: _claim_received,
    events.ClaimMoved: _claim_moved,
    events.FilingMade: _filing,
    events.FilingCancelled: _filing_cancelled,
    events.MaternityMoved: _maternity,
    events.CardMoved: _card,
    events.CardActivated: _card_activated,
    events.ParentageTold: _parentage,
}
