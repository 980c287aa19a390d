"""Lists, page by page (twilio-behaviour 5.3).

A page says where it stands and where the next one is, as paths with every filter carried along; ``PageToken`` names
the last item of the page before, so that what is created meanwhile shifts nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.responses import Response

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError

SIZE, MOST = 50, 1000
PAGING = frozenset({"Page", "PageSize", "PageToken"})
Record = TypeVar("Record")


def page(
    asked: Asked,
    name: str,
    records: Iterable[Record],
    render: Callable[[Asked, Record], dict[str, Any]],
    sid_of: Callable[[Record], str] = lambda record: str(getattr(record, "sid")),  # noqa: B009  # any record has one
) -> dict[str, Any]:
    """Return the page that was asked for of ``records``, which come newest first; ``name`` is the array's.

    Raises :class:`ApiError` 20006 for a page that is none.
    """
    envelope, found = _cut(asked, records, sid_of)
    return {**envelope, name: [render(asked, record) for record in found]}


def meta_page(
    asked: Asked,
    name: str,
    records: Iterable[Record],
    render: Callable[[Asked, Record], dict[str, Any]],
    sid_of: Callable[[Record], str] = lambda record: str(getattr(record, "sid")),  # noqa: B009  # any record has one
) -> dict[str, Any]:
    """Return the page that was asked for as the newer products write it: ``meta`` with whole addresses, and the array.

    Raises :class:`ApiError` 20006 for a page that is none.
    """
    envelope, found = _cut(asked, records, sid_of)
    addresses = {
        new: envelope[old] and asked.base + envelope[old]
        for new, old in (
            ("first_page_url", "first_page_uri"),
            ("previous_page_url", "previous_page_uri"),
            ("url", "uri"),
            ("next_page_url", "next_page_uri"),
        )
    }
    meta = {"page": envelope["page"], "page_size": envelope["page_size"], **addresses, "key": name}
    return {name: [render(asked, record) for record in found], "meta": meta}


def written_page(
    asked: Asked,
    name: str,
    records: Iterable[Record],
    write: Callable[[Record], bytes],
    sid_of: Callable[[Record], str] = lambda record: str(getattr(record, "sid")),  # noqa: B009  # any record has one
) -> Response:
    """Return the same of records that are written already; raises :class:`ApiError` 20006 for a page that is none."""
    envelope, found = _cut(asked, records, sid_of)
    head = json.dumps(envelope, separators=(",", ":")).encode()[:-1]
    body = b"".join((head, b',"', name.encode(), b'":[', b",".join(map(write, found)), b"]}"))
    return Response(body, media_type="application/json")


def _cut(
    asked: Asked, records: Iterable[Record], sid_of: Callable[[Record], str]
) -> tuple[dict[str, Any], list[Record]]:
    """Return what a page says of itself, and the records on it."""
    size = min(_whole(asked, "PageSize", SIZE, least=1), MOST)
    number = _whole(asked, "Page", 0, least=0)
    token = asked.query.get("PageToken", "")
    rest = iter(records)
    if token and number:
        last = token.removeprefix("PA")
        for record in rest:
            if sid_of(record) == last:
                break
    else:
        next(islice(rest, number * size, number * size), None)
    found = list(islice(rest, size + 1))
    more, found = len(found) > size, found[:size]
    start = number * size if found else 0
    here = {"PageSize": str(size), "Page": str(number)}
    if token:
        here["PageToken"] = token
    following = (
        {"PageSize": str(size), "Page": str(number + 1), "PageToken": f"PA{sid_of(found[-1])}"} if more else None
    )
    before = {"PageSize": str(size), "Page": str(number - 1)} if number else None
    envelope = {
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + len(found) - 1 if found else 0,
        "uri": _uri(asked, here),
        "first_page_uri": _uri(asked, {"PageSize": str(size), "Page": "0"}),
        "next_page_uri": _uri(asked, following) if following else None,
        "previous_page_uri": _uri(asked, before) if before else None,
    }
    return envelope, found


def _uri(asked: Asked, place: dict[str, str]) -> str:
    filters = [(name, value) for name, value in asked.query_items if name not in PAGING]
    return f"{asked.path}?{urlencode([*filters, *place.items()])}"


def _whole(asked: Asked, name: str, default: int, *, least: int) -> int:
    value = asked.query.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 9) or int(value) < least:
        raise ApiError(20006)
    return int(value)
