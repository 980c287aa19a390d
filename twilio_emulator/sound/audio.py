"""What can be known of a sound without playing it: how long it is, and the words it carries in its title."""

from __future__ import annotations

import struct
from dataclasses import dataclass

BYTES_PER_SECOND = 4000
"""Of a compressed file whose length is not read: 32 kbit/s."""
MOST_CHUNKS = 1000
"""Chunks of a WAV that are looked at; a real one has a handful."""
MOST_TITLE = 64 * 1024
"""Bytes of the chunk with the title that are looked at."""


@dataclass(frozen=True, slots=True)
class Sound:
    """``seconds`` long; ``title`` is empty where the file carries none."""

    seconds: float
    title: str


def inspect(body: bytes) -> Sound:
    """Read the length and title of a WAV, and the title of an MP3; of any but a WAV only a guess at its length.

    Only the heads of its chunks are looked at, so that it costs next to nothing and nothing has to be remembered.
    """
    if body[:3] == b"ID3":
        return _tagged(body)
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        return Sound(len(body) / BYTES_PER_SECOND, "")
    rate, size, title = 0, 0, ""
    at = 12
    for _ in range(MOST_CHUNKS):
        if at + 8 > len(body):
            break
        name, length = body[at : at + 4], struct.unpack_from("<I", body, at + 4)[0]
        start, held = at + 8, min(length, len(body) - at - 8)
        if name == b"fmt " and held >= 16:
            rate = struct.unpack_from("<I", body, start + 8)[0]
        elif name == b"data":
            size = held
        elif name == b"LIST" and body[start : start + 4] == b"INFO":
            title = _title(body[start + 4 : start + min(held, MOST_TITLE)])
        at = start + length + length % 2
    return Sound(size / rate if rate else 0.0, title)


def _tagged(body: bytes) -> Sound:
    """Read the title in the tag (ID3v2.4) that an MP3 may begin with, where it is the tag's first frame."""
    tag = min(10 + _synchsafe(body[6:10]), len(body))
    title = ""
    if body[10:14] == b"TIT2" and body[20:21] == b"\x03":
        ends = min(20 + _synchsafe(body[14:18]), tag, 20 + MOST_TITLE)
        title = body[21:ends].rstrip(b"\0").decode("utf-8", "replace").strip()
    return Sound((len(body) - tag) / BYTES_PER_SECOND, title)


def _synchsafe(four: bytes) -> int:
    number = 0
    for byte in four:
        number = number << 7 | byte & 0x7F
    return number


def _title(info: bytes) -> str:
    at = 0
    while at + 8 <= len(info):
        name, length = info[at : at + 4], struct.unpack_from("<I", info, at + 4)[0]
        if name == b"INAM":
            return info[at + 8 : at + 8 + length].rstrip(b"\0").decode("utf-8", "replace").strip()
        at += 8 + length + length % 2
    return ""
