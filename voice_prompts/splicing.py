"""Recordings put together into one answer: cross-faded where one breath goes on, parted by silence where it ends.

Bytes are copied as they are; only the 5 ms around a join are decoded, so that an answer costs a millisecond.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from voice_prompts.bands import TELEPHONE, Band
from voice_prompts.phrases import Pause

FADE: Final = 0.005
"""Seconds of a cross-fade."""
PAUSES: Final[Mapping[Pause, float]] = {Pause.NONE: 0.0, Pause.SHORT: 0.2, Pause.LONG: 0.4}
"""Seconds of silence behind a piece."""
ELDER_PAUSES: Final[Mapping[Pause, float]] = {Pause.NONE: 0.0, Pause.SHORT: 0.35, Pause.LONG: 0.7}
"""The same for an elder caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The sound of one phrase, and the silence behind it."""

    sound: bytes
    pause: Pause


def splice(parts: Iterable[Part], *, elder: bool = False, band: Band = TELEPHONE) -> bytes:
    """One sound out of many of a band. Both its ends are faded, and behind the last part there is no silence."""
    pauses = ELDER_PAUSES if elder else PAUSES
    chosen = [part for part in parts if part.sound]
    if not chosen:
        return b""
    joined = bytearray(_faded_in(chosen[0].sound, band))
    for before, after in pairwise(chosen):
        silence = pauses[before.pause]
        if silence:
            _fade_out(joined, band)
            joined += band.silence(silence)
            joined += _faded_in(after.sound, band)
        else:
            join(joined, after.sound, band)
    _fade_out(joined, band)
    return bytes(joined)


def join(sound: bytearray, more: bytes, band: Band) -> None:
    """Go on with `more`, cross-faded over the last FADE of `sound`, or over as much as both have."""
    length = min(band.length(FADE), len(sound), len(more))
    start = len(sound) - length
    before, after = band.decoded(sound[start:]), band.decoded(more[:length])
    over = len(before) + 1
    sound[start:] = band.encoded(
        one + (other - one) * place // over for place, (one, other) in enumerate(zip(before, after, strict=True), 1)
    )
    sound += more[length:]


def _faded_in(sound: bytes, band: Band) -> bytes:
    length = min(band.length(FADE), len(sound))
    samples = band.decoded(sound[:length])
    over = len(samples) + 1
    return band.encoded(sample * place // over for place, sample in enumerate(samples, 1)) + sound[length:]


def _fade_out(sound: bytearray, band: Band) -> None:
    start = len(sound) - min(band.length(FADE), len(sound))
    samples = band.decoded(sound[start:])
    over = len(samples) + 1
    sound[start:] = band.encoded(sample * (over - place) // over for place, sample in enumerate(samples, 1))
