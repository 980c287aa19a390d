"""The accounts: people, insurance, money and who may ask about it. No web framework, no telephone company.

Ask through `enquiry`, prove people through `credentials` and `codes`, bind telephones through `binding`, children
through `guardians`, move money through `ledger`, `sharing` and `premiums`, take in what a bureau's system tells through
`posting`, open work through `tickets` and `callbacks`; each function takes a db session of `Database.session()`.
docs/data-model.md draws the tables.
"""

from models import enquiry
from models.access import Access, Channel, Level
from models.database import Base, Database
from models.errors import AccountsError, DatabaseUnavailable, NotAllowed, NotMigrated, VaultError
from models.migrations import migrate
from models.money import authorising, ledger, nightly, posting, premiums, sharing
from models.people import callbacks, tickets
from models.pin import PinHasher
from models.proof import binding, codes, credentials, guardians
from models.tables.account import AccountStatus, Bucket, EntryKind, LedgerEntry, PersonalAccount
from models.tables.agent import (
    Agent,
    AgentRing,
    AgentState,
    EntryResult,
    EntryStatus,
    QueueEntry,
    RingStatus,
    TalkRecording,
)
from models.tables.audit import AuditRow
from models.tables.claim import Claim, ClaimKind, ClaimStatus, RefusalReason
from models.tables.contribution import Branch, Contribution, ContributionSource, ContributionStatus, PriorMonths
from models.tables.conversation import (
    CallRecord,
    Direction,
    MessageRecord,
    message_by_sid,
    one_at_a_time,
)
from models.tables.credential import Credential, Lockout
from models.tables.desk import Supervisor, TicketTaken, WrapUp, WrapUpCode
from models.tables.family import (
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
from models.tables.filing import Filing, FilingKind, FilingStatus
from models.tables.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.tables.maternity import MaternityAllowance, MaternityStatus, Payee
from models.tables.notice import Notice, NoticeKind, NoticePreference, NoticeStatus
from models.tables.one_time_code import CodePurpose, OneTimeCode
from models.tables.outgoing import CallBack, CallBackState, OutgoingStatus, OutgoingText
from models.tables.person import (
    BindingStatus,
    Guardianship,
    GuardianshipEnd,
    GuardianshipStatus,
    Parentage,
    Person,
    PhoneBinding,
)
from models.tables.posted import PostedEvent
from models.tables.region import DeductionOrder, NearRelatives, QuotaRule, Region
from models.tables.settlement import Service, Settlement, YearlyCounter
from models.tables.social import (
    Card,
    CardStatus,
    InjuryStatus,
    Pension,
    PensionStatus,
    Unemployment,
    UnemploymentStatus,
    WorkInjury,
)
from models.tables.survey import SurveyAnswer
from models.tables.ticket import Ticket, TicketDay, TicketKind, TicketStatus
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
    "CallBack",
    "CallBackState",
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
    "Guardianship",
    "GuardianshipEnd",
    "GuardianshipStatus",
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
    "OutgoingStatus",
    "OutgoingText",
    "Parentage",
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
    "Supervisor",
    "SurveyAnswer",
    "TalkRecording",
    "Ticket",
    "TicketDay",
    "TicketKind",
    "TicketStatus",
    "TicketTaken",
    "Tier",
    "Unemployment",
    "UnemploymentStatus",
    "Vault",
    "VaultError",
    "WorkInjury",
    "WrapUp",
    "WrapUpCode",
    "YearlyCounter",
    "authorising",
    "binding",
    "callbacks",
    "codes",
    "credentials",
    "enquiry",
    "guardians",
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
