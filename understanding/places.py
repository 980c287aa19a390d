"""Which region a text names, of those handed in."""

import re
from collections.abc import Mapping
from typing import Final

# The last sign of these and the first of what follows may be a region's name: 医保定点 holds no 保定.
_NO_PLACE: Final = re.compile("医保|社保|参保|投保|断保|停保|续保|投保")
_MASK: Final = "\0"


def region_in(text: str, regions: Mapping[str, str]) -> tuple[str, str, str]:
    """Code and spelling of the region that a plain text names, and the text without any region.

    `regions` maps spellings to GB/T 2260 codes. Of several, a place within the province that is named first goes
    before it: 广东惠州 is 惠州. Two empty strings and the text where none is named.
    """
    if not regions:
        return "", "", text
    masked = _NO_PLACE.sub(lambda found: _MASK * len(found[0]), text)
    found: list[tuple[str, str]] = []
    left, position, longest = "", 0, max(map(len, regions))
    while position < len(text):
        for length in range(min(longest, len(text) - position), 1, -1):
            spelling = masked[position : position + length]
            if spelling in regions and _stands_alone(masked, position, length):
                found.append((regions[spelling], spelling))
                position += length
                break
        else:
            left += text[position]
            position += 1
    if not found:
        return "", "", text
    province = found[0][0][:2]
    inner = [one for one in found if one[0].startswith(province) and not one[0].endswith("0000")]
    return *(inner or found)[0], left


def _stands_alone(text: str, position: int, length: int) -> bool:
    """Whether a name in Latin letters is a whole word, and not the middle of one; other names always are."""
    before, after = text[position - 1 : position], text[position + length : position + length + 1]
    return not text[position].isascii() or not (_is_letter(before) or _is_letter(after))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
