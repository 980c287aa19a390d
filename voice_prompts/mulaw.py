"""Telephone sound: G.711 mu-law bytes, 8,000 a second, and the WAV files that hold them with their words."""

import struct
from dataclasses import dataclass
from functools import cache
from typing import Final

from voice_prompts.errors import RecordingError

RATE: Final = 8000
"""Samples, and bytes, a second."""
SILENCE: Final = 0xFF
"""The byte of no sound."""
_FORMAT: Final = 7
"""Mu-law, as WAV files number it."""
_BIAS: Final = 132


def _decoded(byte: int) -> int:
    byte = ~byte & 0xFF
    magnitude = (((byte & 0x0F) << 3) + _BIAS << (byte >> 4 & 7)) - _BIAS
    return -magnitude if byte & 0x80 else magnitude


DECODED: Final = tuple(_decoded(byte) for byte in range(256))
"""By byte, the 16-bit sample that it stands for."""


def _from(code: int) -> int:
    """The smallest size of a sample that has a code, 0 to 127."""
    return max(0, ((code & 0x0F | 0x10) << (code >> 4) + 3) - _BIAS)


_CODES: Final = b"".join(bytes([code]) * (_from(code + 1) - _from(code)) for code in range(128)).ljust(32769, b"\x7f")
_POSITIVE, _NEGATIVE = bytes(~code & 0xFF for code in range(256)), bytes(~code & 0x7F for code in range(256))
ENCODED: Final = _CODES[:0:-1].translate(_NEGATIVE) + _CODES[:32768].translate(_POSITIVE)
"""By 16-bit sample, from -32768 upwards, the byte that comes nearest to it."""


def encoded(sample: int) -> int:
    """The byte that comes nearest to a sample of any size; what DECODED gives comes back as the byte it was."""
    return ENCODED[min(max(sample, -32768), 32767) + 32768]


def encoded_all(samples: bytes) -> bytes:
    """The bytes of many 16-bit samples in the order of this machine."""
    return bytes(map(_table().__getitem__, memoryview(samples).cast("H")))


@cache
def _table() -> bytes:
    """By 16-bit sample, taken for a number without a sign, its byte."""
    return bytes(encoded(sample - 0x10000 if sample & 0x8000 else sample) for sample in range(0x10000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A sound, mu-law at RATE, and the words that are heard in it."""

    sound: bytes
    words: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / RATE


def wav(recording: Recording) -> bytes:
    """The file of a recording: WAV of format 7, its words as the title (LIST INFO INAM, UTF-8) before the sound."""
    title = recording.words.encode() + b"\0"
    info = b"INFO" + _chunk(b"INAM", title)
    body = b"WAVE" + b"".join(
        (
            _chunk(b"fmt ", struct.pack("<HHIIHHH", _FORMAT, 1, RATE, RATE, 1, 8, 0)),
            _chunk(b"fact", struct.pack("<I", len(recording.sound))),
            _chunk(b"LIST", info),
            _chunk(b"data", recording.sound),
        )
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def read_wav(file: bytes) -> Recording:
    """The recording in a file that `wav` could have written; raises RecordingError for any other."""
    sound, words, form = None, "", b""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise RecordingError("a recording is a WAV file, and this is none")
    at = 12
    while at + 8 <= len(file):
        name, length = file[at : at + 4], int.from_bytes(file[at + 4 : at + 8], "little")
        content = file[at + 8 : at + 8 + length]
        if len(content) < length:
            raise RecordingError("a recording breaks off")
        match name:
            case b"fmt ":
                form = content[:16]
            case b"data":
                sound = content
            case b"LIST" if content[:8] == b"INFOINAM":
                words = content[12 : 12 + int.from_bytes(content[8:12], "little")].rstrip(b"\0").decode()
        at += 8 + length + length % 2
    if form != struct.pack("<HHIIHH", _FORMAT, 1, RATE, RATE, 1, 8):
        raise RecordingError("a recording is mu-law, mono, 8 kHz, and this is not")
    if not sound:
        raise RecordingError("a recording holds no sound")
    return Recording(sound=sound, words=words)
