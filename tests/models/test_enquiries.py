"""Every enquiry: what the demo people hear, who may hear it, what is put on record of it, and how quickly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event, select, text

from models import (
    Access,
    AuditRow,
    Branch,
    CardStatus,
    Channel,
    ClaimStatus,
    Database,
    EntryKind,
    FailureReason,
    FilingKind,
    InjuryStatus,
    InsuranceStatus,
    Level,
    MaternityStatus,
    NotAllowed,
    PensionStatus,
    RefusalReason,
    Relation,
    Scheme,
    TicketStatus,
    UnemploymentStatus,
    enquiry,
    ledger,
    tickets,
)
from models.enquiry import LEVELS, NoAccount, NothingFound, Question, Which
from models.months import YearMonth

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ACCESS = Access(channel=Channel.VOICE, level=Level.VERIFIED, reference="CA" + "0" * 32, at=NOW)

ASK: dict[Question, Callable[..., Any]] = {
    Question.BALANCE: enquiry.balance,
    Question.MOVEMENTS: enquiry.movements,
    Question.CREDITED: enquiry.credited,
    Question.YEARLY: enquiry.yearly,
    Question.FAMILY: enquiry.family,
    Question.FAMILY_PAYMENTS: enquiry.family_payments,
    Question.FAMILY_PREMIUMS: enquiry.family_premiums,
    Question.FAMILY_AUTHORISATIONS: enquiry.family_authorisations,
    Question.FAMILY_QUOTA: enquiry.family_quota,
    Question.PARTICIPATION: enquiry.participation,
    Question.CONTRIBUTIONS: enquiry.contributions,
    Question.CONTRIBUTED_MONTHS: enquiry.contributed_months,
    Question.COUNTERS: enquiry.counters,
    Question.CLAIMS: enquiry.claims,
    Question.FILINGS: enquiry.filings,
    Question.MATERNITY: enquiry.maternity,
    Question.PENSION: enquiry.pension,
    Question.UNEMPLOYMENT: enquiry.unemployment,
    Question.WORK_INJURY: enquiry.work_injury,
    Question.CARD: enquiry.card,
    Question.TICKETS: enquiry.tickets,
    Question.CHILDREN: enquiry.children,
    Question.TICKET: lambda db, person, access: enquiry.ticket(db, person, access, "2602250017"),
}
STRANGER = 16
"""Somebody of whom nothing is on record but name and ID number."""


def ask(database: Database, question: Question, person: int = 1, access: Access = ACCESS, **more: Any) -> Any:
    with database.session() as db:
        return ASK[question](db, person, access, **more)


def add_stranger(database: Database) -> None:
    with database.session() as db:
        db.execute(
            text(
                "INSERT INTO person (id, id_number_hash, id_number_sealed, name_sealed, language)"
                f" SELECT {STRANGER}, name_sealed, id_number_sealed, name_sealed, language FROM person WHERE id = 1"
            )
        )


def test_every_question_can_be_asked() -> None:
    assert set(ASK) == set(Question) == set(LEVELS)


@pytest.mark.parametrize("question", Question)
def test_17_nobody_hears_an_answer_below_its_level_and_every_answer_is_on_record(
    database: Database, question: Question
) -> None:
    with pytest.raises(NotAllowed):
        ask(database, question, access=replace(ACCESS, level=Level(LEVELS[question] - 1)))
    with pytest.raises(NotAllowed):
        ask(database, question, person=99999)
    answer = ask(database, question, access=replace(ACCESS, level=LEVELS[question]))
    with database.session() as db:
        (row,) = db.scalars(select(AuditRow)).all()
    assert (row.question, row.answer, row.person_id) == (question.value, type(answer).__name__, 1)
    assert row.level == row.required == LEVELS[question]


@pytest.mark.requirement("S108")
@pytest.mark.parametrize("question", [q for q in Question if q is not Question.BALANCE])
def test_what_is_not_on_record_is_answered_so(database: Database, question: Question) -> None:
    add_stranger(database)
    answer = ask(database, question, person=STRANGER)
    if question in {Question.MOVEMENTS, Question.CREDITED, Question.YEARLY}:
        assert answer == enquiry.NotInsured(masked_name="张*明", status=None)
    else:
        assert isinstance(answer, NothingFound)
        assert (answer.question, answer.masked_name) == (question, "张*明")


@pytest.mark.requirement("S20")
def test_movements_come_a_page_at_a_time_and_none_twice(unchanged_database: Database) -> None:
    for which in Which:
        page = ask(unchanged_database, Question.MOVEMENTS, which=which, page=7)
        everything = list(page.movements)
        while page.after is not None:
            page = ask(unchanged_database, Question.MOVEMENTS, which=which, page=7, after=page.after)
            assert 0 < len(page.movements) <= 7
            everything += page.movements
        assert [one.day for one in everything] == sorted((one.day for one in everything), reverse=True)
        if which is Which.ALL:
            assert sum(one.amount_fen for one in everything) == page.total_fen == 123456
        if which is Which.CREDITS:
            assert {one.kind for one in everything} == {EntryKind.EMPLOYER_CREDIT, EntryKind.PERSONAL_CREDIT}


def test_a_payment_from_both_buckets_is_one_movement(database: Database) -> None:
    with database.session() as db:
        ledger.pay(db, 1, EntryKind.OUTPATIENT, 40000, NOW, "B1")
    for page in (1, 2, 50):
        answer = ask(database, Question.MOVEMENTS, page=page)
        assert (answer.movements[0].kind, answer.movements[0].amount_fen) == (EntryKind.OUTPATIENT, -40000)


def test_movements_of_a_month_and_what_it_brought(unchanged_database: Database) -> None:
    february = YearMonth(2026, 2)
    answer = ask(unchanged_database, Question.MOVEMENTS, month=february)
    assert [one.amount_fen for one in answer.movements] == [-20000, 6358, 13642]
    credited = ask(unchanged_database, Question.CREDITED)
    assert (credited.month, credited.personal_fen, credited.employer_fen) == (february, 13642, 6358)
    assert credited.total_fen == 20000
    for question in (Question.MOVEMENTS, Question.CREDITED):
        nothing = ask(unchanged_database, question, month=YearMonth(2019, 5))
        assert (type(nothing), nothing.month) == (NothingFound, YearMonth(2019, 5))


@pytest.mark.requirement("S23")
@pytest.mark.requirement("S24")
def test_a_year_ends_with_interest_and_carry_over(unchanged_database: Database) -> None:
    answer = ask(unchanged_database, Question.YEARLY)
    assert (answer.year, answer.carried_on) == (2025, date(2026, 1, 1))
    assert answer.interest_fen > 0
    assert answer.carried_over_fen > 0
    assert ask(unchanged_database, Question.YEARLY, year=2024).year == 2024
    assert ask(unchanged_database, Question.YEARLY, year=1999).year == 1999


@pytest.mark.requirement("S102")
@pytest.mark.parametrize("question", [Question.MOVEMENTS, Question.CREDITED, Question.YEARLY])
def test_who_has_no_account_hears_why_there_is_nothing_to_list(
    unchanged_database: Database, question: Question
) -> None:
    answer = ask(unchanged_database, question, person=4)
    assert isinstance(answer, NoAccount)
    assert (answer.scheme, answer.region_name) == (Scheme.EMPLOYEE, "深圳市")


@pytest.mark.requirement("S37")
@pytest.mark.requirement("S97")
def test_family_hears_what_was_paid_what_failed_and_why(unchanged_database: Database) -> None:
    paid = ask(unchanged_database, Question.FAMILY_PAYMENTS).records
    assert [(one.amount_fen, one.reason, one.by_me) for one in paid] == [
        (4500, FailureReason.INSUFFICIENT, True),
        (8800, None, True),
    ]
    assert paid[0].relative.masked_name == "林**"
    assert (paid[0].relative.relation, paid[0].relative.female) == (Relation.SPOUSE, True)
    mirrored = ask(unchanged_database, Question.FAMILY_PAYMENTS, person=14).records
    assert [(one.amount_fen, one.by_me) for one in mirrored] == [(4500, False), (8800, False)]
    (premium,) = ask(unchanged_database, Question.FAMILY_PREMIUMS, person=15).records
    assert (premium.amount_fen, premium.relative.relation, premium.day) == (
        40500,
        Relation.PARENT,
        date(2025, 12, 31),
    )
    first = ask(unchanged_database, Question.FAMILY_PAYMENTS, page=1)
    second = ask(unchanged_database, Question.FAMILY_PAYMENTS, page=1, after=first.after)
    assert (first.records + second.records, second.after) == (paid, None)


@pytest.mark.requirement("S43")
def test_authorisations_and_quotas_are_told_on_both_sides_without_anybodys_balance(
    unchanged_database: Database,
) -> None:
    family = ask(unchanged_database, Question.FAMILY)
    assert [one.relative.relation for one in family.given] == [Relation.CHILD, Relation.SPOUSE, Relation.PARENT]
    assert (family.year, family.payments, family.payments_fen, family.premiums) == (2026, 1, 8800, 0)
    quota = ask(unchanged_database, Question.FAMILY_QUOTA, person=2)
    assert (quota.balance_fen, quota.free_fen, quota.reserved_fen) == (221006, 183006, 38000)
    assert quota.given[0].left_fen == 38000
    child = ask(unchanged_database, Question.FAMILY_QUOTA, person=15)
    assert (child.balance_fen, [one.left_fen for one in child.received]) == (None, [38000, None])
    all_of_them = ask(unchanged_database, Question.FAMILY_AUTHORISATIONS, person=15)
    assert [one.relative.relation for one in all_of_them.received] == [Relation.GRANDPARENT, Relation.PARENT]


@pytest.mark.requirement("S101")
@pytest.mark.requirement("S103")
def test_participation_tells_scheme_region_state_and_card(unchanged_database: Database) -> None:
    answer = ask(unchanged_database, Question.PARTICIPATION)
    assert (answer.scheme, answer.region_name, answer.status) == (Scheme.EMPLOYEE, "北京市", InsuranceStatus.ACTIVE)
    assert (answer.has_account, answer.card_activated) == (True, True)
    assert ask(unchanged_database, Question.PARTICIPATION, person=13).card_activated is False
    assert ask(unchanged_database, Question.PARTICIPATION, person=4).designated == "示范社康中心"


@pytest.mark.requirement("S16")
@pytest.mark.requirement("S17")
def test_contributions_and_their_months(unchanged_database: Database) -> None:
    latest = ask(unchanged_database, Question.CONTRIBUTIONS)
    assert (latest.latest.month, latest.latest.person_fen, latest.latest.unit_fen) == (
        YearMonth(2026, 2),
        13642,
        60025,
    )
    months = ask(unchanged_database, Question.CONTRIBUTED_MONTHS)
    assert (months.total_months, months.paid_months, latest.total_months) == (147, 147, 147)
    assert ask(unchanged_database, Question.CONTRIBUTED_MONTHS, person=3).paid_months == 36
    assert ask(unchanged_database, Question.CONTRIBUTED_MONTHS, person=2).deemed_months == 60
    assert ask(unchanged_database, Question.CONTRIBUTIONS, branch=Branch.PENSION).latest.person_fen == 54568


def test_the_years_totals_tell_what_is_left(unchanged_database: Database) -> None:
    answer = ask(unchanged_database, Question.COUNTERS)
    assert (answer.year, answer.inpatient) == (2026, None)
    assert (answer.outpatient.cost_fen, answer.outpatient.deductible_left_fen) == (150000, 30000)
    assert (answer.outpatient.pooled_fen, answer.outpatient.limit_left_fen) == (0, 2000000)


@pytest.mark.requirement("S86")
@pytest.mark.requirement("S87")
def test_claims_tell_how_far_they_are_and_why_one_was_refused(unchanged_database: Database) -> None:
    reviewing, refused = ask(unchanged_database, Question.CLAIMS).claims
    assert (reviewing.number_tail, reviewing.status) == ("0381", ClaimStatus.REVIEWING)
    assert reviewing.received_on < reviewing.earliest_on < reviewing.due_on
    assert (refused.status, refused.reason) == (ClaimStatus.REFUSED, RefusalReason.DEADLINE)
    (found,) = ask(unchanged_database, Question.CLAIMS, number_tail="0290").claims
    assert found == refused
    assert isinstance(ask(unchanged_database, Question.CLAIMS, number_tail="%"), NothingFound)
    paid = [one for one in ask(unchanged_database, Question.CLAIMS, person=10).claims if one.paid_fen]
    assert [(one.status, one.paid_fen) for one in paid] == [(ClaimStatus.PAID, 243600)]


@pytest.mark.requirement("S83")
@pytest.mark.requirement("S89")
def test_filings_and_maternity(unchanged_database: Database) -> None:
    (filing,) = ask(unchanged_database, Question.FILINGS, person=2).filings
    assert (filing.kind, filing.place, filing.until, filing.holds) == (FilingKind.LONG_TERM, "上海市", None, True)
    assert not ask(unchanged_database, Question.FILINGS, person=11).filings[0].holds
    allowance = ask(unchanged_database, Question.MATERNITY, person=14).latest
    assert (allowance.days, allowance.status, allowance.paid_on) == (158, MaternityStatus.PAID, date(2026, 2, 28))


@pytest.mark.requirement("S79")
def test_12333_tells_pension_unemployment_injury_and_card(unchanged_database: Database) -> None:
    paying = ask(unchanged_database, Question.PENSION)
    assert (paying.total_months, paying.account_fen, paying.monthly_fen) == (182, 5678901, None)
    drawing = ask(unchanged_database, Question.PENSION, person=2)
    assert (drawing.status, drawing.payment_day, drawing.divisor) == (PensionStatus.DRAWING, 15, 195)
    benefit = ask(unchanged_database, Question.UNEMPLOYMENT, person=6)
    assert (benefit.status, benefit.months_left) == (UnemploymentStatus.DRAWING, 9)
    assert ask(unchanged_database, Question.WORK_INJURY, person=10).status is InjuryStatus.ASSESSED
    assert ask(unchanged_database, Question.CARD, person=12).status is CardStatus.IN_PRODUCTION
    assert ask(unchanged_database, Question.CARD, person=13).activated is False
    assert ask(unchanged_database, Question.CARD, person=8).lost_at is not None


def test_tickets_are_ones_own(database: Database) -> None:
    complaint, suggestion = ask(database, Question.TICKETS).tickets
    assert (complaint.status, complaint.department) == (TicketStatus.IN_PROGRESS, "待遇保障处")
    assert "感谢" in (suggestion.answer or "")
    with database.session() as db:
        assert enquiry.ticket(db, 1, ACCESS, complaint.number) == complaint
        assert isinstance(enquiry.ticket(db, 2, ACCESS, complaint.number), NothingFound)
        number = tickets.open(db, "complaint", "+8613800138000", None, "SM1", NOW, text="窗口排队太久")
        mine = enquiry.ticket_of_phone(db, "+8613800138000", number)
        assert mine is not None
        assert mine.due_on == date(2026, 3, 9)
        assert enquiry.ticket_of_phone(db, "+8613800138001", number) is None
        assert tickets.text_of(db, number) == "窗口排队太久"
        assert tickets.move(db, number, TicketStatus.ANSWERED, NOW, answer="已增开窗口。")
        answered = enquiry.ticket_of_phone(db, "+8613800138000", number)
        assert answered is not None
        assert answered.answer == "已增开窗口。"


def test_nobody_elses_name_is_in_an_answer(unchanged_database: Database) -> None:
    names = ("张晓明", "李秀兰", "林晓慧", "张小满")
    for question in Question:
        for person in (1, 2, 14, 15):
            said = repr(ask(unchanged_database, question, person=person))
            assert not [name for name in names if name in said]


def test_twenty_years_of_ledger_are_answered_in_milliseconds_and_a_few_statements(database: Database) -> None:
    with database.session() as db:
        held = ledger.balances(db, 1)
        rows, fen, seq = [], held.current_year_fen, held.entries
        for _ in range(9600):
            seq, fen = seq + 1, fen + 1
            rows.append(
                f"(1, {seq}, '2026-03-01 02:00:00', '2026-03-01', 'personal_credit', 'current_year', 1, {fen},"
                f" {held.carried_over_fen}, 'T{seq}')"
            )
        columns = (
            "account_id, seq, at, business_day, kind, bucket, amount_fen, current_year_fen, carried_over_fen,"
            " external_number"
        )
        for start in range(0, len(rows), 400):
            part = ", ".join(rows[start : start + 400])
            db.execute(text(f"INSERT INTO ledger_entry ({columns}) VALUES {part}"))
        db.execute(text(f"UPDATE personal_account SET entries = {seq}, current_year_fen = {fen} WHERE id = 1"))
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    for question in Question:
        ask(database, question)  # prepares what is asked for the first time
        statements.clear()
        best = min(_seconds(database, question) for _ in range(5))
        assert len(statements) // 5 <= 9, question
        assert best < 0.05, question  # a hundredth of that on an idle machine


def _seconds(database: Database, question: Question) -> float:
    began = perf_counter()
    ask(database, question)
    return perf_counter() - began
