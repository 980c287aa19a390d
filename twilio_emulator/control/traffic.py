"""Everything that goes over the wire, in one list: webhooks, callbacks, and what the API is asked."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from http import HTTPMethod
from itertools import islice
from typing import Any, TypedDict

from twilio_emulator.control import fields, rows
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.rows import Kept, Kind, RowInFullJson, RowJson
from twilio_emulator.control.whose import ID, account_of, find, offers
from twilio_emulator.store import Exchange

MOST_ROWS = 500


class TrafficJson(TypedDict):
    """Rows, newest first; ``more`` where there are older ones, ``total`` of all that fit."""

    rows: list[RowJson]
    more: bool
    total: int


def list_traffic(asked: Asked) -> TrafficJson:
    """Return the latest exchanges that fit, or those before ``before``.

    They fit by ``kind``, by the call or text they are about (``call``), by a ``code`` among their remarks, by ``url``
    (what stands before the question mark), by having gone wrong (``trouble``), and by having ``q`` somewhere in what
    was asked and answered.
    """
    desk, query = asked.switchboard.desk, asked.query
    with desk.lock:
        exchanges, requests = list(desk.store.exchanges), desk.rest_log.all()
    tests = _tests(query)
    fitting: Iterable[Kept]
    if tests:
        everything = [one for one in newest_first(exchanges, requests) if all(test(one) for test in tests)]
        total, fitting = len(everything), everything
        if query["before"]:
            before = rows.key_of_id(query["before"])
            fitting = (one for one in everything if rows.key_of(one) < before)
    else:
        total = len(exchanges) + len(requests)
        fitting = newest_first(exchanges, requests, query["before"])
    limit = query["limit"]
    page = list(islice(fitting, limit + 1))
    return {"rows": [rows.row(one) for one in page[:limit]], "more": len(page) > limit, "total": total}


def newest_first(exchanges: list[Exchange], requests: list[Any], before: str = "") -> Iterator[Kept]:
    """Yield both in one order, from the one just before ``before``; both are given oldest first."""
    if before:
        key = rows.key_of_id(before)
        exchanges = exchanges[: bisect_left(exchanges, key, key=rows.key_of)]
        requests = requests[: bisect_left(requests, key, key=rows.key_of)]
    if not requests:
        yield from reversed(exchanges)
        return
    yield from heapq.merge(reversed(exchanges), reversed(requests), key=rows.key_of, reverse=True)


Test = Callable[[Kept], bool]


def _tests(query: Any) -> list[Test]:
    """Return what an exchange has to pass."""
    kind, subject, code = query["kind"], query["call"], query["code"]
    url, needle = query["url"], query["q"].casefold()
    tests: list[Test] = []
    if kind:
        tests.append(lambda one: rows.kind_of(one) is kind)
    if subject:
        tests.append(lambda one: one.subject_sid == subject)
    if code is not None:
        tests.append(lambda one: code in rows.codes_of(one))
    if url:
        tests.append(lambda one: one.url.partition("?")[0] == url)
    if query["trouble"]:
        tests.append(went_wrong)
    if needle:
        tests.append(lambda one: _has(one, needle))
    return tests


def went_wrong(one: Kept) -> bool:
    """Whether there was no answer, or a refusal, or anything to be remarked."""
    return one.status >= 400 or bool(rows.codes_of(one)) or (isinstance(one, Exchange) and bool(one.failure))


def _has(one: Kept, needle: str) -> bool:
    words = [one.url, one.method, one.subject_sid, str(one.status), *map(str, rows.codes_of(one))]
    for name, value in one.params:
        words += (name, value)
    words += (one.purpose, one.failure) if isinstance(one, Exchange) else (rows.REQUEST, one.message)
    return needle in "\n".join(words).casefold() or needle in one.text.casefold()


def get_traffic(asked: Asked) -> RowInFullJson:
    """Return one exchange with parameters, signature and answer."""
    one = find(asked)
    store = asked.store
    with asked.switchboard.desk.lock:
        call = store.calls.get(one.subject_sid)
        token = store.token_of(account_of(store, one)) if isinstance(one, Exchange) else ""
        live = call is not None and not call.over
        return rows.in_full(one, token, live=live, offers=offers(asked.switchboard.desk, one))


def _id(name: str, value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError(f"{name} must be the id of an exchange, such as 17 or 17.3")
    return value


QUERY = {
    "call": fields.sid(required=False),
    "kind": replace(fields.one_of(Kind), required=False),
    "q": fields.text(most=200, required=False),
    "code": fields.whole(least=1, most=99_999),
    "url": fields.text(most=2048, required=False),
    "trouble": fields.whole(least=0, most=1, default=0),
    "limit": fields.whole(least=1, most=MOST_ROWS, default=100),
    "before": replace(fields.judged({"type": "string", "pattern": f"^{ID.pattern}$"}, "before", _id), default=""),
}
OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/traffic",
        summary="List webhooks, callbacks and requests to the API, newest first",
        handler=list_traffic,
        answer=TrafficJson,
        query=QUERY,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/traffic/{id}",
        summary="Read one of them in full: with what its signature was computed over",
        handler=get_traffic,
        answer=RowInFullJson,
        refusals=(404,),
    ),
)
