"""When people answer: the office hours of the region at hand, on China's working days (domain 2.1, 4.1.9)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import bindparam, select

from ivr.conversation import Conversation
from models import Region
from models.calendar import USUAL_HOURS, OfficeHours
from models.identity import SHANGHAI, start_of_shanghai_day

AHEAD: Final = timedelta(days=30)
"""How far ahead a call back can be arranged."""
NOON: Final = time(12)

_HOURS: Final = select(Region.office_hours).where(Region.code == bindparam("region"))


def office_hours(call: Conversation) -> OfficeHours:
    """Those of the region dialled or chosen; the usual ones where it has none of its own."""
    own = call.db.scalar(_HOURS, {"region": call.region}) if call.region else None
    return OfficeHours.parse(own) if own else USUAL_HOURS


def is_open(call: Conversation) -> bool:
    """Whether somebody answers now."""
    return office_hours(call).is_open(call.at)


def soonest(call: Conversation) -> datetime:
    """The first moment at which somebody can ring back."""
    return office_hours(call).next_open(call.at)


def next_morning(call: Conversation) -> datetime:
    """When the office opens on the next working day after today."""
    return office_hours(call).next_open(start_of_shanghai_day(call.at) + timedelta(days=1))


def next_afternoon(call: Conversation) -> datetime:
    """When the office opens after noon on the next working day after today; in the morning where it never does."""
    hours = office_hours(call)
    morning = next_morning(call)
    opens = next((start for start, _end in hours.spans if start >= NOON), None)
    if opens is None:
        return morning
    return datetime.combine(morning.astimezone(SHANGHAI).date(), opens, SHANGHAI).astimezone(morning.tzinfo)


def moment_keyed(call: Conversation, digits: str) -> datetime | None:
    """MMDDhhmm as the next such moment, in UTC; None when there is none, nobody answers then, or it is too far off."""
    now = call.at.astimezone(SHANGHAI)
    month, day, hour, minute = (int(digits[place : place + 2]) for place in range(0, 8, 2))
    for year in (now.year, now.year + 1):
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
        except ValueError:
            continue
        if now < moment <= now + AHEAD:
            return moment.astimezone(call.at.tzinfo) if office_hours(call).is_open(moment) else None
    return None
