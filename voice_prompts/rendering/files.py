"""The files of a recording: MP3 for the telephone and, for the browser, in a wider band; the words are their titles."""

from dataclasses import dataclass
from typing import Final

import lameenc


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an MP3 holds: samples a second, and kilobits a second."""

    rate: int
    kilobits: int


TELEPHONE: Final = Form(rate=8_000, kilobits=32)
"""What a telephone carries."""
WIDE_BAND: Final = Form(rate=16_000, kilobits=24)
"""What a browser may play."""
_QUALITY = 2
_UTF_8 = b"\x03"


def mp3(sound: bytes, words: str, form: Form) -> bytes:
    """The file of 16-bit samples at the rate of its form; the words are its title (ID3v2.4, TIT2)."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(form.rate)
    encoder.set_out_sample_rate(form.rate)
    encoder.set_bit_rate(form.kilobits)
    encoder.set_quality(_QUALITY)
    return _title(words) + bytes(encoder.encode(sound)) + bytes(encoder.flush())


def _title(words: str) -> bytes:
    text = _UTF_8 + words.encode()
    frame = b"TIT2" + _synchsafe(len(text)) + b"\0\0" + text
    return b"ID3\x04\0\0" + _synchsafe(len(frame)) + frame


def _synchsafe(number: int) -> bytes:
    """A number as ID3 writes it: seven bits to a byte."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
