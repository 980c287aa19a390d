"""A text that is no command, in plain Chinese or English: as the command it means, or the question that is asked back.

Nothing is done that was not clearly asked for: complaints are never filed from what somebody happened to write, and
of another person's data nothing is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.policies.gazetteer import places, region_by_code
from sms.commands import by_keyword, unknown
from sms.normalise import LONGEST
from sms.replies import Reply, Step, reply
from understanding import NotOurs, Reason, Understood, Unsure, understand

MONTHLY, YEARLY = ("MX", "HR"), ("LX",)
"""Commands that take a month, and a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The command that a text means, as if it had been written."""

    keyword: str
    parameters: tuple[str, ...]


def listen(body: str, line: str, today: date) -> Meant | Reply:
    """The command that `body` means; where it means none, or not clearly one, the reply that says so."""
    if len(body) > LONGEST:
        return unknown(line)  # what somebody means may stand where nobody reads on
    heard = understand(body, regions=_spellings())
    if isinstance(heard, Understood) and heard.intent.command:
        return Meant(keyword=heard.intent.command, parameters=_parameters(heard, today))
    if isinstance(heard, Unsure):
        return _ask(heard, line, today)
    if isinstance(heard, NotOurs) and heard.reason is Reason.OTHER_PERSON:
        return reply("OTHER", line)
    if isinstance(heard, NotOurs) and heard.reason is Reason.CHILD:
        return reply("CHILD", line)
    if isinstance(heard, NotOurs) and heard.reason is Reason.EMERGENCY:
        return reply("EMERGENCY", line)
    return unknown(line)


def _ask(heard: Unsure, line: str, today: date) -> Reply:
    """您是想查余额（回1）还是查明细（回2）？"""
    keywords = list(dict.fromkeys(intent.command for intent in heard.candidates if intent.command))[:3]
    if not keywords:
        return unknown(line)
    steps = {
        str(place): Step(keyword=keyword, parameters=_parameters_of(keyword, heard, "", today))
        for place, keyword in enumerate(keywords, 1)
    }
    named = [f"{by_keyword(keyword).named}（回{place}）" for place, keyword in enumerate(keywords, 1)]
    return reply("ASK", line, steps, choices="还是".join(named))


def _parameters(heard: Understood, today: date) -> tuple[str, ...]:
    return _parameters_of(heard.intent.command, heard, heard.ticket, today)


def _parameters_of(keyword: str, heard: Understood | Unsure, ticket: str, today: date) -> tuple[str, ...]:
    """What was said beside the wish, as parameters that its command takes."""
    year, month = heard.period.on(today) if heard.period else (None, None)
    if keyword in MONTHLY:
        return (f"{year:04d}{month:02d}",) if year and month else ()
    if keyword in YEARLY:
        return (str(year),) if year and year <= today.year else ()
    if keyword == "GD":
        return (ticket,) if ticket else ()
    if keyword in ("ZC", "QD", "DH"):
        place = region_by_code(heard.region) if heard.region else None
        said = (place.name if place else "", "" if keyword == "DH" else heard.topic)
        return tuple(filter(None, said)) + ((str(year),) if year and keyword == "ZC" else ())
    return ()


@cache
def _spellings() -> Mapping[str, str]:
    """Every spelling of every region → its code; a province goes before a place of the same name."""
    spelt: dict[str, str] = {}
    for place in sorted(places(), key=lambda place: place.code != place.province_code):
        for spelling in (*place.spellings, place.english.lower()):
            spelt.setdefault(spelling, place.code)
    return spelt
