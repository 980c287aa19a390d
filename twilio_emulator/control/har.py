"""A call or a text as an HTTP archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/).

What the format has no place for stands in fields of our own, which begin with an underscore as it asks.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from http import HTTPMethod, HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import JSONResponse

from twilio_emulator.control import rows
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rows import Kept
from twilio_emulator.control.traffic import newest_first
from twilio_emulator.rest_log import RestRequest

VERSION = "1.2"
FORM = "application/x-www-form-urlencoded"
Pairs = Iterable[tuple[str, str]]


def export(asked: Asked) -> JSONResponse:
    """Return everything that went over the wire on account of one call or text, oldest first."""
    sid = asked.path["sid"]
    desk = asked.switchboard.desk
    with desk.lock:
        subject = desk.store.calls.get(sid) or desk.store.messages.get(sid)
        if subject is None:
            raise Refusal(404, "unknown_subject", "there is no call and no text of this SID")
        requests = [one for one in desk.rest_log.all() if one.subject_sid == sid]
        entries = [entry(one, sid) for one in newest_first(list(subject.exchanges), requests)][::-1]
        began = rows.time_of(getattr(subject, "placed_at", None) or subject.at)  # type: ignore[union-attr]
        title = f"{sid} from {subject.from_} to {subject.to}"
    page = {"startedDateTime": began, "id": sid, "title": title, "pageTimings": {"onContentLoad": -1, "onLoad": -1}}
    creator = {"name": "twilio_emulator", "version": VERSION}
    archive = {"log": {"version": VERSION, "creator": creator, "pages": [page], "entries": entries}}
    return JSONResponse(archive, headers={"Content-Disposition": f'attachment; filename="{sid}.har"'})


def entry(one: Kept, page: str) -> dict[str, Any]:
    """Return one exchange; times are in milliseconds."""
    request = isinstance(one, RestRequest)
    total, waited = one.seconds * 1000, (one.seconds if isinstance(one, RestRequest) else one.waited) * 1000
    waited = min(waited or total, total)
    found: dict[str, Any] = {
        "pageref": page,
        "startedDateTime": rows.time_of(one.at),
        "time": total,
        "request": _request(one),
        "response": _response(one),
        "cache": {},
        "timings": {"send": 0, "wait": waited, "receive": total - waited},
        "_id": rows.id_of(one),
        "_kind": rows.kind_of(one),
        "_purpose": rows.row(one)["purpose"],
        "_codes": rows.codes_of(one),
    }
    if not request:
        found |= {"_signature": one.signature, "_signedUrl": one.signed_url, "_failure": one.failure}  # type: ignore[union-attr]
    return found


def _request(one: Kept) -> dict[str, Any]:
    sent: Pairs = () if isinstance(one, RestRequest) else one.sent
    query = parse_qsl(urlsplit(one.url).query, keep_blank_values=True)
    params = one.params[len(query) :] if isinstance(one, RestRequest) else one.params
    posted = one.method.upper() != "GET" and bool(params)
    url = one.url.partition("#")[0]
    if one.method.upper() == "GET" and not isinstance(one, RestRequest) and params:
        query += params
        url = "".join((url, "&" if "?" in url else "?", urlencode(params, errors="replace")))
    body = urlencode(params, errors="replace") if posted else ""
    found = {
        "method": one.method.upper(),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(value for name, value in sent if name.lower() == "cookie"),
        "headers": _named(sent),
        "queryString": _named(query),
        "headersSize": -1,
        "bodySize": len(body.encode()),
    }
    if posted:
        found["postData"] = {"mimeType": FORM, "params": _named(params), "text": body}
    return found


def _response(one: Kept) -> dict[str, Any]:
    content: dict[str, Any] = {"size": len(one.body), "mimeType": one.content_type or "x-unknown"}
    try:
        content["text"] = one.body.decode()
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(one.body).decode(), "encoding": "base64"}
    try:
        phrase = HTTPStatus(one.status).phrase
    except ValueError:
        phrase = ""
    return {
        "status": one.status,
        "statusText": phrase,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(value for name, value in one.received if name == "set-cookie"),
        "headers": _named(one.received),
        "content": content,
        "redirectURL": next((value for name, value in one.received if name == "location"), ""),
        "headersSize": -1,
        "bodySize": len(one.body),
    }


def _named(items: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in items]


def _cookies(headers: Iterable[str]) -> list[dict[str, str]]:
    jar: SimpleCookie = SimpleCookie()
    for header in headers:
        try:
            jar.load(header)
        except CookieError:
            continue
    return [{"name": name, "value": one.value} for name, one in jar.items()]


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/har/{sid}",
        summary="Export everything that went over the wire for one call or text, as an HTTP archive",
        handler=export,
        answer=dict,
        refusals=(404,),
    ),
)
