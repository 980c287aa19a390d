"""Contributions: what was paid last, by whom and for when, and for how many months in all."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, literal_column, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.months import YearMonth
from models.tables.contribution import Branch, Contribution, ContributionSource, PriorMonths
from models.tables.insurance import Insurance, InsuranceStatus, Scheme

RECENT: Final = 6
"""How many contributions are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidMonth:
    """One contribution, in fen; it covers `months` months from `month` on, a year for residents."""

    month: YearMonth
    months: int
    scheme: Scheme
    base_fen: int | None
    person_fen: int
    unit_fen: int
    """By the employer, or for residents by the state."""
    paid_on: date
    source: ContributionSource
    late: bool
    """补缴"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """The newest contributions to one branch, newest first, and for how many months in all (JF)."""

    masked_name: str
    branch: Branch
    scheme: Scheme | None
    """Of the insurance in force, None where there is none."""
    status: InsuranceStatus | None
    recent: tuple[PaidMonth, ...]
    """Not empty."""
    total_months: int

    @property
    def latest(self) -> PaidMonth:
        """The newest."""
        return self.recent[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributedMonths:
    """For how many months somebody has contributed (NX); a month counts once however often it was paid."""

    masked_name: str
    branch: Branch
    paid_months: int
    """实际缴费"""
    deemed_months: int
    """视同缴费"""
    first_month: YearMonth | None
    """The first on record here."""

    @property
    def total_months(self) -> int:
        """Both."""
        return self.paid_months + self.deemed_months


_PAID: Final[ColumnElement[str]] = literal_column("'paid'")  # the partial index holds what is paid
_MINE: Final = (
    (Contribution.person_id == bindparam("person"))
    & (Contribution.branch == bindparam("branch"))
    & (Contribution.status == _PAID)
)
_RECENT: Final = (
    select(
        Contribution.month,
        Contribution.months,
        Contribution.scheme,
        Contribution.base_fen,
        Contribution.person_fen,
        Contribution.unit_fen,
        Contribution.paid_on,
        Contribution.source,
        Contribution.late,
    )
    .where(_MINE)
    .order_by(Contribution.month.desc())
    .limit(RECENT)
)
_MONTHS: Final = select(Contribution.month, Contribution.months).where(_MINE)
_PRIOR: Final = select(PriorMonths.paid, PriorMonths.deemed).where(
    PriorMonths.person_id == bindparam("person"), PriorMonths.branch == bindparam("branch")
)
_IN_FORCE: Final = select(Insurance.scheme, Insurance.status).where(
    Insurance.person_id == bindparam("person"), Insurance.status == literal_column("'active'")
)


def contributions(
    db: Db, person_id: int, access: Access, branch: Branch = Branch.MEDICAL
) -> Contributions | NothingFound:
    """The newest contributions (12393>1>4>2, 12333>2>4; JF; S16, S17).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CONTRIBUTIONS)
    recent = tuple(_paid_month(row) for row in db.execute(_RECENT, {"person": person_id, "branch": branch}))
    if not recent:
        return asking.nothing()
    insured = db.execute(_IN_FORCE, {"person": person_id}).one_or_none()
    paid, deemed, _first = count_months(db, person_id, branch)
    return asking.answer(
        Contributions(
            masked_name=asking.masked_name,
            branch=branch,
            scheme=insured and insured.scheme,
            status=insured and insured.status,
            recent=recent,
            total_months=paid + deemed,
        )
    )


def _paid_month(row: Any) -> PaidMonth:
    return PaidMonth(
        month=YearMonth.of(row.month),
        months=row.months,
        scheme=row.scheme,
        base_fen=row.base_fen,
        person_fen=row.person_fen,
        unit_fen=row.unit_fen,
        paid_on=row.paid_on,
        source=row.source,
        late=row.late,
    )


def count_months(db: Db, person_id: int, branch: Branch) -> tuple[int, int, YearMonth | None]:
    """The distinct months paid, the months deemed, and the first month on record."""
    asked = {"person": person_id, "branch": branch}
    counted = {
        month.year * 12 + month.month + offset
        for month, months in db.execute(_MONTHS, asked)
        for offset in range(months)
    }
    prior = db.execute(_PRIOR, asked).one_or_none()
    before, deemed = (0, 0) if prior is None else (prior.paid, prior.deemed)
    first = None
    if counted:
        year, zero_based = divmod(min(counted) - 1, 12)
        first = YearMonth(year, zero_based + 1)
    return len(counted) + before, deemed, first


def contributed_months(
    db: Db, person_id: int, access: Access, branch: Branch = Branch.MEDICAL
) -> ContributedMonths | NothingFound:
    """For how many months the person has contributed (12393>1>4>3; NX; S16).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CONTRIBUTED_MONTHS)
    paid, deemed, first = count_months(db, person_id, branch)
    if not paid + deemed:
        return asking.nothing()
    return asking.answer(
        ContributedMonths(
            masked_name=asking.masked_name,
            branch=branch,
            paid_months=paid,
            deemed_months=deemed,
            first_month=first,
        )
    )
