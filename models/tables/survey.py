"""Answers to the satisfaction survey after a call."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime


class SurveyAnswer(Base):
    """What a caller thought of a call: 1 很满意, 2 满意, 3 一般, 4 不满意 (domain 2.3); once a call."""

    __tablename__ = "survey_answer"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 4", name="score"), Index("ix_survey_answer_at", "at"))

    call_sid: Mapped[str] = mapped_column(ForeignKey("call_record.call_sid"), primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    agent: Mapped[str | None] = mapped_column(String(32))
    """Who was spoken to; None where it was nobody."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
