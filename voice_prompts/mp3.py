"""Recordings as they are kept, MP3 of 8 kHz, made into what the telephone wants: mu-law."""

from typing import Final

import miniaudio

from voice_prompts.errors import RecordingError
from voice_prompts.mulaw import RATE, encoded_all

DELAY: Final = 1105
"""Samples that encoder and decoder put before the sound."""


def telephone(file: bytes, seconds: float) -> bytes:
    """The first `seconds` of sound in an MP3 of RATE, mu-law. Raises RecordingError for what is no such file."""
    try:
        samples = miniaudio.decode(file, nchannels=1, sample_rate=RATE).samples
    except miniaudio.DecodeError as error:
        raise RecordingError("a recording is an MP3 file, and this is none") from error
    return encoded_all(samples[DELAY : DELAY + round(seconds * RATE)].tobytes())
