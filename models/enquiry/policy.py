"""What the policies say: by region, topic and year, for anybody who asks. No person is in it, so nothing is audited.

Only current rows are answered from (S106). Every group names its region and its year, which is the year asked for or,
where that has none, the latest there is (S105). What is not known for a region is said to be so (S104).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, cast

from sqlalchemy import Row, Table, bindparam, select

from models.database import Db
from models.policies.figures import Value, values_of, written, written_in_english
from models.policies.gazetteer import CHINA, HotlineNumber, Place, numbers, region_by_code
from models.policies.policy import (
    KEY,
    HospitalLevel,
    Item,
    Policy,
    PolicyClass,
    PolicyScheme,
    PolicyService,
    PolicyStatus,
    PolicyTier,
    Unit,
)
from models.policies.topics import GUIDES, LOCAL_SERVICES, TOPICS, Topic
from models.tables.insurance import InsuredClass, Scheme, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One current row: its figure, and the words in which it is told.

    `spoken` and `spoken_en` are templates to be read aloud with `values`; `sms` and `sms_en` are finished. Money is
    fen, a percentage in `low` and `high` hundredths of a percent, in `values` a Decimal.
    """

    scheme: PolicyScheme
    tier: PolicyTier
    insured_class: PolicyClass
    hospital_level: HospitalLevel
    visit: int
    item: Item
    detail: str
    band_low_fen: int
    band_high_fen: int
    low: int | None
    high: int | None
    unit: Unit
    sources: tuple[str, ...]
    spoken: str
    spoken_en: str
    values: Mapping[str, Value]
    sms: str
    sms_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroup:
    """The clauses that are told in one breath: 北京市, 2025, 在职职工门诊."""

    region: Place
    year: int | None
    """None for a rule that is bound to no year."""
    service: PolicyService
    title: str
    spoken_title: str
    title_en: str
    keywords: str
    clauses: tuple[Clause, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The requirements all of it is taken from, each once."""
        return tuple(dict.fromkeys(source for clause in self.clauses for source in clause.sources))

    @property
    def sms(self) -> str:
        """The group as a text says it, neither signed nor with the reservation: 北京2025年在职职工门诊：…。"""
        year = f"{self.year}年" if self.year else ""
        return f"{self.region.short_name}{year}{self.title}：{'，'.join(clause.sms for clause in self.clauses)}。"

    @property
    def in_english(self) -> bool:
        """Whether there are English words; there are none between a migration and the load that follows it."""
        return bool(self.title_en)

    @property
    def sms_en(self) -> str:
        """The same in English: `Beijing 2025. Outpatient care of working employees: ….`; the country is not named."""
        named = [self.region.english] if self.region != CHINA else []
        where_and_when = " ".join((*named, *([str(self.year)] if self.year else [])))
        rules = f"{self.title_en}: {'; '.join(clause.sms_en for clause in self.clauses)}."
        return f"{where_and_when}. {rules}" if where_and_when else rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What is known, nearest region first; `general` holds in the whole country and goes with it."""

    region: Place
    topic: Topic
    asked_year: int | None
    groups: tuple[PolicyGroup, ...]
    general: tuple[PolicyGroup, ...]

    @property
    def other_year(self) -> bool:
        """Whether some of it is of another year than was asked, which the answer says (S105)."""
        return self.asked_year is not None and any(
            group.year not in (None, self.asked_year) for group in (*self.groups, *self.general)
        )


class Lack(StrEnum):
    """Why there is no answer."""

    UNKNOWN_REGION = "unknown_region"
    NO_FIGURES = "no_figures"
    """The region has none on this topic, or none for this scheme, tier or class."""
    DISPUTED = "disputed"
    """There are figures, but none that can be told as fact (S106)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPolicy:
    """Nothing local can be told (S104): why, whom to ring instead, and what is usual in the country, told as such."""

    region: Place | None
    topic: Topic
    lack: Lack
    general: tuple[PolicyGroup, ...]
    numbers: tuple[HotlineNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Where else to ask and where to have a thing done (S5 to S19, S35, S36, S45 to S49), and the numbers to ring."""

    region: Place
    topic: Topic
    groups: tuple[PolicyGroup, ...]
    numbers: tuple[HotlineNumber, ...]


_TABLE: Final = cast(Table, Policy.__table__)
_ASKED: Final = (
    select(_TABLE)
    .where(
        _TABLE.c.region_code.in_(bindparam("regions", expanding=True)),
        _TABLE.c.service.in_(bindparam("services", expanding=True)),
    )
    .order_by(_TABLE.c.position)
)
_CURRENT: Final = select(_TABLE).where(_TABLE.c.status == PolicyStatus.CURRENT).order_by(_TABLE.c.position)


def policies(
    db: Db,
    region: Place | str | None,
    topic: Topic,
    *,
    year: int | None = None,
    scheme: Scheme | None = None,
    tier: Tier | None = None,
    klass: InsuredClass | None = None,
) -> Policies | NoPolicy:
    """What holds in a region, a Place or its GB/T 2260 code; None or an unknown code is an unknown region.

    `scheme`, `tier` and `klass` leave out what is for others; who is 灵活就业 hears what 职工 hear, too. A province's
    rules hold in its places unless these have their own.
    """
    place = region_by_code(region) if isinstance(region, str) else region
    row = TOPICS[topic]
    reached = place.reaches if place else CHINA.reaches
    asked = {"regions": reached, "services": row.services}
    rows = db.execute(_ASKED, asked).all()
    audience = _Audience(scheme, tier, klass)
    current = [one for one in rows if one.status is PolicyStatus.CURRENT and audience.hears(one)]
    inner = _nearest(_of_year([one for one in current if one.region_code != CHINA.code], year), reached)
    general = grouped(_of_year([one for one in current if one.region_code == CHINA.code], year))
    if place and (inner or not row.local):
        beside = tuple(group for group in general if not inner or group.service not in LOCAL_SERVICES)
        if inner or beside:
            groups = tuple(sorted(grouped(inner), key=lambda group: reached.index(group.region.code)))
            return Policies(region=place, topic=topic, asked_year=year, groups=groups, general=beside)
    doubtful = any(one.region_code != CHINA.code and audience.hears(one) for one in rows)
    lack = Lack.DISPUTED if doubtful else Lack.NO_FIGURES
    return NoPolicy(
        region=place,
        topic=topic,
        lack=lack if place else Lack.UNKNOWN_REGION,
        general=general,
        numbers=numbers(place),
    )


def channels(db: Db, region: Place | str | None, topic: Topic = Topic.QUERY_GUIDE) -> Channels:
    """Where to ask or have done what a topic is about, the region's own ways first.

    A topic of policies brings its guide, as 共济 in QD#共济; one without a guide brings the channels for a query. An
    unknown region hears what holds everywhere.
    """
    place = (region_by_code(region) if isinstance(region, str) else region) or CHINA
    guide = GUIDES.get(topic, topic if topic.value.endswith("guide") else Topic.QUERY_GUIDE)
    found = db.execute(_ASKED, {"regions": place.reaches, "services": TOPICS[guide].services})
    groups = grouped(row for row in found if row.status is PolicyStatus.CURRENT)
    ordered = sorted(groups, key=lambda group: place.reaches.index(group.region.code))
    return Channels(region=place, topic=guide, groups=tuple(ordered), numbers=numbers(place))


def all_policies(db: Db) -> tuple[PolicyGroup, ...]:
    """Every group with its current clauses, in the order of the files."""
    return grouped(db.execute(_CURRENT))


@dataclass(frozen=True, slots=True)
class _Audience:
    """Whom an answer is for; None is everybody."""

    scheme: Scheme | None
    tier: Tier | None
    klass: InsuredClass | None

    def hears(self, row: Row[Any]) -> bool:
        """Whether a row is about these people, or about everybody."""
        schemes = {PolicyScheme.ANY, self.scheme and PolicyScheme(self.scheme.value)}
        if self.scheme is Scheme.FLEXIBLE:
            schemes.add(PolicyScheme.EMPLOYEE)
        return (
            (self.scheme is None or row.scheme in schemes)
            and (self.tier is None or row.tier in (PolicyTier.ANY, PolicyTier(self.tier.value)))
            and (self.klass is None or row.insured_class in (PolicyClass.ANY, PolicyClass(self.klass.value)))
        )


def _of_year(rows: Iterable[Row[Any]], year: int | None) -> list[Row[Any]]:
    """The rows of the year asked for, or of the latest, for each region, service and scheme; and those of no year."""
    kept = list(rows)
    years: dict[tuple[object, ...], set[int]] = {}
    for row in kept:
        years.setdefault((row.region_code, row.service, row.scheme), set()).add(row.year)
    meant = {audience: year if year in known else max(known) for audience, known in years.items()}
    return [row for row in kept if row.year in (0, meant[row.region_code, row.service, row.scheme])]


def _nearest(rows: Iterable[Row[Any]], reached: tuple[str, ...]) -> list[Row[Any]]:
    """Without the figures of a province that one of its places has its own for."""
    kept = list(rows)
    own = {_figure_of(row) for row in kept if row.region_code == reached[0]}
    return [row for row in kept if row.region_code == reached[0] or _figure_of(row) not in own]


def _figure_of(row: Row[Any]) -> tuple[object, ...]:
    """The key of a row but for where and when."""
    return tuple(row._mapping[column] for column in KEY if column not in ("region_code", "year"))


def grouped(rows: Iterable[Row[Any]]) -> tuple[PolicyGroup, ...]:
    """Rows in the order of the files, those told together put together."""
    return tuple(
        PolicyGroup(
            region=region_by_code(code) or CHINA,
            year=year or None,
            service=service,
            title=title,
            spoken_title=spoken_title,
            title_en=title_en,
            keywords=keywords,
            clauses=tuple(map(_clause, members)),
        )
        for (code, year, service, title, spoken_title, title_en, keywords), members in groupby(rows, key=_together)
    )


def _together(row: Row[Any]) -> tuple[str, int, PolicyService, str, str, str, str]:
    return row.region_code, row.year, row.service, row.title, row.spoken_title, row.title_en, row.keywords


def _clause(row: Row[Any]) -> Clause:
    values = values_of(
        unit=row.unit,
        low=row.low,
        high=row.high,
        band_low_fen=row.band_low_fen,
        band_high_fen=row.band_high_fen,
    )
    return Clause(
        scheme=row.scheme,
        tier=row.tier,
        insured_class=row.insured_class,
        hospital_level=row.hospital_level,
        visit=row.visit,
        item=row.item,
        detail=row.detail,
        band_low_fen=row.band_low_fen,
        band_high_fen=row.band_high_fen,
        low=row.low,
        high=row.high,
        unit=row.unit,
        sources=tuple(row.sources.split()),
        spoken=row.spoken,
        spoken_en=row.spoken_en,
        values=values,
        sms=written(row.sms, values),
        sms_en=written_in_english(row.sms_en, values),
    )
