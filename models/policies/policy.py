"""The policy table: one row a figure or rule, with the words in which it is told and how far it can be trusted.

A row's key is its region, year, audience, service, hospital level, visit, item and amount band; of each key at most
one row is `current` (domain 5, invariant 18). Only current rows are ever told as fact (S106); the others are kept so
that who compares sources sees what else was claimed, and why it is not believed.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set


class PolicyStatus(StrEnum):
    """How far a row can be trusted."""

    CURRENT = "current"
    """Told, with the reservation that the local bureau's rules decide."""
    SUPERSEDED = "superseded"
    """Held once; newer figures took its place."""
    DISPUTED = "disputed"
    """Contradicted by another source, by its own arithmetic, or too doubtful to be told."""


class PolicyScheme(StrEnum):
    """Which insurance a row is about."""

    ANY = "any"
    EMPLOYEE = "employee"
    """职工"""
    RESIDENT = "resident"
    """城乡居民"""
    FLEXIBLE = "flexible"
    """灵活就业"""


class PolicyTier(StrEnum):
    """Which tier, where a region has several."""

    ANY = "any"
    FIRST = "first"
    """一档"""
    SECOND = "second"
    """二档"""
    THIRD = "third"
    """三档"""


class PolicyClass(StrEnum):
    """Whom a row is about; finer than the classes people are insured in."""

    ANY = "any"
    WORKING = "working"
    """在职"""
    RETIRED = "retired"
    """退休"""
    STUDENT = "student"
    """学生儿童, 未成年人"""
    OLD = "old"
    """老年人"""
    WORKING_AGE = "working_age"
    """劳动年龄内居民, 成年人"""
    NEWBORN = "newborn"
    """新生儿"""
    DESTITUTE = "destitute"
    """特困供养, 孤儿, 二级以上重残"""
    LOW_INCOME = "low_income"
    """低保, 重点优抚, 高龄低收入, 脱贫监测"""


class PolicyService(StrEnum):
    """What a row is about. `models.policies.topics` says which a question brings."""

    OUTPATIENT = "outpatient"
    """门诊"""
    DENTAL = "dental"
    """牙科"""
    INPATIENT = "inpatient"
    """住院"""
    SERIOUS = "serious"
    """大病, 特殊病种, 慢特病"""
    PREMIUM = "premium"
    """缴费标准"""
    ENROLMENT = "enrolment"
    """参保条件, 待遇起始, 断缴"""
    YEARS = "years"
    """缴费年限"""
    ACCOUNT = "account"
    """个人账户规则"""
    SHARING = "sharing"
    """家庭共济规则"""
    REIMBURSEMENT = "reimbursement"
    """报销办法, 不予报销的项目"""
    DOCUMENTS = "documents"
    """手工报销材料"""
    DEADLINE = "deadline"
    """报销时限"""
    MATERNITY = "maternity"
    """生育"""
    PENSION = "pension"
    """养老金计算"""
    SOCIAL_BASE = "social_base"
    """社会保险缴费基数"""
    SOCIAL_INSURANCE = "social_insurance"
    EMPLOYMENT = "employment"
    LABOUR = "labour"
    PERSONNEL = "personnel"
    QUERY_GUIDE = "query_guide"
    """余额等的其他查询渠道"""
    CONTRIBUTION_GUIDE = "contribution_guide"
    """缴费记录的查询渠道"""
    FILING_GUIDE = "filing_guide"
    """异地就医备案的办理"""
    CLAIM_GUIDE = "claim_guide"
    """报销的办理"""
    SHARING_GUIDE = "sharing_guide"
    """家庭共济的绑定与查询"""
    CARD_GUIDE = "card_guide"
    """社保卡与医保码的激活"""


class HospitalLevel(StrEnum):
    """Where the patient is treated."""

    ANY = "any"
    COMMUNITY = "community"
    """社区, 基层"""
    PRIMARY = "primary"
    """一级及以下"""
    SECONDARY = "secondary"
    """二级"""
    TERTIARY = "tertiary"
    """三级"""
    OTHER = "other"
    """其他定点医院: those that no other row of the group names"""


class Item(StrEnum):
    """What kind of figure a row holds."""

    THRESHOLD = "threshold"
    """起付线"""
    RATIO = "ratio"
    """报销比例"""
    CEILING = "ceiling"
    """封顶线, 年度最高支付限额"""
    SELF_PAY = "self_pay"
    """先行自付比例"""
    PREMIUM = "premium"
    """应缴金额"""
    SUBSIDY = "subsidy"
    """财政补助"""
    BASE = "base"
    """缴费基数"""
    PERSON_RATE = "person_rate"
    UNIT_RATE = "unit_rate"
    PERSON_PART = "person_part"
    UNIT_PART = "unit_part"
    TOTAL = "total"
    YEARS = "years"
    """缴费年限"""
    WAITING = "waiting"
    """等待期"""
    DAYS = "days"
    """产假天数"""
    GRANT = "grant"
    """一次性奖励或补贴"""
    AGE = "age"
    CHOICES = "choices"
    """可选机构数"""
    DURATION = "duration"
    """办理时间"""
    RULE = "rule"
    """A sentence, mostly without a figure."""
    NOTE = "note"
    """Too vague to be told to anybody (S80)."""


