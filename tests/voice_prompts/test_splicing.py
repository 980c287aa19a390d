"""Recordings joined into one sound: no click, no pause where one breath goes on, and the words in the title."""

import io
import math
import wave
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import RecordingError, reading
from voice_prompts.bands import BANDS, TELEPHONE, WIDE, Band
from voice_prompts.mulaw import DECODED, encoded
from voice_prompts.phrases import Pause
from voice_prompts.recorded import ELDER_RATE, Recordings
from voice_prompts.splicing import ELDER_PAUSES, FADE, PAUSES, Part, splice
from voice_prompts.stretching import stretch
from voice_prompts.wav import Recording, read_wav, wav

QUIET = 64
"""The loudest sample that counts as silence."""
MOST_SILENCE = 0.015
"""Seconds of silence that a recording may begin and end with."""


def buzz(pitch: int, loudness: int, milliseconds: int, phase: float) -> Callable[[Band], bytes]:
    """A vowel of sorts: a tone and a formant over it, which begins and ends anywhere in its wave."""

    def sound(band: Band) -> bytes:
        turns = (2 * math.pi * place / band.rate for place in range(milliseconds * band.rate // 1000))
        wave = (math.sin(pitch * turn + phase) + math.sin(2100 * turn + phase) / 2 for turn in turns)
        return band.encoded(round(loudness * height) for height in wave)

    return sound


sounds = st.builds(buzz, st.integers(90, 900), st.integers(500, 12_000), st.integers(20, 150), st.floats(0, 6.28))
words = st.builds(buzz, st.integers(90, 400), st.integers(500, 12_000), st.integers(250, 500), st.floats(0, 6.28))
some = st.lists(st.tuples(sounds, st.sampled_from(Pause)), min_size=1, max_size=4)
in_each_band = pytest.mark.parametrize("band", BANDS.values(), ids=BANDS)


def parts_in(band: Band, chosen: list[tuple[Callable[[Band], bytes], Pause]]) -> list[Part]:
    return [Part(sound=sound(band), pause=pause) for sound, pause in chosen]


def largest_step(sound: bytes, band: Band) -> int:
    """The largest difference between one sample and the next."""
    return max(abs(after - before) for before, after in pairwise(band.decoded(sound)))


def longest_silence(sound: bytes, band: Band) -> float:
    """The longest stretch without sound, in seconds."""
    longest = quiet = 0
    for sample in band.decoded(sound):
        quiet = quiet + 1 if abs(sample) <= QUIET else 0
        longest = max(longest, quiet)
    return longest / band.rate


@given(st.integers(-32768, 32767))
def test_a_sample_comes_back_from_its_byte_as_near_as_mu_law_can(sample: int) -> None:
    clipped = max(-32124, min(32124, sample))
    assert abs(DECODED[encoded(sample)] - clipped) <= (abs(clipped) + 132) / 32


def test_a_byte_comes_back_from_its_sample_as_it_was() -> None:
    negative_zero = 0x7F
    assert all(encoded(DECODED[byte]) == byte for byte in range(256) if byte != negative_zero)
    assert DECODED[encoded(0)] == DECODED[negative_zero] == 0
    assert TELEPHONE.silence(0.001) == b"\xff" * 8


@in_each_band
@given(chosen=some, elder=st.booleans())
def test_no_join_steps_further_than_the_sound_itself(
    band: Band, chosen: list[tuple[Callable[[Band], bytes], Pause]], elder: bool
) -> None:
    parts = parts_in(band, chosen)
    inside = max(largest_step(part.sound, band) for part in parts)
    # A cross-fade adds what one side is louder, over its length; in mu-law a sample is up to half a step away, too.
    loudest = max(abs(sample) for part in parts for sample in band.decoded(part.sound))
    rounding = inside / 16 + 8 if band is TELEPHONE else 2 * loudest / band.length(FADE) + 1
    silence = band.silence(1 / band.rate)
    assert largest_step(silence + splice(parts, elder=elder, band=band) + silence, band) <= inside + rounding


@in_each_band
@given(chosen=some, elder=st.booleans())
def test_an_answer_is_as_long_as_its_parts_and_the_pauses_between_them(
    band: Band, chosen: list[tuple[Callable[[Band], bytes], Pause]], elder: bool
) -> None:
    parts = parts_in(band, chosen)
    pauses = ELDER_PAUSES if elder else PAUSES
    silence = sum(band.length(pauses[part.pause]) for part in parts[:-1])
    joins = sum(band.length(FADE) for part in parts[:-1] if part.pause is Pause.NONE)
    assert len(splice(parts, elder=elder, band=band)) == sum(len(part.sound) for part in parts) + silence - joins


def test_nothing_is_joined_to_nothing() -> None:
    assert splice([]) == b""
    assert splice([Part(sound=b"", pause=Pause.LONG)]) == b""


@in_each_band
@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("fen", [0, 6, 106, 123456, 20_200_002_00, 99_999_999_99])
def test_inside_an_amount_no_pause_is_longer_than_150_ms(
    tones: Path, language: str, fen: int, elder: bool, band: Band
) -> None:
    recordings = Recordings(tones, band)
    pieces = recordings.cut(language, reading.read(fen, "money", language))
    assert pieces
    find = recordings.sound_for_elders if elder else recordings.sound
    margin = band.silence(MOST_SILENCE)
    parts = [Part(sound=margin + find(language, piece.words) + margin, pause=piece.pause) for piece in pieces]
    assert longest_silence(splice(parts, elder=elder, band=band), band) <= 0.15


@in_each_band
@given(word=words, rate=st.floats(0.75, 1.0))
def test_slower_speech_is_longer_by_its_rate_and_clicks_no_more(
    band: Band, word: Callable[[Band], bytes], rate: float
) -> None:
    sound = word(band)
    slower = stretch(sound, rate, band)
    assert abs(len(slower) - len(sound) / rate) <= band.length(0.03)
    assert largest_step(slower, band) <= 1.05 * largest_step(sound, band)


@in_each_band
def test_slower_speech_keeps_its_pitch(band: Band) -> None:
    pitch = 200
    turns = (2 * math.pi * pitch * place / band.rate for place in range(2 * band.rate))
    sound = band.encoded(round(8000 * math.sin(turn)) for turn in turns)
    slower = stretch(sound, ELDER_RATE, band)
    assert len(slower) == pytest.approx(len(sound) / ELDER_RATE, rel=0.01)
    samples = band.decoded(slower)
    rises = sum(before < 0 <= after for before, after in pairwise(samples))
    assert rises / (len(samples) / band.rate) == pytest.approx(pitch, rel=0.01)


@pytest.mark.parametrize("rate", [0.69, 1.1, 0, -1])
def test_speech_is_made_neither_faster_nor_much_slower(rate: float) -> None:
    with pytest.raises(ValueError, match="pace"):
        stretch(TELEPHONE.silence(1), rate)


@given(st.binary(min_size=1, max_size=99), st.text(max_size=30).filter(lambda title: not title.endswith("\0")))
def test_a_file_holds_its_sound_and_its_words(sound: bytes, title: str) -> None:
    for band in BANDS.values():
        recording = Recording(sound=sound * band.width, words=title, band=band)
        assert read_wav(wav(recording)) == recording


def test_a_file_of_the_wide_band_is_read_by_others_as_what_it_is() -> None:
    sound = WIDE.encoded(range(-8000, 8000))
    file = wav(Recording(sound=sound, words="您好", band=WIDE))
    with wave.open(io.BytesIO(file)) as read:
        assert (read.getframerate(), read.getsampwidth(), read.getnchannels()) == (16_000, 2, 1)
        assert read.readframes(16_000) == sound
    assert Recording(sound=sound, words="", band=WIDE).seconds == 1


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
    for band in BANDS.values():
        assert set(stretch(band.encoded([0] * length), ELDER_RATE, band)) <= set(band.silence(1))
