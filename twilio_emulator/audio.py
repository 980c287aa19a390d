"""What can be known of a sound without playing it: how long it is, and the words it carries in its title."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

BYTES_PER_SECOND = 4000
"""Of a compressed file whose length is not read: 32 kbit/s."""


@dataclass(frozen=True, slots=True)
class Sound:
    """``seconds`` long; ``title`` is empty where the file carries none."""

    seconds: float
    title: str


@lru_cache(maxsize=512)
def inspect(body: bytes) -> Sound:
    """Read the length and title of a WAV; of any other sound only a guess at its length."""
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        return Sound(len(body) / BYTES_PER_SECOND, "")
    rate, size, title = 0, 0, ""
    at = 12
    while at + 8 <= len(body):
        name, length = body[at : at + 4], struct.unpack_from("<I", body, at + 4)[0]
        chunk = body[at + 8 : at + 8 + length]
        if name == b"fmt " and len(chunk) >= 16:
            rate = struct.unpack_from("<I", chunk, 8)[0]
        elif name == b"data":
            size = min(length, len(body) - at - 8)
        elif name == b"LIST" and chunk[:4] == b"INFO":
            title = _title(chunk[4:])
        at += 8 + length + length % 2
    return Sound(size / rate if rate else 0.0, title)


def _title(info: bytes) -> str:
    at = 0
    while at + 8 <= len(info):
        name, length = info[at : at + 4], struct.unpack_from("<I", info, at + 4)[0]
        if name == b"INAM":
            return info[at + 8 : at + 8 + length].rstrip(b"\0").decode("utf-8", "replace").strip()
        at += 8 + length + length % 2
    return ""
