"""生育津贴: the days granted, and when they were paid (S72, S89)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import closed_set


class MaternityStatus(StrEnum):
    """How far an allowance has come."""

    RECEIVED = "received"
    """已受理"""
    REVIEWING = "reviewing"
    """审核中"""
    PAID = "paid"
    """已发放"""
    REFUSED = "refused"
    """不予支付"""


class Payee(StrEnum):
    """Whose bank account the allowance goes to."""

    EMPLOYER = "employer"
    """单位"""
    PERSON = "person"
    """本人"""


class MaternityAllowance(Base):
    """One allowance; the amount is known once it has been reckoned."""

    __tablename__ = "maternity_allowance"
    __table_args__ = (
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("amount_fen IS NULL OR amount_fen > 0", name="amount"),
        CheckConstraint(
            "(status = 'paid') = (paid_on IS NOT NULL) AND (status <> 'paid' OR amount_fen IS NOT NULL)", name="paid"
        ),
        Index("ix_maternity_allowance_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    days: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    payee: Mapped[Payee] = mapped_column(closed_set(Payee, "payee"))
    status: Mapped[MaternityStatus] = mapped_column(closed_set(MaternityStatus, "status"))
    received_on: Mapped[date]
    paid_on: Mapped[date | None]
