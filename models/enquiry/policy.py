"""What the policies say: by region, topic and year, for anybody who asks. No person is in it, so nothing is audited.

Only current rows are answered from (S106). Every group names its region and its year, which is the year asked for or,
where that has none, the latest there is (S105). What is not known for a region is said to be so (S104).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Row, Table, bindparam, select

from models.database import Db
from models.enquiry.policy_answers import Channels, Lack, NoPolicy, Policies, PolicyGroup, grouped
from models.policies.gazetteer import CHINA, Place, numbers, region_by_code
from models.policies.policy import (
    KEY,
    Policy,
    PolicyClass,
    PolicyScheme,
    PolicyStatus,
    PolicyTier,
)
from models.policies.topics import GUIDES, LOCAL_SERVICES, TOPICS, Topic
from models.tables.insurance import InsuredClass, Scheme, Tier

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
