"""The debugger: what was remarked, in groups of one code at one place, with what to do about it."""

from __future__ import annotations

from http import HTTPMethod
from itertools import islice
from typing import TypedDict

from twilio_emulator import remarks
from twilio_emulator.control import fields, rows
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.remarks import Remark

SHOWN = 20
"""Occurrences that a group tells of singly: the latest."""


class AlertJson(TypedDict):
    """One occurrence; ``id`` is the exchange it is on, empty where it is on none."""

    at: str
    subject_sid: str
    text: str
    id: str


class AlertsOfCodeJson(TypedDict):
    """Everything with one code at one place: an address without its query, or the number a text was for.

    ``count`` is of all, ``occurrences`` are the latest of them.
    """

    code: int
    severity: str
    title: str
    remedy: str
    place: str
    count: int
    first_at: str
    last_at: str
    occurrences: list[AlertJson]


class AlertsJson(TypedDict):
    """Groups, the one that happened last first; ``more`` where there are others, ``total`` of all alerts."""

    groups: list[AlertsOfCodeJson]
    more: bool
    total: int


def list_alerts(asked: Asked) -> AlertsJson:
    """Return the groups, the latest first."""
    found = remarks.of_store(asked.store)
    groups: dict[tuple[int, str], list[Remark]] = {}
    for one in found:
        groups.setdefault((one.code, _place(asked, one)), []).append(one)
    limit = asked.query["limit"]
    shown = [_group(code, place, members) for (code, place), members in islice(groups.items(), limit)]
    return {"groups": shown, "more": len(groups) > limit, "total": len(found)}


def _place(asked: Asked, one: Remark) -> str:
    """Return where it happened."""
    if one.url:
        return one.url.partition("#")[0].partition("?")[0]
    text = asked.store.messages.get(one.subject_sid)
    return text.to if text is not None else one.call_sid


def _group(code: int, place: str, members: list[Remark]) -> AlertsOfCodeJson:
    latest = members[0]
    return {
        "code": code,
        "severity": latest.severity,
        "title": latest.title,
        "remedy": rows.remedy_of(code),
        "place": place,
        "count": len(members),
        "first_at": rows.time_of(members[-1].at),
        "last_at": rows.time_of(latest.at),
        "occurrences": [
            {
                "at": rows.time_of(one.at),
                "subject_sid": one.subject_sid,
                "text": one.detail,
                "id": rows.id_of(one.exchange) if one.exchange is not None else "",
            }
            for one in members[:SHOWN]
        ],
    }


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/alerts",
        summary="List what was remarked, in groups of one code at one place, the latest first",
        handler=list_alerts,
        answer=AlertsJson,
        query={"limit": fields.whole(least=1, most=500, default=100)},
    ),
)
