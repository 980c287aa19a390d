"""Recordings as they are kept: MP3, 16 kHz, one channel."""

from __future__ import annotations

from array import array
from typing import Final

import miniaudio

from voice_prompts.errors import RecordingError

RATE: Final = 16_000
"""Samples a second in a file."""
DELAY: Final = 1105
"""Samples that encoder and decoder put before the sound."""


def samples(file: bytes, seconds: float) -> array[int]:
    """The first `seconds` of an MP3 of RATE, 16-bit samples. Raises RecordingError for what is no such file."""
    try:
        found = miniaudio.decode(file, nchannels=1, sample_rate=RATE).samples
    except miniaudio.DecodeError as error:
        raise RecordingError("a recording is an MP3 file, and this is none") from error
    sound: array[int] = found[DELAY : DELAY + round(seconds * RATE)]
    return sound
