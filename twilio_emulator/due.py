"""What is due when: timers in their order, and the pace at which a clock comes to them.

Nothing here knows a thread or the time of day: whoever asks says how many real seconds have passed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

FEW = 1000
"""Timers among which nobody looks for cancelled ones."""
FASTEST = 100.0
"""Seconds of a clock for one that really passes, at most: faster than that, nobody can follow."""


def _nothing() -> None:
    """What a cancelled timer calls."""


class Timer:
    """Something to be called later; ``cancel`` it and it will not be."""

    __slots__ = ("call", "cancelled")

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        """Forget it, and whatever it held on to; harmless when it is too late."""
        self.cancelled = True
        self.call = _nothing


class Due(list[tuple[float, int, Timer]]):
    """A heap of timers, the earliest first; the cancelled ones are dropped before they are the most."""

    def __init__(self) -> None:
        super().__init__()
        self._order = count()
        self._most = FEW

    def add(self, when: float, timer: Timer) -> None:
        """Put a timer in its place, behind those that are due at the same moment."""
        heapq.heappush(self, (when, next(self._order), timer))
        if len(self) > self._most:
            self[:] = [one for one in self if not one[2].cancelled]
            heapq.heapify(self)
            self._most = max(2 * len(self), FEW)

    def next_at(self) -> float | None:
        """Return when the next timer is due that is not cancelled; ``None`` where there is none."""
        while self and self[0][2].cancelled:
            heapq.heappop(self)
        return self[0][0] if self else None

    def forget(self) -> None:
        """Cancel every timer."""
        for _, _, timer in self:
            timer.cancel()
        self.clear()


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a clock goes: ``rate`` of its seconds for a real one, with 0 not at all.

    It does since the real time ``since``, when it showed ``shown``; both in seconds.
    """

    rate: float = 1.0
    shown: float = 0.0
    since: float = 0.0

    def reading(self, real: float) -> float:
        """Return what the clock shows at the real time ``real``; both in seconds."""
        return self.shown + (real - self.since) * self.rate


class Paced:
    """Timers on a clock whose pace may change; it never goes back, and their order is not touched by its pace."""

    def __init__(self) -> None:
        self.tempo = Tempo()
        self._due = Due()

    def __len__(self) -> int:
        return len(self._due)

    def add(self, seconds: float, timer: Timer, real: float) -> bool:
        """Let a timer be due in ``seconds`` of the clock's; True where it is the first of all."""
        self._due.add(self.tempo.reading(real) + max(seconds, 0.0), timer)
        return self._due[0][2] is timer

    def take(self, real: float) -> Timer | None:
        """Take out the first timer that is due; ``None`` where none is yet."""
        when = self._due.next_at()
        if when is None or when > self.tempo.reading(real):
            return None
        return heapq.heappop(self._due)[2]

    def left(self, real: float) -> float | None:
        """Return how many of the clock's seconds are left until the next timer; ``None`` where there is none."""
        when = self._due.next_at()
        return None if when is None else max(when - self.tempo.reading(real), 0.0)

    def wait(self, real: float) -> float | None:
        """Return after how many real seconds the next timer is due; ``None`` where it never is by itself."""
        left = self.left(real)
        if not left:
            return left
        return left / self.tempo.rate if self.tempo.rate else None

    def pace(self, rate: float, real: float) -> None:
        """Go on at ``rate``; raises ``ValueError`` where that is none from 0 to 100."""
        if not 0.0 <= rate <= FASTEST:
            raise ValueError(f"a clock goes at 0 to {FASTEST:g} of its seconds for a real one, not {rate}")
        self.tempo = Tempo(rate=rate, shown=self.tempo.reading(real), since=real)

    def skip(self, real: float) -> float | None:
        """Jump to the moment of the next timer, and return how many seconds that was; ``None`` where there is none."""
        left = self.left(real)
        when = self._due.next_at()
        if when is not None:
            self.tempo = Tempo(rate=self.tempo.rate, shown=max(when, self.tempo.reading(real)), since=real)
        return left

    def forget(self) -> None:
        """Cancel every timer."""
        self._due.forget()
