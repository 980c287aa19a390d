"""What else is on record of the demo people: contributions, claims, filings, allowances, 12333, cards, tickets.

One of them has something to tell at every leaf of the menus; docs/hotline.md lists who.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from models.calendar import add_working_days
from models.identity import SHANGHAI
from models.money import cases, counters
from models.months import YearMonth, add_months
from models.seed.demo_family import CHILD
from models.seed.demo_person import DemoPerson
from models.tables.claim import ClaimKind, ClaimStatus, RefusalReason
from models.tables.contribution import Branch, Contribution, ContributionSource, ContributionStatus, PriorMonths
from models.tables.filing import FilingKind
from models.tables.insurance import InsuredClass, Scheme
from models.tables.maternity import MaternityStatus, Payee
from models.tables.settlement import Service
from models.tables.social import (
    Card,
    CardStatus,
    InjuryStatus,
    Pension,
    PensionStatus,
    Unemployment,
    UnemploymentStatus,
    WorkInjury,
)
from models.tables.ticket import Ticket, TicketKind, TicketStatus
from models.vault import Sealed, Vault

BASE_FEN: Final = 6821_00
"""S56: Beijing's floor, of which 2 % are the 136.42 that arrive a month."""
_UNIT_FEN, _PERSON_FEN, _FLEXIBLE_FEN = 600_25, 136_42, 736_67
_RESIDENT_FEN, _SUBSIDY_FEN = 400_00, 670_00

_EMPLOYED, _ELDER, _UNEMPLOYED, _LOST, _INJURED, _FLEXIBLE, _STUDENT, _UNACTIVATED, _MOTHER = (
    1,
    2,
    6,
    8,
    10,
    11,
    12,
    13,
    14,
)


def add_records(db: Session, demo: DemoPerson, as_of: date) -> None:
    """Write all that is on record of one demo person up to `as_of`, beside person, insurance and books."""
    _contributions(db, demo, as_of)
    _social(db, demo, as_of)
    _card(db, demo, as_of)
    if story := _STORIES.get(demo.person_id):
        story(db, as_of)


