"""Telephone sound: G.711 mu-law bytes, 8,000 a second."""

from functools import cache
from typing import Final

RATE: Final = 8000
"""Samples, and bytes, a second."""
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
