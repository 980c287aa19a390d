"""LINES: the hotlines that this dialogue speaks for, and which of them a call came in on (domain 2.1, S90, S91).

Both lines are one application. A call tells its line by the number that was called: 12393 or 12333 itself, with a
telephone area code in front when another region's hotline was meant, or a number that the settings map to a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.policies.gazetteer import Place, region_by_area_code

MEDICAL, SOCIAL = "12393", "12333"

_PUNCTUATION = re.compile(r"[\s().-]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One hotline."""

    greeting: str
    """The prompt that begins a call."""
    menu: str
    """Its first menu."""
    elder_menu: str
    """Its first menu for a known caller of 65 or more (domain 4.1.2)."""
    signature: str
    """What stands between 【 and 】 in its texts."""


LINES: Mapping[str, Line] = {
    MEDICAL: Line(greeting="greeting", menu="main", elder_menu="elder", signature="12393医保"),
    SOCIAL: Line(greeting="greeting_social", menu="social_main", elder_menu="elder", signature="12333人社"),
}
"""By the number that people dial."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """What a called number says."""

    line: str
    region: Place | None = None
    """The region whose area code stood in front: 010-12393."""


def called(number: str, mapped: Mapping[str, str]) -> Called:
    """The line and region that `number` names; `mapped` has numbers of our own, E.164, each with its line.

    What names no line is 12393, so that a number nobody listed is answered all the same.
    """
    plain = _PUNCTUATION.sub("", number)
    if plain in mapped:
        return Called(line=mapped[plain])
    national = plain.removeprefix("+86")
    for line in LINES:
        if national == line:
            return Called(line=line)
        area_code = national.removesuffix(line)
        if area_code != national:
            place = region_by_area_code(area_code if area_code.startswith("0") else f"0{area_code}")
            if place is not None:
                return Called(line=line, region=place)
    return Called(line=MEDICAL)


def region_of_caller(e164: str) -> Place | None:
    """The region that a fixed-line number of mainland China rings from, by its area code; None for any other number."""
    if not e164.startswith("+86"):
        return None
    national = e164.removeprefix("+86")
    # 010 and 02x have two digits after the nought, all others three; mobile numbers begin with 13 to 19.
    length = 2 if national.startswith(("10", "2")) else 3
    return None if re.match("1[1-9]", national) else region_by_area_code(f"0{national[:length]}")
