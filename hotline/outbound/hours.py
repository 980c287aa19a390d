"""How long a text that was lost waits before it is tried again, within the hours in which people may be disturbed."""

from datetime import datetime, timedelta
from typing import Final

from sms.notices import next_sending

BACK_OFF: Final = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long a text waits after its first, second, … try that failed. There is one try more than there are waits."""


def next_try(tries: int, at: datetime, *, asked_for: bool) -> datetime | None:
    """When a text that has failed `tries` times is tried again; None: it has been tried often enough.

    What was asked for may come at any hour, everything else by day only.
    """
    if tries > len(BACK_OFF):
        return None
    later = at + BACK_OFF[tries - 1]
    return later if asked_for else next_sending(later)
