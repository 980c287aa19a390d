"""Recordings joined into one sound: no click, no pause where one breath goes on, and the words in the title."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import RecordingError, reading
from voice_prompts.mulaw import DECODED, RATE, SILENCE, Recording, encoded, read_wav, wav
from voice_prompts.phrases import Pause
from voice_prompts.recorded import ELDER_RATE, Recordings
from voice_prompts.splicing import ELDER_PAUSES, FADE, PAUSES, Part, splice
from voice_prompts.stretching import stretch

QUIET = 64
"""The loudest sample that counts as silence."""
MOST_SILENCE = 0.015
"""Seconds of silence that a recording may begin and end with."""


def buzz(pitch: int, loudness: int, milliseconds: int, phase: float) -> bytes:
    """A vowel of sorts: a tone and a formant over it, which begins and ends anywhere in its wave."""
    wave = (
        math.sin(2 * math.pi * pitch * place / RATE + phase) + math.sin(2 * math.pi * 2100 * place / RATE + phase) / 2
        for place in range(milliseconds * RATE // 1000)
    )
    return bytes(encoded(round(loudness * height)) for height in wave)


sounds = st.builds(buzz, st.integers(90, 900), st.integers(500, 12_000), st.integers(20, 150), st.floats(0, 6.28))
words = st.builds(buzz, st.integers(90, 400), st.integers(500, 12_000), st.integers(250, 500), st.floats(0, 6.28))


def largest_step(sound: bytes) -> int:
    """The largest difference between one sample and the next."""
    samples = [DECODED[byte] for byte in sound]
    return max(abs(after - before) for before, after in pairwise(samples))


def longest_silence(sound: bytes) -> float:
    """The longest stretch without sound, in seconds."""
    longest = quiet = 0
    for byte in sound:
        quiet = quiet + 1 if abs(DECODED[byte]) <= QUIET else 0
        longest = max(longest, quiet)
    return longest / RATE


@given(st.integers(-32768, 32767))
def test_a_sample_comes_back_from_its_byte_as_near_as_mu_law_can(sample: int) -> None:
    clipped = max(-32124, min(32124, sample))
    assert abs(DECODED[encoded(sample)] - clipped) <= (abs(clipped) + 132) / 32


def test_a_byte_comes_back_from_its_sample_as_it_was() -> None:
    negative_zero = 0x7F
    assert all(encoded(DECODED[byte]) == byte for byte in range(256) if byte != negative_zero)
    assert DECODED[SILENCE] == DECODED[negative_zero] == 0


@given(st.lists(st.builds(Part, sound=sounds, pause=st.sampled_from(Pause)), min_size=1, max_size=4), st.booleans())
def test_no_join_steps_further_than_the_sound_itself(parts: list[Part], elder: bool) -> None:
    inside = max(largest_step(part.sound) for part in parts)
    rounding = inside / 16 + 8  # a sample in between has a byte of its own, up to half a step away
    assert largest_step(bytes([SILENCE]) + splice(parts, elder=elder) + bytes([SILENCE])) <= inside + rounding


@given(st.lists(st.builds(Part, sound=sounds, pause=st.sampled_from(Pause)), min_size=1, max_size=4), st.booleans())
def test_an_answer_is_as_long_as_its_parts_and_the_pauses_between_them(parts: list[Part], elder: bool) -> None:
    pauses = ELDER_PAUSES if elder else PAUSES
    silence = sum(round(pauses[part.pause] * RATE) for part in parts[:-1])
    joins = sum(FADE for part in parts[:-1] if part.pause is Pause.NONE)
    assert len(splice(parts, elder=elder)) == sum(len(part.sound) for part in parts) + silence - joins


def test_nothing_is_joined_to_nothing() -> None:
    assert splice([]) == b""
    assert splice([Part(sound=b"", pause=Pause.LONG)]) == b""


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("fen", [0, 6, 106, 123456, 20_200_002_00, 99_999_999_99])
def test_inside_an_amount_no_pause_is_longer_than_150_ms(tones: Path, language: str, fen: int, elder: bool) -> None:
    recordings = Recordings(tones)
    pieces = recordings.cut(language, reading.read(fen, "money", language))
    assert pieces
    find = recordings.sound_for_elders if elder else recordings.sound
    margin = bytes([SILENCE]) * round(MOST_SILENCE * RATE)
    parts = [Part(sound=margin + find(language, piece.words) + margin, pause=piece.pause) for piece in pieces]
    assert longest_silence(splice(parts, elder=elder)) <= 0.15


@given(words, st.floats(0.75, 1.0))
def test_slower_speech_is_longer_by_its_rate_and_clicks_no_more(sound: bytes, rate: float) -> None:
    slower = stretch(sound, rate)
    assert abs(len(slower) - len(sound) / rate) <= 0.03 * RATE
    assert largest_step(slower) <= 1.05 * largest_step(sound)


def test_slower_speech_keeps_its_pitch() -> None:
    pitch = 200
    sound = bytes(encoded(round(8000 * math.sin(2 * math.pi * pitch * place / RATE))) for place in range(2 * RATE))
    slower = stretch(sound, ELDER_RATE)
    assert len(slower) == pytest.approx(len(sound) / ELDER_RATE, rel=0.01)
    samples = [DECODED[byte] for byte in slower]
    rises = sum(before < 0 <= after for before, after in pairwise(samples))
    assert rises / (len(slower) / RATE) == pytest.approx(pitch, rel=0.01)


@pytest.mark.parametrize("rate", [0.69, 1.1, 0, -1])
def test_speech_is_made_neither_faster_nor_much_slower(rate: float) -> None:
    with pytest.raises(ValueError, match="pace"):
        stretch(b"\x00" * RATE, rate)


@given(st.binary(min_size=1, max_size=99), st.text(max_size=30).filter(lambda title: not title.endswith("\0")))
def test_a_file_holds_its_sound_and_its_words(sound: bytes, title: str) -> None:
    recording = Recording(sound=sound, words=title)
    assert read_wav(wav(recording)) == recording


@pytest.mark.parametrize("damage", ["", "RIFF", "no sound", "breaks off", "16 bit", "no words"])
def test_a_file_that_is_no_recording_is_refused(damage: str) -> None:
    whole = wav(Recording(sound=b"\x12" * 400, words="您好"))
    files = {
        "": b"",
        "RIFF": b"RIFX" + whole[4:],
        "no sound": wav(Recording(sound=b"", words="您好")),
        "breaks off": whole[:-10],
        "16 bit": whole[:20] + b"\x01" + whole[21:],
    }
    if damage == "no words":
        assert read_wav(whole.replace(b"INAM", b"IXXX")).words == ""
        return
    with pytest.raises(RecordingError):
        read_wav(files[damage])


def test_recordings_are_read_when_they_are_asked_for_and_what_is_lost_is_named(tones: Path, tmp_path: Path) -> None:
    recordings = Recordings(tones)
    assert "lexicons" not in vars(recordings)
    assert recordings.sound("zh-CN", "一千")
    with pytest.raises(RecordingError, match="一万万"):
        recordings.sound("zh-CN", "一万万")
    assert Recordings(tmp_path).cut("zh-CN", "一千") is None


def test_what_is_listed_and_has_no_file_counts_as_not_recorded(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "manifest.en.json").write_text('[{"slug": "f97c5d29941bfb1b", "words": "one"}]', encoding="utf-8")
    assert Recordings(tmp_path).cut("en", "one") is None


@given(st.integers(0, 5000))
def test_slower_sound_without_any_is_left_alone(length: int) -> None:
    assert set(stretch(bytes([SILENCE]) * length, ELDER_RATE)) <= {SILENCE, 0x7F}
