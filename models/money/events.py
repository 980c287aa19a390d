"""What a bureau's system tells: one frozen dataclass an event, put to `models.money.posting.post` with its own number.

People are known here by their person id; `models.money.posting.person_of` finds it for an ID number. Money is fen.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from models.months import YearMonth
from models.tables.account import EntryKind
from models.tables.claim import ClaimKind, ClaimStatus, RefusalReason
from models.tables.contribution import Branch, ContributionSource
from models.tables.family import FailureReason, Relation, SharingKind, SharingScope
from models.tables.filing import FilingKind
from models.tables.insurance import InsuranceStatus, InsuredClass, Scheme, Tier
from models.tables.maternity import MaternityStatus, Payee
from models.tables.settlement import Service
from models.tables.social import CardStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditArrived:
    """单位划入 or 个人缴费 for the personal account."""

    person_id: int
    kind: EntryKind
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionPaid:
    """A contribution for `months` months from `month` on: 1, or 12 for a resident's year."""

    person_id: int
    month: YearMonth
    branch: Branch = Branch.MEDICAL
    scheme: Scheme = Scheme.EMPLOYEE
    months: int = 1
    base_fen: int | None = None
    person_fen: int = 0
    unit_fen: int = 0
    source: ContributionSource = ContributionSource.EMPLOYER
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPresented:
    """A visit or a purchase to be settled: 统筹 and cash bear their parts, accounts and family the rest."""

    person_id: int
    service: Service
    cost_fen: int
    pooled_fen: int = 0
    cash_fen: int = 0
    deductible_fen: int = 0
    institution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingFailed:
    """A terminal could not use family money, for a reason that only it knows (S44)."""

    member_id: int
    kind: SharingKind
    amount_fen: int
    reason: FailureReason
    institution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumDemanded:
    """A resident's premium from a relative's account, now or, `at_month_end`, on the last day of the month (S47)."""

    authoriser_id: int
    member_id: int
    amount_fen: int
    for_year: int
    at_month_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What was posted under `original` is undone whole: a bill, a premium, or an entry of the ledger."""

    original: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationBegun:
    """Somebody lets a relative use the money of the account; `relation` is what the member is to the authoriser."""

    authoriser_id: int
    member_id: int
    relation: Relation
    scope: SharingScope = SharingScope.ALL
    quota_fen: int | None = None
    priority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationEnded:
    """One of the two ended the relation."""

    authoriser_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceChanged:
    """A new spell of insurance, or, with `status` alone changed, the state of the present one.

    Every authorisation of a person whose insurance begins anew or is in force no more lapses (自动解除).
    """

    person_id: int
    status: InsuranceStatus
    region_code: str | None = None
    """With the three below: a new spell begins, and the present one ends."""
    scheme: Scheme | None = None
    tier: Tier | None = None
    insured_class: InsuredClass | None = None
    designated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFrozen:
    """The account pays no more, or with `frozen` False pays again."""

    person_id: int
    frozen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSet:
    """The year's 起付线 and 封顶线 of a person; None where there is none."""

    person_id: int
    year: int
    service: Service
    deductible_fen: int | None
    limit_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReceived:
    """A claim was handed in."""

    person_id: int
    number: str
    kind: ClaimKind
    expense_on: date
    amount_fen: int
    ceiling_fen: int | None = None
    bank_tail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMoved:
    """A claim came a step further; a refusal has a reason, a payment an amount."""

    number: str
    status: ClaimStatus
    reason: RefusalReason | None = None
    paid_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingMade:
    """Somebody was filed for treatment elsewhere; the event's number is the filing's."""

    person_id: int
    kind: FilingKind
    place: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingCancelled:
    """A filing was cancelled."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaternityMoved:
    """A maternity allowance was received, is under review, paid or refused."""

    person_id: int
    number: str
    status: MaternityStatus
    days: int
    payee: Payee = Payee.EMPLOYER
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMoved:
    """A social-insurance card came a step further."""

    person_id: int
    status: CardStatus
    tail: str | None = None
    pick_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardActivated:
    """A card can be used from now on."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentageTold:
    """Who is a child's parent or guardian, or with `holds` false is it no longer (domain 7.7)."""

    parent_id: int
    child_id: int
    holds: bool = True


Event: TypeAlias = (
    CreditArrived
    | ContributionPaid
    | BillPresented
    | SharingFailed
    | PremiumDemanded
    | Refunded
    | AuthorisationBegun
    | AuthorisationEnded
    | InsuranceChanged
    | AccountFrozen
    | CounterSet
    | ClaimReceived
    | ClaimMoved
    | FilingMade
    | FilingCancelled
    | MaternityMoved
    | CardMoved
    | CardActivated
    | ParentageTold
)
"""Everything that can be posted."""
