"""Who hears whom, across everything that legs may be connected by: rooms, and wires from one application to another.

A leg has a person at its far end, or a wire to another leg. What a person says is heard by those in the same room who
may hear it; where one of them is the end of a wire, it goes through, and is heard as if it were said at the other end.
Who may hear whom within one room is the room's own rule (:mod:`twilio_emulator.engine.conference`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Leg = TypeVar("Leg", bound=Hashable)


def passages(
    speaker: Leg, hearers: Callable[[Leg], Iterable[Leg]], wire: Callable[[Leg], Leg | None]
) -> Iterator[tuple[Leg, tuple[Leg, ...]]]:
    """Yield every leg from which the person at ``speaker`` is heard, ``speaker`` first, with those who hear it there.

    ``hearers`` are those who hear a leg in its own room; ``wire`` is the leg at the other end of its wire, or ``None``.
    Rings of wires come to an end: nothing is passed on twice from the same leg.
    """
    passed_on: set[Leg] = set()
    speaking = [speaker]
    while speaking:
        leg = speaking.pop()
        if leg in passed_on:
            continue
        passed_on.add(leg)
        heard = tuple(hearers(leg))
        yield leg, heard
        speaking += [other for other in map(wire, heard) if other is not None]


def earshot(speaker: Leg, hearers: Callable[[Leg], Iterable[Leg]], wire: Callable[[Leg], Leg | None]) -> frozenset[Leg]:
    """Return the legs with a person at their far end who hears the person at ``speaker``, never ``speaker`` itself.

    ``hearers`` and ``wire`` are as for :func:`passages`.
    """
    within = (heard for _, heard in passages(speaker, hearers, wire))
    return frozenset(leg for heard in within for leg in heard if wire(leg) is None) - {speaker}
