"""The ledger: signs, buckets, years, reversals, each number once, and nothing of what fails."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import AccountStatus, Bucket, Database, EntryKind, LedgerEntry, PersonalAccount, ledger
from models.errors import (
    AccountFrozen,
    AccountsError,
    DuplicateNumber,
    InsufficientBalance,
    LedgerError,
    NothingToReverse,
)
from models.tables.account import CREDITS, PAYMENTS

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
EMPLOYED, FROZEN = 1, 8
CURRENT, CARRIED = Bucket.CURRENT_YEAR, Bucket.CARRIED_OVER


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.session() as db:
        yield db


def held(db: Session, account_id: int = EMPLOYED) -> tuple[int, int]:
    now = ledger.balances(db, account_id)
    return now.current_year_fen, now.carried_over_fen


def test_the_employed_demo_person_begins_with_300_and_934_56(db: Session) -> None:
    assert held(db) == (30000, 93456)


def test_a_credit_goes_to_this_years_bucket(db: Session) -> None:
    (entry,) = ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 13642, MARCH, "C1")
    assert (entry.bucket, entry.amount_fen, entry.business_day) == (CURRENT, 13642, date(2026, 3, 2))
    assert held(db) == (43642, 93456)


def test_the_business_day_is_the_day_in_china(db: Session) -> None:
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    (entry,) = ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 1, late, "C1")
    assert entry.business_day == date(2026, 3, 3)


def test_a_payment_takes_this_years_money_first_and_the_rest_from_earlier_years(db: Session) -> None:
    first, second = ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
    assert (first.bucket, first.amount_fen, first.external_number) == (CURRENT, -30000, "B1")
    assert (second.bucket, second.amount_fen, second.external_number) == (CARRIED, -10000, "B1/2")
    assert held(db) == (0, 83456)


def test_a_region_may_take_the_money_of_earlier_years_first(db: Session) -> None:
    (entry,) = ledger.pay(db, EMPLOYED, EntryKind.PHARMACY, 500, MARCH, "B1", current_year_first=False)
    assert entry.bucket is CARRIED
    assert held(db) == (30000, 92956)


def test_the_whole_balance_can_be_paid_and_not_a_fen_more(db: Session) -> None:
    with pytest.raises(InsufficientBalance):
        ledger.pay(db, EMPLOYED, EntryKind.INPATIENT, 123457, MARCH, "B1")
    ledger.pay(db, EMPLOYED, EntryKind.INPATIENT, 123456, MARCH, "B1")
    assert held(db) == (0, 0)


def test_a_frozen_account_takes_credits_and_pays_nothing(db: Session) -> None:
    ledger.credit(db, FROZEN, EntryKind.EMPLOYER_CREDIT, 100, MARCH, "C1")
    db.commit()
    with pytest.raises(AccountFrozen):
        ledger.pay(db, FROZEN, EntryKind.PHARMACY, 100, MARCH, "B1")
    assert held(db, FROZEN) == (15100, 60000)


@pytest.mark.parametrize("kind", [EntryKind.SHARED_PAYMENT, EntryKind.SHARED_PREMIUM, EntryKind.PERSONAL_CREDIT])
def test_a_payment_for_somebody_else_is_not_one_of_ones_own(db: Session, kind: EntryKind) -> None:
    with pytest.raises(LedgerError):
        ledger.pay(db, EMPLOYED, kind, 100, MARCH, "B2")


def test_the_same_number_twice_counts_once(db: Session) -> None:
    once = ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
    again = ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
    assert [entry.seq for entry in again] == [entry.seq for entry in once]
    assert held(db) == (0, 83456)


@pytest.mark.parametrize(
    ("account", "kind", "fen"),
    [(EMPLOYED, EntryKind.OUTPATIENT, 5), (EMPLOYED, EntryKind.PHARMACY, 4), (9, EntryKind.OUTPATIENT, 4)],
)
def test_a_number_that_means_another_posting_is_refused(db: Session, account: int, kind: EntryKind, fen: int) -> None:
    ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 4, MARCH, "B1")
    db.commit()
    with pytest.raises(DuplicateNumber):
        ledger.pay(db, account, kind, fen, MARCH, "B1")
    assert held(db) == (29996, 93456)


@pytest.mark.parametrize("number", ["", "B/2", "B" * 39])
def test_a_number_that_cannot_be_one_is_refused(db: Session, number: str) -> None:
    with pytest.raises(LedgerError):
        ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 1, MARCH, number)


def test_a_reversal_is_the_opposite_and_comes_once(db: Session) -> None:
    (payment,) = ledger.pay(db, EMPLOYED, EntryKind.PHARMACY, 4520, MARCH, "B1")
    (reversal,) = ledger.reverse(db, EMPLOYED, payment.seq, MARCH, "R1")
    assert (reversal.amount_fen, reversal.bucket, reversal.reverses_seq) == (4520, CURRENT, payment.seq)
    assert ledger.reverse(db, EMPLOYED, payment.seq, MARCH, "R1") == (reversal,)
    db.commit()
    for seq, number in ((payment.seq, "R2"), (reversal.seq, "R3"), (9999, "R4")):
        with pytest.raises(NothingToReverse):
            ledger.reverse(db, EMPLOYED, seq, MARCH, number)
    assert held(db) == (30000, 93456)


def test_a_payment_of_a_closed_year_comes_back_as_money_of_earlier_years(db: Session) -> None:
    ledger.post_interest(db, EMPLOYED, 2026, 3500, MARCH)
    (payment,) = ledger.pay(db, 9, EntryKind.PHARMACY, 100, MARCH, "B1")
    ledger.carry_over(db, 9, 2026, datetime(2026, 12, 31, 17, 0, tzinfo=UTC))
    (reversal,) = ledger.reverse(db, 9, payment.seq, datetime(2027, 1, 5, tzinfo=UTC), "R1")
    assert reversal.bucket is CARRIED


def test_spent_money_cannot_be_taken_back(db: Session) -> None:
    (credit,) = ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 100, MARCH, "C1")
    ledger.pay(db, EMPLOYED, EntryKind.PHARMACY, 30050, MARCH, "B1")
    db.commit()
    with pytest.raises(InsufficientBalance):
        ledger.reverse(db, EMPLOYED, credit.seq, MARCH, "R1")


def test_an_adjustment_has_either_sign_and_stops_at_zero(db: Session) -> None:
    ledger.adjust(db, EMPLOYED, CARRIED, 44, MARCH, "A1")
    ledger.adjust(db, EMPLOYED, CURRENT, -30000, MARCH, "A2")
    assert held(db) == (0, 93500)
    db.commit()
    with pytest.raises(InsufficientBalance):
        ledger.adjust(db, EMPLOYED, CURRENT, -1, MARCH, "A3")
    with pytest.raises(LedgerError):
        ledger.adjust(db, EMPLOYED, CURRENT, 0, MARCH, "A4")


def test_the_year_closes_once_with_a_pair_that_nets_to_nothing(db: Session) -> None:
    january = datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC)
    out, into = ledger.carry_over(db, EMPLOYED, 2026, january)
    assert (out.bucket, out.amount_fen, into.bucket, into.amount_fen) == (CURRENT, -30000, CARRIED, 30000)
    assert out.business_day == into.business_day == date(2027, 1, 1)
    assert held(db) == (0, 123456)
    assert ledger.carry_over(db, EMPLOYED, 2026, january) == (out, into)
    with pytest.raises(LedgerError, match="open year is 2027"):
        ledger.carry_over(db, EMPLOYED, 2028, january)


def test_an_empty_year_closes_too(db: Session) -> None:
    out, into = ledger.carry_over(db, 6, 2026, datetime(2027, 1, 1, tzinfo=UTC))
    assert (out.amount_fen, into.amount_fen) == (0, 0)


def test_postings_belong_to_the_open_year(db: Session) -> None:
    with pytest.raises(LedgerError, match="carried over first"):
        ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 1, datetime(2027, 1, 2, tzinfo=UTC), "C1")
    with pytest.raises(LedgerError, match="closed"):
        ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, 1, datetime(2025, 12, 2, tzinfo=UTC), "C1")


def test_interest_comes_once_a_year_and_bucket_from_the_month_end_balances(db: Session) -> None:
    # 本年: twelve month ends of 300.00; 历年: twelve of 934.56. 0.35 % of the mean of each.
    current, carried = ledger.post_interest(db, EMPLOYED, 2026, 3500, datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert (current.amount_fen, carried.amount_fen) == (105, 327)
    assert {current.business_day, carried.business_day} == {date(2026, 12, 31)}
    assert ledger.post_interest(db, EMPLOYED, 2026, 3500, MARCH) == (current, carried)
    assert held(db) == (30105, 93783)


def test_interest_of_less_than_half_a_fen_is_none(db: Session) -> None:
    assert ledger.post_interest(db, 6, 2026, 3500, MARCH) == ()
    assert ledger.interest_fen(12, 499_999) == 0
    assert ledger.interest_fen(12, 500_000) == 1


@pytest.mark.parametrize("fen", [0, -1])
def test_amounts_are_more_than_nothing(db: Session, fen: int) -> None:
    with pytest.raises(LedgerError):
        ledger.credit(db, EMPLOYED, EntryKind.PERSONAL_CREDIT, fen, MARCH, "C1")
    with pytest.raises(LedgerError):
        ledger.pay(db, EMPLOYED, EntryKind.PHARMACY, fen, MARCH, "B1")


def test_each_kind_goes_one_way(db: Session) -> None:
    for kind in EntryKind:
        if kind not in CREDITS or kind is EntryKind.INTEREST:
            with pytest.raises(LedgerError):
                ledger.credit(db, EMPLOYED, kind, 1, MARCH, "C1")
        if kind not in PAYMENTS:
            with pytest.raises(LedgerError):
                ledger.pay(db, EMPLOYED, kind, 1, MARCH, "B1")


def test_there_is_no_posting_to_an_account_there_is_not(db: Session) -> None:
    with pytest.raises(LedgerError):
        ledger.credit(db, 3, EntryKind.PERSONAL_CREDIT, 1, MARCH, "C1")
    with pytest.raises(LedgerError):
        ledger.balances(db, 3)


def test_the_balance_is_the_sum_of_the_entries(db: Session) -> None:
    ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
    entries = ledger.entries(db, EMPLOYED)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert sum(entry.amount_fen for entry in entries) == 83456


# What fails midway leaves nothing


def test_a_posting_that_fails_between_its_two_entries_leaves_nothing(database: Database) -> None:
    # The number of the second part is taken by an older posting of another account.
    with database.session() as db:
        taken = LedgerEntry(
            account_id=9,
            seq=ledger.balances(db, 9).entries + 1,
            at=MARCH,
            business_day=date(2026, 3, 2),
            kind=EntryKind.ADJUSTMENT,
            bucket=CARRIED,
            amount_fen=1,
            current_year_fen=52000,
            carried_over_fen=101001,
            external_number="B1/2",
        )
        db.add(taken)
    with database.session() as db:
        before = db.scalar(select(func.count()).select_from(LedgerEntry))
        with pytest.raises(DuplicateNumber):
            ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
        db.commit()  # by a caller that goes on as if nothing had happened
    with database.session() as db:
        assert held(db) == (30000, 93456)
        assert db.scalar(select(func.count()).select_from(LedgerEntry)) == before


def test_a_process_that_dies_before_the_commit_leaves_nothing(database: Database) -> None:
    class PowerCut(Exception):
        pass

    def pay_and_die() -> None:
        with database.session() as db:
            ledger.pay(db, EMPLOYED, EntryKind.OUTPATIENT, 40000, MARCH, "B1")
            raise PowerCut

    with pytest.raises(PowerCut):
        pay_and_die()
    with database.session() as db:
        assert held(db) == (30000, 93456)
        assert db.scalar(select(func.count()).where(LedgerEntry.external_number == "B1")) == 0


def test_postings_at_the_same_time_come_one_after_another(database: Database) -> None:
    start = threading.Barrier(8)
    paid: list[str] = []

    def shop(till: int) -> None:
        start.wait()
        for bill in range(5):
            try:
                with database.session() as db:
                    ledger.pay(db, EMPLOYED, EntryKind.PHARMACY, 5000, MARCH, f"T{till}-{bill}")
                paid.append(f"T{till}-{bill}")
            except InsufficientBalance:
                pass

    threads = [threading.Thread(target=shop, args=(till,)) for till in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paid) == 24  # 1234.56 buys 24 times 50.00
    with database.session() as db:
        entries = ledger.entries(db, EMPLOYED)
        assert sum(held(db)) == 123456 - 24 * 5000 == sum(entry.amount_fen for entry in entries)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


# What the database itself refuses


@pytest.fixture
def tried(unchanged_database: Database) -> Iterator[Session]:
    """A db session that nothing is kept of."""
    with unchanged_database.session() as db:
        yield db
        db.rollback()


ENTRY = """
    INSERT INTO ledger_entry (account_id, seq, at, business_day, kind, bucket, amount_fen, current_year_fen,
        carried_over_fen, external_number, for_year, reverses_seq)
    VALUES (1, (SELECT max(seq) FROM ledger_entry WHERE account_id = 1) + {step}, '2026-03-02 00:00:00',
        '{day}', '{kind}', '{bucket}', {amount}, {current}, {carried}, {number}, {year}, {reverses})
