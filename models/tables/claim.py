"""Claims for manual reimbursement (手工报销); `models.money.cases` moves them on."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set


class ClaimKind(StrEnum):
    """What the expense was."""

    OUTPATIENT = "outpatient"
    """门诊"""
    INPATIENT = "inpatient"
    """住院"""
    EMERGENCY = "emergency"
    """急诊"""
    MATERNITY = "maternity"
    """生育"""


class ClaimStatus(StrEnum):
    """How far a claim has come."""

    RECEIVED = "received"
    """已受理"""
    REVIEWING = "reviewing"
    """审核中"""
    DOCUMENTS = "documents"
    """补材料"""
    APPROVED = "approved"
    """已通过"""
    PAID = "paid"
    """已打款"""
    REFUSED = "refused"
    """不予支付"""


class RefusalReason(StrEnum):
    """Why a claim is not paid."""

    DEADLINE = "deadline"
    """超过报销时限 (S87)"""
    NOT_COVERED = "not_covered"
    """目录外费用 (S88)"""
    DOCUMENTS = "documents"
    """材料不全"""
    SETTLED = "settled"
    """已直接结算"""


class Claim(Base):
    """One claim. Money is promised between `earliest_on` and `due_on`, the 15th and 30th working day (S86)."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("received_on >= expense_on", name="order"),
        CheckConstraint("received_on <= deadline_on OR (status = 'refused' AND reason = 'deadline')", name="deadline"),
        CheckConstraint("(status = 'refused') = (reason IS NOT NULL)", name="refused"),
        CheckConstraint(
            "(status = 'paid') = (paid_fen IS NOT NULL) AND (status = 'paid') = (paid_on IS NOT NULL)", name="paid"
        ),
        CheckConstraint(
            "paid_fen IS NULL OR (paid_fen > 0 AND paid_fen <= amount_fen"
            " AND (ceiling_fen IS NULL OR paid_fen <= ceiling_fen))",
            name="ceiling",
        ),
        Index("ix_claim_person_id_received_on", "person_id", "received_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ClaimKind] = mapped_column(closed_set(ClaimKind, "kind"))
    expense_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    ceiling_fen: Mapped[int | None] = mapped_column(BigInteger)
    """The most that policy pays for it, where it says so."""
    received_on: Mapped[date]
    deadline_on: Mapped[date]
    """The last day on which it could be handed in, by the region's rule on the day it was."""
    earliest_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[ClaimStatus] = mapped_column(closed_set(ClaimStatus, "status"))
    reason: Mapped[RefusalReason | None] = mapped_column(closed_set(RefusalReason, "reason"))
    decided_on: Mapped[date | None]
    paid_fen: Mapped[int | None] = mapped_column(BigInteger)
    paid_on: Mapped[date | None]
    bank_tail: Mapped[str | None] = mapped_column(String(4))
