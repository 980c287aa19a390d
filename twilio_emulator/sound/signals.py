"""The sounds of the telephone itself, made by arithmetic: ringback, busy and reorder by country, keys, beeps, music.

Frequencies and cadences are those that the countries have told the ITU (E.180, supplement 2); a country that is not in
the table has what the recommendation itself asks for. Samples are 8,000 a second.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from twilio_emulator.sound import pcm

RATE = 8000
"""Samples a second."""
LOUDNESS = 0.12
"""Of one frequency, where full scale is 1."""
EDGE = 0.005
"""Seconds in which a tone comes and goes, so that it does not click."""
KEY_SECONDS, GAP_SECONDS = 0.15, 0.1
"""How long a key of a string of tones sounds, and how long it is silent before the next."""
PAUSES = {"w": 0.5, "W": 1.0}
"""Seconds of the letters in a string of tones that are no keys."""
BEEP_HERTZ = 1400.0
ROWS, COLUMNS = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
PAD = ("123A", "456B", "789C", "*0#D")
KEYS = {key: (ROWS[row], COLUMNS[column]) for row, keys in enumerate(PAD) for column, key in enumerate(keys)}
"""ITU-T Q.23: the row's frequency and the column's."""
LONGEST = 120.0
"""Seconds of music that are made in one piece."""


class Progress(StrEnum):
    """What a telephone tells whoever has dialled."""

    DIAL = "dial"
    """It may be dialled."""
    RINGBACK = "ringback"
    """It rings at the far end."""
    BUSY = "busy"
    REORDER = "reorder"
    """The network cannot put the call through."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """``hertz`` together, for the first of ``seconds``; then silence for the second, sound for the third, and so on."""

    hertz: tuple[float, ...]
    seconds: tuple[float, ...]


def _tones(dial: tuple[float, ...], ringback: Cadence, busy: Cadence, reorder: Cadence) -> dict[Progress, Cadence]:
    continuous = Cadence(dial, (1.0,))
    return {
        Progress.DIAL: continuous,
        Progress.RINGBACK: ringback,
        Progress.BUSY: busy,
        Progress.REORDER: reorder,
    }


def _of_one(hertz: float, ringback: tuple[float, ...], busy: float, reorder: float) -> dict[Progress, Cadence]:
    tone = (hertz,)
    return _tones(tone, Cadence(tone, ringback), Cadence(tone, (busy, busy)), Cadence(tone, (reorder, reorder)))


_PRECISE = (350.0, 440.0)
_RING, _BUSY = (440.0, 480.0), (480.0, 620.0)
_ITU = _of_one(425.0, (1.0, 4.0), 0.5, 0.25)
COUNTRIES: dict[str, dict[Progress, Cadence]] = {
    "1": _tones(_PRECISE, Cadence(_RING, (2.0, 4.0)), Cadence(_BUSY, (0.5, 0.5)), Cadence(_BUSY, (0.25, 0.25))),
    "33": _of_one(440.0, (1.5, 3.5), 0.5, 0.25),
    "44": _tones(
        _PRECISE,
        Cadence((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
        Cadence((400.0,), (0.375, 0.375)),
        Cadence((400.0,), (0.4, 0.35, 0.225, 0.525)),
    ),
    "49": _of_one(425.0, (1.0, 4.0), 0.48, 0.24),
    "81": _of_one(400.0, (1.0, 2.0), 0.5, 0.25),
    "852": _tones(
        _PRECISE, Cadence(_RING, (0.4, 0.2, 0.4, 3.0)), Cadence(_BUSY, (0.5, 0.5)), Cadence(_BUSY, (0.25, 0.25))
    ),
    "86": _of_one(450.0, (1.0, 4.0), 0.35, 0.7),
    "886": _tones(_PRECISE, Cadence(_RING, (1.0, 2.0)), Cadence(_BUSY, (0.5, 0.5)), Cadence(_BUSY, (0.25, 0.25))),
}
"""By the code that a number begins with."""
HOME = "86"
"""Whose tones a number without a country has: a short code such as 12393."""


def cadence(what: Progress, *numbers: str) -> Cadence:
    """Return how ``what`` sounds in the country of the first of ``numbers`` (E.164) that tells one."""
    for number in numbers:
        if number.startswith("+"):
            codes = (number[1 : 1 + length] for length in (3, 2, 1))
            return next((COUNTRIES[code] for code in codes if code in COUNTRIES), _ITU)[what]
    return COUNTRIES[HOME][what]


def once(wanted: Cadence) -> pcm.Pcm:
    """Return one period of a cadence; played again and again it is the signal."""
    parts = []
    for place, seconds in enumerate(wanted.seconds):
        continuous = len(wanted.seconds) == 1
        parts.append(pcm.silence(seconds, RATE) if place % 2 else _tone(wanted.hertz, seconds, edges=not continuous))
    return pcm.joined(parts, RATE)


def of(signal: str, seconds: float) -> pcm.Pcm:
    """Return what a line of a transcript sounds like whose ``signal`` is ``beep``, ``music``, or ``keys`` and which."""
    name, _, digits = signal.partition(" ")
    if name == "keys":
        return keys(digits)
    return beep(seconds) if name == "beep" else music(seconds)


def beep(seconds: float) -> pcm.Pcm:
    """Return the tone after which one speaks."""
    return _tone((BEEP_HERTZ,), seconds)


def keys(digits: str) -> pcm.Pcm:
    """Return a string of tones; what is no key and no pause is silent."""
    parts = []
    for digit in digits:
        if digit in PAUSES:
            parts.append(pcm.silence(PAUSES[digit], RATE))
            continue
        hertz = KEYS.get(digit.upper())
        parts.append(_tone(hertz, KEY_SECONDS) if hertz else pcm.silence(KEY_SECONDS, RATE))
        parts.append(pcm.silence(GAP_SECONDS, RATE))
    return pcm.joined(parts, RATE)


def _tone(hertz: Sequence[float], seconds: float, *, edges: bool = True) -> pcm.Pcm:
    count, edge = round(seconds * RATE), round(EDGE * RATE)
    turns = [2 * math.pi * one / RATE for one in hertz]
    level = LOUDNESS * pcm.PEAK
    samples = array("h")
    for number in range(count):
        gain = min(1.0, number / edge, (count - 1 - number) / edge) if edges else 1.0
        samples.append(round(level * gain * sum(math.sin(turn * number) for turn in turns)))
    return pcm.Pcm(RATE, samples)


# -- music on hold

BEAT = 0.4
"""Seconds of a note."""
MELODY = (
    (0, 4, 7, 9, 7, 4, 2, 4), (0, 2, 4, 7, 9, 7, 4, 2), (-3, 0, 4, 7, 4, 2, 0, 2), (-5, -3, 0, 2, 4, 2, 0, -3),
)  # fmt: skip
"""Semitones above middle C, of five notes an octave, a bar a line."""
BASS = (-12, -8, -15, -17)
MIDDLE_C = 261.63
NOTE_LOUDNESS = 0.09


def music(seconds: float) -> pcm.Pcm:
    """Return music on hold for ``seconds``, at most :data:`LONGEST`: the tune over and over."""
    count = round(min(seconds, LONGEST) * RATE)
    tune = _tune()
    return pcm.Pcm(RATE, (tune * (count // len(tune) + 1))[:count])


@lru_cache(maxsize=1)
def _tune() -> array[int]:
    """Return the tune once: plucked notes that die away, a bass note to every bar."""
    bar = len(MELODY[0]) * BEAT
    samples = [0.0] * round(bar * len(MELODY) * RATE)
    for place, notes in enumerate(MELODY):
        _pluck(samples, place * bar, BASS[place], bar)
        for beat, note in enumerate(notes):
            _pluck(samples, place * bar + beat * BEAT, note, 2 * BEAT)
    return array("h", (round(one * pcm.PEAK) for one in samples))


def _pluck(samples: list[float], at: float, semitones: int, seconds: float) -> None:
    """Add a note; one that is still heard at the end goes on at the beginning."""
    turn = 2 * math.pi * MIDDLE_C * 2 ** (semitones / 12) / RATE
    count, edge = round(seconds * RATE), round(EDGE * RATE)
    begins = round(at * RATE)
    for number in range(count):
        gain = NOTE_LOUDNESS * min(1.0, number / edge, (count - number) / edge) * math.exp(-4 * number / count)
        wave = math.sin(turn * number) + 0.3 * math.sin(2 * turn * number)
        samples[(begins + number) % len(samples)] += gain * wave
