"""What a sound file tells of itself, and what looking at it costs."""

from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress

import lameenc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twilio_emulator.sound.conftest import chunk, goertzel, tone
from twilio_emulator.sound import pcm
from twilio_emulator.sound.audio import Sound, inspect


def wav(seconds: float, *more: bytes, kind: int = 1, bits: int = 16, behind: bytes = b"") -> bytes:
    size = bits // 8
    chunks = chunk(b"fmt ", struct.pack("<HHIIHH", kind, 1, 8000, 8000 * size, size, bits)) + b"".join(more)
    chunks += chunk(b"data", bytes(int(seconds * 8000 * size))) + behind
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def info(title: str) -> bytes:
    return chunk(b"LIST", b"INFO" + chunk(b"IART", b"Ada") + chunk(b"INAM", title.encode() + b"\0"))


def mp3(seconds: float, kilobits: int, rate: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(kilobits)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(1)
    return bytes(encoder.encode(bytes(round(seconds * rate) * 2))) + bytes(encoder.flush())


def tag(version: int, *frames: tuple[bytes, bytes]) -> bytes:
    body = b""
    for name, content in frames:
        if version == 2:
            body += name + len(content).to_bytes(3, "big") + content
        elif version == 3:
            body += name + len(content).to_bytes(4, "big") + b"\0\0" + content
        else:
            body += name + bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"\0\0" + content
    body += bytes(20)
    return b"ID3" + bytes([version, 0, 0]) + bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def test_a_wav_tells_its_length_and_its_title() -> None:
    assert inspect(wav(2.5, info("查询余额，请按一。"))) == Sound(2.5, "查询余额，请按一。")
    assert inspect(wav(0.5)) == Sound(0.5, "")


def test_a_recording_of_the_telephone_tells_them_too_wherever_its_title_stands() -> None:
    """Format 7: 8,000 samples of eight bits a second, mu-law."""
    before = wav(3.25, info("您好。"), kind=7, bits=8)
    behind = wav(3.25, kind=7, bits=8, behind=info("您好。"))
    odd = wav(0.000125, info("odd"), kind=7, bits=8, behind=chunk(b"junk", b"x"))
    assert inspect(before) == inspect(behind) == Sound(3.25, "您好。")
    assert inspect(odd) == Sound(0.000125, "odd")


@pytest.mark.parametrize(("kilobits", "rate"), [(32, 8000), (24, 16000), (64, 24000), (128, 44100)])
def test_an_mp3_is_as_long_as_its_frames(kilobits: int, rate: int) -> None:
    assert inspect(mp3(5.0, kilobits, rate)).seconds == pytest.approx(5.0, abs=0.2)


@pytest.mark.parametrize(
    ("version", "frame", "content"),
    [
        (2, b"TT2", b"\0Good morning"),
        (3, b"TIT2", b"\1" + "查询余额".encode("utf-16")),
        (4, b"TIT2", b"\2" + "查询余额".encode("utf-16-be")),
        (4, b"TIT2", b"\3" + "查询余额".encode() + b"\0"),
    ],
)
def test_an_mp3_tells_its_title_in_every_way_a_tag_is_written(version: int, frame: bytes, content: bytes) -> None:
    artist = (b"TP1" if version == 2 else b"TPE1", b"\0" + b"Ada" * 60)
    sound = inspect(tag(version, artist, (frame, content)) + mp3(2.0, 32, 8000))
    assert sound.title in ("Good morning", "查询余额")
    assert sound.seconds == pytest.approx(2.0, abs=0.2)


def test_an_aiff_tells_its_length_and_its_name() -> None:
    rate = struct.pack(">HQ", 16383 + 12, 8000 << 51)
    common = struct.pack(">HIH", 1, 12_000, 16) + rate
    chunks = b"".join(
        name + struct.pack(">I", len(body)) + body for name, body in ((b"COMM", common), (b"NAME", b"Hi"))
    )
    assert inspect(b"FORM" + struct.pack(">I", 4 + len(chunks)) + b"AIFF" + chunks) == Sound(1.5, "Hi")


@pytest.mark.parametrize(("kind", "seconds"), [("audio/ulaw", 1.0), ("audio/gsm", 8000 / 1650), ("audio/other", 2.0)])
def test_of_sound_without_a_head_the_type_tells_how_long_it_is(kind: str, seconds: float) -> None:
    assert inspect(bytes(8000), kind) == Sound(seconds, "")


def test_a_wav_that_breaks_off_is_as_long_as_what_there_is_of_it() -> None:
    assert inspect(wav(4.0)[:-32000]) == Sound(2.0, "")


def test_of_a_wav_of_a_million_chunks_only_so_many_are_looked_at() -> None:
    assert inspect(wav(1.0, chunk(b"junk", b"") * 1_000_000)) == Sound(0.0, "")


def test_of_an_mp3_of_hours_only_so_many_frames_are_looked_at() -> None:
    hour = mp3(60.0, 8, 8000) * 60
    assert inspect(hour).seconds == pytest.approx(3600, rel=0.01)


def test_looking_at_a_sound_copies_none_of_it_and_keeps_none_of_it() -> None:
    sounds = [wav(60.0 + number / 10) for number in range(3)]
    inspect(sounds[0])
    tracemalloc.start()
    for one in sounds:
        inspect(one)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100_000, "one of them has two megabytes"


@given(
    st.binary(max_size=200),
    st.sampled_from([b"RIFF0000WAVE", b"FORM0000AIFF", b"ID3\4", b"ID3\3\0\0\0\0\1\0", b"\xff\xfb"]),
)
def test_no_file_is_too_strange_to_look_at(body: bytes, head: bytes) -> None:
    assert inspect(head + body).seconds >= 0


@given(st.binary(max_size=200))
def test_what_is_no_sound_is_never_taken_for_samples(body: bytes) -> None:
    for file in (body, b"RIFF" + body[:4].ljust(4, b"\0") + b"WAVE" + body):
        with suppress(pcm.NotPcm):
            assert pcm.read(file).seconds >= 0


@pytest.mark.parametrize(
    ("kind", "code", "level"), [(7, 0xFF, 0), (7, 0x00, -32124), (7, 0x80, 32124), (6, 0xD5, 8), (6, 0x2A, -32256)]
)
def test_telephone_samples_mean_what_the_standard_says(kind: int, code: int, level: int) -> None:
    """ITU-T G.711, tables 1 and 2."""
    body = wav(0.1, kind=kind, bits=8)
    place = body.index(b"data") + 8
    assert pcm.read(body[:place] + bytes([code]) * 800).samples[0] == level


def test_a_tone_stays_the_same_tone_at_another_rate() -> None:
    made = pcm.resampled(pcm.read(tone(0.5, 440.0, rate=22050)), 8000)
    assert made.seconds == pytest.approx(0.5, abs=0.001)
    assert goertzel(made.samples, 440, 8000) == pytest.approx(8000 / 32768, rel=0.02)
    assert goertzel(made.samples, 880, 8000) < 0.01
