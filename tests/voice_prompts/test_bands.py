"""One recording, two bands: the sound is where it was and as long as it was in both, and nothing folds back."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import RecordingError, mp3
from voice_prompts.bands import TELEPHONE
from voice_prompts.decimation import halved
from voice_prompts.mulaw import DECODED, RATE
from voice_prompts.rendering import files

HEIGHT = 8000


def tone(pitch: int) -> array[int]:
    """Half a second."""
    turns = (2 * math.pi * pitch * at / mp3.RATE for at in range(mp3.RATE // 2))
    return array("h", (round(HEIGHT * math.sin(turn)) for turn in turns))


def chirp(seconds: float) -> array[int]:
    """From 300 Hz to 3 kHz: like itself at no other place than its own."""
    places = (at / mp3.RATE for at in range(round(seconds * mp3.RATE)))
    return array("h", (round(HEIGHT * math.sin(2 * math.pi * (300 + 1350 * at / seconds) * at)) for at in places))


def level(samples: array[int]) -> float:
    """Decibels of the middle against a tone of HEIGHT."""
    middle = samples[len(samples) // 4 : len(samples) * 3 // 4]
    power = sum(sample * sample for sample in middle) / len(middle)
    return 10 * math.log10(max(power, 1e-9) / (HEIGHT * HEIGHT / 2))


def lag(sound: list[int], original: list[int], most: int = 40) -> int:
    """By how many samples a sound is later than it was."""
    inner = original[most:-most]
    return max(
        range(-most, most + 1),
        key=lambda by: sum(a * b for a, b in zip(inner, sound[most + by :], strict=False)),
    )


@pytest.mark.parametrize("pitch", [100, 300, 1000, 3000, 3400])
def test_what_a_telephone_carries_is_as_loud_at_half_the_rate(pitch: int) -> None:
    assert level(halved(tone(pitch))) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("pitch", [4600, 5000, 6000, 7000, 7900])
def test_what_a_telephone_does_not_carry_does_not_fold_back_into_what_it_does(pitch: int) -> None:
    assert level(halved(tone(pitch))) < -70


@given(st.lists(st.integers(-32768, 32767), max_size=300))
def test_half_as_many_samples_are_left_the_first_one_among_them(samples: list[int]) -> None:
    found = halved(array("h", samples))
    assert len(found) == math.ceil(len(samples) / 2)


def test_half_the_samples_of_a_tone_are_every_second_one() -> None:
    whole, half = tone(440), halved(tone(440))
    assert max(abs(whole[2 * at] - half[at]) for at in range(100, len(half) - 100)) <= 2


def test_what_is_louder_than_full_scale_after_the_filter_is_clipped() -> None:
    step = array("h", ([32767] * 40 + [-32768] * 40) * 5)
    assert (min(halved(step)), max(halved(step))) == (-32768, 32767)


@pytest.mark.parametrize("seconds", [0.25, 0.4, 1.000125])
def test_a_recording_is_decoded_in_both_bands_as_long_as_it_was_and_where_it_was(seconds: float) -> None:
    sound = chirp(seconds)
    file = files.mp3(sound.tobytes(), "嘀", mp3.RATE)
    wide, narrow = mp3.samples(file, seconds), TELEPHONE.made(mp3.samples(file, seconds))
    assert (len(wide), len(narrow)) == (len(sound), len(sound) // 2)
    assert lag(wide.tolist(), sound.tolist()) == 0
    assert lag([DECODED[byte] for byte in narrow], sound[::2].tolist()) == 0
    assert len(narrow) / RATE == len(wide) / mp3.RATE


def test_what_is_no_mp3_is_no_recording() -> None:
    with pytest.raises(RecordingError, match="MP3"):
        mp3.samples(b"RIFF", 1.0)
