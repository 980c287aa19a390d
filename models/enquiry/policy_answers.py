"""What is answered about the policies: the current rows, those that are told in one breath put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from models.policies.figures import Value, values_of, written, written_in_english
from models.policies.gazetteer import CHINA, HotlineNumber, Place, region_by_code
from models.policies.policy import (
    HospitalLevel,
    Item,
    PolicyClass,
    PolicyScheme,
    PolicyService,
    PolicyTier,
    Unit,
)
from models.policies.topics import Topic


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
