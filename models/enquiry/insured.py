"""Insurance and contributions: whether insured and where, what was paid last, for how long, and the year's totals."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, literal_column, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.identity import shanghai_date
from models.months import YearMonth
from models.tables.account import PersonalAccount
from models.tables.contribution import Branch, Contribution, ContributionSource, PriorMonths
from models.tables.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.tables.region import Region
from models.tables.settlement import Service, YearlyCounter
from models.tables.social import Card

RECENT: Final = 6
"""How many contributions are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """The insurance in force, or else the latest spell, and whether the card can be used (ZT)."""

    masked_name: str
    scheme: Scheme
    tier: Tier | None
    insured_class: InsuredClass
    region_code: str
    region_name: str
    status: InsuranceStatus
    since: date
    """When the spell began; what `status` says has held since then or since `ended_on`."""
    ended_on: date | None
    designated: str | None
    """定点医院 or 社康中心"""
    has_account: bool
    card_activated: bool | None
    """None: there is no card on record (S103)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A year's totals for one service, in fen; deductible and limit are None where the bureau has not said them."""

    cost_fen: int
    deductible_fen: int | None
    deductible_used_fen: int
    pooled_fen: int
    """统筹已报"""
    limit_fen: int | None

    @property
    def deductible_left_fen(self) -> int | None:
        """距起付线还差"""
        return None if self.deductible_fen is None else self.deductible_fen - self.deductible_used_fen

    @property
    def limit_left_fen(self) -> int | None:
        """剩余限额"""
        return None if self.limit_fen is None else self.limit_fen - self.pooled_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """年度累计 (LJ); a service that was not used this year is None."""

    masked_name: str
    year: int
    outpatient: Counter | None
    inpatient: Counter | None


_SPELL: Final = (
    select(
        Insurance.scheme,
        Insurance.tier,
        Insurance.insured_class,
        Insurance.region_code,
        Region.name.label("region_name"),
        Insurance.status,
        Insurance.started_on,
        Insurance.ended_on,
        Insurance.designated,
        PersonalAccount.activated,
        Card.activated_on,
        Card.person_id.label("card"),
    )
    .join(Region, Region.code == Insurance.region_code)
    .join(PersonalAccount, PersonalAccount.person_id == Insurance.person_id, isouter=True)
    .join(Card, Card.person_id == Insurance.person_id, isouter=True)
    .where(Insurance.person_id == bindparam("person"))
    .order_by(Insurance.status != InsuranceStatus.ACTIVE, Insurance.started_on.desc(), Insurance.id.desc())
    .limit(1)
)


def participation(db: Db, person_id: int, access: Access) -> Participation | NothingFound:
    """Whether, where and under which scheme the person is insured (12393>1>4>1; ZT; S101, S103).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.PARTICIPATION)
    row = db.execute(_SPELL, {"person": person_id}).one_or_none()
    if row is None:
        return asking.nothing()
    activated = row.activated if row.activated is not None else row.activated_on is not None
    return asking.answer(
        Participation(
            masked_name=asking.masked_name,
            scheme=row.scheme,
            tier=row.tier,
            insured_class=row.insured_class,
            region_code=row.region_code,
            region_name=row.region_name,
            status=row.status,
            since=row.started_on,
            ended_on=row.ended_on,
            designated=row.designated,
            has_account=row.activated is not None,
            card_activated=None if row.activated is None and row.card is None else activated,
        )
    )


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


def counters(db: Db, person_id: int, access: Access, year: int | None = None) -> Counters | NothingFound:
    """What a year, the present one unless given, has cost and used up so far (12393>1>4>4; LJ).

    Audited. Raises NotAllowed below level L2, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.COUNTERS)
    year = year or shanghai_date(access.at).year
    table = YearlyCounter
    found = {
        row.service: Counter(
            cost_fen=row.cost_fen,
            deductible_fen=row.deductible_fen,
            deductible_used_fen=row.deductible_used_fen,
            pooled_fen=row.pooled_fen,
            limit_fen=row.limit_fen,
        )
        for row in db.execute(
            select(
                table.service,
                table.cost_fen,
                table.deductible_fen,
                table.deductible_used_fen,
                table.pooled_fen,
                table.limit_fen,
            ).where(table.person_id == person_id, table.year == year)
        )
    }
    if not found:
        return asking.nothing(year=year)
    return asking.answer(
        Counters(
            masked_name=asking.masked_name,
            year=year,
            outpatient=found.get(Service.OUTPATIENT),
            inpatient=found.get(Service.INPATIENT),
        )
    )
