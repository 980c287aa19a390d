"""Family money: own account first, then family by order and quota, whole or not at all, with what failed on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import (
    Contribution,
    ContributionStatus,
    Database,
    DeductionOrder,
    EntryKind,
    FailureReason,
    FamilyAuthorisation,
    LedgerEntry,
    NearRelatives,
    PersonalAccount,
    QuotaRule,
    Region,
    Relation,
    ScheduledPremium,
    Service,
    Settlement,
    SharingAttempt,
    SharingScope,
    YearlyCounter,
    authorising,
    ledger,
    premiums,
    sharing,
)
from models.errors import DuplicateNumber, InsufficientBalance, LedgerError, NothingToReverse, SharingRefused
from models.money.authorising import Wish
from models.money.sharing import Bill, Settled, Unsettled

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FATHER, GRANDMOTHER, RESIDENT, SHENZHENER, X, FROZEN, MOTHER, CHILD = 1, 2, 3, 9, 10, 8, 14, 15


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A db session on accounts whose family has given up all that was arranged before."""
    with database.session() as db:
        for giver, member in ((1, 2), (1, 14), (1, 15), (2, 15)):
            authorising.end(db, giver, member, MARCH)
        db.commit()
        yield db


def held(db: Session, account: int) -> int:
    return ledger.balances(db, account).total_fen


def allow(db: Session, giver: int, member: int, **more: object) -> int:
    wish = Wish(authoriser_id=giver, member_id=member, relation=Relation.CHILD)
    return authorising.begin(db, replace(wish, **more), MARCH)  # type: ignore[arg-type]


def bill(fen: int, person: int = CHILD, **more: object) -> Bill:
    return replace(Bill(person_id=person, service=Service.OUTPATIENT, cost_fen=fen), **more)  # type: ignore[arg-type]


def reserved(db: Session, account: int) -> int:
    return db.scalars(select(PersonalAccount.reserved_fen).where(PersonalAccount.id == account)).one()


@pytest.mark.requirement("S38")
def test_the_own_account_pays_first_and_family_the_rest(db: Session) -> None:
    allow(db, FATHER, SHENZHENER)
    before = held(db, FATHER)
    assert sharing.settle(db, bill(200000, SHENZHENER), MARCH, "B1") == Settled(
        own_fen=153000, shared=((FATHER, 47000),)
    )
    assert (held(db, SHENZHENER), held(db, FATHER)) == (0, before - 47000)
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.external_number == "B1/F1")).one()
    assert (entry.kind, entry.beneficiary_id) == (EntryKind.SHARED_PAYMENT, SHENZHENER)


@pytest.mark.requirement("S38")
def test_family_pays_nothing_while_the_own_account_suffices(db: Session) -> None:
    allow(db, FATHER, SHENZHENER)
    assert sharing.settle(db, bill(153000, SHENZHENER), MARCH, "B1") == Settled(own_fen=153000, shared=())


def test_whoever_has_no_account_is_paid_for_at_once(db: Session) -> None:
    allow(db, FATHER, CHILD)
    paid = sharing.settle(db, bill(10000, pooled_fen=6000, cash_fen=500), MARCH, "B1")
    assert paid == Settled(own_fen=0, shared=((FATHER, 3500),))
    kept = db.scalars(select(Settlement).where(Settlement.external_number == "B1")).one()
    assert kept.cost_fen == kept.own_fen + kept.shared_fen + kept.pooled_fen + kept.cash_fen == 10000


@pytest.mark.parametrize(
    ("order", "priorities", "first"),
    [(DeductionOrder.BINDING, (1, 2), X), (DeductionOrder.PRIORITY, (2, 1), FATHER)],
)
def test_several_authorisers_pay_in_the_order_of_the_region(
    db: Session, order: DeductionOrder, priorities: tuple[int, int], first: int
) -> None:
    db.get_one(Region, "110000").deduction_order = order
    db.flush()
    for giver, priority in zip((X, FATHER), priorities, strict=True):
        allow(db, giver, CHILD, priority=priority)
    fen = held(db, first) + 5
    second = FATHER if first == X else X
    assert sharing.settle(db, bill(fen), MARCH, "B1") == Settled(own_fen=0, shared=((first, fen - 5), (second, 5)))


