"""Accounts that share their money against a plain model: any order of events gives what arithmetic gives.

After every sequence all invariants of domain 5 are asked of the database.
"""

import runpy
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import Database, EntryKind, LedgerEntry, PersonalAccount, PinHasher, Relation, Service, ledger, nightly
from models.errors import LedgerError, SharingRefused
from models.money.events import (
    AuthorisationBegun,
    AuthorisationEnded,
    BillPresented,
    CreditArrived,
    PremiumDemanded,
    Refunded,
)
from models.money.posting import Posted, post

INVARIANTS: dict[str, str] = runpy.run_path(str(Path(__file__).with_name("invariants.py")))["INVARIANTS"]
GIVERS = (1, 9, 10)
"""Demo people with accounts, who share with each other and with the two who have none."""
MEMBERS = (1, 3, 9, 10, 12)
RESIDENTS = (3, 12)
FEN = st.integers(1, 200_000)


class Accounts(RuleBasedStateMachine):
    """The accounts, and beside them a few numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(self.fresh(), b"a secret key for tests, 32 bytes", pin_hasher=PinHasher.cheap())
        self.year = 2026
        self.numbers = 0
        self.given: dict[tuple[int, int], list[int | None]] = {}
        """(giver, member): quota and used; in the order of binding."""
        self.bills: dict[str, list[tuple[int, int | None, int]]] = {}
        """number: (who paid, for whom or None, fen)"""
        self.premiums: dict[str, tuple[int, int, int]] = {}
        with self.database.session() as db:
            for giver, member in ((1, 2), (1, 14), (1, 15), (2, 15)):
                post(db, AuthorisationEnded(authoriser_id=giver, member_id=member), self.number(), self.at())
            self.held = {account: ledger.balances(db, account).total_fen for account in GIVERS}
        self.begin_between(10, 3, 150_000)
        self.begin_between(1, 3, None)
        self.begin_between(9, 12, 60_000)

    def fresh(self) -> str:
        raise NotImplementedError

    def at(self) -> datetime:
        return datetime(self.year, 3, 2, 4, tzinfo=UTC)

    def number(self) -> str:
        self.numbers += 1
        return f"H{self.numbers}"

    def post(self, event: object, number: str | None = None) -> Posted:
        with self.database.session() as db:
            return post(db, event, number or self.number(), self.at())  # type: ignore[arg-type]

    def reserved(self, giver: int) -> int:
        return sum((quota - (used or 0)) for (who, _), (quota, used) in self.given.items() if who == giver and quota)

    def free(self, account: int) -> int:
        return self.held[account] - self.reserved(account)

    @rule(account=st.sampled_from(GIVERS), fen=FEN)
    def credit(self, account: int, fen: int) -> None:
        self.post(CreditArrived(person_id=account, kind=EntryKind.PERSONAL_CREDIT, amount_fen=fen))
        self.held[account] += fen

    @rule(giver=st.sampled_from(GIVERS), member=st.sampled_from(MEMBERS), quota=st.none() | FEN)
    def begin(self, giver: int, member: int, quota: int | None) -> None:
        event = AuthorisationBegun(authoriser_id=giver, member_id=member, relation=Relation.SIBLING, quota_fen=quota)
        if (giver, member) in self.given:
            self.post(event)
        elif giver == member or self.free(giver) <= 0 or (quota or 0) > self.free(giver):
            with pytest.raises(SharingRefused):
                self.post(event)
        else:
            self.post(event)
            self.given[giver, member] = [quota, 0]

    def begin_between(self, giver: int, member: int, quota: int | None) -> None:
        """Some relations to begin with, so that most sequences use family money."""
        self.post(AuthorisationBegun(authoriser_id=giver, member_id=member, relation=Relation.SIBLING, quota_fen=quota))
        self.given[giver, member] = [quota, 0]

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        giver, member = data.draw(st.sampled_from(sorted(self.given)))
        self.post(AuthorisationEnded(authoriser_id=giver, member_id=member))
        del self.given[giver, member]

    @rule(member=st.sampled_from(MEMBERS), fen=FEN, pooled=st.integers(0, 1000), again=st.booleans())
    def settle(self, member: int, fen: int, pooled: int, again: bool) -> None:
        own = min(fen, self.free(member)) if member in self.held else 0
        rest, parts = fen - own, []
        for (giver, whose), (quota, used) in self.given.items():
            if whose == member:
                part = min(rest, self.free(giver) if quota is None else quota - (used or 0))
                if part:
                    parts.append((giver, member, part))
                    rest -= part
        event = BillPresented(person_id=member, service=Service.OUTPATIENT, cost_fen=fen + pooled, pooled_fen=pooled)
        number = self.number()
        said = self.post(event, number)
        if again:
            repeated = self.post(event, number)
            assert repeated.repeated
            assert (repeated.failure, repeated.facts) == (said.failure, said.facts)
        if rest:
            assert said.failure == "insufficient"
            return
        assert (said.failure, said.facts["own_fen"], said.facts["shared_fen"]) == (None, own, fen - own)
        paid: list[tuple[int, int | None, int]] = [*parts]
        if own:
            paid.append((member, None, own))
        self._take(paid, 1)
        self.bills[number] = paid

    def _take(self, paid: list[tuple[int, int | None, int]], sign: int) -> None:
        for who, whose, fen in paid:
            self.held[who] -= sign * fen
            if whose is not None and (authorisation := self.given.get((who, whose))):
                authorisation[1] = (authorisation[1] or 0) + sign * fen

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.bills)))
        paid = self.bills[number]
        if any(whose is not None and not self._same(number, who, whose) for who, whose, _ in paid):
            return  # begun anew since: the new one's quota is not touched, which the model does not follow
        self.post(Refunded(original=number))
        self._take(self.bills.pop(number), -1)
        with pytest.raises(LedgerError):
            self.post(Refunded(original=number))

    def _same(self, number: str, giver: int, member: int) -> bool:
        """Whether the authorisation under which a bill was paid is the one in force."""
        with self.database.session() as db:
            newest = db.scalar(
                text(
                    "SELECT max(e.authorisation_id) = max(f.id) FROM ledger_entry e JOIN family_authorisation f"
                    " ON f.authoriser_id = :giver AND f.member_id = :member"
                    " WHERE e.external_number LIKE :number AND e.account_id = :giver"
                ),
                {"giver": giver, "member": member, "number": f"{number}/F%"},
            )
        return bool(newest)

    @rule(giver=st.sampled_from(GIVERS), member=st.sampled_from(RESIDENTS), fen=FEN)
    def premium(self, giver: int, member: int, fen: int) -> None:
        number = self.number()
        year = 2030 + self.numbers  # a year that nobody has paid yet
        said = self.post(PremiumDemanded(authoriser_id=giver, member_id=member, amount_fen=fen, for_year=year), number)
        quota, used = self.given.get((giver, member), (0, 0))
        available = self.free(giver) if quota is None else quota - (used or 0)
        if (giver, member) not in self.given:
            assert said.failure == "irregular_status"
        elif fen > available:
            assert said.failure == "insufficient"
        else:
            assert said.failure is None
            self._take([(giver, member, fen)], 1)

    def _interest(self, db: Session, account: int) -> int:
        """What the year that has ended has earned, in fen, as the ledger has it."""
        earned = select(func.coalesce(func.sum(LedgerEntry.amount_fen), 0)).where(
            LedgerEntry.account_id == account,
            LedgerEntry.kind == EntryKind.INTEREST,
            LedgerEntry.for_year == self.year - 1,
        )
        return db.scalar(earned) or 0

    @precondition(lambda self: self.year < 2029)
    @rule(twice=st.booleans())
    def night_of_new_year(self, twice: bool) -> None:
        self.year += 1
        for _ in range(1 + twice):
            report = nightly.run(self.database, date(self.year, 1, 1), batch=4)
        assert not twice or report.accounts_closed == 0
        with self.database.session() as db:
            for account in GIVERS:
                now = ledger.balances(db, account)
                assert now.total_fen == self.held[account] + self._interest(db, account)
                assert now.current_year_fen == 0
                self.held[account] = now.total_fen

    @invariant()
    def the_books_agree(self) -> None:
        with self.database.session() as db:
            rows = db.execute(
                select(
                    PersonalAccount.id,
                    PersonalAccount.current_year_fen + PersonalAccount.carried_over_fen,
                    PersonalAccount.reserved_fen,
                ).where(PersonalAccount.id.in_(GIVERS))
            ).all()
        assert {row[0]: (row[1], row[2]) for row in rows} == {
            account: (self.held[account], self.reserved(account)) for account in GIVERS
        }

    def teardown(self) -> None:
        try:
            with self.database.session() as db:
                broken = {name: db.scalar(text(sql)) for name, sql in INVARIANTS.items()}
            assert {name: number for name, number in broken.items() if number} == {}
        finally:
            self.database.dispose()


QUICK = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_any_order_of_family_events_agrees_with_arithmetic_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:

        class SqliteAccounts(Accounts):
            def fresh(self) -> str:
                path = Path(folder) / "accounts.sqlite3"
                for old in Path(folder).iterdir():
                    old.unlink()
                shutil.copyfile(sqlite_template, path)
                return f"sqlite:///{path}"

        run_state_machine_as_test(SqliteAccounts, settings=QUICK)


@pytest.mark.postgresql
def test_any_order_of_family_events_agrees_with_arithmetic_on_postgresql(new_postgresql: object) -> None:
    class PostgresAccounts(Accounts):
        def fresh(self) -> str:
            assert callable(new_postgresql)
            return str(new_postgresql())

    run_state_machine_as_test(PostgresAccounts, settings=settings(QUICK, max_examples=6))
