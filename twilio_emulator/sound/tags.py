"""The tag before an MP3 (ID3v2): how long it is, and the title in it."""

from __future__ import annotations

from collections.abc import Iterator

MOST_TITLE = 64 * 1024
"""Bytes of a title that are looked at."""
MOST_FRAMES = 200
"""Frames of a tag that are looked at."""
ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
"""By the first byte of a text."""
TITLES = (b"TIT2", b"TT2")


def length(body: bytes) -> int:
    """Return how many bytes of ``body`` are the tag; 0 where there is none."""
    if body[:3] != b"ID3" or len(body) < 10:
        return 0
    return min(10 + synchsafe(body[6:10]), len(body))


def title(body: bytes) -> str:
    """Return the title in the tag that ``body`` begins with; empty where it has none."""
    for name, start, held in _frames(body):
        if name in TITLES and held > 1:
            encoding = ENCODINGS[body[start] if body[start] < len(ENCODINGS) else 0]
            text = body[start + 1 : start + min(held, MOST_TITLE)].decode(encoding, "replace")
            return text.partition("\0")[0].strip()
    return ""


def synchsafe(four: bytes) -> int:
    """Return a number of seven bits to a byte."""
    number = 0
    for byte in four:
        number = number << 7 | byte & 0x7F
    return number


def _frames(body: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, place and length of each frame; those of version 2 have six bytes before them, later ones ten."""
    ends = length(body)
    if not ends:
        return
    version, name, head = body[3], 4, 10
    if version == 2:
        name, head = 3, 6
    at = 10
    if body[5] & 0x40 and version > 2:  # an extended head
        at += synchsafe(body[10:14]) if version > 3 else 4 + int.from_bytes(body[10:14], "big")
    for _ in range(MOST_FRAMES):
        if at + head > ends or not body[at]:
            return
        size = body[at + name : at + name + (3 if version == 2 else 4)]
        held = synchsafe(size) if version > 3 else int.from_bytes(size, "big")
        yield body[at : at + name], at + head, min(held, ends - at - head)
        at += head + held
