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


LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵´ˈʹʻʼʽ＇", "'"),
        **dict.fromkeys("“”„‟″‶«»ˮ＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("•·‧∙", "*"),
        **dict.fromkeys("‹＜", "<"),
        **dict.fromkeys("›＞", ">"),
        **dict.fromkeys("！ǃ", "!"),
        **dict.fromkeys("？", "?"),
        **dict.fromkeys("，‚", ","),
        **dict.fromkeys("：∶", ":"),
        **dict.fromkeys("；", ";"),
        **dict.fromkeys("（", "("),
        **dict.fromkeys("）", ")"),
        **dict.fromkeys("＋", "+"),
        **dict.fromkeys("＝", "="),
        **dict.fromkeys("％٪", "%"),
        "…": "...",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
"""Characters that cost a text its GSM-7, and what stands for them (``SmartEncoded``, twilio-behaviour 4.5)."""


class Encoding(StrEnum):
    """The two codings of a short message."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """``units`` are septets (GSM-7) or UTF-16 units (UCS-2); ``left`` of them fit before one more segment is needed."""

    encoding: Encoding
    units: int
    segments: int
    left: int


def segment(body: str) -> Segmentation:
    """Count the units and segments of ``body``; an empty text is one segment."""
    if all(character in BASIC or character in EXTENDED for character in body):
        costs = [2 if character in EXTENDED else 1 for character in body]
        return _packed(Encoding.GSM7, costs, 160, 153)
    costs = [2 if ord(character) > 0xFFFF else 1 for character in body]
    return _packed(Encoding.UCS2, costs, 70, 67)


def foreign(body: str) -> str:
    """Return the characters that GSM-7 does not have, each once, in the order they come."""
    return "".join(dict.fromkeys(one for one in body if one not in BASIC and one not in EXTENDED))


def smart_encoded(body: str) -> str:
    """Replace what only looks like a character of GSM-7; the text stays as it is where that does not make it GSM-7."""
    replaced = body.translate(LOOK_ALIKES)
    return replaced if segment(replaced).encoding is Encoding.GSM7 else body


def _packed(encoding: Encoding, costs: Sequence[int], alone: int, shared: int) -> Segmentation:
    segments, left = _fill(costs, alone, shared)
    return Segmentation(encoding=encoding, units=sum(costs), segments=segments, left=left)


def _fill(costs: Sequence[int], alone: int, shared: int) -> tuple[int, int]:
    """Pack the characters' costs into segments without splitting any; how many there are, and the room in the last."""
    if sum(costs) <= alone:
        return 1, alone - sum(costs)
    segments, room = 1, shared
    for cost in costs:
        if cost > room:
            segments, room = segments + 1, shared
        room -= cost
    return segments, room
