"""Two clocks: one that is real, and one that a test moves by hand.

The real one goes as fast as is asked, or stands still, and may jump to what is due next. Whatever it did, it never goes
back: who has let it go faster for a minute finds it ahead of the time of day, and it stays so.
"""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from twilio_emulator.due import FASTEST, Due, Paced, Tempo, Timer
from twilio_emulator.holding import Holding

log = logging.getLogger(__name__)
EPOCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""When a manual clock starts unless told otherwise: a Monday morning in Shanghai."""
LONGEST_WAIT = 3600.0
"""Seconds a thread waits at a stretch; the system takes no more than some years."""
SOON = 0.1
"""Seconds; what comes later than that finds the request answered that has begun it, and is not held back for it."""


class Clock(Protocol):
    """What the switchboard needs of time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` after ``seconds``."""

    def forget(self) -> None:
        """Forget everything that was due."""

    @property
    def rate(self) -> float:
        """How many of its seconds pass by themselves in a real one."""

    def left(self) -> float | None:
        """Return how many seconds are left until something is due; ``None`` where nothing is."""

    def step(self) -> bool:
        """Jump to the next thing due, which then happens; False where nothing is."""


class ManualClock:
    """Time that stands still until it is moved; everything due on the way happens in order."""

    def __init__(self, start: datetime = EPOCH) -> None:
        self._start = start
        self._elapsed = 0.0
        self._due = Due()
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
            self._due.forget()

    @property
    def rate(self) -> float:
        """It stands still by itself: 0."""
        return 0.0

    def left(self) -> float | None:
        """Return how many seconds it is to be moved until something is due; ``None`` where nothing is."""
        with self._lock:
            when = self._due.next_at()
            return None if when is None else max(when - self._elapsed, 0.0)

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
            when = self._due.next_at()
            if when is None or (until is not None and when > until):
                return False
            _, _, timer = heapq.heappop(self._due)
            self._elapsed = max(self._elapsed, when)
        timer.call()
        return True


@dataclass(frozen=True, slots=True)
class _Face:
    """What a real clock shows: it was ``at`` when its ``tempo`` began, ``ahead`` of the time of day."""

    tempo: Tempo
    at: datetime
    ahead: timedelta


class RealClock:
    """The time of day, with one thread that calls what is due; it may be made to go faster, or to stand still."""

    def __init__(self, holding: Holding | None = None, real: Callable[[], float] = time.monotonic) -> None:
        self._holding = holding or Holding()
        self._real = real
        self._due = Paced()
        self._face = _Face(self._due.tempo, datetime.now(UTC), timedelta())
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def now(self) -> datetime:
        """Return the time it is: that of the day, and how far it has been made to be ahead or behind."""
        face = self._face
        if face.tempo.rate == 1.0:
            return datetime.now(UTC) + face.ahead
        return face.at + timedelta(seconds=face.tempo.reading(self._real()) - face.tempo.shown)

    @property
    def rate(self) -> float:
        """How many of its seconds pass in a real one; 0 where it stands still."""
        return self._face.tempo.rate

    @property
    def ahead(self) -> float:
        """How many seconds it is ahead of the time of day; less than 0 where it is behind."""
        face = self._face
        if face.tempo.rate == 1.0:
            return face.ahead.total_seconds()
        return (self.now() - datetime.now(UTC)).total_seconds()

    def left(self) -> float | None:
        """Return how many of its seconds are left until something is due; ``None`` where nothing is."""
        with self._changed:
            return self._due.left(self._real())

    def pace(self, rate: float) -> None:
        """Let ``rate`` of its seconds pass in a real one, 0 to 100; raises ``ValueError`` for anything else."""
        with self._changed:
            at = self.now()
            self._due.pace(rate, self._real())
            self._show(at)

    def step(self) -> bool:
        """Jump to the next thing due, which its thread then does; False where nothing is."""
        with self._changed:
            at = self.now()
            skipped = self._due.skip(self._real())
            if skipped is None:
                return False
            self._show(at + timedelta(seconds=skipped))
            return True

    def _show(self, at: datetime) -> None:
        """Take it that it is ``at``, and goes on from there."""
        self._face = _Face(self._due.tempo, at, at - datetime.now(UTC))
        self._changed.notify()

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` on the clock's own thread after ``seconds``."""
        timer = Timer(call)
        if seconds >= SOON or not self._holding.holds(self._add, seconds, timer):
            self._add(seconds, timer)
        return timer

    def _add(self, seconds: float, timer: Timer) -> None:
        with self._changed:
            first = self._due.add(seconds, timer, self._real())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="emulator-clock", daemon=True)
                self._thread.start()
            if first:  # else the thread wakes in time anyway
                self._changed.notify()

    def forget(self) -> None:
        """Forget everything that was due."""
        with self._changed:
            self._due.forget()

    def close(self) -> None:
        """Stop the thread; nothing more is called."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            timer = self._next()
            if timer is None:
                return
            try:
                timer.call()
            except BaseException:  # one call's trouble must not stop everybody's time
                log.exception("a timer failed")

    def _next(self) -> Timer | None:
        """Wait for the next timer that is due; ``None`` where the clock has been closed."""
        with self._changed:
            while not self._closed:
                timer = self._due.take(self._real())
                if timer is not None:
                    return timer
                wait = self._due.wait(self._real())
                self._changed.wait(None if wait is None else min(wait, LONGEST_WAIT))
        return None


__all__ = ["EPOCH", "FASTEST", "Clock", "ManualClock", "RealClock", "Timer"]
