"""From what the engine said to what is recorded: another rate, no silence at the ends, one loudness."""

from array import array
from functools import cache
from typing import Final

import numpy as np

from voice_prompts.bands import TELEPHONE
from voice_prompts.mp3 import RATE
from voice_prompts.rendering.kokoro import Samples
from voice_prompts.rendering.loudness import TARGET, loudness

QUIET: Final = 64 / 32768
"""Samples no louder than this are silence, at the level of the recordings."""
EDGE: Final = 0.010
"""Seconds of silence that are left at both ends, so that no sound begins or ends with a click."""
UNHEARD: Final = 0.060
"""Seconds at either end that may be heard in the wide band alone, as an s is, and are left."""
_FRAME = 0.005
_BENEATH = 0.01
"""A frame this much weaker than the loudest is no longer speech but the engine's breath: 40 dB."""
_GAP = 0.09
"""Seconds without speech, longer than any stop takes to open, behind which a sound may be a breath."""
_BREATH = 0.25
"""It is one if it is this much weaker than the loudest frame: 12 dB."""
_ROUGHLY = 0.07
"""Root mean square of speech at about the level, from which silence is told."""
_FADE = 0.004
_FULL = 32768
_WING = 32
_PASSED = 0.94
"""How much of the band below half the new rate is kept by resampling."""


def resampled(sound: Samples, rate: int) -> Samples:
    """The sound at 8,000 or 16,000 samples a second instead of the engine's 24,000: a windowed sinc, of zero phase."""
    up, down = {8000: (1, 3), 16000: (2, 3)}[rate]
    wide = np.zeros(len(sound) * up)
    wide[::up] = sound * up
    return np.convolve(wide, _sinc(down), mode="same")[::down].astype(np.float32)


@cache
def _sinc(down: int) -> Samples:
    at = np.arange(-_WING * down, _WING * down + 1)
    return (np.sinc(at * _PASSED / down) * _PASSED / down * np.blackman(len(at))).astype(np.float64)


def levelled(said: Samples) -> Samples:
    """What the engine said at RATE, without silence at its ends; EDGE is left, faded, at either side.

    It is at TARGET loudness on the telephone, and a whole number of the telephone's samples long.
    """
    wide, narrow = resampled(said, RATE), resampled(said, TELEPHONE.rate)
    often = RATE // TELEPHONE.rate
    first, last = _ends(narrow, TELEPHONE.rate)
    start, end = _ends(wide, RATE)
    most = round(UNHEARD * TELEPHONE.rate)
    start = max(min(start // often, first), first - most)
    end = min(max(-(-end // often), last), last + most, len(narrow), len(wide) // often)
    gain = _gain(narrow[start:end], TELEPHONE.rate)
    return _faded(wide[start * often : end * often] * gain, RATE)


def whole(sound: Samples) -> bytes:
    """Levelled samples as whole numbers of 16 bits."""
    return bytes(np.round(np.clip(sound, -1, 1) * (_FULL - 1)).astype(np.int16).tobytes())


def telephone(sound: Samples) -> bytes:
    """Levelled samples as the telephone has them, mu-law."""
    return TELEPHONE.made(array("h", whole(sound)))


def measured(sound: bytes) -> float:
    """The loudness of mu-law bytes, in LUFS."""
    return loudness([sample / _FULL for sample in TELEPHONE.decoded(sound)], TELEPHONE.rate)


def _ends(sound: Samples, rate: int) -> tuple[int, int]:
    """Where to cut a sound: EDGE before and behind what of its speech is louder than QUIET."""
    edge = round(EDGE * rate)
    start, end = _speech(sound, rate)
    start, end = max(0, start - edge), min(len(sound), end + edge)
    speech = sound[start:end] * (_ROUGHLY / np.sqrt(np.mean(sound[start:end] ** 2)))
    loud = start + np.flatnonzero(np.abs(speech) > QUIET)
    return max(start, int(loud[0]) - edge), min(end, int(loud[-1]) + 1 + edge)


def _speech(sound: Samples, rate: int) -> tuple[int, int]:
    """Where the speech in a sound begins and ends. A breath before or behind it, parted by a gap, is no speech."""
    frame = round(_FRAME * rate)
    whole = np.resize(sound, (len(sound) // frame, frame))
    power = np.sqrt((whole.astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(power > power.max() * _BENEATH)
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > _GAP / _FRAME) + 1)
    spoken = [part for part in parts if power[part].max() > power.max() * _BREATH]
    return int(spoken[0][0]) * frame, (int(spoken[-1][-1]) + 1) * frame


def _gain(sound: Samples, rate: int) -> float:
    gain: float = 10 ** ((TARGET - loudness(sound.tolist(), rate)) / 20)
    return gain


def _faded(sound: Samples, rate: int) -> Samples:
    length = min(round(_FADE * rate), len(sound) // 2)
    slope = (1 - np.cos(np.pi * np.arange(length) / length)) / 2
    faded = sound.copy()
    faded[:length] *= slope
    faded[len(faded) - length :] *= slope[::-1]
    return faded
