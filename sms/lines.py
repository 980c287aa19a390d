"""The hotlines that texts are answered for, and which of them a text was sent to (domain 2.1, S90, S91).

Both lines are one application and answer every command; what differs is who signs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MEDICAL, SOCIAL = "12393", "12333"
CHINESE, ENGLISH = "zh-CN", "en"
"""The languages that texts are answered in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One hotline: what its texts begin with, by language."""

    signatures: Mapping[str, str]


LINES: Mapping[str, Line] = {
    MEDICAL: Line(signatures={CHINESE: "【12393医保】", ENGLISH: "[12393] "}),
    SOCIAL: Line(signatures={CHINESE: "【12333人社】", ENGLISH: "[12333] "}),
}
"""By the number that people write to."""

# A short number, alone or behind an area code; a mobile number may well end in one.
_SHORT = re.compile(r"(?:\+?86)?(?:0?[1-9][0-9]{1,2})?(12393|12333)")


def line_of(called: str, mapped: Mapping[str, str]) -> str:
    """The line that a text to this number is for; `mapped` has numbers of our own, E.164, each with its line.

    What names no line is 12393, so that a number nobody listed is answered all the same.
    """
    if called in mapped:
        return mapped[called]
    found = _SHORT.fullmatch(called)
    return found[1] if found else MEDICAL
