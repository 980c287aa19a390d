"""Who is next in a queue: callers who wait to be taken, and whoever waits to take one (twilio-behaviour 3.8).

First come, first served, on both sides. Somebody waits on one side at most: as soon as there are both, the first of
each are put together. Nothing here knows what becomes of the two then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

MAX_SIZE = 1000
"""How many a queue holds unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A call that waits to be taken, since ``date_enqueued`` (aware UTC)."""

    call_sid: str
    date_enqueued: datetime

    def wait_time(self, at: datetime) -> int:
        """Return the whole seconds it has waited."""
        return int((at - self.date_enqueued).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A call that takes the next one, which hears the document at ``url`` first (absolute, empty: none)."""

    call_sid: str
    url: str = ""
    method: str = "POST"


@dataclass(slots=True, kw_only=True)
class Waiting:
    """The two sides of one queue."""

    max_size: int = MAX_SIZE
    members: list[Member] = field(default_factory=list)
    takers: list[Taker] = field(default_factory=list)

    def is_full(self, most: int | None = None) -> bool:
        """Whether nobody more may wait; ``most`` is a bound besides the queue's own."""
        return len(self.members) >= self.limit(most)

    def limit(self, most: int | None = None) -> int:
        """Return how many may wait, ``most`` being a bound besides the queue's own."""
        return self.max_size if most is None else min(most, self.max_size)

    def join(self, call_sid: str, at: datetime) -> None:
        """Let a call wait behind the others."""
        self.members.append(Member(call_sid=call_sid, date_enqueued=at))

    def take(self, taker: Taker) -> None:
        """Let a call wait for somebody to take, behind the others that do."""
        self.takers.append(taker)

    def leave(self, call_sid: str) -> bool:
        """Let a call wait no longer, on whichever side; False where it did not."""
        before = len(self.members) + len(self.takers)
        self.members = [one for one in self.members if one.call_sid != call_sid]
        self.takers = [one for one in self.takers if one.call_sid != call_sid]
        return len(self.members) + len(self.takers) < before

    def next_pair(self) -> tuple[Member, Taker] | None:
        """Take out the first of each side; ``None`` where nobody waits on one of them."""
        if not (self.members and self.takers):
            return None
        return self.members.pop(0), self.takers.pop(0)

    def position(self, call_sid: str) -> int:
        """Return a member's place, from 1; 0 where it does not wait."""
        return next((place for place, one in enumerate(self.members, 1) if one.call_sid == call_sid), 0)

    def average_wait_time(self, at: datetime) -> int:
        """Return the mean of the whole seconds that those have waited who wait now; 0 where nobody does."""
        if not self.members:
            return 0
        return sum(one.wait_time(at) for one in self.members) // len(self.members)
