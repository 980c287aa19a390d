"""Posting what a bureau's system tells: each event once, whole or not at all, and its notice with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import (
    Access,
    CardStatus,
    Channel,
    Claim,
    ClaimKind,
    ClaimStatus,
    Contribution,
    Database,
    EntryKind,
    FailureReason,
    FilingKind,
    InsuranceStatus,
    InsuredClass,
    Level,
    MaternityStatus,
    Notice,
    NoticeKind,
    NoticeStatus,
    Payee,
    PersonalAccount,
    PostedEvent,
    RefusalReason,
    Relation,
    Scheme,
    Service,
    SharingKind,
    Tier,
    authorising,
    enquiry,
    ledger,
    notices,
    posting,
)
from models.errors import CaseRefused, DuplicateNumber, InsufficientBalance, LedgerError, NothingToReverse
from models.money import cases
from models.money.events import (
    AccountFrozen,
    AuthorisationBegun,
    AuthorisationEnded,
    BillPresented,
    CardActivated,
    CardMoved,
    ClaimMoved,
    ClaimReceived,
    ContributionPaid,
    CounterSet,
    CreditArrived,
    Event,
    FilingCancelled,
    FilingMade,
    InsuranceChanged,
    MaternityMoved,
    ParentageTold,
    PremiumDemanded,
    Refunded,
    SharingFailed,
)
from models.money.posting import Posted, post
from models.months import YearMonth

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ACCESS = Access(channel=Channel.TEXT, level=Level.VERIFIED, reference="SM1", at=MARCH)


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.session() as db:
        yield db


def tell(db: Session, event: Event, number: str = "E1", at: datetime = MARCH) -> Posted:
    return post(db, event, number, at)


EVENTS: tuple[Event, ...] = (
    CreditArrived(person_id=1, kind=EntryKind.EMPLOYER_CREDIT, amount_fen=6358),
    ContributionPaid(person_id=1, month=YearMonth(2026, 3), base_fen=682100, person_fen=13642, unit_fen=60025),
    BillPresented(person_id=1, service=Service.OUTPATIENT, cost_fen=10000, pooled_fen=7000),
    SharingFailed(member_id=14, kind=SharingKind.PHARMACY, amount_fen=500, reason=FailureReason.SYSTEM_FAULT),
    PremiumDemanded(authoriser_id=1, member_id=15, amount_fen=40500, for_year=2027),
    PremiumDemanded(authoriser_id=1, member_id=15, amount_fen=40500, for_year=2027, at_month_end=True),
    Refunded(original="DEMO-20260110-14"),
    AuthorisationBegun(authoriser_id=10, member_id=12, relation=Relation.CHILD, quota_fen=10000),
    AuthorisationEnded(authoriser_id=1, member_id=2),
    InsuranceChanged(person_id=1, status=InsuranceStatus.PAUSED),
    AccountFrozen(person_id=1),
    CounterSet(person_id=1, year=2026, service=Service.INPATIENT, deductible_fen=130000, limit_fen=None),
    ClaimReceived(person_id=1, number="BX1", kind=ClaimKind.INPATIENT, expense_on=date(2026, 2, 1), amount_fen=100),
    ClaimMoved(number="BX26020381", status=ClaimStatus.DOCUMENTS),
    FilingMade(person_id=1, kind=FilingKind.EMERGENCY, place="成都市", since=date(2026, 3, 1), until=date(2026, 3, 9)),
    FilingCancelled(number="DEMO-FILING-2"),
    MaternityMoved(person_id=14, number="SY1", status=MaternityStatus.RECEIVED, days=158),
    CardMoved(person_id=12, status=CardStatus.READY, tail="0612", pick_up="示范街道社保所"),
    CardActivated(person_id=13),
    ParentageTold(parent_id=1, child_id=15),
)


def test_there_is_an_example_of_every_event() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_applied_once_and_its_number_is_no_other_events(db: Session, event: Event) -> None:
    first = tell(db, event)
    db.commit()
    assert (first.repeated, first.failure) == (False, None)
    again = tell(db, event)
    assert again == replace(first, repeated=True)
    with pytest.raises(DuplicateNumber):
        tell(db, CreditArrived(person_id=2, kind=EntryKind.EMPLOYER_CREDIT, amount_fen=1))
    db.rollback()
    kept = db.scalars(select(PostedEvent).where(PostedEvent.external_number == "E1")).one()
    assert kept.kind == type(event).__name__


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (CreditArrived(person_id=3, kind=EntryKind.EMPLOYER_CREDIT, amount_fen=1), LedgerError),
        (CreditArrived(person_id=1, kind=EntryKind.INTEREST, amount_fen=1), LedgerError),
        (BillPresented(person_id=1, service=Service.PHARMACY, cost_fen=1, pooled_fen=2), LedgerError),
        (Refunded(original="NEVER"), NothingToReverse),
        (AuthorisationEnded(authoriser_id=9, member_id=1), CaseRefused),
        (InsuranceChanged(person_id=99, status=InsuranceStatus.PAUSED), CaseRefused),
        (
            InsuranceChanged(
                person_id=1,
                status=InsuranceStatus.ACTIVE,
                region_code="330200",
                scheme=Scheme.RESIDENT,
                insured_class=InsuredClass.WORKING_AGE,
            ),
            CaseRefused,
        ),
        (CounterSet(person_id=1, year=2026, service=Service.OUTPATIENT, deductible_fen=1, limit_fen=None), LedgerError),
        (ClaimMoved(number="BX26020381", status=ClaimStatus.PAID, paid_fen=1), CaseRefused),
        (ClaimMoved(number="BX26020381", status=ClaimStatus.REFUSED), CaseRefused),
        (ClaimMoved(number="BX0", status=ClaimStatus.PAID), CaseRefused),
        (
            FilingMade(
                person_id=1, kind=FilingKind.TEMPORARY, place="x", since=date(2026, 3, 1), until=date(2026, 8, 31)
            ),
            CaseRefused,
        ),
        (FilingMade(person_id=1, kind=FilingKind.REFERRAL, place="x", since=date(2026, 3, 1)), CaseRefused),
        (FilingCancelled(number="NEVER"), CaseRefused),
        (MaternityMoved(person_id=1, number="SY1", status=MaternityStatus.PAID, days=15), CaseRefused),
        (
            MaternityMoved(person_id=14, number="SY-DEMO-0014", status=MaternityStatus.REFUSED, days=158),
            CaseRefused,
        ),
        (CardActivated(person_id=15), CaseRefused),
        (ParentageTold(parent_id=15, child_id=15), CaseRefused),
    ],
)
def test_what_cannot_be_leaves_nothing_and_its_number_free(db: Session, event: Event, error: type[Exception]) -> None:
    with pytest.raises(error):
        tell(db, event)
    credit = CreditArrived(person_id=1, kind=EntryKind.EMPLOYER_CREDIT, amount_fen=1)
    assert not tell(db, credit).repeated


def test_a_month_that_is_paid_already_is_refused(db: Session) -> None:
    with pytest.raises(LedgerError, match="database refuses"):
        tell(db, ContributionPaid(person_id=1, month=YearMonth(2026, 2), person_fen=1))


@pytest.mark.requirement("S44")
def test_a_bill_that_nobody_can_pay_stays_answered_so(db: Session) -> None:
    bill = BillPresented(person_id=14, service=Service.PHARMACY, cost_fen=4500)
    assert tell(db, bill).failure == "insufficient"
    tell(db, CreditArrived(person_id=14, kind=EntryKind.PERSONAL_CREDIT, amount_fen=10000), "E2")
    assert tell(db, bill) == Posted(
        external_number="E1", repeated=True, failure="insufficient", facts=tell(db, bill).facts
    )
    assert tell(db, bill, "E3").failure is None


def test_a_terminals_own_failure_is_told_to_both_sides(db: Session) -> None:
    tell(
        db,
        SharingFailed(
            member_id=15, kind=SharingKind.OUTPATIENT, amount_fen=500, reason=FailureReason.WRONG_INFORMATION
        ),
    )
    for person in (2, 15):
        answer = enquiry.family_payments(db, person, ACCESS)
        assert isinstance(answer, enquiry.FamilyPayments)
        assert answer.records[0].reason is FailureReason.WRONG_INFORMATION


@pytest.mark.parametrize("fen", [5000, 40000])
def test_whatever_was_posted_under_a_number_can_be_refunded(db: Session, fen: int) -> None:
    before = ledger.balances(db, 1)
    ledger.pay(db, 1, EntryKind.PHARMACY, fen, MARCH, "OLD")
    tell(db, Refunded(original="OLD"))
    assert replace(ledger.balances(db, 1), entries=0) == replace(before, entries=0)
    tell(db, PremiumDemanded(authoriser_id=1, member_id=15, amount_fen=fen, for_year=2027), "E2")
    tell(db, Refunded(original="E2"), "E3")
    assert replace(ledger.balances(db, 1), entries=0) == replace(before, entries=0)
    tell(db, ContributionPaid(person_id=1, month=YearMonth(2026, 3), person_fen=1), "E4")
    tell(db, Refunded(original="E4"), "E5")
    tell(db, ContributionPaid(person_id=1, month=YearMonth(2026, 3), person_fen=1), "E6")


def test_a_credit_that_is_spent_cannot_be_taken_back(db: Session) -> None:
    tell(db, CreditArrived(person_id=14, kind=EntryKind.PERSONAL_CREDIT, amount_fen=100))
    tell(db, BillPresented(person_id=14, service=Service.PHARMACY, cost_fen=100), "E2")
    db.commit()
    with pytest.raises(InsufficientBalance):
        tell(db, Refunded(original="E1"), "E3")


def test_a_change_of_insurance_ends_what_was_shared_and_opens_the_account_that_comes_with_it(db: Session) -> None:
    moved = InsuranceChanged(
        person_id=15,
        status=InsuranceStatus.ACTIVE,
        region_code="440300",
        scheme=Scheme.EMPLOYEE,
        tier=Tier.FIRST,
        insured_class=InsuredClass.WORKING,
    )
    said = tell(db, moved)
    assert said.facts["lapsed"] == 2
    account = db.scalars(select(PersonalAccount).where(PersonalAccount.person_id == 15)).one()
    assert (account.id, account.entries, account.activated) == (said.facts["account_id"], 0, False)
    assert db.scalars(select(PersonalAccount.reserved_fen).where(PersonalAccount.id == 2)).one() == 0
    tell(db, CreditArrived(person_id=15, kind=EntryKind.PERSONAL_CREDIT, amount_fen=100), "E2")
    assert tell(db, BillPresented(person_id=15, service=Service.PHARMACY, cost_fen=100), "E3").facts["own_fen"] == 100
    assert authorising.region_of(db, 15) is not None


@pytest.mark.requirement("S87")
def test_13_a_claim_too_late_is_refused_at_once(db: Session) -> None:
    late = ClaimReceived(
        person_id=1, number="BX1", kind=ClaimKind.OUTPATIENT, expense_on=date(2025, 3, 1), amount_fen=100
    )
    assert tell(db, late).facts["reason"] == RefusalReason.DEADLINE.value
    in_time = replace(late, number="BX2", expense_on=date(2025, 3, 2))
    assert tell(db, in_time, "E2").facts["status"] == ClaimStatus.RECEIVED.value
    claim = db.scalars(select(Claim).where(Claim.number == "BX2")).one()
    db.commit()
    claim.received_on = date(2026, 4, 1)
    with pytest.raises(DBAPIError, match="ck_claim_deadline"):
        db.flush()
    db.rollback()


def test_14_a_claim_is_paid_step_by_step_and_never_more_than_policy_allows(db: Session) -> None:
    number = "BX26020381"  # of 2315.60, of which nine tenths can be paid
    tell(db, ClaimMoved(number=number, status=ClaimStatus.APPROVED), "E1")
    db.commit()
    with pytest.raises(CaseRefused, match="policy allow"):
        tell(db, ClaimMoved(number=number, status=ClaimStatus.PAID, paid_fen=208405), "E2")
    tell(db, ClaimMoved(number=number, status=ClaimStatus.PAID, paid_fen=208404), "E3")
    claim = cases.move_claim(db, number, ClaimStatus.PAID, date(2026, 3, 9), paid_fen=1)
    assert (claim.paid_fen, claim.paid_on) == (208404, date(2026, 3, 2))
    db.commit()
    claim.paid_fen = 208405
    with pytest.raises(DBAPIError, match="ck_claim_ceiling"):
        db.flush()
    db.rollback()


def test_8_a_bill_counts_towards_the_years_totals(db: Session) -> None:
    bill = BillPresented(
        person_id=1, service=Service.OUTPATIENT, cost_fen=50000, pooled_fen=10000, deductible_fen=40000
    )
    tell(db, bill)
    answer = enquiry.counters(db, 1, ACCESS)
    assert isinstance(answer, enquiry.Counters)
    assert answer.outpatient is not None
    assert (answer.outpatient.cost_fen, answer.outpatient.deductible_left_fen) == (200000, 0)
    tell(db, Refunded(original="E1"), "E2")
    answer = enquiry.counters(db, 1, ACCESS)
    assert isinstance(answer, enquiry.Counters)
    assert answer.outpatient is not None
    assert (answer.outpatient.cost_fen, answer.outpatient.deductible_left_fen) == (150000, 30000)


@pytest.mark.requirement("S89")
def test_a_notice_is_put_down_with_its_event_and_once(db: Session) -> None:
    tell(db, CreditArrived(person_id=1, kind=EntryKind.EMPLOYER_CREDIT, amount_fen=6358), "E1")
    tell(db, BillPresented(person_id=15, service=Service.OUTPATIENT, cost_fen=700), "E2")
    tell(db, PremiumDemanded(authoriser_id=1, member_id=15, amount_fen=40500, for_year=2027), "E3")
    tell(db, ClaimMoved(number="BX26020381", status=ClaimStatus.APPROVED), "E4")
    paid: dict[str, Any] = {"person_id": 14, "number": "SY1", "status": MaternityStatus.PAID, "days": 158}
    tell(db, MaternityMoved(**paid, payee=Payee.PERSON, amount_fen=4345000), "E5")
    tell(db, MaternityMoved(**paid, payee=Payee.PERSON, amount_fen=4345000), "E6")
    waiting = notices.due(db, MARCH, 100)
    assert sorted((one.person_id, one.kind) for one in waiting) == [
        (1, NoticeKind.CLAIM),
        (1, NoticeKind.CREDIT),
        (1, NoticeKind.PREMIUM),
        (2, NoticeKind.PAYMENT),
        (14, NoticeKind.MATERNITY),
    ]
    credit = next(one for one in waiting if one.kind is NoticeKind.CREDIT)
    assert (credit.facts["amount_fen"], credit.facts["total_fen"]) == (6358, 129814)


def test_a_notice_is_tried_sent_and_delivered(db: Session) -> None:
    assert notices.announce(db, 1, NoticeKind.TICKET, "ticket:1", {"number": "1"}, MARCH)
    assert not notices.announce(db, 1, NoticeKind.TICKET, "ticket:1", {"number": "1"}, MARCH)
    (one,) = notices.due(db, MARCH, 10)
    later = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    notices.mark(db, one.notice_id, NoticeStatus.WAITING, MARCH, next_try_at=later, error="30003")
    assert notices.due(db, MARCH, 10) == []
    (again,) = notices.due(db, later, 10)
    assert again.tries == 1
    notices.mark(db, one.notice_id, NoticeStatus.SENT, later, message_sid="SM1")
    assert notices.delivered(db, "SM1", arrived=True)
    assert not notices.delivered(db, "SM2", arrived=True)
    assert db.scalars(select(Notice.status)).one() is NoticeStatus.DELIVERED


def test_a_number_may_want_notices_or_none(db: Session) -> None:
    assert notices.preference(db, "+8612010000001") is None
    for wanted in (True, False):
        notices.prefer(db, "+8612010000001", wanted=wanted, at=MARCH)
        assert notices.preference(db, "+8612010000001") is wanted


def test_a_card_goes_its_way_and_can_be_lost(db: Session) -> None:
    for number, status in enumerate((CardStatus.APPLIED, CardStatus.IN_PRODUCTION, CardStatus.READY)):
        tell(db, CardMoved(person_id=12, status=status), f"E{number}")
    with pytest.raises(CaseRefused):
        cases.report_card_lost(db, 12, MARCH, "CA1")
    tell(db, CardMoved(person_id=12, status=CardStatus.ISSUED, tail="0612"), "E8")
    tell(db, CardActivated(person_id=12), "E9")
    assert cases.report_card_lost(db, 12, MARCH, "CA1")
    assert not cases.report_card_lost(db, 12, MARCH, "CA2")
    card = enquiry.card(db, 12, ACCESS)
    assert isinstance(card, enquiry.CardState)
    assert (card.tail, card.activated, card.lost_at) == ("0612", True, MARCH)


def test_an_activated_card_is_said_of_the_account_too(db: Session) -> None:
    tell(db, CardActivated(person_id=13))
    answer = enquiry.balance(db, 13, ACCESS)
    assert isinstance(answer, enquiry.Balance)
    assert answer.activated


def test_a_person_is_found_by_the_id_number(db: Session) -> None:
    assert posting.person_of(db, "99011019910205018x ") == 10
    assert posting.person_of(db, "990110199102050180") is None


def test_a_premium_of_family_is_one_of_the_contributions(db: Session) -> None:
    tell(db, PremiumDemanded(authoriser_id=1, member_id=15, amount_fen=40500, for_year=2027))
    assert db.scalar(select(func.count()).where(Contribution.person_id == 15)) == 4
