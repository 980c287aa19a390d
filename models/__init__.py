"""The accounts: people, insurance, money and who may ask about it. No web framework, no telephone company.

Ask through `enquiry`, prove people through `credentials` and `codes`, bind telephones through `binding`, move money
through `ledger`, `sharing` and `premiums`, take in what a bureau's system tells through `posting`, open work through
`tickets` and `callbacks`; each function takes a db session of `Database.session()`. docs/data-model.md draws
the tables.
"""

from models import (
    authorising,
    binding,
    callbacks,
    codes,
    credentials,
    enquiry,
    ledger,
    nightly,
    posting,
    premiums,
    sharing,
    tickets,
)
from models.access import Access, Channel, Level
from models.account import AccountStatus, Bucket, EntryKind, LedgerEntry, PersonalAccount
from models.agent import Agent, AgentRing, AgentState, EntryResult, EntryStatus, QueueEntry, RingStatus
from models.audit import AuditRow
from models.claim import Claim, ClaimKind, ClaimStatus, RefusalReason
from models.contribution import Branch, Contribution, ContributionSource, ContributionStatus, PriorMonths
from models.conversation import (
    CallRecord,
    Direction,
    MessageRecord,
    message_by_sid,
    one_at_a_time,
)
from models.credential import Credential, Lockout
from models.database import Base, Database
from models.errors import AccountsError, DatabaseUnavailable, NotAllowed, NotMigrated, VaultError
from models.family import (
    AuthorisationStatus,
    FailureReason,
    FamilyAuthorisation,
    PremiumStatus,
    Relation,
    ScheduledPremium,
    SharingAttempt,
    SharingKind,
    SharingScope,
)
from models.filing import Filing, FilingKind, FilingStatus
from models.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.maternity import MaternityAllowance, MaternityStatus, Payee
from models.migrations import migrate
from models.notice import Notice, NoticeKind, NoticePreference, NoticeStatus
from models.one_time_code import CodePurpose, OneTimeCode
from models.person import BindingStatus, Person, PhoneBinding
from models.pin import PinHasher
from models.posted import PostedEvent
from models.region import DeductionOrder, NearRelatives, QuotaRule, Region
from models.settlement import Service, Settlement, YearlyCounter
from models.social import (
    Card,
    CardStatus,
    InjuryStatus,
    Pension,
    PensionStatus,
    Unemployment,
    UnemploymentStatus,
    WorkInjury,
)
from models.survey import SurveyAnswer
from models.ticket import Ticket, TicketDay, TicketKind, TicketStatus
from models.vault import Vault

__all__ = [
    "Access",
    "AccountStatus",
    "AccountsError",
    "Agent",
    "AgentRing",
    "AgentState",
    "AuditRow",
    "AuthorisationStatus",
    "Base",
    "BindingStatus",
    "Branch",
    "Bucket",
    "CallRecord",
    "Card",
    "CardStatus",
    "Channel",
    "Claim",
    "ClaimKind",
    "ClaimStatus",
    "CodePurpose",
    "Contribution",
    "ContributionSource",
    "ContributionStatus",
    "Credential",
    "Database",
    "DatabaseUnavailable",
    "DeductionOrder",
    "Direction",
    "EntryKind",
    "EntryResult",
    "EntryStatus",
    "FailureReason",
    "FamilyAuthorisation",
    "Filing",
    "FilingKind",
    "FilingStatus",
    "InjuryStatus",
    "Insurance",
    "InsuranceStatus",
    "InsuredClass",
    "LedgerEntry",
    "Level",
    "Lockout",
    "MaternityAllowance",
    "MaternityStatus",
    "MessageRecord",
    "NearRelatives",
    "NotAllowed",
    "NotMigrated",
    "Notice",
    "NoticeKind",
    "NoticePreference",
    "NoticeStatus",
    "OneTimeCode",
    "Payee",
    "Pension",
    "PensionStatus",
    "Person",
    "PersonalAccount",
    "PhoneBinding",
    "PinHasher",
    "PostedEvent",
    "PremiumStatus",
    "PriorMonths",
    "QueueEntry",
    "QuotaRule",
    "RefusalReason",
    "Region",
    "Relation",
    "RingStatus",
    "ScheduledPremium",
    "Scheme",
    "Service",
    "Settlement",
    "SharingAttempt",
    "SharingKind",
    "SharingScope",
    "SurveyAnswer",
    "Ticket",
    "TicketDay",
    "TicketKind",
    "TicketStatus",
    "Tier",
    "Unemployment",
    "UnemploymentStatus",
    "Vault",
    "VaultError",
    "WorkInjury",
    "YearlyCounter",
    "authorising",
    "binding",
    "callbacks",
    "codes",
    "credentials",
    "enquiry",
    "ledger",
    "message_by_sid",
    "migrate",
    "nightly",
    "one_at_a_time",
    "posting",
    "premiums",
    "sharing",
    "tickets",
]
