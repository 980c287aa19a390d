"""Insurance: whether insured, where and how, and what the year has cost and used up so far."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.identity import shanghai_date
from models.tables.account import PersonalAccount
from models.tables.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.tables.region import Region
from models.tables.settlement import Service, YearlyCounter
from models.tables.social import Card


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
