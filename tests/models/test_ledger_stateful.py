"""The ledger against a plain model: any order of postings gives the balances that arithmetic gives."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from models import Bucket, Database, EntryKind, PinHasher, ledger
from models.errors import InsufficientBalance, LedgerError, NothingToReverse

ACCOUNT = 10
AMOUNTS = st.integers(1, 300_000)
CREDIT_KINDS = st.sampled_from([EntryKind.EMPLOYER_CREDIT, EntryKind.PERSONAL_CREDIT])
PAYMENT_KINDS = st.sampled_from([EntryKind.OUTPATIENT, EntryKind.INPATIENT, EntryKind.PHARMACY])


class Books(RuleBasedStateMachine):
    """An account of the demo people, and beside it two numbers and a list."""

    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(self.fresh(), b"a secret key for tests, 32 bytes", pin_hasher=PinHasher.cheap())
        self.held = {Bucket.CURRENT_YEAR: 2000, Bucket.CARRIED_OVER: 180000}
        self.year = 2026
        self.numbers = 0
        self.reversible: dict[int, tuple[Bucket, int, int]] = {}
        self.last: tuple[EntryKind, int, str] | None = None

    def fresh(self) -> str:
        return self.address

    def at(self) -> datetime:
        return datetime(self.year, 3, 2, 4, tzinfo=UTC)

    def number(self) -> str:
        self.numbers += 1
        return f"H{self.numbers}"

    @initialize()
    def starts_as_seeded(self) -> None:
        with self.database.session() as db:
            now = ledger.balances(db, ACCOUNT)
        assert now.total_fen == sum(self.held.values())

    @rule(fen=AMOUNTS, kind=CREDIT_KINDS)
    def credit(self, fen: int, kind: EntryKind) -> None:
        with self.database.session() as db:
            (entry,) = ledger.credit(db, ACCOUNT, kind, fen, self.at(), self.number())
            self.reversible[entry.seq] = (Bucket.CURRENT_YEAR, fen, self.year)
        self.held[Bucket.CURRENT_YEAR] += fen

    @rule(fen=AMOUNTS, kind=PAYMENT_KINDS, current_first=st.booleans())
    def pay(self, fen: int, kind: EntryKind, current_first: bool) -> None:
        number = self.number()
        if fen > sum(self.held.values()):
            with pytest.raises(InsufficientBalance), self.database.session() as db:
                ledger.pay(db, ACCOUNT, kind, fen, self.at(), number, current_year_first=current_first)
            return
        with self.database.session() as db:
            entries = ledger.pay(db, ACCOUNT, kind, fen, self.at(), number, current_year_first=current_first)
            self.reversible.update({e.seq: (e.bucket, e.amount_fen, self.year) for e in entries})
        order = list(Bucket) if current_first else list(reversed(Bucket))
        first = min(fen, self.held[order[0]])
        self.held[order[0]] -= first
        self.held[order[1]] -= fen - first
        self.last = (kind, fen, number)

    @precondition(lambda self: self.last is not None)
    @rule()
    def deliver_the_last_payment_again(self) -> None:
        assert self.last is not None
        kind, fen, number = self.last
        with self.database.session() as db:
            ledger.pay(db, ACCOUNT, kind, fen, self.at(), number)

    @precondition(lambda self: self.reversible)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.reversible)))
        bucket, fen, year = self.reversible[seq]
        bucket = bucket if year == self.year else Bucket.CARRIED_OVER
        if self.held[bucket] < fen:
            with pytest.raises(InsufficientBalance), self.database.session() as db:
                ledger.reverse(db, ACCOUNT, seq, self.at(), self.number())
            return
        with self.database.session() as db:
            ledger.reverse(db, ACCOUNT, seq, self.at(), self.number())
        self.held[bucket] -= fen
        del self.reversible[seq]
        with pytest.raises(NothingToReverse), self.database.session() as db:
            ledger.reverse(db, ACCOUNT, seq, self.at(), self.number())

    @rule(fen=st.integers(-1000, 1000).filter(bool), bucket=st.sampled_from(Bucket))
    def adjust(self, fen: int, bucket: Bucket) -> None:
        if self.held[bucket] + fen < 0:
            with pytest.raises(InsufficientBalance), self.database.session() as db:
                ledger.adjust(db, ACCOUNT, bucket, fen, self.at(), self.number())
            return
        with self.database.session() as db:
            ledger.adjust(db, ACCOUNT, bucket, fen, self.at(), self.number())
        self.held[bucket] += fen

    @precondition(lambda self: self.year < 2030)
    @rule(rate_ppm=st.sampled_from([0, 500, 3500]))
    def close_the_year(self, rate_ppm: int) -> None:
        with self.database.session() as db:
            for entry in ledger.post_interest(db, ACCOUNT, self.year, rate_ppm, self.at()):
                self.held[entry.bucket] += entry.amount_fen
                assert 0 < entry.amount_fen < sum(self.held.values())
            ledger.carry_over(db, ACCOUNT, self.year, self.at())
        self.held = {Bucket.CURRENT_YEAR: 0, Bucket.CARRIED_OVER: sum(self.held.values())}
        with pytest.raises(LedgerError), self.database.session() as db:
            ledger.credit(db, ACCOUNT, EntryKind.PERSONAL_CREDIT, 1, self.at(), self.number())
        self.year += 1
        self.last = None

    @invariant()
    def the_books_agree(self) -> None:
        with self.database.session() as db:
            now = ledger.balances(db, ACCOUNT)
            sums = db.execute(
                text(f"SELECT bucket, sum(amount_fen) FROM ledger_entry WHERE account_id = {ACCOUNT} GROUP BY 1")
            ).all()
        assert {Bucket(bucket): int(fen) for bucket, fen in sums} == self.held
        assert (now.current_year_fen, now.carried_over_fen) == tuple(self.held.values())

    def teardown(self) -> None:
        self.database.dispose()


QUICK = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_any_order_of_postings_agrees_with_arithmetic_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:

        class SqliteBooks(Books):
            def fresh(self) -> str:
                path = Path(folder) / "books.sqlite3"
                for old in Path(folder).iterdir():
                    old.unlink()
                shutil.copyfile(sqlite_template, path)
                return f"sqlite:///{path}"

        run_state_machine_as_test(SqliteBooks, settings=QUICK)


@pytest.mark.postgresql
def test_any_order_of_postings_agrees_with_arithmetic_on_postgresql(new_postgresql: object) -> None:
    class PostgresBooks(Books):
        def fresh(self) -> str:
            assert callable(new_postgresql)
            return str(new_postgresql())

    run_state_machine_as_test(PostgresBooks, settings=settings(QUICK, max_examples=8))
