"""A text as the matcher hears it: plainly spelled, without what is denied, its region and its period taken out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from understanding.grams import PERIOD, REGION
from understanding.periods import Period, period_in
from understanding.places import region_in
from understanding.plain import plain

_DENIED: Final = re.compile(
    "(?:不是|不要|不想|不用|不查|不看|不问|没问|没说|没有?要|别)(?:要|想|查|问|看|找|听|转|说)*的?"
    "(?:余额|明细|报销(?:进度)?|缴费|共济|人工|备案|政策|利息|年限|划入|养老金?|余额查询|工单|投诉)了?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was said, in plain spelling."""

    said: str
    asked: str
    """`said` without what is denied: 不是余额，是明细."""
    unplaced: str
    """`asked` without its region."""
    rest: str
    """`unplaced` without its period."""
    code: str
    """Of the region, empty where none is named."""
    name: str
    period: Period | None

    @property
    def sound(self) -> str:
        """What is compared with the labelled phrasings: all regions are the same to them, and all periods."""
        return f"{PERIOD if self.period else ''}{REGION if self.code else ''}{self.rest.strip()}"


def hear(text: str, *, regions: Mapping[str, str]) -> Heard:
    """Read a text; `regions` maps the spellings of regions to their codes."""
    said = plain(text)
    asked = _DENIED.sub("", said)
    code, name, unplaced = region_in(asked, regions)
    period, rest = period_in(unplaced) or (None, unplaced)
    return Heard(said=said, asked=asked, unplaced=unplaced, rest=rest, code=code, name=name, period=period)
