"""The sound of a recording as an MP3: 32 kilobits a second, made piece by piece when somebody asks for it.

The words are in its title (ID3, TIT2), as those of a WAV are in its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import lameenc

from twilio_emulator.sound import tones
from twilio_emulator.sound.speech import SpeechEngine
from twilio_emulator.sound.tones import Voices
from twilio_emulator.tape import Recording

KILOBITS = 32
"""A second."""
QUALITY = 7
"""LAME's own measure: 2 takes longest and sounds best, 7 is quick, and telephone sound gains nothing by more."""
UTF_8 = b"\x03"
"""How ID3 says what its texts are written in."""


def mp3(recording: Recording, speech: SpeechEngine | None = None, voices: Voices = tones.NOBODY) -> Iterator[bytes]:
    """Yield the file piece by piece, so that a recording of hours is never held at once.

    ``voices`` are what microphones have picked up (:func:`twilio_emulator.sound.tones.samples`).
    """
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(KILOBITS)
    encoder.set_in_sample_rate(tones.RATE)
    encoder.set_out_sample_rate(tones.RATE)
    encoder.set_channels(recording.channels)
    encoder.set_quality(QUALITY)
    yield _tag(tones.title(recording))
    for piece in tones.samples(recording, speech, voices):
        if made := bytes(encoder.encode(piece)):
            yield made
    yield bytes(encoder.flush())


def _tag(title: str) -> bytes:
    text = UTF_8 + title.encode("utf-8")
    frame = b"TIT2" + _synchsafe(len(text)) + b"\0\0" + text
    return b"ID3\x04\0\0" + _synchsafe(len(frame)) + frame


def _synchsafe(number: int) -> bytes:
    """Return a number as ID3 has it: seven bits to a byte."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