def test_a_quota_is_out_of_the_owners_reach_and_comes_back_when_it_ends(db: Session) -> None:
    allow(db, FATHER, CHILD, quota_fen=100000)
    assert reserved(db, FATHER) == 100000
    db.commit()
    with pytest.raises(InsufficientBalance):
        ledger.pay(db, FATHER, EntryKind.PHARMACY, 23457, MARCH, "B1")
    ledger.pay(db, FATHER, EntryKind.PHARMACY, 23456, MARCH, "B2")
    db.commit()
    assert isinstance(sharing.settle(db, bill(40000), MARCH, "B3"), Settled)
    assert (reserved(db, FATHER), held(db, FATHER)) == (60000, 60000)
    assert sharing.settle(db, bill(60001), MARCH, "B4") == Unsettled(reason=FailureReason.INSUFFICIENT)
    assert authorising.end(db, FATHER, CHILD, MARCH)
    assert reserved(db, FATHER) == 0
    ledger.pay(db, FATHER, EntryKind.PHARMACY, 60000, MARCH, "B5")


def test_a_bill_that_nobody_can_pay_takes_nothing_and_is_on_record(db: Session) -> None:
    allow(db, FATHER, CHILD)
    allow(db, X, CHILD)
    before = held(db, FATHER), held(db, X)
    everything = sum(before) + 1
    assert sharing.settle(db, bill(everything), MARCH, "B1") == Unsettled(reason=FailureReason.INSUFFICIENT)
    assert (held(db, FATHER), held(db, X)) == before
    tried = db.scalars(select(SharingAttempt).where(SharingAttempt.external_number == "B1")).all()
    assert [(one.authoriser_id, one.amount_fen, one.reason) for one in tried] == [
        (FATHER, everything, FailureReason.INSUFFICIENT),
        (X, everything, FailureReason.INSUFFICIENT),
    ]


@pytest.mark.requirement("S44")
@pytest.mark.parametrize(
    "trouble",
    [
        "UPDATE personal_account SET status = 'frozen' WHERE id = 1",
        "UPDATE insurance SET status = 'paused' WHERE person_id = 1",
        "UPDATE insurance SET status = 'unpaid' WHERE person_id = 15",
    ],
)
def test_whose_state_is_not_normal_is_told_so(db: Session, trouble: str) -> None:
    allow(db, FATHER, CHILD)
    db.execute(text(trouble))
    db.commit()
    assert sharing.settle(db, bill(100), MARCH, "B1") == Unsettled(reason=FailureReason.IRREGULAR_STATUS)


def test_a_frozen_account_of_ones_own_is_passed_over(db: Session) -> None:
    allow(db, FATHER, FROZEN)
    assert sharing.settle(db, bill(100, FROZEN), MARCH, "B1") == Settled(own_fen=0, shared=((FATHER, 100),))


def test_without_family_a_bill_too_large_leaves_no_attempt(db: Session) -> None:
    assert sharing.settle(db, bill(200000, X), MARCH, "B1") == Unsettled(reason=FailureReason.INSUFFICIENT)
    assert db.scalar(select(SharingAttempt.id).where(SharingAttempt.external_number == "B1")) is None


def test_the_same_bill_twice_is_paid_once_and_a_failure_stays_one(db: Session) -> None:
    allow(db, FATHER, CHILD)
    before = held(db, FATHER)
    assert sharing.settle(db, bill(700), MARCH, "B1") == sharing.settle(db, bill(700), MARCH, "B1")
    assert held(db, FATHER) == before - 700
    with pytest.raises(DuplicateNumber):
        sharing.settle(db, bill(701), MARCH, "B1")
    failed = sharing.settle(db, bill(before), MARCH, "B2")
    ledger.credit(db, FATHER, EntryKind.PERSONAL_CREDIT, before, MARCH, "C1")
    assert sharing.settle(db, bill(before), MARCH, "B2") == failed


def test_a_refund_gives_everybody_back_what_they_paid(db: Session) -> None:
    allow(db, FATHER, SHENZHENER, quota_fen=50000)
    before = held(db, FATHER), held(db, SHENZHENER)
    sharing.settle(db, bill(160000, SHENZHENER, deductible_fen=1000), MARCH, "B1")
    for _ in range(2):
        assert sharing.refund(db, "B1", MARCH, "R1").refund_number == "R1"
    assert (held(db, FATHER), held(db, SHENZHENER), reserved(db, FATHER)) == (*before, 50000)
    counter = db.get_one(YearlyCounter, (SHENZHENER, 2026, Service.OUTPATIENT), populate_existing=True)
    assert (counter.cost_fen, counter.deductible_used_fen) == (0, 0)
    db.commit()
    for original, number in (("B1", "R2"), ("B0", "R3")):
        with pytest.raises(NothingToReverse):
            sharing.refund(db, original, MARCH, number)


