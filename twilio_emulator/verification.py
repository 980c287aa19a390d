"""The records of Verify: codes on their way to somebody, how they were sent, and people with the factors they have.

Services, rate limits, webhooks and the like are kept on the shelves of the store. Times are aware UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from twilio_emulator.one_time_code import OneTimeCode
from twilio_emulator.records import new_sid


@dataclass(slots=True, kw_only=True)
class Verification(OneTimeCode):
    """A code for ``to``; ``channel`` is the one it was sent by last, ``attempts`` the SIDs of every sending."""

    sid: str = field(default_factory=lambda: new_sid("VE"))
    account_sid: str
    service_sid: str
    to: str
    channel: str
    amount: str = ""
    payee: str = ""
    lookup: dict[str, Any] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One sending of a code: by the text or the call of that SID, or by neither for an e-mail."""

    sid: str = field(default_factory=lambda: new_sid("VL"))
    account_sid: str
    service_sid: str
    verification_sid: str
    to: str
    channel: str
    locale: str
    code_length: int
    created_at: datetime
    updated_at: datetime
    message_sid: str = ""
    call_sid: str = ""
    converted: bool = False


@dataclass(slots=True, kw_only=True)
class Email:
    """A letter that was to be sent; it lies in the outbox."""

    from_: str
    to: str
    subject: str
    body: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Entity:
    """A person, by the ``identity`` an application knows them under."""

    sid: str = field(default_factory=lambda: new_sid("YE"))
    account_sid: str
    service_sid: str
    identity: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Factor:
    """Something a person has: a secret (``totp``), a telephone's key (``push``), a passkey."""

    sid: str = field(default_factory=lambda: new_sid("YF"))
    account_sid: str
    service_sid: str
    entity_sid: str
    identity: str
    kind: str
    friendly_name: str
    binding: dict[str, Any]
    config: dict[str, Any]
    metadata: Any = None
    verified: bool = False
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Challenge:
    """A question whether somebody has a factor; it is ``pending`` until it is answered or has expired.

    ``entity_sid``, ``identity`` and ``factor_sid`` are empty where any passkey may answer.
    """

    sid: str = field(default_factory=lambda: new_sid("YC"))
    account_sid: str
    service_sid: str
    entity_sid: str
    identity: str
    factor_sid: str
    kind: str
    status: str = "pending"
    expires_at: datetime
    responded_at: datetime | None = None
    details: Any = None
    hidden_details: Any = None
    metadata: Any = None
    created_at: datetime
    updated_at: datetime

    def status_at(self, now: datetime) -> str:
        """Return its status at that time: one that is pending expires by itself."""
        return "expired" if self.status == "pending" and now >= self.expires_at else self.status
