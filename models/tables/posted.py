"""The register of what a bureau's system has posted: one row an external number, so that nothing is applied twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base
from models.tables.columns import UtcDateTime


class PostedEvent(Base):
    """One event that was applied, or refused for good; `fingerprint` tells a repetition from another event."""

    __tablename__ = "posted_event"

    external_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the sender was answered, without personal data."""
