"""Speech made slower without being made deeper: short stretches of it are heard twice, joined where they are alike.

A step back by about a pitch period's multiple every few hundredths of a second (SOLA: synchronised overlap and add);
all other bytes are copied as they are.
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from math import inf, sqrt
from operator import mul
from typing import Final

from voice_prompts.mulaw import RATE
from voice_prompts.splicing import FADE, join

SLOWEST: Final = 0.7
"""Of the pace of speech; slower, more would be heard twice than once."""
_EVERY: Final = RATE * 50 // 1000
"""Samples between two steps back."""
_SEEN: Final = RATE * 10 // 1000
"""Samples that are compared."""
_SHORTEST, _LONGEST = RATE * 5 // 1000, RATE * 22 // 1000
"""The shortest and the longest step back, in samples: a period of 200 Hz, two of 90 Hz."""
_AROUND: Final = RATE * 6 // 1000
"""Samples that a step may be shorter or longer than what is wanted."""
_ROUGHLY: Final = 4
"""Of so many samples one is looked at first."""
_SHAPE: Final = bytes((~byte & 0x7F if byte & 0x80 else -(~byte & 0x7F)) & 0xFF for byte in range(256))
"""By mu-law byte, a signed one that grows with the logarithm of the sample: enough to see what is alike."""


def stretch(sound: bytes, rate: float) -> bytes:
    """Mu-law speech at `rate` of its pace, 0.8 for four fifths: it lasts 1/rate as long, to within 25 ms.

    Only slower: raises ValueError for a rate under 0.7 or over 1.
    """
    if not SLOWEST <= rate <= 1:
        raise ValueError(f"speech is stretched to a pace from {SLOWEST} to 1, not {rate}")
    more = 1 / rate - 1
    if not more or len(sound) < 2 * _LONGEST + _SEEN:
        return sound
    shape = array("b", sound.translate(_SHAPE)).tolist()
    rough = shape[::_ROUGHLY]
    energy = [0, *accumulate(map(mul, rough, rough))]
    stretched = bytearray()
    heard = added = 0
    for place in range(_LONGEST, len(sound) - _SEEN, _EVERY):
        step = _step_back(shape, rough, energy, place, round(more * place) - added)
        if step:
            stretched += sound[heard : place + FADE]
            join(stretched, sound[place - step : place + FADE])
            heard = place + FADE
            added += step
    return bytes(stretched + sound[heard:])


def _step_back(shape: Sequence[int], rough: Sequence[int], energy: Sequence[int], place: int, wanted: int) -> int:
    """How far back from `place`, about `wanted` samples, the sound goes on most as it does here; 0 for not at all.

    Looked for on every _ROUGHLY-th sample first, `energy` being the sum of their squares from the beginning.
    """
    if wanted < _SHORTEST:
        return 0
    seen, here = _SEEN // _ROUGHLY, place // _ROUGHLY
    pattern = rough[here : here + seen]
    best, found = -inf, 0
    for step in range(max(_SHORTEST, wanted - _AROUND) // _ROUGHLY, min(_LONGEST, wanted + _AROUND) // _ROUGHLY + 1):
        start = here - step
        alike = sum(map(mul, pattern, rough[start : start + seen]))
        likeness = alike / sqrt(energy[start + seen] - energy[start] + 1)
        if likeness > best:
            best, found = likeness, step
    pattern = shape[place : place + _SEEN]
    near = range(max(_SHORTEST, (found - 1) * _ROUGHLY + 1), min(_LONGEST, (found + 1) * _ROUGHLY - 1) + 1)
    return max(near, key=lambda step: sum(map(mul, pattern, shape[place - step : place - step + _SEEN])))
