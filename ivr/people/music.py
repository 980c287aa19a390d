"""Hold music of our own: a quiet arpeggio of pure tones, computed once, served as a WAV that Twilio caches."""

from __future__ import annotations

import io
import math
import wave
from array import array
from functools import cache
from typing import Final

RATE: Final = 8000
"""Samples a second, the telephone's own."""
_NOTES: Final = (261.63, 329.63, 392.00, 523.25, 392.00, 329.63)
"""C, E, G, C, G, E."""
_NOTE_SECONDS: Final = 0.5
_LOUDNESS: Final = 0.12
"""Of full scale: one listens for a voice behind it."""


@cache
def music(seconds: int) -> bytes:
    """So many seconds of it, as a mono 16-bit WAV."""
    per_note = int(RATE * _NOTE_SECONDS)
    bars = [_note(frequency, per_note) for frequency in _NOTES]
    samples = array("h")
    for number in range(int(seconds / _NOTE_SECONDS)):
        samples.extend(bars[number % len(bars)])
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def _note(frequency: float, length: int) -> list[int]:
    """One note that swells and fades, so that none begins with a click."""
    loudest = 32767 * _LOUDNESS
    return [
        round(loudest * math.sin(math.pi * place / length) * math.sin(2 * math.pi * frequency * place / RATE))
        for place in range(length)
    ]
