"""Fictitious people in any number: person `i` of a seed and as-of day is the same on every machine, in any company.

Only `Random.random()` is drawn from, whose sequence Python promises not to change; all else is integer arithmetic.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from models.identity import with_check_character
from models.seed.regions import REGIONS, SHENZHEN
from models.tables.account import AccountStatus
from models.tables.insurance import InsuranceStatus, InsuredClass, Scheme, Tier, has_account

MOST_PEOPLE: Final = 2_000_000
"""More than this would run out of ID numbers."""
LONGEST_HISTORY: Final = 36
"""Months of ledger at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A class of people and its share of the population in thousandths; ages in years."""

    name: str
    share: int
    scheme: Scheme
    insured_class: InsuredClass
    ages: tuple[int, int]
    tier: Tier | None = None

    @property
    def has_account(self) -> bool:
        """Whether these people have a personal account."""
        return has_account(self.scheme, self.tier)


_RESIDENT, _EMPLOYEE = Scheme.RESIDENT, Scheme.EMPLOYEE
_WORKING, _RETIRED = InsuredClass.WORKING, InsuredClass.RETIRED

COHORTS: Final = (
    Cohort(name="在职", share=300, scheme=_EMPLOYEE, insured_class=_WORKING, ages=(22, 59)),
    Cohort(name="退休70岁以下", share=80, scheme=_EMPLOYEE, insured_class=_RETIRED, ages=(60, 69)),
    Cohort(name="退休70岁以上", share=70, scheme=_EMPLOYEE, insured_class=_RETIRED, ages=(71, 95)),
    Cohort(name="居民", share=190, scheme=_RESIDENT, insured_class=InsuredClass.WORKING_AGE, ages=(19, 58)),
    Cohort(name="老年居民", share=60, scheme=_RESIDENT, insured_class=InsuredClass.OLD, ages=(61, 92)),
    Cohort(name="学生", share=100, scheme=_RESIDENT, insured_class=InsuredClass.STUDENT, ages=(3, 22)),
    Cohort(
        name="深圳一档",
        share=50,
        scheme=_EMPLOYEE,
        insured_class=_WORKING,
        ages=(22, 59),
        tier=Tier.FIRST,
    ),
    Cohort(
        name="深圳二档",
        share=50,
        scheme=_EMPLOYEE,
        insured_class=_WORKING,
        ages=(20, 59),
        tier=Tier.SECOND,
    ),
    Cohort(
        name="深圳三档",
        share=20,
        scheme=_EMPLOYEE,
        insured_class=_WORKING,
        ages=(18, 59),
        tier=Tier.THIRD,
    ),
    Cohort(name="灵活就业", share=80, scheme=Scheme.FLEXIBLE, insured_class=_WORKING, ages=(20, 58)),
)
"""Who there is; the shares add up to 1000."""

_COHORT_OF: Final = tuple(cohort for cohort in COHORTS for _ in range(cohort.share))
_OTHER_REGIONS: Final = tuple(row[0] for row in REGIONS if row[0] != SHENZHEN)
_SURNAMES: Final = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈",
    "欧阳",
    "司马",
    "上官",
    "诸葛",
)
_GIVEN: Final = tuple("伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华建国红梅鑫波宇浩凯健俊帆雪荣爱春")
_STATUSES: Final = (
    (InsuranceStatus.ACTIVE,) * 94
    + (InsuranceStatus.PAUSED,) * 3
    + (InsuranceStatus.UNPAID,) * 2
    + (InsuranceStatus.ENDED,)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One fictitious person, in clear, before anything is sealed. `months` is the length of the ledger, 0 for none."""

    person_id: int
    name: str
    id_number: str
    phone: str | None
    language: str
    died: bool
    cohort: Cohort
    region_code: str
    status: InsuranceStatus
    account_status: AccountStatus
    activated: bool
    months: int


def figures(seed: int, first: int, people: int, as_of: date) -> Iterator[tuple[Figure, Random]]:
    """People number `first` to `people`, each with the random source that goes on to make its ledger."""
    for person_id in range(first, people + 1):
        rng = Random((seed << 32) + person_id)  # noqa: S311  fiction, not secrets
        yield _figure(person_id, rng.random, as_of), rng


def _figure(person_id: int, draw: Callable[[], float], as_of: date) -> Figure:
    cohort = _COHORT_OF[int(draw() * 1000)]
    youngest, oldest = cohort.ages
    age = youngest + int(draw() * (oldest - youngest + 1))
    status = _STATUSES[int(draw() * 100)]
    name = _SURNAMES[int(draw() * len(_SURNAMES))] + _GIVEN[int(draw() * len(_GIVEN))]
    if draw() < 0.7:
        name += _GIVEN[int(draw() * len(_GIVEN))]
    return Figure(
        person_id=person_id,
        name=name,
        id_number=_id_number(person_id, as_of.year - age, draw),
        phone=f"+86120{20_000_000 + person_id:08d}" if draw() < 0.7 else None,
        language="en" if draw() < 0.02 else "zh-CN",
        died=age > 70 and draw() < 0.01,
        cohort=cohort,
        region_code=SHENZHEN if cohort.tier else _OTHER_REGIONS[int(draw() * len(_OTHER_REGIONS))],
        status=status,
        account_status=AccountStatus.FROZEN if draw() < 0.01 else AccountStatus.NORMAL,
        activated=draw() < 0.96,
        months=6 + int(draw() * (LONGEST_HISTORY - 5)) if cohort.has_account else 0,
    )


def _id_number(person_id: int, birth_year: int, draw: Callable[[], float]) -> str:
    """Unique by its district and order digits alone: 4,000 districts below the never issued 99, 500 orders a sex."""
    district = 99_2000 + person_id % 4000
    order = person_id // 4000 * 2 % 1000 + (draw() < 0.5)
    return with_check_character(
        f"{district:06d}{birth_year:04d}{1 + int(draw() * 12):02d}{1 + int(draw() * 28):02d}{order:03d}"
    )
