"""Taking a figure: repeat, take the median, keep the spread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; ``bar`` is what it is held against, ``met`` whether it holds."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    bar: str = ""
    met: bool | None = None


def rate(name: str, work: Callable[[], int], *, rounds: int = 5, at_least: float | None = None) -> Figure:
    """Run ``work`` (which returns how many it did) and report how many a second."""
    work()
    rates = []
    for _ in range(rounds):
        began = time.perf_counter()
        done = work()
        rates.append(done / (time.perf_counter() - began))
    value = statistics.median(rates)
    return Figure(
        name=name,
        value=value,
        unit="/s",
        low=min(rates),
        high=max(rates),
        bar="" if at_least is None else f"≥ {at_least:,.0f}/s",
        met=None if at_least is None else value >= at_least,
    )


def duration(name: str, work: Callable[[], None], *, rounds: int = 15, below_ms: float) -> Figure:
    """Run ``work`` and report its milliseconds."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    value = statistics.median(times)
    return Figure(
        name=name,
        value=value,
        unit=" ms",
        low=min(times),
        high=max(times),
        bar=f"< {below_ms:g} ms",
        met=value < below_ms,
    )
