"""The telephone's own sounds, measured: which frequencies there are, when, and which are not."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest

from tests.twilio_emulator.sound.conftest import goertzel, loudness
from twilio_emulator.lines.line import seconds_of_tones
from twilio_emulator.sound import pcm, signals
from twilio_emulator.sound.signals import RATE, Progress

BEIJING, BOSTON, LONDON, BERLIN, HONG_KONG, NAIROBI = (
    "+861012345678", "+16175550100", "+442071838750", "+493012345678", "+85221234567", "+254201234567",
)  # fmt: skip
EVERY = (350.0, 400.0, 425.0, 440.0, 450.0, 480.0, 620.0)


def part(sound: pcm.Pcm, begins: float, ends: float) -> array[int]:
    """Return what is heard between two moments, without the edges."""
    return sound.samples[round((begins + 0.02) * RATE) : round((ends - 0.02) * RATE)]


def is_heard(samples: array[int], hertz: float) -> bool:
    return goertzel(samples, hertz, RATE) > 0.05


@pytest.mark.parametrize(
    ("number", "what", "hertz", "steps"),
    [
        (BEIJING, Progress.RINGBACK, (450,), (1.0, 4.0)),
        (BEIJING, Progress.BUSY, (450,), (0.35, 0.35)),
        (BEIJING, Progress.REORDER, (450,), (0.7, 0.7)),
        ("12393", Progress.BUSY, (450,), (0.35, 0.35)),
        (BOSTON, Progress.RINGBACK, (440, 480), (2.0, 4.0)),
        (BOSTON, Progress.BUSY, (480, 620), (0.5, 0.5)),
        (BOSTON, Progress.REORDER, (480, 620), (0.25, 0.25)),
        (LONDON, Progress.RINGBACK, (400, 450), (0.4, 0.2, 0.4, 2.0)),
        (LONDON, Progress.REORDER, (400,), (0.4, 0.35, 0.225, 0.525)),
        (BERLIN, Progress.BUSY, (425,), (0.48, 0.48)),
        (HONG_KONG, Progress.RINGBACK, (440, 480), (0.4, 0.2, 0.4, 3.0)),
        (NAIROBI, Progress.BUSY, (425,), (0.5, 0.5)),
    ],
)
def test_a_signal_has_its_countrys_frequencies_and_cadence(
    number: str, what: Progress, hertz: tuple[float, ...], steps: tuple[float, ...]
) -> None:
    sound = signals.once(signals.cadence(what, number))
    assert sound.seconds == pytest.approx(sum(steps), abs=0.001)
    at = 0.0
    for place, seconds in enumerate(steps):
        heard = part(sound, at, at + seconds)
        if place % 2:
            assert loudness(heard) == 0
        else:
            assert all(is_heard(heard, one) for one in hertz)
            others = [one for one in EVERY if all(abs(one - wanted) > 24 for wanted in hertz)]
            assert not any(is_heard(heard, one) for one in others)
        at += seconds


def test_the_country_is_the_first_that_a_number_tells() -> None:
    assert signals.cadence(Progress.RINGBACK, "12345", LONDON) == signals.cadence(Progress.RINGBACK, LONDON)
    assert signals.cadence(Progress.RINGBACK, "12345") == signals.cadence(Progress.RINGBACK, BEIJING)


@pytest.mark.parametrize("key", "123A456B789C*0#D")
def test_every_key_is_two_frequencies_and_no_other(key: str) -> None:
    """ITU-T Q.23, and silence enough before the next key."""
    sound = signals.keys(key)
    heard = part(sound, 0, signals.KEY_SECONDS)
    rates = {one: goertzel(heard, one, RATE) for one in (*signals.ROWS, *signals.COLUMNS)}
    found = sorted(rates, key=lambda one: -rates[one])
    assert set(found[:2]) == set(signals.KEYS[key])
    assert rates[found[1]] > 8 * rates[found[2]]
    assert loudness(part(sound, signals.KEY_SECONDS, signals.KEY_SECONDS + signals.GAP_SECONDS)) == 0


@pytest.mark.parametrize("digits", ["1", "12ww3W4", "*#ABCDabcd", "w", "1?2"])
def test_a_string_of_tones_is_as_long_as_the_clock_is_told(digits: str) -> None:
    assert signals.keys(digits).seconds == pytest.approx(seconds_of_tones(digits), abs=0.001)


def test_a_beep_is_one_tone_for_as_long_as_it_is_asked_for() -> None:
    sound = signals.beep(0.5)
    assert sound.seconds == 0.5
    assert is_heard(part(sound, 0, 0.5), signals.BEEP_HERTZ)
    assert not any(is_heard(part(sound, 0, 0.5), hertz) for hertz in (700.0, 1209.0, 2800.0))


def test_music_goes_on_for_as_long_as_it_is_asked_for_and_is_never_silent_nor_too_loud() -> None:
    sound = signals.music(30.0)
    assert sound.seconds == 30.0
    assert all(loudness(part(sound, at, at + 1)) > 200 for at in range(29))
    assert max(map(abs, sound.samples)) < 0.5 * pcm.PEAK
    assert signals.music(30.0).samples == sound.samples
    assert signals.music(10_000.0).seconds == signals.LONGEST


def test_music_has_no_click_where_it_begins_anew() -> None:
    tune = signals._tune()
    steps = [abs(after - before) for before, after in pairwise(tune)]
    assert abs(tune[0] - tune[-1]) <= max(steps)
