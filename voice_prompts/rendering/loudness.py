"""How loud a recording is, as EBU R128 measures it (ITU-R BS.1770-4, one channel), in LUFS.

Written for short speech at telephone rate: no library is needed to see whether the recordings keep to the level.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

TARGET: Final = -23.0
"""The level of every recording, in LUFS."""
TOLERANCE: Final = 1.0
"""How far one may be from it, in LU."""
SILENT: Final = -70.0
"""Blocks quieter than this do not count, and a sound without others is this loud."""
BLOCK, STEP = 0.4, 0.1
"""Seconds of a block, and from one block to the next."""
LEAST: Final = 2.0
"""Seconds: a shorter sound is measured as if it were said over and over for this long, since one block says little."""
_GATE = -10.0
_OFFSET = -0.691


def loudness(samples: Sequence[float], rate: int) -> float:
    """The loudness of samples (full scale is 1) in LUFS; SILENT for none. Gated twice, as BS.1770-4 has it."""
    if not samples:
        return SILENT
    often = max(1, math.ceil(LEAST * rate / len(samples)))
    energy = [0.0, *accumulate(value * value for value in _weighted(list(samples) * often, rate))]
    block, step = round(BLOCK * rate), round(STEP * rate)
    powers = [(energy[at + block] - energy[at]) / block for at in range(0, len(energy) - block, step)]
    loud = [power for power in powers if _level(power) > SILENT]
    if not loud:
        return SILENT
    gate = _level(sum(loud) / len(loud)) + _GATE
    louder = [power for power in loud if _level(power) > gate]
    return _level(sum(louder) / len(louder))


def _level(power: float) -> float:
    return _OFFSET + 10 * math.log10(power) if power > 0 else -math.inf


def _weighted(samples: Iterable[float], rate: int) -> Iterable[float]:
    """The K-weighting: what a head adds to high sounds, and what the ear leaves out of low ones."""
    return _filtered(_filtered(samples, *_shelf(rate)), *_high_pass(rate))


def _filtered(samples: Iterable[float], b: Sequence[float], a: Sequence[float]) -> Iterable[float]:
    (b0, b1, b2), (a1, a2) = b, a
    first = second = 0.0
    for sample in samples:
        out = b0 * sample + first
        first = b1 * sample - a1 * out + second
        second = b2 * sample - a2 * out
        yield out


def _shelf(rate: int) -> tuple[Sequence[float], Sequence[float]]:
    """The first filter of BS.1770-4, worked out for a rate; at 48 kHz it has the coefficients of its table 1."""
    k = math.tan(math.pi * 1681.974450955533 / rate)
    high, middle = 10 ** (3.999843853973347 / 20), 10 ** (3.999843853973347 / 20 * 0.4996667741545416)
    q = 0.7071752369554196
    over = 1 + k / q + k * k
    b = (high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k)
    return [value / over for value in b], [2 * (k * k - 1) / over, (1 - k / q + k * k) / over]


def _high_pass(rate: int) -> tuple[Sequence[float], Sequence[float]]:
    """The second filter, of table 2."""
    k = math.tan(math.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    over = 1 + k / q + k * k
    return [1.0, -2.0, 1.0], [2 * (k * k - 1) / over, (1 - k / q + k * k) / over]
