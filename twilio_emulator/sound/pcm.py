"""Samples: read from a WAV of whatever kind a telephone knows, put together, written as a WAV of 16 bits.

Samples are whole numbers from -32,768 to 32,767, one channel of them.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from twilio_emulator.sound.audio import chunks

LINEAR, A_LAW, MU_LAW = 1, 6, 7
"""The formats of a WAV that are read."""
EXTENSIBLE = 0xFFFE
PEAK = 32767


class NotPcm(Exception):
    """It is no sound that can be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """``samples`` of one channel, ``rate`` of them a second."""

    rate: int
    samples: array[int]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate


def _from_mu_law(code: int) -> int:
    code = ~code & 0xFF
    level = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -level if code & 0x80 else level


def _from_a_law(code: int) -> int:
    code ^= 0x55
    exponent, level = code >> 4 & 7, (code & 0x0F) << 4
    level = level + 8 if not exponent else level + 0x108 << exponent - 1
    return level if code & 0x80 else -level


LEVELS = {
    MU_LAW: tuple(map(_from_mu_law, range(256))),
    A_LAW: tuple(map(_from_a_law, range(256))),
    LINEAR: tuple(code - 128 << 8 for code in range(256)),
}
"""What a sample of eight bits means (ITU-T G.711; a linear one has no sign)."""


_CLIP, _BIAS = 32635, 0x84


def _to_mu_law(sample: int) -> int:
    sign, level = (0x80, -sample) if sample < 0 else (0, sample)
    level = min(level, _CLIP) + _BIAS
    exponent = level.bit_length() - 8
    return ~(sign | exponent << 4 | level >> exponent + 3 & 0x0F) & 0xFF


def mu_law(samples: array[int]) -> bytes:
    """Return samples as a telephone has them, a byte each (ITU-T G.711)."""
    return bytes(map(_to_mu_law, samples))


def from_mu_law(codes: bytes) -> array[int]:
    """Return the samples that :func:`mu_law` has made bytes of, as exactly as these have them."""
    levels = LEVELS[MU_LAW]
    return array("h", (levels[code] for code in codes))


def loudness(sound: Pcm) -> float:
    """Return how loud it is: the root of the mean of the squares, 0.0 to 1.0."""
    if not sound.samples:
        return 0.0
    return math.sqrt(sum(sample * sample for sample in sound.samples) / len(sound.samples)) / PEAK


def read(body: bytes) -> Pcm:
    """Return the first channel of a WAV: linear of 8 or 16 bits, or G.711; raises :class:`NotPcm`."""
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        raise NotPcm("it is no WAV")
    kind = channels = rate = bits = 0
    data = b""
    for name, start, held in chunks(body):
        if name == b"fmt " and held >= 16:
            kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body, start)
            if kind == EXTENSIBLE and held >= 26:
                kind = struct.unpack_from("<H", body, start + 24)[0]
        elif name == b"data":
            data = body[start : start + held]
    if not rate or not channels or (kind, bits) not in ((LINEAR, 16), (LINEAR, 8), (A_LAW, 8), (MU_LAW, 8)):
        raise NotPcm(f"its format {kind} of {bits} bits and {channels} channels is none that is read here")
    if bits == 16:
        samples = array("h", little_endian(array("h", data[: len(data) // 2 * 2])))
        return Pcm(rate, samples[::channels])
    levels = LEVELS[kind]
    return Pcm(rate, array("h", (levels[code] for code in data[::channels])))


def write(sound: Pcm) -> bytes:
    """Return a WAV of 16 bits and one channel."""
    data = little_endian(sound.samples)
    form = struct.pack("<HHIIHH", LINEAR, 1, sound.rate, sound.rate * 2, 2, 16)
    size = struct.pack("<I", 28 + 8 + len(data))
    return b"RIFF" + size + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data


def louder(sound: Pcm, decibels: float) -> Pcm:
    """Return it so many decibels louder, or quieter; what would be too loud is cut."""
    factor = 10 ** (decibels / 20)
    return Pcm(sound.rate, array("h", (max(-PEAK - 1, min(PEAK, round(sample * factor))) for sample in sound.samples)))


def resampled(sound: Pcm, rate: int) -> Pcm:
    """Return it at another rate: each new sample lies on the line between two old ones."""
    old = sound.samples
    if rate == sound.rate or not old:
        return Pcm(rate, old)
    step, last = sound.rate / rate, len(old) - 1
    made = array("h")
    for number in range(int(len(old) / step)):
        place = number * step
        before = int(place)
        after = min(before + 1, last)
        made.append(round(old[before] + (old[after] - old[before]) * (place - before)))
    return Pcm(rate, made)


def joined(parts: Iterable[Pcm], rate: int) -> Pcm:
    """Return one after the other at ``rate``."""
    samples = array("h")
    for part in parts:
        samples += resampled(part, rate).samples
    return Pcm(rate, samples)


def silence(seconds: float, rate: int) -> Pcm:
    """Return as much silence."""
    return Pcm(rate, array("h", bytes(round(seconds * rate) * 2)))


def little_endian(samples: array[int]) -> bytes:
    """Return the bytes of ``samples`` as a WAV has them, whatever this machine prefers."""
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()
