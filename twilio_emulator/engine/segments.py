"""How a text is coded on the air, and into how many segments it falls.

GSM-7 holds 160 septets in one segment and 153 in each of several, UCS-2 holds 70 and 67 UTF-16 units; a character of
the extension table costs two septets, and a pair is never split (3GPP 23.038; twilio-behaviour 4.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")


class Encoding(StrEnum):
    """The two codings of a short message."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """``units`` are septets (GSM-7) or UTF-16 units (UCS-2)."""

    encoding: Encoding
    units: int
    segments: int


def segment(body: str) -> Segmentation:
    """Count the units and segments of ``body``; an empty text is one segment."""
    if all(character in BASIC or character in EXTENDED for character in body):
        costs = [2 if character in EXTENDED else 1 for character in body]
        return Segmentation(encoding=Encoding.GSM7, units=sum(costs), segments=_fill(costs, 160, 153))
    costs = [2 if ord(character) > 0xFFFF else 1 for character in body]
    return Segmentation(encoding=Encoding.UCS2, units=sum(costs), segments=_fill(costs, 70, 67))


def _fill(costs: Sequence[int], alone: int, shared: int) -> int:
    """Pack the characters' costs into segments without splitting any."""
    if sum(costs) <= alone:
        return 1
    segments, room = 1, shared
    for cost in costs:
        if cost > room:
            segments, room = segments + 1, shared
        room -= cost
    return segments
