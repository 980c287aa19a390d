"""For what an answer is written: which line signs it, and whether the asker can turn pages."""

from dataclasses import dataclass, replace

from sms.lines import CHINESE, MEDICAL
from sms.replies import MORE, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """`asked` is the command that is answered, None for a text that nobody can answer with N; `start` records of its
    list were shown before. `language` is that of the asker, which answers without English words do not heed.
    """

    line: str = MEDICAL
    asked: Step | None = None
    start: int = 0
    language: str = CHINESE

    def more(self, shown: int, place: int | None) -> tuple[str, dict[str, Step]]:
        """The words and the step for a next page that begins at `place`, after `shown` more records; None: no page."""
        if place is None or self.asked is None:
            return "", {}
        return MORE, {"N": replace(self.asked, place=f"{place}:{self.start + shown}")}


ONCE = Occasion()
"""A text of 12393 without a next page."""
