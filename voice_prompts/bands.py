"""The bands that answers are heard in: the telephone's, mu-law at 8 kHz, and a wide one, 16-bit samples at 16 kHz.

What splices, fades and stretches sound is told by its band how many samples a second there are, and how to read and
write them; sounds are bytes in either band.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from voice_prompts import mp3, mulaw
from voice_prompts.decimation import halved


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How sound is written: `rate` samples a second, `width` bytes to a sample.

    `made` makes it of a recording (16-bit samples at mp3.RATE), `encoded` of samples that are no louder than 16 bits
    can say, and `decoded` gives the samples back. `coding` is the number of the encoding in a WAV file.
    """

    name: str
    rate: int
    width: int
    coding: int
    made: Callable[[array[int]], bytes]
    decoded: Callable[[bytes | bytearray], Sequence[int]]
    encoded: Callable[[Iterable[int]], bytes]

    def length(self, seconds: float) -> int:
        """The bytes of so much sound, to the nearest sample."""
        return round(seconds * self.rate) * self.width

    def silence(self, seconds: float) -> bytes:
        """So much of no sound."""
        return self.encoded((0,)) * round(seconds * self.rate)


def _of_mu_law(sound: bytes | bytearray) -> Sequence[int]:
    return [mulaw.DECODED[byte] for byte in sound]


def _to_mu_law(samples: Iterable[int]) -> bytes:
    return bytes(mulaw.encoded(sample) for sample in samples)


def _of_linear(sound: bytes | bytearray) -> Sequence[int]:
    return struct.unpack(f"<{len(sound) // 2}h", sound)


def _to_linear(samples: Iterable[int]) -> bytes:
    whole = tuple(samples)
    return struct.pack(f"<{len(whole)}h", *whole)


TELEPHONE: Final = Band(
    name="telephone",
    rate=mulaw.RATE,
    width=1,
    coding=7,
    made=lambda samples: mulaw.encoded_all(halved(samples).tobytes()),
    decoded=_of_mu_law,
    encoded=_to_mu_law,
)
"""What a telephone carries, and Twilio plays without converting (twilio-behaviour 3.2)."""
WIDE: Final = Band(
    name="wide", rate=mp3.RATE, width=2, coding=1, made=_to_linear, decoded=_of_linear, encoded=_to_linear
)
"""What is recorded, for ears without a telephone before them."""
BANDS: Final[Mapping[str, Band]] = {band.name: band for band in (TELEPHONE, WIDE)}
"""By name."""
