"""What is on record of a fictitious person beside person, insurance and books, as rows ready for the database."""

from datetime import date, timedelta
from typing import Final

from models.calendar import CLAIM_DUE, CLAIM_EARLIEST, add_working_days
from models.months import YearMonth, add_months
from models.seed.dice import Dice
from models.seed.families import PREMIUM_FEN, Couple, Rows
from models.seed.history import Month, moment
from models.seed.population import Figure
from models.tables.claim import ClaimKind, ClaimStatus, RefusalReason
from models.tables.contribution import Branch, ContributionSource, ContributionStatus
from models.tables.filing import FilingKind, FilingStatus
from models.tables.insurance import InsuranceStatus, InsuredClass, Scheme
from models.tables.maternity import MaternityStatus, Payee
from models.tables.settlement import Service
from models.tables.social import CardStatus, InjuryStatus, PensionStatus, UnemploymentStatus
from models.tables.ticket import TicketKind, TicketStatus

__all__ = ["Records", "Rows"]


_RECENT: Final = 6
"""Months of contributions on record; those before are counted, not listed."""
_MEDICAL, _PENSION = Branch.MEDICAL.value, Branch.PENSION.value
_PAID: Final = ContributionStatus.PAID.value
_SUBSIDY_FEN: Final = 670_00
_PLACES: Final = ("上海市", "广州市", "成都市", "杭州市", "武汉市", "西安市")
_AMOUNT_STEPS: Final = 4000


