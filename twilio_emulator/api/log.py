"""Every request to the API is shown to whoever looks on: what was asked, by whom, and what was answered."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from functools import lru_cache
from time import perf_counter
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from twilio_emulator.desk import Desk
from twilio_emulator.feed import Topic
from twilio_emulator.rest_log import RestRequest

LONGEST_VALUE = 4096
"""Characters that are kept of one value."""
LONGEST_BODY = 256 * 1024
"""Bytes that are kept of one answer."""


class Asking:
    """One request from when it is read to when its answer is known."""

    __slots__ = ("_at", "_began", "_desk")

    def __init__(self, desk: Desk) -> None:
        self._desk, self._at, self._began = desk, desk.clock.now(), perf_counter()

    def answered(
        self,
        method: str,
        url: str,
        authorization: str,
        params: Iterable[tuple[str, str]],
        answer: Response,
        *,
        as_json: bool = False,
    ) -> None:
        """Keep the request with its answer, and tell whoever listens."""
        desk = self._desk
        body = bytes(getattr(answer, "body", b"") or b"")
        code, message = _refusal(answer.status_code, body)
        pairs = tuple((name, value[:LONGEST_VALUE]) for name, value in params)
        with desk.lock:
            one = RestRequest(
                number=desk.rest_log.count + 1,
                before=desk.store.exchange_count,
                at=self._at,
                method=method,
                url=url,
                user=user_of(authorization),
                params=pairs,
                status=answer.status_code,
                seconds=perf_counter() - self._began,
                body=body[:LONGEST_BODY],
                raw_headers=tuple(answer.raw_headers),
                as_json=as_json,
                code=code,
                message=message,
            )
            desk.rest_log.add(one)
            desk.feed.publish(Topic.REQUEST, one)

    def not_served(self, request: Request, answer: Response) -> None:
        """Keep a request that never came to an operation: nothing is at its address, or what was sent is no form."""
        query = request.scope["query_string"].decode("latin-1")
        self.answered(
            request.method,
            str(request.url),
            request.headers.get("authorization", ""),
            parse_qsl(query, keep_blank_values=True),
            answer,
        )


@lru_cache(maxsize=64)
def user_of(authorization: str) -> str:
    """Return the account or key that a request names, whether or not it may; empty where it names none."""
    try:
        return base64.b64decode(authorization.partition(" ")[2]).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _refusal(status: int, body: bytes) -> tuple[int, str]:
    """Return the code and the words of a refusal; 0 and nothing where it is none."""
    if status < 400:
        return 0, ""
    try:
        found = json.loads(body)
        return int(found["code"]), str(found["message"])
    except (ValueError, KeyError, TypeError):
        return 0, ""


__all__ = ["Asking", "user_of"]