"""
GOOD = {
    "step": 1,
    "day": "2026-03-02",
    "kind": "personal_credit",
    "bucket": "current_year",
    "amount": 100,
    "current": 30100,
    "carried": 93456,
    "number": "'X1'",
    "year": "NULL",
    "reverses": "NULL",
}


def test_an_entry_that_continues_the_account_is_taken(tried: Session) -> None:
    tried.execute(text(ENTRY.format(**GOOD)))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"step": 2}, id="a gap"),
        pytest.param({"step": 0}, id="the same place again"),
        pytest.param({"current": 30101}, id="a fen too much"),
        pytest.param({"carried": 93457}, id="the other bucket changed"),
        pytest.param({"amount": -100, "current": 29900}, id="a credit that takes"),
        pytest.param({"kind": "pharmacy"}, id="a payment that adds"),
        pytest.param({"kind": "gift"}, id="an unknown kind"),
        pytest.param({"kind": "pharmacy", "amount": -30001, "current": -1}, id="a bucket below zero"),
        pytest.param({"number": "NULL"}, id="no number"),
        pytest.param({"number": "'D00000001-0001'"}, id="a taken number"),
        pytest.param({"kind": "interest", "number": "NULL"}, id="interest for no year"),
        pytest.param({"year": "2026"}, id="a year where none belongs"),
        pytest.param({"kind": "shared_payment", "amount": -1, "current": 29999}, id="shared with nobody"),
        pytest.param({"kind": "reversal"}, id="a reversal of nothing"),
        pytest.param({"kind": "reversal", "reverses": "1"}, id="a reversal of another amount"),
        pytest.param(
            {"kind": "carry_over", "amount": -30000, "current": 0, "number": "NULL", "year": "2026"},
            id="a carry-over on another day",
        ),
        pytest.param(
            {
                "kind": "carry_over",
                "bucket": "carried_over",
                "carried": 93556,
                "current": 30000,
                "number": "NULL",
                "year": "2026",
                "day": "2027-01-01",
            },
            id="half a carry-over",
        ),
    ],
)
def test_the_database_refuses_an_entry_that_breaks_the_books(tried: Session, wrong: dict[str, object]) -> None:
    with pytest.raises(DBAPIError) as refusal:
        tried.execute(text(ENTRY.format(**{**GOOD, **wrong})))
    assert "syntax" not in str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount_fen = 1 WHERE account_id = 1",
        "DELETE FROM ledger_entry WHERE account_id = 1",
        "UPDATE audit_row SET level = 3",
        "DELETE FROM audit_row",
    ],
)
def test_the_ledger_and_the_audit_are_append_only(tried: Session, statement: str) -> None:
    tried.execute(
        text(
            "INSERT INTO audit_row (at, channel, level, required, question, answer, person_id, reference)"
            " VALUES ('2026-03-02 00:00:00', 'voice', 2, 1, 'balance', 'Balance', 1, 'CA1')"
        )
    )
    with pytest.raises(DBAPIError, match="is append only"):
        tried.execute(text(statement))


@pytest.mark.parametrize("column", ["current_year_fen", "carried_over_fen"])
def test_an_account_cannot_be_set_below_zero(tried: Session, column: str) -> None:
    with pytest.raises(DBAPIError):
        tried.execute(text(f"UPDATE personal_account SET {column} = -1 WHERE id = 1"))


def test_replacing_an_entry_is_deleting_it(sqlite_url: str) -> None:
    database = Database(sqlite_url, b"0" * 32)
    with pytest.raises(DBAPIError), database.session() as db:
        db.execute(
            text("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE account_id = 1 AND seq = 2")
        )
    database.dispose()


@pytest.mark.postgresql
def test_the_ledger_cannot_be_truncated(postgresql_url: str) -> None:
    database = Database(postgresql_url, b"0" * 32)
    with pytest.raises(DBAPIError, match="append only"), database.session() as db:
        db.execute(text("TRUNCATE ledger_entry"))
    database.dispose()


def test_every_refusal_is_one_of_ours(db: Session) -> None:
    account = db.get(PersonalAccount, FROZEN)
    assert account is not None
    assert account.status is AccountStatus.FROZEN
    with pytest.raises(AccountsError):
        ledger.pay(db, FROZEN, EntryKind.PHARMACY, 1, MARCH, "B1")
