"""What a sound file tells of itself, and what looking at it costs."""

from __future__ import annotations

import struct
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.sound.audio import Sound, inspect


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def wav(seconds: float, *more: bytes) -> bytes:
    chunks = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)) + b"".join(more)
    chunks += chunk(b"data", bytes(int(seconds * 16000)))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def test_a_wav_tells_its_length_and_its_title() -> None:
    title = chunk(b"LIST", b"INFO" + chunk(b"IART", b"Ada") + chunk(b"INAM", "查询余额，请按一。".encode()))
    assert inspect(wav(2.5, title)) == Sound(2.5, "查询余额，请按一。")
    assert inspect(wav(0.5)) == Sound(0.5, "")


def test_a_sound_that_is_no_wav_is_guessed_at_from_its_size() -> None:
    assert inspect(bytes(8000)) == Sound(2.0, "")


def test_a_wav_that_breaks_off_is_as_long_as_what_there_is_of_it() -> None:
    assert inspect(wav(4.0)[:-32000]) == Sound(2.0, "")


def test_of_a_wav_of_a_million_chunks_only_so_many_are_looked_at() -> None:
    assert inspect(wav(1.0, chunk(b"junk", b"") * 1_000_000)) == Sound(0.0, "")


def test_looking_at_a_sound_copies_none_of_it_and_keeps_none_of_it() -> None:
    sounds = [wav(60.0 + number / 10) for number in range(3)]
    inspect(sounds[0])
    tracemalloc.start()
    for one in sounds:
        inspect(one)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100_000, "one of them has two megabytes"


@given(st.binary(max_size=200))
def test_no_file_is_too_strange_to_look_at(body: bytes) -> None:
    assert inspect(b"RIFF" + body[:4].ljust(4, b"\0") + b"WAVE" + body).seconds >= 0
