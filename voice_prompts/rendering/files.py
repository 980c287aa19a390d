"""The file of a recording: MP3 in a wide band, out of which the telephone's is made; the words are its title."""

from typing import Final

import lameenc

from voice_prompts.mp3 import RATE

KILOBITS: Final = 32
"""A second."""
SCALE: Final = 0.95
"""What the encoder multiplies samples by before anything else, so that they do not clip."""
_QUALITY = 2
_UTF_8 = b"\x03"


def mp3(sound: bytes, words: str, rate: int = RATE) -> bytes:
    """The file of 16-bit samples; the words are its title (ID3v2.4, TIT2)."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_bit_rate(KILOBITS)
    encoder.set_quality(_QUALITY)
    return _title(words) + bytes(encoder.encode(sound)) + bytes(encoder.flush())


def _title(words: str) -> bytes:
    text = _UTF_8 + words.encode()
    frame = b"TIT2" + _synchsafe(len(text)) + b"\0\0" + text
    return b"ID3\x04\0\0" + _synchsafe(len(frame)) + frame


def _synchsafe(number: int) -> bytes:
    """A number as ID3 writes it: seven bits to a byte."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
