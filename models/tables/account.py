"""The personal account and its ledger, as tables; `models.money.ledger` is the only writer of both.

All money is integer fen. The ledger is append only: triggers of the database refuse UPDATE and DELETE, and refuse an
entry that does not continue its account's sequence and running balances.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime, closed_set


class AccountStatus(StrEnum):
    """Whether money may leave."""

    NORMAL = "normal"
    FROZEN = "frozen"


class Bucket(StrEnum):
    """The two parts of a balance."""

    CURRENT_YEAR = "current_year"
    """本年"""
    CARRIED_OVER = "carried_over"
    """历年"""


class EntryKind(StrEnum):
    """Why money moved; each kind has a fixed sign (domain 5, invariant 3)."""

    EMPLOYER_CREDIT = "employer_credit"
    """单位划入"""
    PERSONAL_CREDIT = "personal_credit"
    """个人缴费"""
    INTEREST = "interest"
    """利息"""
    OUTPATIENT = "outpatient"
    """门诊支付"""
    INPATIENT = "inpatient"
    """住院支付"""
    PHARMACY = "pharmacy"
    """药店支付"""
    SHARED_PAYMENT = "shared_payment"
    """共济支付"""
    SHARED_PREMIUM = "shared_premium"
    """共济缴费"""
    CARRY_OVER = "carry_over"
    """年度结转"""
    REVERSAL = "reversal"
    """退费/冲正"""
    ADJUSTMENT = "adjustment"
    """调整"""


CREDITS: Final = (EntryKind.EMPLOYER_CREDIT, EntryKind.PERSONAL_CREDIT, EntryKind.INTEREST)
"""Kinds that only add."""
PAYMENTS: Final = (
    EntryKind.OUTPATIENT,
    EntryKind.INPATIENT,
    EntryKind.PHARMACY,
    EntryKind.SHARED_PAYMENT,
    EntryKind.SHARED_PREMIUM,
)
"""Kinds that only take."""
SHARED: Final = (EntryKind.SHARED_PAYMENT, EntryKind.SHARED_PREMIUM)
"""Payments for somebody else, who is named as the beneficiary."""
YEARLY: Final = (EntryKind.INTEREST, EntryKind.CARRY_OVER)
"""Kinds that come once a year and bucket (domain 5, invariants 5 and 6)."""


class PersonalAccount(Base):
    """A person's account. The balances are those after entry number `entries`, the newest."""

    __tablename__ = "personal_account"
    __table_args__ = (
        CheckConstraint("current_year_fen >= 0", name="current_year"),
        CheckConstraint("carried_over_fen >= 0", name="carried_over"),
        CheckConstraint("entries >= 0", name="entries"),
        CheckConstraint("reserved_fen >= 0 AND reserved_fen <= current_year_fen + carried_over_fen", name="reserved"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    status: Mapped[AccountStatus] = mapped_column(closed_set(AccountStatus, "status"))
    activated: Mapped[bool]
    """Whether the social-insurance card has been activated (S103)."""
    as_of: Mapped[date]
    """The Shanghai day up to which the books are kept."""
    entries: Mapped[int] = mapped_column(Integer)
    current_year_fen: Mapped[int] = mapped_column(BigInteger)
    carried_over_fen: Mapped[int] = mapped_column(BigInteger)
    reserved_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The unused quotas of the family authorisations it has given, which the owner cannot use meanwhile."""


def _listed(kinds: tuple[EntryKind, ...]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


class LedgerEntry(Base):
    """One immutable movement of money, number `seq` of its account; `*_fen` balances are those after it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "reverses_seq"],
            ["ledger_entry.account_id", "ledger_entry.seq"],
            name="fk_ledger_entry_reverses",
        ),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint(
            f"(kind IN ({_listed(CREDITS)}) AND amount_fen > 0)"
            f" OR (kind IN ({_listed(PAYMENTS)}) AND amount_fen < 0)"
            " OR (kind = 'carry_over' AND bucket = 'current_year' AND amount_fen <= 0)"
            " OR (kind = 'carry_over' AND bucket = 'carried_over' AND amount_fen >= 0)"
            " OR (kind IN ('reversal', 'adjustment') AND amount_fen <> 0)",
            name="sign",
        ),
        CheckConstraint("current_year_fen >= 0 AND carried_over_fen >= 0", name="not_below_zero"),
        CheckConstraint(f"(kind IN ({_listed(YEARLY)})) = (for_year IS NOT NULL)", name="yearly"),
        CheckConstraint(f"(kind IN ({_listed(YEARLY)})) = (external_number IS NULL)", name="external_number"),
        CheckConstraint("(kind = 'reversal') = (reverses_seq IS NOT NULL)", name="reversal"),
        CheckConstraint("reverses_seq IS NULL OR reverses_seq < seq", name="reverses_earlier"),
        CheckConstraint(f"(kind IN ({_listed(SHARED)})) = (beneficiary_id IS NOT NULL)", name="beneficiary"),
        Index("uq_ledger_entry_external_number", "external_number", unique=True),
        Index(
            "uq_ledger_entry_yearly",
            "account_id",
            "for_year",
            "kind",
            "bucket",
            unique=True,
            sqlite_where=text("for_year IS NOT NULL"),
            postgresql_where=text("for_year IS NOT NULL"),
        ),
        Index(
            "uq_ledger_entry_reverses_seq",
            "account_id",
            "reverses_seq",
            unique=True,
            sqlite_where=text("reverses_seq IS NOT NULL"),
            postgresql_where=text("reverses_seq IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},  # the entries of an account then lie side by side, oldest first
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("personal_account.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    business_day: Mapped[date]
    kind: Mapped[EntryKind] = mapped_column(closed_set(EntryKind, "kind"))
    bucket: Mapped[Bucket] = mapped_column(closed_set(Bucket, "bucket"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    current_year_fen: Mapped[int] = mapped_column(BigInteger)
    carried_over_fen: Mapped[int] = mapped_column(BigInteger)
    external_number: Mapped[str | None] = mapped_column(String(40))
    """The sender's own number for the posting, which never counts twice; the yearly kinds are ours and have none."""
    institution: Mapped[str | None] = mapped_column(String(40))
    beneficiary_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    authorisation_id: Mapped[int | None] = mapped_column(ForeignKey("family_authorisation.id"))
    """By what authorisation a shared payment was taken; a trigger sees that it held on that day."""
    reverses_seq: Mapped[int | None] = mapped_column(Integer)
    for_year: Mapped[int | None] = mapped_column(SmallInteger)
    """For interest, the year it was earned in; for a carry-over, the year that ended."""
