"""Who does the work that takes time: the caller itself in virtual time, a pool of threads in real time.

Work is never done under the switchboard's lock, so that an application may call back into the emulator from the
middle of its own webhook.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Protocol

from twilio_emulator.holding import Holding

Job = Callable[[], None]
log = logging.getLogger(__name__)


class Jobs(Protocol):
    """Somewhere to hand work to."""

    def submit(self, job: Job) -> None:
        """Have ``job`` done soon."""

    def post(self, job: Job) -> None:
        """Have ``job`` done soon by whoever works next; nobody waits for it."""

    def forget(self) -> None:
        """Do nothing of what waits."""

    @property
    def waiting(self) -> int:
        """How many jobs have not been begun."""


NOBODY = 0
"""Owns what was posted; no thread has this number."""


class InlineJobs:
    """Work waits in a queue until somebody runs it: the thread that has handed it in, or one that is at it already."""

    def __init__(self, holding: Holding | None = None) -> None:
        self._holding = holding or Holding()
        self._queue: deque[tuple[int, Job]] = deque()
        self._running: set[int] = set()
        self._unfinished: Counter[int] = Counter()
        self._promises = count(1)
        self._kept: dict[int, int] = {}
        self._changed = threading.Condition()

    @property
    def inside(self) -> bool:
        """Whether this thread is in the middle of a job."""
        return threading.get_ident() in self._running

    @property
    def waiting(self) -> int:
        """How many jobs have not been begun."""
        return len(self._queue)

    def submit(self, job: Job) -> None:
        """Put ``job`` at the end of the queue."""
        if self._holding.holds(self.submit, job):
            return
        me = threading.get_ident()
        with self._changed:
            self._unfinished[me] += 1
        self._queue.append((me, job))

    def post(self, job: Job) -> None:
        """Put ``job`` at the end of the queue, for whoever runs it next: its thread does not run anything."""
        if self._holding.holds(self.post, job):
            return
        self._queue.append((NOBODY, job))

    def promise(self) -> AbstractContextManager[None]:
        """Let others wait for work that is to come: from now on, until what is returned here is left.

        The thread that is inside of it does that work, and does not wait for itself.
        """
        promised = -next(self._promises)
        with self._changed:
            self._unfinished[promised] += 1
        return self._keeping(promised)

    @contextmanager
    def _keeping(self, promised: int) -> Iterator[None]:
        me = threading.get_ident()
        self._kept[me] = promised
        try:
            yield
        finally:
            del self._kept[me]
            with self._changed:
                del self._unfinished[promised]
                self._changed.notify_all()

    def run(self, most: int | None = None) -> None:
        """Do everything in the queue, including what is added on the way; wait for what others do of one's own.

        With ``most`` so many jobs are done, and where there are more they are left to others.

        Called from inside a job it returns at once: whoever runs that job does the rest. A second thread does not wait
        for the first one's work, because that may be a webhook that waits for the second.
        """
        if self.inside:
            return
        me = threading.get_ident()
        self._running.add(me)
        try:
            done = self._drain(most)
        finally:
            self._running.discard(me)
        if not done:
            return
        with self._changed:
            self._changed.wait_for(lambda: not self._unfinished[me])

    def forget(self) -> None:
        """Do nothing of what waits."""
        while self._queue:
            owner, _ = self._queue.popleft()
            if owner != NOBODY:
                self._finish(owner)

    def rest(self, seconds: float) -> bool:
        """Wait until nobody has any work left, at most ``seconds``; False where somebody still has."""
        mine = {self._kept.get(threading.get_ident())}

        def done() -> bool:
            return self._unfinished.keys() <= mine

        if done():
            return True
        with self._changed:
            return self._changed.wait_for(done, seconds)

    def _drain(self, most: int | None) -> bool:
        """Do what is in the queue; False where that was too much."""
        for number in count():
            if number == most:
                return False
            try:
                owner, job = self._queue.popleft()
            except IndexError:
                return True
            try:
                job()
            finally:
                if owner != NOBODY:
                    self._finish(owner)
        raise AssertionError("the numbers have run out")

    def _finish(self, owner: int) -> None:
        with self._changed:
            self._unfinished[owner] -= 1
            if not self._unfinished[owner]:
                del self._unfinished[owner]
            self._changed.notify_all()


class PooledJobs:
    """Work goes to a pool of threads, started when first needed."""

    def __init__(self, threads: int = 64, holding: Holding | None = None) -> None:
        self._holding = holding or Holding()
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="emulator-job")
        self._lock = threading.Lock()
        self._waiting = 0
        self._forgotten = 0

    @property
    def waiting(self) -> int:
        """How many jobs have not been begun."""
        return self._waiting

    def submit(self, job: Job) -> None:
        """Have a thread of the pool do ``job``; what it raises is logged."""
        if self._holding.holds(self.submit, job):
            return
        try:
            self._pool.submit(self._do, job, self._forgotten)
            self._count(1)
        except RuntimeError:  # the emulator has been closed meanwhile
            log.debug("a job came after the pool was closed")

    def post(self, job: Job) -> None:
        """Have a thread of the pool do ``job``, as :meth:`submit` does."""
        self.submit(job)

    def forget(self) -> None:
        """Do nothing of what waits; what is under way goes on."""
        self._forgotten += 1

    def close(self) -> None:
        """Take no more work and do not wait for what is under way."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _count(self, more: int) -> None:
        with self._lock:
            self._waiting += more

    def _do(self, job: Job, forgotten: int) -> None:
        self._count(-1)
        if forgotten != self._forgotten:
            return
        try:
            job()
        except Exception:
            log.exception("a job failed")