class Unit(StrEnum):
    """What `low` and `high` count."""

    NONE = "none"
    FEN = "fen"
    PERCENT = "percent"
    """Hundredths of a percent: 8.8 % is 880."""
    NUMBER = "number"


KEY: Final = (
    "region_code",
    "year",
    "scheme",
    "tier",
    "insured_class",
    "service",
    "hospital_level",
    "visit",
    "item",
    "detail",
    "band_low_fen",
    "band_high_fen",
)
"""The columns of which one row is current."""


class Policy(Base):
    """One figure or rule. Every column of the key is filled: 0, 'any' or '' where a row makes no difference.

    Money is fen. `spoken` and `sms` are templates with the typed placeholders of `models.policies.figures`.
    """

    __tablename__ = "policy"
    __table_args__ = (
        Index(
            "uq_policy_current",
            *KEY,
            unique=True,
            sqlite_where=text("status = 'current'"),
            postgresql_where=text("status = 'current'"),
        ),
        Index("ix_policy_region_code_service", "region_code", "service"),
        CheckConstraint("year = 0 OR year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("visit BETWEEN 0 AND 2", name="visit"),
        CheckConstraint(
            "band_low_fen >= 0 AND (band_high_fen = 0 OR band_high_fen >= band_low_fen)", name="amount_band"
        ),
        CheckConstraint("(unit = 'none') = (low IS NULL)", name="unit"),
        CheckConstraint("high IS NULL OR high >= low", name="range"),
        CheckConstraint("low IS NULL OR low >= 0", name="not_negative"),
        CheckConstraint("unit <> 'percent' OR (low <= 10000 AND (high IS NULL OR high <= 10000))", name="percent"),
        CheckConstraint("(item = 'note') = (spoken = '')", name="note"),
        CheckConstraint("(spoken = '') = (sms = '')", name="words"),
        CheckConstraint("status <> 'current' OR spoken <> ''", name="current_is_told"),
        CheckConstraint("status = 'current' OR note <> ''", name="doubt_is_explained"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(6))
    """GB/T 2260; 000000 is the whole country."""
    year: Mapped[int] = mapped_column(SmallInteger)
    """0 for a rule that is bound to no year."""
    scheme: Mapped[PolicyScheme] = mapped_column(closed_set(PolicyScheme, "scheme"))
    tier: Mapped[PolicyTier] = mapped_column(closed_set(PolicyTier, "tier"))
    insured_class: Mapped[PolicyClass] = mapped_column(closed_set(PolicyClass, "insured_class"))
    service: Mapped[PolicyService] = mapped_column(closed_set(PolicyService, "service"))
    hospital_level: Mapped[HospitalLevel] = mapped_column(closed_set(HospitalLevel, "hospital_level"))
    visit: Mapped[int] = mapped_column(SmallInteger)
    """0 for any stay of a year, 1 for the first, 2 for the second and later ones."""
    item: Mapped[Item] = mapped_column(closed_set(Item, "item"))
    detail: Mapped[str] = mapped_column(String(32))
    """Tells rows of one item apart: `filling` and `extraction` of dental care."""
    band_low_fen: Mapped[int] = mapped_column(BigInteger)
    band_high_fen: Mapped[int] = mapped_column(BigInteger)
    """0 for no upper end."""
    low: Mapped[int | None] = mapped_column(BigInteger)
    high: Mapped[int | None] = mapped_column(BigInteger)
    """The upper end of a range."""
    unit: Mapped[Unit] = mapped_column(closed_set(Unit, "unit_kind"))
    status: Mapped[PolicyStatus] = mapped_column(closed_set(PolicyStatus, "status"))
    sources: Mapped[str] = mapped_column(String(64))
    """The requirements it is taken from, as `S50 S52`."""
    page: Mapped[str] = mapped_column(String(64))
    """The documents those stand in, and their day."""
    checked_on: Mapped[date | None]
    """When it was last compared with an official text; None for never."""
    title: Mapped[str] = mapped_column(String(40))
    """Names the group that is told together: 在职职工门诊."""
    spoken_title: Mapped[str] = mapped_column(String(40))
    """The title without a figure or Latin letter."""
    title_en: Mapped[str] = mapped_column(String(80), server_default=text("''"))
    """The title in English, for the ear and for texts."""
    keywords: Mapped[str] = mapped_column(String(200))
    """Other words people search the group by, between spaces."""
    spoken: Mapped[str] = mapped_column(Text)
    sms: Mapped[str] = mapped_column(Text)
    spoken_en: Mapped[str] = mapped_column(Text, server_default=text("''"))
    sms_en: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """English words are empty where a row is told in no language, and until the files are loaded after migrating."""
    note: Mapped[str] = mapped_column(Text)
    """For maintainers: why a row is not current, or how its seed words it. Never told."""
    position: Mapped[int] = mapped_column(Integer)
    """The place in the files, which is the order of telling."""
