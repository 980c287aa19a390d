"""Who does the work that takes time: the caller itself in virtual time, a pool of threads in real time.

Work is never done under the switchboard's lock, so that an application may call back into the emulator from the
middle of its own webhook.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

Job = Callable[[], None]
log = logging.getLogger(__name__)


class Jobs(Protocol):
    """Somewhere to hand work to."""

    def submit(self, job: Job) -> None:
        """Have ``job`` done soon."""


class InlineJobs:
    """Work waits in a queue until somebody runs it; several threads may, and one does at a time."""

    def __init__(self) -> None:
        self._queue: deque[Job] = deque()
        self._running = threading.Lock()
        self._runner: int | None = None

    def submit(self, job: Job) -> None:
        """Put ``job`` at the end of the queue."""
        self._queue.append(job)

    def run(self) -> None:
        """Do everything in the queue, including what is added on the way.

        Called from inside a job it returns at once: whoever runs that job does the rest.
        """
        if self._runner == threading.get_ident():
            return
        while self._queue:
            with self._running:
                self._runner = threading.get_ident()
                try:
                    while self._queue:
                        self._queue.popleft()()
                finally:
                    self._runner = None


class PooledJobs:
    """Work goes to a pool of threads, started when first needed."""

    def __init__(self, threads: int = 64) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="emulator-job")

    def submit(self, job: Job) -> None:
        """Have a thread of the pool do ``job``; what it raises is logged."""
        try:
            self._pool.submit(_logged, job)
        except RuntimeError:  # the emulator has been closed meanwhile
            log.debug("a job came after the pool was closed")

    def close(self) -> None:
        """Take no more work and do not wait for what is under way."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _logged(job: Job) -> None:
    try:
        job()
    except Exception:
        log.exception("a job failed")
