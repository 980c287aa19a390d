"""The accounts: people, insurance, money and who may ask about it. No web framework, no telephone company.

Ask through `enquiry`, prove people through `credentials`, move money through `ledger`, open work through `tickets`;
each function takes a db session of `Database.session()`. docs/data-model.md draws the tables.
"""

from models import credentials, enquiry, ledger, tickets
from models.access import Access, Channel, Level
from models.account import AccountStatus, Bucket, EntryKind, LedgerEntry, PersonalAccount
from models.audit import AuditRow
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
from models.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.migrations import migrate
from models.person import BindingStatus, Person, PhoneBinding
from models.pin import PinHasher
from models.region import Region
from models.ticket import Ticket, TicketDay, TicketKind, TicketStatus
from models.vault import Vault

__all__ = [
    "Access",
    "AccountStatus",
    "AccountsError",
    "AuditRow",
    "Base",
    "BindingStatus",
    "Bucket",
    "CallRecord",
    "Channel",
    "Credential",
    "Database",
    "DatabaseUnavailable",
    "Direction",
    "EntryKind",
    "Insurance",
    "InsuranceStatus",
    "InsuredClass",
    "LedgerEntry",
    "Level",
    "Lockout",
    "MessageRecord",
    "NotAllowed",
    "NotMigrated",
    "Person",
    "PersonalAccount",
    "PhoneBinding",
    "PinHasher",
    "Region",
    "Scheme",
    "Ticket",
    "TicketDay",
    "TicketKind",
    "TicketStatus",
    "Tier",
    "Vault",
    "VaultError",
    "credentials",
    "enquiry",
    "ledger",
    "message_by_sid",
    "migrate",
    "one_at_a_time",
    "tickets",
]
