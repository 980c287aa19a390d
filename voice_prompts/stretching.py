"""Speech made slower without being made deeper: short stretches of it are heard twice, joined where they are alike.

A step back by about a pitch period's multiple every few hundredths of a second (SOLA: synchronised overlap and add);
all other bytes are copied as they are.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf, sqrt
from operator import mul
from typing import Final

from voice_prompts.bands import TELEPHONE, Band
from voice_prompts.mulaw import encoded_all
from voice_prompts.splicing import FADE, join

SLOWEST: Final = 0.7
"""Of the pace of speech; slower, more would be heard twice than once."""
_EVERY: Final = 0.050
"""Seconds between two steps back."""
_SEEN: Final = 0.010
"""Seconds that are compared."""
_SHORTEST, _LONGEST = 0.005, 0.022
"""The shortest and the longest step back, in seconds: a period of 200 Hz, two of 90 Hz."""
_AROUND: Final = 0.006
"""Seconds that a step may be shorter or longer than what is wanted."""
_ROUGHLY: Final = 2000
"""Samples a second that are looked at first."""
_SHAPE: Final = bytes((~byte & 0x7F if byte & 0x80 else -(~byte & 0x7F)) & 0xFF for byte in range(256))
"""By mu-law byte, a signed one that grows with the logarithm of the sample: enough to see what is alike."""


def stretch(sound: bytes, rate: float, band: Band = TELEPHONE) -> bytes:
    """Speech of a band at `rate` of its pace, 0.8 for four fifths: it lasts 1/rate as long, to within 25 ms.

    Only slower: raises ValueError for a rate under 0.7 or over 1.
    """
    if not SLOWEST <= rate <= 1:
        raise ValueError(f"speech is stretched to a pace from {SLOWEST} to 1, not {rate}")
    more = 1 / rate - 1
    longest, seen, fade = (round(seconds * band.rate) for seconds in (_LONGEST, _SEEN, FADE))
    if not more or len(sound) < (2 * longest + seen) * band.width:
        return sound
    shape = _shape(sound, band)
    stretched = bytearray()
    heard = added = 0
    for place in range(longest, len(shape.whole) - seen, round(_EVERY * band.rate)):
        step = _step_back(shape, place, round(more * place) - added)
        if step:
            end = (place + fade) * band.width
            stretched += sound[heard:end]
            join(stretched, sound[(place - step) * band.width : end], band)
            heard = end
            added += step
    return bytes(stretched + sound[heard:])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What is compared of a sound: `whole`, at the `rate` of its band, and `rough`, every `spread`-th of that.

    `energy` is the sum of the squares of `rough` from the beginning.
    """

    rate: int
    whole: Sequence[int]
    rough: Sequence[int]
    spread: int
    energy: Sequence[int]


def _shape(sound: bytes, band: Band) -> _Shape:
    codes = encoded_all(array("h", band.decoded(sound)).tobytes())
    whole = array("b", codes.translate(_SHAPE)).tolist()
    spread = band.rate // _ROUGHLY
    rough = whole[::spread]
    return _Shape(
        rate=band.rate, whole=whole, rough=rough, spread=spread, energy=[0, *accumulate(map(mul, rough, rough))]
    )


def _step_back(shape: _Shape, place: int, wanted: int) -> int:
    """How far back from `place`, about `wanted` samples, the sound goes on most as it does here; 0 for not at all.

    Looked for in what is rough first, then around what was found.
    """
    shortest, longest, around = (round(seconds * shape.rate) for seconds in (_SHORTEST, _LONGEST, _AROUND))
    if wanted < shortest:
        return 0
    spread, rough, energy = shape.spread, shape.rough, shape.energy
    seen, here = round(_SEEN * _ROUGHLY), place // spread
    pattern = rough[here : here + seen]
    best, found = -inf, 0
    for step in range(max(shortest, wanted - around) // spread, min(longest, wanted + around) // spread + 1):
        start = here - step
        alike = sum(map(mul, pattern, rough[start : start + seen]))
        likeness = alike / sqrt(energy[start + seen] - energy[start] + 1)
        if likeness > best:
            best, found = likeness, step
    whole, length = shape.whole, round(_SEEN * shape.rate)
    pattern = whole[place : place + length]
    near = range(max(shortest, (found - 1) * spread + 1), min(longest, (found + 1) * spread - 1) + 1)
    return max(near, key=lambda step: sum(map(mul, pattern, whole[place - step : place - step + length])))
