"""Whole numbers by chance, the same for a seed and a person on every machine: SplitMix64, in integers alone.

Making a `Random` for every question costs more than all that is asked of it; this costs next to nothing.
"""

from typing import Final

_MASK: Final = (1 << 64) - 1
_STEP: Final = 0x9E3779B97F4A7C15


class Dice:
    """Rolls for one person of one seed."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, person_id: int) -> None:
        self._state = (seed * 0xD1342543DE82EF95 + person_id * 0xBF58476D1CE4E5B9) & _MASK

    def roll(self, sides: int) -> int:
        """A whole number from 0 to `sides` - 1."""
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % sides
