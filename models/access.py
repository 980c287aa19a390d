"""Who asks: the channel, how well the asker is known, and by what reference the asking can be found again."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from models.errors import NotAllowed


class Channel(StrEnum):
    """The way a question came in."""

    VOICE = "voice"
    TEXT = "text"
    COUNTER = "counter"
    """By a clerk, or by the seed on a clerk's behalf."""


class Level(IntEnum):
    """How well the asker is known (domain 4.3); each level includes those below it."""

    NONE = 0
    """L0: anybody."""
    BOUND = 1
    """L1: calls or writes from the number bound to the person."""
    VERIFIED = 2
    """L2: has proved to be the person, by ID number or its tail, and by voice the PIN too."""
    CODE = 3
    """L3: has repeated a one-time code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One asking, as the audit will remember it.

    `reference` is the CallSid or MessageSid; `at` an aware moment. Raises ValueError for a moment without a zone.
    """

    channel: Channel
    level: Level
    reference: str
    at: datetime
    guardian_id: int | None = None
    """The parent who asks for a child under fourteen (domain 7.7); None: people ask for themselves."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of an access needs a time zone")

    def require(self, level: Level) -> None:
        """Raise NotAllowed unless the asker is known at least at `level` (domain 5, invariant 17)."""
        if self.level < level:
            raise NotAllowed(f"This answer needs level {level.value}; the caller has {int(self.level)}.")
