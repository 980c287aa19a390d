"""A thousand calls at once in real time: how late their timers are, and what a call that waits costs in memory.

Every call listens, hears nothing, is told so and listens again, so that timers fall due and webhooks are made all the
time. A timer is late by what lies between the moment it was set for and the moment its callback runs; that is measured
around ``RealClock.call_later``, from here, so that the emulator carries nothing for it.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from unittest import mock

from benchmarks.measure import Figure, figure
from twilio_emulator import Emulator
from twilio_emulator.clock import RealClock, Timer

CALLS = 1000
SECONDS = 10.0
SLICES = 5
"""Parts of that time, for the spread."""
ARRIVAL = 4.0
"""Seconds in which the calls come in: about as long as each takes to begin anew, so that no moment is idle."""
PATIENCE = 60.0
LINE = "+15005550100"
BUSY = (
    '<Response><Gather numDigits="1" timeout="1" action="/key"><Say>Please press a key.</Say></Gather>'
    "<Say>We heard nothing.</Say><Redirect>/answer</Redirect></Response>"
)
IDLE = '<Response><Gather numDigits="1" timeout="600" action="/key"><Say>Hi.</Say></Gather></Response>'


@dataclass(slots=True)
class _Watch:
    """The moments at which timers ran, and how many seconds late each was."""

    ran: list[tuple[float, float]] = field(default_factory=list)

    def between(self, begin: float, end: float) -> list[float]:
        """Return how late those were that ran in that time, in milliseconds."""
        return [late * 1000 for at, late in self.ran if begin <= at < end]


@contextmanager
def _watched() -> Iterator[_Watch]:
    watch = _Watch()
    plain = RealClock.call_later

    def call_later(clock: RealClock, seconds: float, call: Callable[[], None]) -> Timer:
        due = time.monotonic() + max(seconds, 0.0)

        def called() -> None:
            now = time.monotonic()
            watch.ran.append((now, now - due))
            call()

        return plain(clock, seconds, called)

    with mock.patch.object(RealClock, "call_later", call_later):
        yield watch


def _application(document: str) -> Callable[..., Iterable[bytes]]:
    """Return an application that answers everything with one document."""
    body = document.encode()

    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def _ring(emulator: Emulator, calls: int, seconds: float = 0.0) -> None:
    """Place so many calls in ``seconds``, each from a number of its own; wait until every one has been spoken to."""
    before = len(emulator.calls)
    for number in range(calls):
        emulator.handset(f"+1500{before + number:07d}").dial(LINE, settle=False)
        threading.Event().wait(seconds / calls)
    until = time.monotonic() + PATIENCE
    while not all(call.lines and call.answered_at for call in emulator.calls[before:]):
        if time.monotonic() > until:
            raise RuntimeError(f"{calls} calls were not answered within {PATIENCE:g} seconds")
        threading.Event().wait(0.05)


def _lateness() -> list[Figure]:
    with _watched() as watch, Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=_application(BUSY))
        gc.freeze()  # as `twilio-emulator run` does once it has started
        _ring(emulator, CALLS, ARRIVAL)
        began = time.monotonic()
        threading.Event().wait(SECONDS)
        ended = time.monotonic()
        alive = sum(not call.over for call in emulator.calls)
    if alive < CALLS:
        raise RuntimeError(f"only {alive} of {CALLS} calls were alive at the end")
    width = (ended - began) / SLICES
    slices = [watch.between(began + width * number, began + width * (number + 1)) for number in range(SLICES)]
    late = watch.between(began, ended)
    rates = [len(one) / width for one in slices]
    name = f"{CALLS:,} live calls"
    return [
        figure(f"{name}: timers that fell due", rates, "/s", value=len(late) / (ended - began)),
        _percentile(f"{name}: timer late, median", late, slices, 50),
        _percentile(f"{name}: timer late, 99th percentile", late, slices, 99, below_ms=50),
    ]


def _percentile(
    name: str, late: list[float], slices: list[list[float]], percent: int, below_ms: float | None = None
) -> Figure:
    """Report a percentile over the whole time, and the best and the worst of its parts."""

    def of(values: list[float]) -> float:
        return statistics.quantiles(values, n=100)[percent - 1]

    return figure(name, list(map(of, slices)), " ms", value=of(late), below=below_ms)


def _memory() -> Figure:
    """Trace what is allocated for calls that have been greeted and now wait for a key."""
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=_application(IDLE))
        _ring(emulator, CALLS // 10)  # what is made once, for all calls, is made now
        _settle(emulator)
        tracemalloc.start()
        sizes = []
        for _ in range(SLICES):
            before = _traced()
            _ring(emulator, CALLS // SLICES)
            _settle(emulator)
            sizes.append((_traced() - before) / (CALLS // SLICES) / 1024)
        tracemalloc.stop()
    return figure("memory of a call that waits for a key", sizes, " KB", value=statistics.mean(sizes), below=50)


def _settle(emulator: Emulator) -> None:
    """Wait until every call is the caller's turn."""
    until = time.monotonic() + PATIENCE
    while not all(call.listening for call in emulator.calls):
        if time.monotonic() > until:
            raise RuntimeError("some calls never came to wait for a key")
        threading.Event().wait(0.05)


def _traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def figures() -> list[Figure]:
    """Measure both, in a process of its own: collecting the garbage of other benchmarks would take its time."""
    words = [sys.executable, "-m", "benchmarks.live"]
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [Figure(**one) for one in json.loads(told)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([asdict(one) for one in (*_lateness(), _memory())]))
