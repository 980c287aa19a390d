"""What was typed, as one of the few spellings the command table knows (domain.md 4.3).

Full width becomes half width, traditional becomes simplified, lower case upper case, any run of separators one `#`,
and a leading 查, 查询 or CX is dropped: ` ｃｘｙｅ。`, `查餘額` and `YE` arrive as `YE`, `余额` and `YE`.
Everything is done character by character, so that normalising twice changes nothing.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

LONGEST = 700
"""Characters of a message that are looked at: no command is longer; what follows is never read."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_SEPARATORS = re.compile(r"[#*+,、\s]+")
SEPARATING = re.compile(r"[#*+,、\s＃＊＋，]+")
"""The separators as they are written, full width too."""
_CLOSING = "。.!;~…"
_ASKING = re.compile("^(查询|查(?!询)|CX)#?(?=[^#])")


def normalise(body: str) -> str:
    """A message body in its canonical spelling; empty when nothing is left. Never raises."""
    text = body[:LONGEST].translate(_FULL_WIDTH).translate(_UPPER)
    text = "".join(_simplified(character) for character in text if not _is_invisible(character))
    text = _trimmed(_SEPARATORS.sub("#", text))
    while (shorter := _trimmed(_ASKING.sub("", text))) != text:
        text = shorter
    return text


def _trimmed(text: str) -> str:
    """Without separators at either end, without a full stop at the end, and a question's mark only by itself."""
    text = text.strip("#").rstrip(_CLOSING + "#")
    return text.rstrip("?" + _CLOSING + "#") or text[:1]


def _is_invisible(character: str) -> bool:
    """Zero-width and control characters that telephones and copied texts carry along."""
    return unicodedata.category(character) in ("Cc", "Cf") and not character.isspace()


@lru_cache(maxsize=8192)
def _simplified(character: str) -> str:
    """A traditional character as its simplified one; any other as it is."""
    if character < "⺀":
        return character
    while (simple := _converter().convert(character)) != character:  # 薴 → 苧 → 苎
        character = simple
    return character


@cache
def _converter() -> "OpenCC":
    """The dictionary of characters: loaded when the first Chinese text comes in."""
    from opencc import OpenCC

    return OpenCC("t2s")
