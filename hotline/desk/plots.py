"""Where the bars of a plot stand, in units of its drawing; the templates draw them as SVG, style.css colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT: Final = 36
"""Room for the scale."""
BOTTOM: Final = 22
"""Room for the labels."""
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar of the series of that number, counted from 0."""

    x: float
    y: float
    width: float
    height: float
    series: int
    value: int
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Bars side by side over labels, with lines of a scale."""

    bars: Sequence[Bar]
    labels: Sequence[tuple[float, str]]
    scale: Sequence[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def of(cls, slots: Sequence[tuple[str, Sequence[int]]]) -> Columns:
        """The plot of slots, each with a label and a value for every series; no slots, no bars."""
        top = _top(max((value for _, values in slots for value in values), default=0))
        floor = HEIGHT - BOTTOM
        room = (WIDTH - LEFT) / max(len(slots), 1)
        bars, labels = [], []
        every = -(-len(slots) // 12)
        for place, (label, values) in enumerate(slots):
            left = LEFT + place * room
            wide = room * 0.8 / max(len(values), 1)
            for series, value in enumerate(values):
                high = (floor - 8) * value / top
                x = left + room * 0.1 + series * wide
                bars.append(
                    Bar(
                        x=round(x, 1),
                        y=round(floor - high, 1),
                        width=round(wide, 1),
                        height=round(high, 1),
                        series=series,
                        value=value,
                        label=label,
                    )
                )
            if place % every == 0:
                labels.append((round(left + room / 2, 1), label[-5:]))
        scale = [(round(floor - (floor - 8) * step / 4, 1), top * step // 4) for step in range(0, 5, 2)]
        return cls(bars=bars, labels=labels, scale=scale)


def _top(highest: int) -> int:
    """A round number not below `highest`, that halves well: 4, 8, 20, 40, 80, 200 …"""
    unit = 4
    while True:
        for step in _STEPS:
            if step * unit >= highest:
                return step * unit
        unit *= 10