def test_a_payment_for_family_is_not_reversed_in_parts(db: Session) -> None:
    allow(db, FATHER, CHILD)
    sharing.settle(db, bill(700), MARCH, "B1")
    seq = db.scalars(select(LedgerEntry.seq).where(LedgerEntry.external_number == "B1/F1")).one()
    with pytest.raises(LedgerError, match="refunded whole"):
        ledger.reverse(db, FATHER, seq, MARCH, "R1")


def premium(fen: int = 40500, year: int = 2027) -> premiums.Premium:
    return premiums.Premium(authoriser_id=FATHER, member_id=CHILD, amount_fen=fen, for_year=year)


@pytest.mark.requirement("S41")
def test_a_premium_is_a_contribution_of_the_member_and_an_entry_of_the_authoriser(db: Session) -> None:
    allow(db, FATHER, CHILD)
    assert premiums.pay(db, premium(), MARCH, "P1") == premiums.pay(db, premium(), MARCH, "P1")
    paid = db.scalars(select(Contribution).where(Contribution.external_number == "P1")).one()
    assert (paid.person_id, paid.month, paid.months, paid.person_fen) == (CHILD, date(2027, 1, 1), 12, 40500)
    entries = db.scalars(select(LedgerEntry).where(LedgerEntry.external_number.in_(("P1", "P1/2")))).all()
    assert sum(entry.amount_fen for entry in entries) == -40500
    assert {entry.kind for entry in entries} == {EntryKind.SHARED_PREMIUM}
    premiums.refund(db, "P1", MARCH, "R1")
    premiums.refund(db, "P1", MARCH, "R1")
    db.refresh(paid)
    assert paid.status is ContributionStatus.REVERSED
    assert isinstance(premiums.pay(db, premium(), MARCH, "P2"), premiums.PremiumPaid)


@pytest.mark.parametrize(
    ("fen", "year", "scope", "reason"),
    [
        (200000, 2027, SharingScope.ALL, FailureReason.INSUFFICIENT),
        (40500, 2026, SharingScope.ALL, FailureReason.WRONG_INFORMATION),
        (40500, 2027, SharingScope.PAYMENTS, FailureReason.IRREGULAR_STATUS),
    ],
)
def test_a_premium_fails_with_its_reason(
    db: Session, fen: int, year: int, scope: SharingScope, reason: FailureReason
) -> None:
    allow(db, FATHER, CHILD, scope=scope)
    assert premiums.pay(db, premium(fen, year), MARCH, "P1") == Unsettled(reason=reason)
    attempt = db.scalars(select(SharingAttempt).where(SharingAttempt.external_number == "P1")).one()
    assert (attempt.reason, attempt.amount_fen) == (reason, fen)


@pytest.mark.requirement("S47")
def test_a_premium_can_wait_for_the_last_day_of_the_month(db: Session) -> None:
    allow(db, FATHER, CHILD)
    assert premiums.schedule(db, premium(), MARCH, "P1") == date(2026, 3, 31)
    assert premiums.schedule(db, premium(), MARCH, "P1") == date(2026, 3, 31)
    assert premiums.due(db, date(2026, 3, 30), 10) == []
    (waiting,) = premiums.due(db, date(2026, 3, 31), 10)
    assert isinstance(premiums.collect(db, waiting, MARCH), premiums.PremiumPaid)
    assert premiums.collect(db, waiting, MARCH) is None
    with pytest.raises(DuplicateNumber):
        premiums.schedule(db, premium(1), MARCH, "P1")
    with pytest.raises(SharingRefused):
        premiums.schedule(db, replace(premium(), member_id=RESIDENT), MARCH, "P2")
    assert db.scalar(select(ScheduledPremium.settled_at).where(ScheduledPremium.id == waiting)) == MARCH


