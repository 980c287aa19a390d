"""How many segments a text is sent, and paid, in (3GPP TS 23.038; twilio-behaviour.md 4.5).

GSM-7 takes 160 septets in one segment and 153 in each of several; anything outside its alphabet makes the whole text
UCS-2, 70 UTF-16 units in one and 67 in each of several. A pair of septets or of surrogates is never split.
"""

from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape septet, then the character's own


class Encoding(StrEnum):
    """How a text is written on the air."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_CAPACITY = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}
"""Units in a lone segment, and in each of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A text as it is sent: its encoding, its length in units (septets or UTF-16 units), its segments."""

    encoding: Encoding
    units: int
    segments: int


def measure(text: str) -> Size:
    """The size of a text. An empty one still takes one segment."""
    encoding = Encoding.GSM_7 if set(text) <= _BASIC | _EXTENDED else Encoding.UCS_2
    widths = [_width(character, encoding) for character in text]
    units = sum(widths)
    lone, several = _CAPACITY[encoding]
    if units <= lone:
        return Size(encoding=encoding, units=units, segments=1)
    segments, used = 1, 0
    for width in widths:
        if used + width > several:
            segments, used = segments + 1, 0
        used += width
    return Size(encoding=encoding, units=units, segments=segments)


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1
