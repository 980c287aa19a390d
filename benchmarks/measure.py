"""Taking a figure: repeat, take the median, keep the spread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
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


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    at_least: float | None = None,
    below: float | None = None,
    value: float | None = None,
) -> Figure:
    """What was measured several times: the median, or `value` where it is given, and how far the values lie apart.

    It is held against one bar at most, from below or from above.
    """
    middle = statistics.median(values) if value is None else value
    bar, met = "", None
    if at_least is not None:
        bar, met = f"≥ {at_least:,g}{unit}", middle >= at_least
    if below is not None:
        bar, met = f"< {below:,g}{unit}", middle < below
    return Figure(name=name, value=middle, unit=unit, low=min(values), high=max(values), bar=bar, met=met)


def rate(name: str, work: Callable[[], int], *, rounds: int = 5, at_least: float | None = None) -> Figure:
    """Run ``work`` (which returns how many it did) and report how many a second."""
    work()
    rates = []
    for _ in range(rounds):
        began = time.perf_counter()
        done = work()
        rates.append(done / (time.perf_counter() - began))
    return figure(name, rates, "/s", at_least=at_least)


def duration(name: str, work: Callable[[], None], *, rounds: int = 15, below_ms: float) -> Figure:
    """Run ``work`` and report its milliseconds."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return figure(name, times, " ms", below=below_ms)