def _contributions(db: Session, demo: DemoPerson, as_of: date) -> None:
    if demo.scheme is Scheme.RESIDENT:
        for year in range(as_of.year - 2, as_of.year + 1):
            if not (demo.person_id == CHILD and year == as_of.year):  # that one family has paid
                _paid(db, demo, date(year, 1, 1), 12, _RESIDENT_FEN, _SUBSIDY_FEN, date(year - 1, 11, 20))
        return
    if demo.insured_class is InsuredClass.RETIRED:
        db.add(PriorMonths(person_id=demo.person_id, branch=Branch.MEDICAL, paid=312, deemed=60))
        return
    month = YearMonth(as_of.year - 2, 1)
    while (day := month.first.replace(day=10)) <= as_of:
        alone = demo.scheme is Scheme.FLEXIBLE
        _paid(db, demo, month.first, 1, _FLEXIBLE_FEN if alone else _PERSON_FEN, 0 if alone else _UNIT_FEN, day)
        if demo.person_id == _EMPLOYED:
            _paid(db, demo, month.first, 1, BASE_FEN * 8 // 100, BASE_FEN * 16 // 100, day, Branch.PENSION)
        month = month.plus(1)
    db.add(PriorMonths(person_id=demo.person_id, branch=Branch.MEDICAL, paid=121, deemed=0))


def _paid(
    db: Session,
    demo: DemoPerson,
    first: date,
    months: int,
    person_fen: int,
    unit_fen: int,
    on: date,
    branch: Branch = Branch.MEDICAL,
) -> None:
    employed = demo.scheme is Scheme.EMPLOYEE
    db.add(
        Contribution(
            person_id=demo.person_id,
            branch=branch,
            scheme=demo.scheme,
            month=first,
            months=months,
            base_fen=None if demo.scheme is Scheme.RESIDENT else BASE_FEN,
            person_fen=person_fen,
            unit_fen=unit_fen,
            paid_on=on,
            source=ContributionSource.EMPLOYER if employed else ContributionSource.SELF,
            late=False,
            status=ContributionStatus.PAID,
        )
    )


def _social(db: Session, demo: DemoPerson, as_of: date) -> None:
    if demo.scheme is not Scheme.EMPLOYEE:
        return
    person, last_year = demo.person_id, date(as_of.year - 1, 12, 31)
    if demo.insured_class is InsuredClass.RETIRED:
        since = date(as_of.year - 15, 9, 1)
        last_paid = YearMonth.of(as_of).first.replace(day=15)
        if last_paid > as_of:
            last_paid = add_months(last_paid, -1)
        db.add(
            Pension(
                person_id=person,
                status=PensionStatus.DRAWING,
                account_fen=21340_50,
                account_as_of=last_year,
                monthly_fen=4268_30,
                payment_day=15,
                divisor=195,
                drawn_since=since,
                last_paid_on=last_paid,
            )
        )
        db.add(PriorMonths(person_id=person, branch=Branch.PENSION, paid=252, deemed=96))
        return
    db.add(
        Pension(
            person_id=person,
            status=PensionStatus.CONTRIBUTING,
            base_fen=BASE_FEN,
            account_fen=56789_01,
            account_as_of=last_year,
        )
    )
    db.add(PriorMonths(person_id=person, branch=Branch.PENSION, paid=156, deemed=0))
    db.add(PriorMonths(person_id=person, branch=Branch.UNEMPLOYMENT, paid=140, deemed=0))
    if person == _UNEMPLOYED:
        db.add(
            Unemployment(
                person_id=person,
                status=UnemploymentStatus.DRAWING,
                monthly_fen=1680_00,
                months_granted=12,
                months_drawn=3,
                drawn_since=add_months(YearMonth.of(as_of).first, -3),
            )
        )
    else:
        db.add(Unemployment(person_id=person, status=UnemploymentStatus.INSURED, months_drawn=0))
    injured = add_months(as_of, -8)
    if person == _INJURED:
        db.add(
            WorkInjury(
                person_id=person,
                status=InjuryStatus.ASSESSED,
                injured_on=injured,
                decided_on=add_months(injured, 5),
                grade=8,
            )
        )
    else:
        db.add(WorkInjury(person_id=person, status=InjuryStatus.INSURED))


def _card(db: Session, demo: DemoPerson, as_of: date) -> None:
    person = demo.person_id
    applied = date(as_of.year - 2, 1, 5)
    if person in {_STUDENT, CHILD}:
        applied = as_of - timedelta(days=12)
        ready = person == CHILD
        db.add(
            Card(
                person_id=person,
                status=CardStatus.READY if ready else CardStatus.IN_PRODUCTION,
                tail="0615" if ready else None,
                applied_on=applied,
                ready_on=as_of - timedelta(days=1) if ready else None,
                pick_up="示范街道社保所" if ready else None,
            )
        )
        return
    lost = person == _LOST
    db.add(
        Card(
            person_id=person,
            status=CardStatus.ISSUED,
            tail=f"06{person:02d}",
            applied_on=applied,
            ready_on=applied + timedelta(days=20),
            issued_on=applied + timedelta(days=24),
            activated_on=applied + timedelta(days=24) if demo.activated else None,
            lost_at=_ten_in_the_morning(as_of - timedelta(days=2)) if lost else None,
            loss_reference="window" if lost else None,
        )
    )


def _ten_in_the_morning(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI).astimezone(UTC)


def _claim(db: Session, person: int, number: str, kind: ClaimKind, expense: date, received: date, fen: int) -> None:
    cases.receive_claim(
        db,
        person,
        number,
        kind,
        expense_on=expense,
        received_on=received,
        amount_fen=fen,
        ceiling_fen=fen * 9 // 10,
        bank_tail="6218",
    )


def _employed(db: Session, as_of: date) -> None:
    """One claim under review, one too late, the year's totals of domain 4.3, and two tickets."""
    late = f"BX{as_of:%y}010290"
    _claim(db, 1, late, ClaimKind.OUTPATIENT, add_months(as_of, -14), as_of - timedelta(days=40), 860_00)
    number = f"BX{as_of:%y}020381"
    received = as_of - timedelta(days=10)
    _claim(db, 1, number, ClaimKind.EMERGENCY, received - timedelta(days=20), received, 2315_60)
    cases.move_claim(db, number, ClaimStatus.REVIEWING, as_of - timedelta(days=7))
    counters.set_bounds(db, 1, as_of.year, Service.OUTPATIENT, deductible_fen=1800_00, limit_fen=20000_00)
    spent = counters.Totals(cost_fen=1500_00, pooled_fen=0, deductible_fen=1500_00)
    counters.add(db, 1, as_of.year, Service.OUTPATIENT, spent)
    _ticket(
        db, 1, TicketKind.COMPLAINT, as_of - timedelta(days=4), "0017", TicketStatus.IN_PROGRESS, text="药店多收费用"
    )
    _ticket(
        db,
        1,
        TicketKind.SUGGESTION,
        as_of - timedelta(days=30),
        "0018",
        TicketStatus.ANSWERED,
        text="建议延长周末办理时间",
        answer="感谢您的建议，窗口周六上午已开放办理。",
    )


def _elder(db: Session, as_of: date) -> None:
    """Lives with a daughter in Shanghai; a stay in hospital this year."""
    cases.file_elsewhere(db, 2, "DEMO-FILING-2", FilingKind.LONG_TERM, "上海市", date(as_of.year - 1, 3, 15), None)
    for service, bounds, totals in (
        (Service.OUTPATIENT, (1300_00, 20000_00), (2460_00, 986_00, 1300_00)),
        (Service.INPATIENT, (1300_00, 300000_00), (8800_00, 6375_00, 1300_00)),
    ):
        counters.set_bounds(db, 2, as_of.year, service, deductible_fen=bounds[0], limit_fen=bounds[1])
        cost, pooled, deductible = totals
        said = counters.Totals(cost_fen=cost, pooled_fen=pooled, deductible_fen=deductible)
        counters.add(db, 2, as_of.year, service, said)


def _resident(db: Session, as_of: date) -> None:
    """Documents are missing from the claim."""
    number = f"BX{as_of:%y}020402"
    received = as_of - timedelta(days=15)
    _claim(db, 3, number, ClaimKind.INPATIENT, received - timedelta(days=60), received, 12680_00)
    cases.move_claim(db, number, ClaimStatus.REVIEWING, as_of - timedelta(days=9))
    cases.move_claim(db, number, ClaimStatus.DOCUMENTS, as_of - timedelta(days=3))


def _injured(db: Session, as_of: date) -> None:
    """One claim paid, one refused for what the catalogue does not hold."""
    received = as_of - timedelta(days=75)
    for number, fen in ((f"BX{as_of:%y}010177", 3480_00), (f"BX{as_of:%y}010178", 1200_00)):
        _claim(db, 10, number, ClaimKind.OUTPATIENT, received - timedelta(days=30), received, fen)
        cases.move_claim(db, number, ClaimStatus.REVIEWING, received + timedelta(days=5))
    paid, refused = f"BX{as_of:%y}010177", f"BX{as_of:%y}010178"
    cases.move_claim(db, paid, ClaimStatus.APPROVED, received + timedelta(days=20))
    cases.move_claim(db, paid, ClaimStatus.PAID, received + timedelta(days=28), paid_fen=2436_00)
    decided = received + timedelta(days=12)
    cases.move_claim(db, refused, ClaimStatus.REFUSED, decided, reason=RefusalReason.NOT_COVERED)


def _flexible(db: Session, as_of: date) -> None:
    """Was away for work last year."""
    since = date(as_of.year - 1, 2, 1)
    cases.file_elsewhere(db, 11, "DEMO-FILING-11", FilingKind.TEMPORARY, "广州市", since, add_months(since, 6))


def _mother(db: Session, as_of: date) -> None:
    """S72: 158 days, paid the day before."""
    said: dict[str, Any] = {"days": 158, "payee": Payee.PERSON}
    number = "SY-DEMO-0014"
    cases.move_maternity(db, 14, number, MaternityStatus.RECEIVED, as_of - timedelta(days=45), **said)
    cases.move_maternity(db, 14, number, MaternityStatus.PAID, as_of - timedelta(days=1), amount_fen=43450_00, **said)


def _ticket(
    db: Session,
    person: int,
    kind: TicketKind,
    day: date,
    number: str,
    status: TicketStatus,
    *,
    text: str,
    answer: str | None = None,
) -> None:
    vault: Vault = db.info["vault"]
    db.add(
        Ticket(
            number=f"{day:%y%m%d}{number}",
            kind=kind,
            status=status,
            person_id=person,
            reference=f"demo-{number}",
            opened_at=_ten_in_the_morning(day),
            text_sealed=vault.seal(Sealed.TICKET_TEXT, text),
            department="待遇保障处",
            due_on=add_working_days(day, 5),
            answer_sealed=None if answer is None else vault.seal(Sealed.TICKET_ANSWER, answer),
            closed_at=None if answer is None else _ten_in_the_morning(add_working_days(day, 3)),
        )
    )


_STORIES: Final = {
    _EMPLOYED: _employed,
    _ELDER: _elder,
    3: _resident,
    _INJURED: _injured,
    _FLEXIBLE: _flexible,
    _MOTHER: _mother,
}