class Records:
    """Adds the records of one person after another; what all share is worked out once."""

    def __init__(self, as_of: date, months: tuple[Month, ...]) -> None:
        self._as_of = as_of
        self._today = as_of.isoformat()
        self._year = as_of.year
        # (first day, day paid) of the newest months whose credits have arrived, oldest first
        arrived = [month for month in months if month.credit]
        self._months = [
            (f"{month.number[:4]}-{month.number[4:]}-01", month.credit[1]) for month in arrived if month.credit
        ]
        self._last_december = date(as_of.year - 1, 12, 31).isoformat()
        self._last_paid = _last_payment(as_of, 15).isoformat()
        self._issued = date(as_of.year - 2, 1, 29).isoformat()
        self._applied = date(as_of.year - 2, 1, 5).isoformat()
        self._ready = date(as_of.year - 2, 1, 25).isoformat()
        self._received = {days: as_of - timedelta(days=days) for days in (4, 12, 25, 80)}
        self._working = {
            day: (add_working_days(day, CLAIM_EARLIEST).isoformat(), add_working_days(day, CLAIM_DUE).isoformat())
            for day in self._received.values()
        }

    def add(self, rows: Rows, figure: Figure, base_fen: int, dice: Dice) -> None:
        """Add all that is on record of a person; `base_fen` is the monthly base of contributions."""
        age = self._year - int(figure.id_number[6:10])
        scheme = figure.cohort.scheme
        if scheme is not Scheme.RESIDENT:
            self._contributions(rows, figure, base_fen, age, dice)
            self._social(rows, figure, base_fen, age, dice)
        self._card(rows, figure, dice)
        if dice.roll(10) < 3:
            self._counters(rows, figure.person_id, dice)
        if dice.roll(20) == 0:
            self._claim(rows, figure.person_id, dice)
        if dice.roll(33) == 0:
            self._filing(rows, figure.person_id, dice)
        is_woman = int(figure.id_number[16]) % 2 == 0
        if is_woman and 22 <= age <= 45 and scheme is Scheme.EMPLOYEE and dice.roll(25) == 0:
            self._maternity(rows, figure.person_id, dice)
        if dice.roll(100) == 0:
            self._ticket(rows, figure.person_id, dice)

    def _contributions(self, rows: Rows, figure: Figure, base: int, age: int, dice: Dice) -> None:
        person, add = figure.person_id, rows["contribution"].append
        if figure.cohort.insured_class is InsuredClass.RETIRED:
            rows["prior_months"].append((person, _MEDICAL, 240 + dice.roll(120), dice.roll(96)))
            rows["prior_months"].append((person, _PENSION, 216 + dice.roll(120), dice.roll(96)))
            return
        scheme = figure.cohort.scheme
        alone = scheme is Scheme.FLEXIBLE
        parts = (base * 108 // 1000, 0) if alone else (base // 50, base * 88 // 1000)
        source = (ContributionSource.SELF if alone else ContributionSource.EMPLOYER).value
        behind = 0 if figure.status is InsuranceStatus.ACTIVE else 3
        newest = self._months[: len(self._months) - behind]
        recent = newest[-min(_RECENT, figure.months or _RECENT) :]
        for month, paid_on in recent:
            add((person, _MEDICAL, scheme.value, month, 1, base, *parts, paid_on, source, False, _PAID, None))
        pension = (base // 5, 0) if alone else (base * 8 // 100, base * 16 // 100)
        if recent:
            month, paid_on = recent[-1]
            add((person, _PENSION, scheme.value, month, 1, base, *pension, paid_on, source, False, _PAID, None))
        before = max(0, age - 22) * 12 * (40 + dice.roll(50)) // 100
        rows["prior_months"].append((person, _MEDICAL, before, 0))
        rows["prior_months"].append((person, _PENSION, before, 0))

    def add_premiums(self, rows: Rows, figure: Figure, couple: Couple | None) -> None:
        """Add a resident's two years, those that family has paid as such; the present one is missing where unpaid."""
        years = (self._year - 1, self._year) if figure.status is InsuranceStatus.ACTIVE else (self._year - 1,)
        by_family = {year: (number, day) for year, number, day in couple.premiums} if couple else {}
        for year in sorted({*years, *by_family}):
            number, day = by_family.get(year, (None, f"{year - 1}-11-20"))
            rows["contribution"].append(_premium(figure.person_id, year, day, number))

    def _social(self, rows: Rows, figure: Figure, base: int, age: int, dice: Dice) -> None:
        person = figure.person_id
        saved = base * max(1, age - 22) * 12 // 20
        if figure.cohort.insured_class is InsuredClass.RETIRED:
            since = date(self._year - max(1, age - 60), 1 + dice.roll(12), 1)
            monthly = 1800_00 + dice.roll(_AMOUNT_STEPS) * 1_00
            drawing = PensionStatus.DRAWING.value
            rows["pension"].append(
                (
                    person,
                    drawing,
                    None,
                    saved,
                    self._last_december,
                    monthly,
                    15,
                    139,
                    since.isoformat(),
                    self._last_paid,
                )
            )
            return
        paying = PensionStatus.CONTRIBUTING if figure.status is InsuranceStatus.ACTIVE else PensionStatus.PAUSED
        rows["pension"].append((person, paying.value, base, saved, self._last_december, None, None, None, None, None))
        if figure.cohort.scheme is Scheme.FLEXIBLE:
            return
        out_of_work = figure.status is InsuranceStatus.PAUSED
        rows["unemployment"].append(
            (person, UnemploymentStatus.DRAWING.value, 1680_00, 12, 3, add_months(self._as_of, -3).isoformat())
            if out_of_work
            else (person, UnemploymentStatus.INSURED.value, None, None, 0, None)
        )
        if dice.roll(200):
            rows["work_injury"].append((person, InjuryStatus.INSURED.value, None, None, None))
        else:
            injured = self._as_of - timedelta(days=200 + dice.roll(200))
            decided = injured + timedelta(days=120)
            case = (injured.isoformat(), decided.isoformat(), 1 + dice.roll(10))
            rows["work_injury"].append((person, InjuryStatus.ASSESSED.value, *case))

    def _card(self, rows: Rows, figure: Figure, dice: Dice) -> None:
        person, tail = figure.person_id, f"{dice.roll(10000):04d}"
        active = self._issued if figure.activated else None
        issued = CardStatus.ISSUED.value
        rows["card"].append((person, tail, issued, self._applied, self._ready, self._issued, active))

    def _counters(self, rows: Rows, person: int, dice: Dice) -> None:
        for service, deductible, limit, chance in (
            (Service.OUTPATIENT.value, 1800_00, 20000_00, 1),
            (Service.INPATIENT.value, 1300_00, 300000_00, 4),
        ):
            if dice.roll(chance):
                continue
            cost = 100_00 + dice.roll(_AMOUNT_STEPS) * 1_50
            used = min(cost, deductible)
            pooled = min((cost - used) * 7 // 10, limit)
            rows["yearly_counter"].append((person, self._year, service, cost, deductible, used, pooled, limit))

    def _claim(self, rows: Rows, person: int, dice: Dice) -> None:
        days = (4, 12, 25, 80)[dice.roll(4)]
        received = self._received[days]
        late = dice.roll(10) == 0
        expense = add_months(received, -13) if late else received - timedelta(days=5 + dice.roll(150))
        amount = 200_00 + dice.roll(_AMOUNT_STEPS) * 2_00
        reason = decided = paid_fen = paid_on = None
        if late:
            status, reason, decided = ClaimStatus.REFUSED.value, RefusalReason.DEADLINE.value, received.isoformat()
        elif days == 80:
            status, decided = ClaimStatus.PAID.value, (received + timedelta(days=24)).isoformat()
            paid_fen, paid_on = amount * 7 // 10, (received + timedelta(days=30)).isoformat()
        else:
            status = (ClaimStatus.RECEIVED if days == 4 else ClaimStatus.REVIEWING).value
        rows["claim"].append(
            (
                f"BX{received:%y%m}{person:08d}",
                person,
                (ClaimKind.OUTPATIENT, ClaimKind.INPATIENT, ClaimKind.EMERGENCY)[dice.roll(3)].value,
                expense.isoformat(),
                amount,
                amount * 9 // 10,
                received.isoformat(),
                add_months(expense, 12).isoformat(),
                *self._working[received],
                status,
                reason,
                decided,
                paid_fen,
                paid_on,
                f"{dice.roll(10000):04d}",
            )
        )

    def _filing(self, rows: Rows, person: int, dice: Dice) -> None:
        since = self._as_of - timedelta(days=dice.roll(600))
        for_good = dice.roll(2) == 0
        kind = FilingKind.LONG_TERM if for_good else FilingKind.TEMPORARY
        until = None if for_good else add_months(since, 6).isoformat()
        place = _PLACES[dice.roll(len(_PLACES))]
        number = f"S{person:08d}-BA"
        rows["filing"].append((person, kind.value, place, since.isoformat(), until, FilingStatus.ACTIVE.value, number))

    def _maternity(self, rows: Rows, person: int, dice: Dice) -> None:
        days = (158, 113, 158, 15)[dice.roll(4)]
        received = self._as_of - timedelta(days=30 + dice.roll(60))
        paid = dice.roll(2) == 0
        status = MaternityStatus.PAID if paid else MaternityStatus.REVIEWING
        payee = (Payee.EMPLOYER, Payee.PERSON)[dice.roll(2)].value
        amount = days * (150_00 + dice.roll(200_00)) if paid else None
        paid_on = (received + timedelta(days=20)).isoformat() if paid else None
        number = f"SY{received:%y%m}{person:08d}"
        rows["maternity_allowance"].append(
            (number, person, days, amount, payee, status.value, received.isoformat(), paid_on)
        )

    def _ticket(self, rows: Rows, person: int, dice: Dice) -> None:
        opened = self._as_of - timedelta(days=1 + dice.roll(60))
        kind = (TicketKind.COMPLAINT, TicketKind.SUGGESTION, TicketKind.DISPUTE)[dice.roll(3)].value
        due = (opened + timedelta(days=7)).isoformat()
        number = f"S{person:08d}"
        status = TicketStatus.IN_PROGRESS.value
        rows["ticket"].append((number, kind, status, person, f"seed-{person}", moment(opened, 2), "待遇保障处", due))


def _premium(person: int, year: int, paid_on: str, number: str | None) -> tuple[object, ...]:
    source = ContributionSource.FAMILY if number else ContributionSource.SELF
    state = 0 if number else _SUBSIDY_FEN
    resident = Scheme.RESIDENT.value
    first = f"{year}-01-01"
    return (
        person, _MEDICAL, resident, first, 12, None, PREMIUM_FEN, state, paid_on, source.value, False, _PAID, number
    )  # fmt: skip


def _last_payment(as_of: date, day: int) -> date:
    """The last time by `as_of` that a month's `day` came."""
    this = YearMonth.of(as_of).first.replace(day=day)
    return this if this <= as_of else add_months(this, -1)
