"""Recordings put together into one answer: cross-faded where one breath goes on, parted by silence where it ends.

Mu-law bytes are copied as they are; only the 5 ms around a join are decoded, so that an answer costs a millisecond.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from voice_prompts.mulaw import DECODED, ENCODED, RATE, SILENCE, encoded
from voice_prompts.phrases import Pause

FADE: Final = RATE * 5 // 1000
"""Samples of a cross-fade: 5 ms."""
PAUSES: Final[Mapping[Pause, float]] = {Pause.NONE: 0.0, Pause.SHORT: 0.2, Pause.LONG: 0.4}
"""Seconds of silence behind a piece."""
ELDER_PAUSES: Final[Mapping[Pause, float]] = {Pause.NONE: 0.0, Pause.SHORT: 0.35, Pause.LONG: 0.7}
"""The same for an elder caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The sound of one phrase, mu-law, and the silence behind it."""

    sound: bytes
    pause: Pause


def splice(parts: Iterable[Part], *, elder: bool = False) -> bytes:
    """One sound out of many, mu-law. Both its ends are faded, and behind the last part there is no silence."""
    pauses = ELDER_PAUSES if elder else PAUSES
    chosen = [part for part in parts if part.sound]
    if not chosen:
        return b""
    joined = bytearray(_faded_in(chosen[0].sound))
    for before, after in pairwise(chosen):
        silence = pauses[before.pause]
        if silence:
            _fade_out(joined)
            joined += bytes([SILENCE]) * round(silence * RATE)
            joined += _faded_in(after.sound)
        else:
            join(joined, after.sound)
    _fade_out(joined)
    return bytes(joined)


def join(sound: bytearray, more: bytes) -> None:
    """Go on with `more`, cross-faded over the last FADE samples of `sound`, or over as many as both have."""
    length = min(FADE, len(sound), len(more))
    start = len(sound) - length
    for place in range(length):
        before, after = DECODED[sound[start + place]], DECODED[more[place]]
        sound[start + place] = ENCODED[32768 + before + (after - before) * (place + 1) // (length + 1)]
    sound += more[length:]


def _faded_in(sound: bytes) -> bytes:
    length = min(FADE, len(sound))
    return (
        bytes(encoded(DECODED[sound[place]] * (place + 1) // (length + 1)) for place in range(length)) + sound[length:]
    )


def _fade_out(sound: bytearray) -> None:
    length = min(FADE, len(sound))
    for place in range(1, length + 1):
        sound[-place] = encoded(DECODED[sound[-place]] * place // (length + 1))
