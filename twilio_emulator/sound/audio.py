"""What can be known of a sound without playing it: how long it is, and the words it carries in its title.

Only heads are looked at: those of a WAV's chunks, of an MP3's frames, of an AIFF's chunks; so it costs next to nothing
and nothing has to be remembered. Of sound without any head the type tells how many bytes are a second.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from twilio_emulator.sound import tags

BYTES_PER_SECOND = 4000
"""Of a compressed file whose length is not read: 32 kbit/s."""
BARE = {"audio/ulaw": 8000, "audio/basic": 8000, "audio/gsm": 1650, "audio/x-gsm": 1650}
"""Bytes a second of what has no head: samples of eight bits, or 33 bytes every 20 ms."""
MOST_CHUNKS = 1000
"""Chunks of a WAV that are looked at; a real one has a handful."""
MOST_TITLE = tags.MOST_TITLE
"""Bytes of the chunk with the title that are looked at."""
MOST_FRAMES = 50_000
"""Frames of an MP3 that are looked at, half an hour of speech; what comes behind is taken to be like them."""
MOST_STRAY = 4096
"""Bytes between an MP3's tag and its first frame that are passed over."""
KILOBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""A second, by the four bits that say so: of MPEG-1, layer III, and of MPEG-2 and 2.5."""
RATES = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}
"""Samples a second by the version: 0 is MPEG-2.5, 2 is MPEG-2, 3 is MPEG-1."""


@dataclass(frozen=True, slots=True)
class Sound:
    """``seconds`` long; ``title`` is empty where the file carries none."""

    seconds: float
    title: str


def inspect(body: bytes, kind: str = "") -> Sound:
    """Read the length and the title of a WAV, an MP3 or an AIFF; of anything else, ``kind`` (audio/…), the length."""
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        return _wav(body)
    if body[:4] == b"FORM" and body[8:12] in (b"AIFF", b"AIFC"):
        return _aiff(body)
    begins = tags.length(body)
    seconds = _mp3_seconds(body, begins)
    if begins or seconds is not None:
        guess = (len(body) - begins) / BYTES_PER_SECOND
        return Sound(guess if seconds is None else seconds, tags.title(body))
    return Sound(len(body) / BARE.get(kind, BYTES_PER_SECOND), "")


def chunks(body: bytes, order: str = "<") -> Iterator[tuple[bytes, int, int]]:
    """Yield the chunks of a RIFF or AIFF file: name, where its content begins, how many bytes there are of it."""
    at = 12
    for _ in range(MOST_CHUNKS):
        if at + 8 > len(body):
            return
        length = struct.unpack_from(f"{order}I", body, at + 4)[0]
        yield body[at : at + 4], at + 8, min(length, len(body) - at - 8)
        at += 8 + length + length % 2


def _wav(body: bytes) -> Sound:
    rate, size, title = 0, 0, ""
    for name, start, held in chunks(body):
        if name == b"fmt " and held >= 16:
            rate = struct.unpack_from("<I", body, start + 8)[0]
        elif name == b"data":
            size = held
        elif name == b"LIST" and body[start : start + 4] == b"INFO":
            title = _title(body[start + 4 : start + min(held, MOST_TITLE)])
    return Sound(size / rate if rate else 0.0, title)


def _title(info: bytes) -> str:
    at = 0
    while at + 8 <= len(info):
        name, length = info[at : at + 4], struct.unpack_from("<I", info, at + 4)[0]
        if name == b"INAM":
            return info[at + 8 : at + 8 + length].rstrip(b"\0").decode("utf-8", "replace").strip()
        at += 8 + length + length % 2
    return ""


def _aiff(body: bytes) -> Sound:
    """The length is in the common chunk: frames, and the rate as a float of 80 bits."""
    frames, rate, title = 0, 0.0, ""
    for name, start, held in chunks(body, ">"):
        if name == b"COMM" and held >= 18:
            frames, exponent, mantissa = struct.unpack_from(">I2xHQ", body, start + 2)
            power = (exponent & 0x7FFF) - 16383 - 63
            rate = mantissa * 2.0**power if -200 < power < 200 else 0.0
        elif name == b"NAME":
            title = body[start : start + min(held, MOST_TITLE)].rstrip(b"\0").decode("utf-8", "replace").strip()
    return Sound(frames / rate if rate > 0 else 0.0, title)


def _mp3_seconds(body: bytes, begins: int) -> float | None:
    """Add up the frames of an MP3 from ``begins`` on; ``None`` where none is found."""
    at = begins
    while at < min(begins + MOST_STRAY, len(body)) and (_frame(body, at) is None):
        at += 1
    seconds, first = 0.0, at
    for _ in range(MOST_FRAMES):
        frame = _frame(body, at)
        if frame is None:
            return seconds or None
        size, length = frame
        seconds += length
        at += size
    return seconds * (len(body) - first) / (at - first)


def _frame(body: bytes, at: int) -> tuple[int, float] | None:
    """Return the bytes and the seconds of the frame that begins at ``at``, if one does."""
    if at + 4 > len(body) or body[at] != 0xFF or body[at + 1] & 0xE6 != 0xE2:  # layer III
        return None
    version, bits, rate = body[at + 1] >> 3 & 3, body[at + 2] >> 4, body[at + 2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return None
    first, hertz = version == 3, RATES[version][rate]
    samples = 1152 if first else 576
    size = samples // 8 * KILOBITS[first][bits] * 1000 // hertz + (body[at + 2] >> 1 & 1)
    return size, samples / hertz
