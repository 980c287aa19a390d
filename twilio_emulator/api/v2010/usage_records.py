"""Usage records, of one span of time or period by period, and the balance (twilio-behaviour 5.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from http import HTTPMethod
from typing import Any
from urllib.parse import urlencode

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import usage
from twilio_emulator.api.v2010.usage import CATEGORIES, Category, Used

DEPOSIT = Decimal("100.00")
"""Dollars that an account begins with."""
LISTS = ("AllTime", "Daily", "LastMonth", "Monthly", "ThisMonth", "Today", "Yearly", "Yesterday")
_CATEGORY = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_OFFSET = re.compile(r"([+-]\d{1,5})days")
Span = tuple[date, date]
"""The first and the last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was used of one category in one span of time."""

    category: str
    span: Span
    sum: usage.Sum


def day_of(at: date) -> Span:
    """Return the day of ``at``."""
    return at, at


def month_of(at: date) -> Span:
    """Return the month of ``at``."""
    first = at.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def year_of(at: date) -> Span:
    """Return the year of ``at``."""
    return date(at.year, 1, 1), date(at.year, 12, 31)


def before(span: Callable[[date], Span], at: date) -> Span:
    """Return the span before that of ``at``."""
    return span(span(at)[0] - timedelta(days=1))


def _asked_for(asked: Asked, today: date) -> Span:
    """Return what ``StartDate`` and ``EndDate`` say; otherwise all time there was."""
    created = asked.account.created_at
    first = _date(asked, "StartDate", today, created.date() if created else today)
    return first, _date(asked, "EndDate", today, max(today, first))


def _date(asked: Asked, name: str, today: date, default: date) -> date:
    value = asked.query.get(name, "")
    if not value:
        return default
    offset = _OFFSET.fullmatch(value)
    try:
        return today + timedelta(days=int(offset[1])) if offset else date.fromisoformat(value)
    except (ValueError, OverflowError):
        raise ApiError(20001, name=name, value=value[:60]) from None


def _once(asked: Asked, today: date) -> Iterator[Span]:
    yield _asked_for(asked, today)


def _today(_asked: Asked, today: date) -> Iterator[Span]:
    yield day_of(today)


def _last(span: Callable[[date], Span], _asked: Asked, today: date) -> Iterator[Span]:
    yield before(span, today)


def _this_month(_asked: Asked, today: date) -> Iterator[Span]:
    yield month_of(today)


def _each(span: Callable[[date], Span], asked: Asked, today: date) -> Iterator[Span]:
    """Yield the spans that are asked for, the latest first, none from before there was an account."""
    first, last = _asked_for(asked, today)
    created = asked.account.created_at
    first, at = max(first, created.date() if created else first), min(last, today)
    while at >= first:
        found = span(at)
        yield max(found[0], first), min(found[1], last)
        at = found[0] - timedelta(days=1)


SPANS: dict[str, Callable[[Asked, date], Iterator[Span]]] = {
    "": _once,
    "/AllTime": _once,
    "/Daily": partial(_each, day_of),
    "/LastMonth": partial(_last, month_of),
    "/Monthly": partial(_each, month_of),
    "/ThisMonth": _this_month,
    "/Today": _today,
    "/Yearly": partial(_each, year_of),
    "/Yesterday": partial(_last, day_of),
}
"""Which spans of time each list is about."""


def accounts_of(asked: Asked) -> set[str]:
    """Return whose usage is wanted: the account's, and its subaccounts' unless ``IncludeSubaccounts`` is false."""
    own = asked.account.sid
    if asked.query.get("IncludeSubaccounts", "").lower() == "false":
        return {own}
    return {own, *(one.sid for one in asked.store.accounts.values() if one.owner_sid == own)}


def list_all(spans: Callable[[Asked, date], Iterator[Span]], asked: Asked) -> dict[str, Any]:
    """Return the records of a list; raises 20001 for a category or a date that is none."""
    category = asked.query.get("Category", "")
    if category and not _CATEGORY.fullmatch(category):
        raise ApiError(20001, name="Category")
    used = list(usage.everything(asked.store, accounts_of(asked)))
    found = (
        Record(category=one, span=span, sum=usage.sums(used, *span, one))
        for span in list(spans(asked, asked.now().date()))
        for one in ([category] if category else CATEGORIES)
    )
    return paging.page(asked, "usage_records", found, described, lambda one: f"{one.category}-{one.span[0]}")


def described(asked: Asked, record: Record) -> dict[str, Any]:
    """Return the UsageRecord resource."""
    category = CATEGORIES.get(record.category, Category(record.category, "", ""))
    path = formats.path(asked.account.sid, "Usage", "Records")
    only = urlencode({"Category": record.category})
    first, last = (day.isoformat() for day in record.span)
    return {
        "account_sid": asked.account.sid,
        "api_version": formats.API_VERSION,
        "as_of": asked.now().isoformat(timespec="seconds"),
        "category": record.category,
        "count": str(record.sum.count),
        "count_unit": category.count_unit,
        "description": category.description,
        "end_date": last,
        "price": float(record.sum.price),
        "price_unit": "usd",
        "start_date": first,
        "subresource_uris": {
            re.sub("(?<=[a-z])(?=[A-Z])", "_", one).lower(): f"{path}/{one}.json?{only}" for one in LISTS
        },
        "uri": f"{path}.json?{only}&{urlencode({'StartDate': first, 'EndDate': last})}",
        "usage": f"{record.sum.usage.normalize():f}",
        "usage_unit": category.usage_unit,
    }


def spent(used: list[Used]) -> Decimal:
    """Return what all of it has cost, in dollars."""
    return sum((one.price for one in used), Decimal())


def balance(asked: Asked) -> dict[str, Any]:
    """Return what is left of an account's deposit."""
    used = list(usage.everything(asked.store, accounts_of(asked)))
    return {"account_sid": asked.account.sid, "balance": f"{DEPOSIT - spent(used):.5f}", "currency": "USD"}


OPERATIONS = (
    *(
        Operation(
            method=HTTPMethod.GET,
            path=f"/{{AccountSid}}/Usage/Records{path}.json",
            handler=partial(list_all, spans),
        )
        for path, spans in SPANS.items()
    ),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Balance.json", handler=balance),
)
"""What may be asked of usage."""
