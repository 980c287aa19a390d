"""When people answer a call: the office hours of the region at hand, and the moments a call-back is arranged for."""

from __future__ import annotations

from datetime import datetime

from ivr.conversation import Conversation
from models import callbacks
from models.calendar import OfficeHours
from models.identity import SHANGHAI
from models.tables import region


def office_hours(call: Conversation) -> OfficeHours:
    """Those of the region dialled or chosen; the usual ones where it has none of its own."""
    return region.office_hours(call.db, call.region)


def is_open(call: Conversation) -> bool:
    """Whether somebody answers now."""
    return office_hours(call).is_open(call.at)


def soonest(call: Conversation) -> datetime:
    """The first moment at which somebody can ring back."""
    return office_hours(call).next_open(call.at)


def next_morning(call: Conversation) -> datetime:
    """When the office opens on the next working day after today."""
    return office_hours(call).next_morning(call.at)


def next_afternoon(call: Conversation) -> datetime:
    """When the office opens after noon on the next working day after today; in the morning where it never does."""
    return office_hours(call).next_afternoon(call.at)


def moment_keyed(call: Conversation, digits: str) -> datetime | None:
    """MMDDhhmm as the next such moment, in UTC; None when there is none, nobody answers then, or it is too far off."""
    now = call.at.astimezone(SHANGHAI)
    month, day, hour, minute = (int(digits[place : place + 2]) for place in range(0, 8, 2))
    for year in (now.year, now.year + 1):
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
        except ValueError:
            continue
        if callbacks.can_be_at(moment, call.at, office_hours(call)):
            return moment.astimezone(call.at.tzinfo)
    return None
