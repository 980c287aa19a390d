"""A request that is made again under the token it was made with before gets the same answer, and has no second effect.

A client that did not hear the answer can so find out what became of its request. A token is an account's own and holds
for a day; a request that was refused has had no effect, and its token is free.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from starlette.responses import Response

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.store import Given, Store

HEADERS = frozenset({b"i-twilio-idempotency-token", b"idempotency-key"})
"""The headers that carry a token; the first of them that says something holds."""
HOLDS = timedelta(hours=24)
MOST = 10_000
"""Answers that are kept; the oldest makes room."""
LONGEST = 255
"""Characters of a token."""
OTHER = "The idempotency token was used with another request"


def token_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the token a request carries, empty where there is none; names are in small letters."""
    for name, value in headers:
        if name in HEADERS and value:
            return value.decode("latin-1")
    return ""


def given(asked: Asked, token: str) -> Response | None:
    """Return the answer that was given under ``token`` before, ``None`` where there was none.

    Raises 20409 where another request was made under it, 20001 for a token that is too long.
    """
    if len(token) > LONGEST:
        raise ApiError(20001, says="The idempotency token is too long")
    _forget(asked.store, asked.now())
    one = asked.store.given.get(_key(asked, token))
    if one is None:
        return None
    if one.digest != _digest(asked):
        raise ApiError(20409, says=OTHER)
    return Response(one.body.encode(), one.status, media_type=one.media_type or None)


def keep(asked: Asked, token: str, answer: Response) -> None:
    """Remember what was answered under ``token``; a refusal is not."""
    if answer.status_code >= 400:
        return
    asked.store.given[_key(asked, token)] = Given(
        at=asked.now(),
        digest=_digest(asked),
        status=answer.status_code,
        media_type=answer.headers.get("content-type", ""),
        body=bytes(answer.body).decode(),
    )


def _key(asked: Asked, token: str) -> str:
    return f"{asked.account.sid} {token}"


def _digest(asked: Asked) -> str:
    """Return what tells one request from another."""
    what = json.dumps([asked.path, asked.query_items, sorted(asked.form.items()), asked.body], sort_keys=True)
    return hashlib.sha256(what.encode()).hexdigest()


def _forget(store: Store, now: datetime) -> None:
    """Forget the answers that are a day old, and the oldest where there are too many."""
    while store.given:
        oldest = next(iter(store.given))
        if len(store.given) < MOST and now - store.given[oldest].at < HOLDS:
            return
        del store.given[oldest]
