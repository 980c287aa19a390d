"""Pooling regions (统筹地区) and the parameters in which they differ."""

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base


class Region(Base):
    """A pooling region. `code` is that of GB/T 2260, `area_code` the telephone prefix callers key in (010, 0755)."""

    __tablename__ = "region"
    __table_args__ = (CheckConstraint("interest_rate_ppm BETWEEN 0 AND 200000", name="interest_rate"),)

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    area_code: Mapped[str] = mapped_column(String(4), unique=True)
    interest_rate_ppm: Mapped[int] = mapped_column(Integer)
    """Parts per million a year; 3500 is the demand rate of 0.35 % (S24)."""
    current_year_first: Mapped[bool]
    """Whether payments take 本年 money before 历年 money, or the other way round."""
