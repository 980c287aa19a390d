"""What every enquiry does alike: require a level, name the person, audit the answer.

The levels are those of domain 4.3; the trees of 4.2 ask the same questions behind an identity check that gives L2.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from sqlalchemy import bindparam, select

from models.access import Access, Level
from models.database import Db
from models.errors import NotAllowed
from models.identity import masked_name
from models.months import YearMonth
from models.proof.guardians import child_of
from models.tables import audit
from models.tables.columns import ACTIVE
from models.tables.insurance import Insurance, InsuranceStatus, Scheme, Tier
from models.tables.person import Person
from models.tables.region import Region
from models.vault import Sealed, Vault


class Question(StrEnum):
    """What was asked, as the audit remembers it."""

    BALANCE = "balance"
    MOVEMENTS = "movements"
    CREDITED = "credited"
    YEARLY = "yearly"
    FAMILY = "family"
    FAMILY_PAYMENTS = "family_payments"
    FAMILY_PREMIUMS = "family_premiums"
    FAMILY_AUTHORISATIONS = "family_authorisations"
    FAMILY_QUOTA = "family_quota"
    PARTICIPATION = "participation"
    CONTRIBUTIONS = "contributions"
    CONTRIBUTED_MONTHS = "contributed_months"
    COUNTERS = "counters"
    CLAIMS = "claims"
    FILINGS = "filings"
    MATERNITY = "maternity"
    PENSION = "pension"
    UNEMPLOYMENT = "unemployment"
    WORK_INJURY = "work_injury"
    CARD = "card"
    TICKETS = "tickets"
    TICKET = "ticket"
    CHILDREN = "children"


_VERIFIED: Final = frozenset(
    {
        Question.MOVEMENTS,
        Question.CREDITED,
        Question.FAMILY_PAYMENTS,
        Question.FAMILY_PREMIUMS,
        Question.COUNTERS,
        Question.PENSION,
        Question.UNEMPLOYMENT,
        Question.WORK_INJURY,
    }
)

LEVELS: Final = {question: Level.VERIFIED if question in _VERIFIED else Level.BOUND for question in Question}
"""How well an asker must be known for each question."""

OF_CHILDREN: Final = frozenset({Question.BALANCE, Question.PARTICIPATION, Question.CONTRIBUTIONS})
"""What a parent may ask for a child under fourteen (domain 7.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccount:
    """Insured under a scheme that has no personal account (S26, S27)."""

    masked_name: str
    scheme: Scheme
    tier: Tier | None
    region_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInsured:
    """Neither an account nor an insurance in force (S101); `status` is that of the latest spell, if there was one."""

    masked_name: str
    status: InsuranceStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFound:
    """There is no record of what was asked (S108); `month` or `year` where one was asked for."""

    masked_name: str
    question: Question
    month: YearMonth | None = None
    year: int | None = None


Answer = TypeVar("Answer")

_NAME: Final = select(Person.name_sealed).where(Person.id == bindparam("person"))

_INSURED: Final = (
    select(Insurance.scheme, Insurance.tier, Region.name)
    .join(Region, Region.code == Insurance.region_code)
    .where(Insurance.person_id == bindparam("person"), Insurance.status == ACTIVE)
)

LATEST_STATUS: Final = (
    select(Insurance.status)
    .where(Insurance.person_id == bindparam("person"))
    .order_by(Insurance.started_on.desc(), Insurance.id.desc())
    .limit(1)
)


def require(db: Db, person_id: int, access: Access, question: Question) -> None:
    """Raise NotAllowed below the question's level, and for a child whom the parent who asks may not ask so for."""
    access.require(LEVELS[question])
    if access.guardian_id is None:
        return
    if question not in OF_CHILDREN or child_of(db, access.guardian_id, person_id, access.at) is None:
        raise NotAllowed("A parent may not ask this for this child.")


class Asking:
    """One question about one person. Raises NotAllowed below the question's level, and for a person there is not."""

    def __init__(self, db: Db, person_id: int, access: Access, question: Question) -> None:
        require(db, person_id, access, question)
        self.db = db
        self.person_id = person_id
        self.access = access
        self.question = question
        self.vault: Vault = db.info["vault"]
        sealed = db.scalar(_NAME, {"person": person_id})
        if sealed is None:
            raise NotAllowed("There is no such person to answer about.")
        self.masked_name = masked_name(self.vault.unseal(Sealed.NAME, sealed))

    def answer(self, answer: Answer) -> Answer:
        """`answer` itself, once its audit row is written; that is kept when the transaction commits."""
        audit.write(
            self.db,
            self.access,
            required=LEVELS[self.question],
            question=self.question.value,
            answer=type(answer).__name__,
            person_id=self.person_id,
        )
        return answer

    def nothing(self, *, month: YearMonth | None = None, year: int | None = None) -> NothingFound:
        """The audited answer that there is no record."""
        return self.answer(NothingFound(masked_name=self.masked_name, question=self.question, month=month, year=year))

    def no_account(self) -> NoAccount | NotInsured:
        """The audited answer about money to somebody without a personal account."""
        row = self.db.execute(_INSURED, {"person": self.person_id}).one_or_none()
        answer: NoAccount | NotInsured
        if row is None:
            status = self.db.scalar(LATEST_STATUS, {"person": self.person_id})
            answer = NotInsured(masked_name=self.masked_name, status=status)
        else:
            answer = NoAccount(masked_name=self.masked_name, scheme=row[0], tier=row[1], region_name=row[2])
        return self.answer(answer)