@pytest.mark.requirement("S43")
@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"authoriser_id": CHILD, "member_id": FATHER}, "personal account"),
        ({"authoriser_id": 6}, "frozen or holds nothing"),
        ({"authoriser_id": FROZEN}, "frozen or holds nothing"),
        ({"member_id": FATHER}, "relative of oneself"),
        ({"quota_fen": 123457}, "no more than the account holds free"),
        ({"quota_fen": 0}, "more than nothing"),
        ({"relation": Relation.SIBLING}, "spouse, parents and children"),
    ],
)
def test_who_may_not_share_is_told_why(db: Session, wish: dict[str, object], said: str) -> None:
    db.get_one(Region, "110000").near_relatives = NearRelatives.IMMEDIATE
    db.commit()
    with pytest.raises(SharingRefused, match=said):
        authorising.begin(
            db,
            replace(Wish(authoriser_id=FATHER, member_id=CHILD, relation=Relation.CHILD), **wish),  # type: ignore[arg-type]
            MARCH,
        )


@pytest.mark.parametrize(("rule", "fen"), [(QuotaRule.REQUIRED, None), (QuotaRule.NONE, 100)])
def test_the_region_says_whether_there_are_quotas(db: Session, rule: QuotaRule, fen: int | None) -> None:
    db.get_one(Region, "110000").quota_rule = rule
    db.commit()
    with pytest.raises(SharingRefused, match="quota"):
        allow(db, FATHER, CHILD, quota_fen=fen)


def test_a_region_of_one_relation_allows_no_second(db: Session) -> None:
    db.get_one(Region, "110000").many_relations = False
    allow(db, FATHER, CHILD)
    with pytest.raises(SharingRefused, match="one relation"):
        allow(db, X, CHILD)


def test_an_authorisation_begun_twice_is_one_and_lapses_with_the_insurance(db: Session) -> None:
    assert allow(db, FATHER, CHILD, quota_fen=500) == allow(db, FATHER, CHILD, quota_fen=500)
    assert authorising.lapse(db, CHILD, MARCH) == 1
    assert reserved(db, FATHER) == 0
    assert not authorising.end(db, FATHER, CHILD, MARCH)


@pytest.mark.parametrize(
    "change",
    ["authorisation_id = NULL", "beneficiary_id = 3", "business_day = '2020-01-01'", "kind = 'shared_premium'"],
)
def test_the_database_refuses_shared_money_without_authorisation_or_contribution(db: Session, change: str) -> None:
    authorisation = allow(db, FATHER, CHILD)
    db.commit()
    now = ledger.balances(db, FATHER)
    row = {
        "kind": "'shared_payment'",
        "beneficiary_id": str(CHILD),
        "authorisation_id": str(authorisation),
        "business_day": "'2026-03-02'",
    } | {change.split(" = ")[0]: change.split(" = ")[1]}
    with pytest.raises(DBAPIError, match=r"authorisation that holds|no contribution|beneficiary"):
        db.execute(
            text(
                f"INSERT INTO ledger_entry (account_id, seq, at, bucket, amount_fen, current_year_fen,"
                f" carried_over_fen, external_number, {', '.join(row)}) VALUES (1, {now.entries + 1},"
                f" '2026-03-02 02:00:00', 'current_year', -100, {now.current_year_fen - 100},"
                f" {now.carried_over_fen}, 'T1', {', '.join(row.values())})"
            )
        )
    db.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO personal_account (person_id, status, activated, as_of, entries, current_year_fen,"
        " carried_over_fen) VALUES (3, 'normal', true, '2026-03-01', 0, 0, 0)",
        "UPDATE insurance SET scheme = 'resident' WHERE person_id = 1",
        "UPDATE personal_account SET reserved_fen = 123457 WHERE id = 1",
        "UPDATE settlement SET cost_fen = cost_fen + 1",
        "UPDATE settlement SET own_left_fen = 1, own_excluded = false WHERE shared_fen > 0",
    ],
)
def test_the_database_itself_keeps_accounts_reserves_and_bills_in_order(db: Session, statement: str) -> None:
    allow(db, FATHER, CHILD)
    sharing.settle(db, bill(700), MARCH, "B1")
    db.commit()
    with pytest.raises(DBAPIError):
        db.execute(text(statement))
    db.rollback()


def test_an_authorisation_that_began_later_pays_nothing_yet(db: Session) -> None:
    identity = allow(db, FATHER, CHILD)
    db.get_one(FamilyAuthorisation, identity).begun_on = date(2026, 3, 3)
    db.flush()
    assert sharing.settle(db, bill(700), MARCH, "B1") == Unsettled(reason=FailureReason.IRREGULAR_STATUS)
