"""The life of a one-time code: sent, asked for again, checked, over (twilio-behaviour 8).

There is no clock here: whoever asks says what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(minutes=10)
"""How long a code is good, counted from its first sending; sending it again does not prolong it."""
MOST_SENDS = 5
MOST_CHECKS = 5
"""Wrong ones; the next check is refused, whatever it says."""


class CodeStatus(StrEnum):
    """The statuses of a verification, as its resource has them."""

    PENDING = "pending"
    APPROVED = "approved"
    CANCELED = "canceled"
    MAX_ATTEMPTS_REACHED = "max_attempts_reached"
    EXPIRED = "expired"
    DELETED = "deleted"


OPEN = frozenset({CodeStatus.PENDING, CodeStatus.MAX_ATTEMPTS_REACHED})
"""Those of a code that may still be asked about, until it expires."""


class TooManySends(Exception):
    """The code was sent as often as it may be."""


class TooManyChecks(Exception):
    """The code was guessed as often as it may be."""


@dataclass(slots=True, kw_only=True)
class OneTimeCode:
    """A code that somebody is to repeat; ``sends`` and ``wrong_checks`` count what has happened to it."""

    code: str
    created_at: datetime
    updated_at: datetime
    status: CodeStatus = CodeStatus.PENDING
    sends: int = 0
    wrong_checks: int = 0

    def status_at(self, now: datetime) -> CodeStatus:
        """Return its status at that time: one that is open expires by itself."""
        if self.status in OPEN and now >= self.created_at + LASTS:
            return CodeStatus.EXPIRED
        return self.status

    def open_at(self, now: datetime) -> bool:
        """Whether it may be checked, sent again, approved or cancelled at that time."""
        return self.status_at(now) in OPEN

    def send(self, now: datetime) -> None:
        """Count one more sending; raises :class:`TooManySends` and :class:`TooManyChecks`."""
        if self.status is CodeStatus.MAX_ATTEMPTS_REACHED:
            raise TooManyChecks
        if self.sends >= MOST_SENDS:
            raise TooManySends
        self.sends += 1
        self.updated_at = now

    def check(self, code: str, now: datetime, *, fits: bool = True) -> bool:
        """Return whether ``code`` is right, which approves it; ``fits`` is whether all else that was said is right.

        Raises :class:`TooManyChecks` once it was guessed wrong too often.
        """
        self.updated_at = now
        if self.wrong_checks >= MOST_CHECKS:
            self.status = CodeStatus.MAX_ATTEMPTS_REACHED
            raise TooManyChecks
        if code != self.code or not fits:
            self.wrong_checks += 1
            return False
        self.status = CodeStatus.APPROVED
        return True

    def end(self, status: CodeStatus, now: datetime) -> None:
        """Approve or cancel it without a check."""
        self.status, self.updated_at = status, now
