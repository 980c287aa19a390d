"""Two clocks: one that is real, and one that a test moves by hand."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol

from twilio_emulator.holding import Holding

log = logging.getLogger(__name__)
EPOCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""When a manual clock starts unless told otherwise: a Monday morning in Shanghai."""


def _nothing() -> None:
    """What a cancelled timer calls."""


LONGEST_WAIT = 3600.0
"""Seconds a thread waits at a stretch; the system takes no more than some years."""
SOON = 0.1
"""Seconds; what comes later than that finds the request answered that has begun it, and is not held back for it."""
FEW = 1000
"""Timers among which nobody looks for cancelled ones."""


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


class _Due(list[tuple[float, int, Timer]]):
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


def _forgotten(due: _Due) -> _Due:
    """Cancel every timer, and return an empty heap."""
    for _, _, timer in due:
        timer.cancel()
    return _Due()


class Clock(Protocol):
    """What the switchboard needs of time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` after ``seconds``."""

    def forget(self) -> None:
        """Forget everything that was due."""


class ManualClock:
    """Time that stands still until it is moved; everything due on the way happens in order."""

    def __init__(self, start: datetime = EPOCH) -> None:
        self._start = start
        self._elapsed = 0.0
        self._due = _Due()
        self._lock = threading.Lock()
        self.between: Callable[[], None] = lambda: None
        """Run before and after every timer: the switchboard's pending work."""

    def now(self) -> datetime:
        """Return the time it is on this clock."""
        return self._start + timedelta(seconds=self._elapsed)

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` once the clock has been moved on by ``seconds``."""
        timer = Timer(call)
        with self._lock:
            self._due.add(self._elapsed + max(seconds, 0.0), timer)
        return timer

    def forget(self) -> None:
        """Forget everything that was due."""
        with self._lock:
            self._due = _forgotten(self._due)

    def set_to(self, at: datetime) -> None:
        """Let it be ``at``, sooner or later than now; nothing happens on the way."""
        with self._lock:
            self._elapsed = (at - self._start).total_seconds()

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds``, doing everything that falls due."""
        until = self._elapsed + seconds
        self.between()
        while self._fire(until):
            self.between()
        self._elapsed = max(self._elapsed, until)

    def step(self) -> bool:
        """Move on to the next thing due and do it; False where nothing is."""
        if not self._fire(None):
            return False
        self.between()
        return True

    def _fire(self, until: float | None) -> bool:
        with self._lock:
            while self._due and self._due[0][2].cancelled:
                heapq.heappop(self._due)
            if not self._due or (until is not None and self._due[0][0] > until):
                return False
            when, _, timer = heapq.heappop(self._due)
            self._elapsed = max(self._elapsed, when)
        timer.call()
        return True


class RealClock:
    """The time of day, with one thread that calls what is due."""

    def __init__(self, holding: Holding | None = None) -> None:
        self._holding = holding or Holding()
        self._due = _Due()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def now(self) -> datetime:
        """Return the time it is."""
        return datetime.now(UTC)

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` on the clock's own thread after ``seconds``."""
        timer = Timer(call)
        if seconds >= SOON or not self._holding.holds(self._add, seconds, timer):
            self._add(seconds, timer)
        return timer

    def _add(self, seconds: float, timer: Timer) -> None:
        with self._changed:
            self._due.add(time.monotonic() + max(seconds, 0.0), timer)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="emulator-clock", daemon=True)
                self._thread.start()
            if self._due[0][2] is timer:  # else the thread wakes in time anyway
                self._changed.notify()

    def forget(self) -> None:
        """Forget everything that was due."""
        with self._changed:
            self._due = _forgotten(self._due)

    def close(self) -> None:
        """Stop the thread; nothing more is called."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (not self._due or self._due[0][0] > time.monotonic()):
                    self._changed.wait(min(self._due[0][0] - time.monotonic(), LONGEST_WAIT) if self._due else None)
                if self._closed:
                    return
                _, _, timer = heapq.heappop(self._due)
            try:
                timer.call()
            except BaseException:  # one call's trouble must not stop everybody's time
                log.exception("a timer failed")
