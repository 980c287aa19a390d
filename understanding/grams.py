"""The characters of a plain text, and its pairs of neighbours: 查余额 is 查, 余, 额, ^查, 查余, 余额 and 额$.

A Latin word counts as one character, and any number as 0: nobody asks for the same ticket twice.
"""

import re
from typing import Final

REGION: Final = "R"
"""Stands for a region that was named: plain texts have no capitals."""

PERIOD: Final = "P"
"""Stands for a month or a year."""

_CHARACTER: Final = re.compile("[a-z]+|[0-9]+|[^ ]")


def grams(text: str) -> frozenset[str]:
    """Every character of a plain text and every pair of neighbours, the ends of the text being `^` and `$`."""
    said = ["0" if "0" <= one[0] <= "9" else one for one in _CHARACTER.findall(text)]
    pairs = (
        f"{before}{_between(before, after)}{after}" for before, after in zip(["^", *said], [*said, "$"], strict=True)
    )
    return frozenset([*said, *pairs])


def _between(before: str, after: str) -> str:
    """A space between Latin words, nothing elsewhere."""
    return " " if before.isascii() and before.isalpha() and after.isascii() and after.isalpha() else ""
