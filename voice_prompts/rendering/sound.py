"""From what the engine said to what is recorded: another rate, no silence at the ends, one loudness."""

from functools import cache
from typing import Final

import numpy as np

from voice_prompts.mulaw import DECODED, encoded_all
from voice_prompts.rendering.kokoro import Samples
from voice_prompts.rendering.loudness import TARGET, loudness

QUIET: Final = 64 / 32768
"""Samples no louder than this are silence, at the level of the recordings."""
EDGE: Final = 0.010
"""Seconds of silence that are left at both ends, so that no sound begins or ends with a click."""
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


def levelled(sound: Samples, rate: int) -> Samples:
    """Without silence at its ends and at TARGET loudness; EDGE is left, faded, at either side."""
    speech = _between(sound, *_speech(sound, rate), rate)
    speech = speech * _ROUGHLY / np.sqrt(np.mean(speech**2))
    loud = np.flatnonzero(np.abs(speech) > QUIET)
    speech = _between(speech, int(loud[0]), int(loud[-1]) + 1, rate)
    return _faded(speech * _gain(speech, rate), rate)


def whole(sound: Samples) -> bytes:
    """Levelled samples as whole numbers of 16 bits."""
    return bytes(np.round(np.clip(sound, -1, 1) * (_FULL - 1)).astype(np.int16).tobytes())


def telephone(sound: Samples) -> bytes:
    """Levelled samples as mu-law bytes."""
    return encoded_all(whole(sound))


def measured(sound: bytes, rate: int = 8000) -> float:
    """The loudness of mu-law bytes, in LUFS."""
    return loudness([DECODED[byte] / _FULL for byte in sound], rate)


def _speech(sound: Samples, rate: int) -> tuple[int, int]:
    """Where the speech in a sound begins and ends. A breath before or behind it, parted by a gap, is no speech."""
    frame = round(_FRAME * rate)
    whole = np.resize(sound, (len(sound) // frame, frame))
    power = np.sqrt((whole.astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(power > power.max() * _BENEATH)
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > _GAP / _FRAME) + 1)
    spoken = [part for part in parts if power[part].max() > power.max() * _BREATH]
    return int(spoken[0][0]) * frame, (int(spoken[-1][-1]) + 1) * frame


def _between(sound: Samples, start: int, end: int, rate: int) -> Samples:
    edge = round(EDGE * rate)
    return sound[max(0, start - edge) : end + edge]


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
