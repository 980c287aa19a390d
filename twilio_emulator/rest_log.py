"""The requests that applications make to the REST API, kept in memory for whoever looks on.

They are no state: a restart forgets them, and so does everything that forgets the webhooks.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime

KEPT = 20_000
"""Requests; the oldest makes room."""
BYTES_KEPT = 16 * 1024 * 1024
"""Of answers, in all; where they are more, the oldest requests lose theirs."""
SUBJECT = re.compile("(?:CA|SM|MM)[0-9a-f]{32}")
MADE = re.compile(rb'"sid":\s*"((?:CA|SM|MM)[0-9a-f]{32})"')
LONGEST_READ = 64 * 1024
"""Bytes of an answer in which the SID of what was made is looked for."""


@dataclass(slots=True, kw_only=True)
class RestRequest:
    """One request to the API with its answer.

    ``params`` are those of the address, then what was sent as a form, or ``as_json`` with values that are JSON.
    ``number`` counts from 1, and ``before`` is the number of the webhook that came next, so that both have one order.
    ``user`` is the account or key that asked; its secret is not kept. ``code`` and ``message`` are those of a refusal.
    ``seconds`` is how long it took.
    """

    number: int
    before: int
    at: datetime
    method: str
    url: str
    user: str
    params: tuple[tuple[str, str], ...]
    status: int
    seconds: float
    body: bytes
    raw_headers: tuple[tuple[bytes, bytes], ...] = ()
    as_json: bool = False
    code: int = 0
    message: str = ""

    @property
    def subject_sid(self) -> str:
        """The call or text it is about: named in its address, made by it, or named in what was sent; else empty."""
        if named := SUBJECT.search(self.url):
            return named[0]
        if self.method == "POST" and len(self.body) <= LONGEST_READ and (made := MADE.search(self.body)):
            return made[1].decode()
        sent = (value for name, value in self.params if name in ("CallSid", "MessageSid"))
        return next(filter(SUBJECT.fullmatch, sent), "")

    @property
    def received(self) -> tuple[tuple[str, str], ...]:
        """The headers of the answer."""
        return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in self.raw_headers)

    @property
    def content_type(self) -> str:
        """What the answer says it is; empty where it does not."""
        return next((value for name, value in self.received if name == "content-type"), "")

    @property
    def text(self) -> str:
        """The answer's body as text."""
        return self.body.decode("utf-8", "replace")


class RestLog:
    """The latest requests, oldest first; whoever adds one holds the desk's lock."""

    def __init__(self) -> None:
        self._kept: deque[RestRequest] = deque(maxlen=KEPT)
        self._with_body: deque[RestRequest] = deque()
        self._bytes = 0
        self.count = 0

    def add(self, one: RestRequest) -> None:
        """Remember a request, whose number is ``count`` and one."""
        self.count += 1
        self._kept.append(one)
        if one.body:
            self._with_body.append(one)
            self._bytes += len(one.body)
            while self._bytes > BYTES_KEPT:
                oldest = self._with_body.popleft()
                self._bytes -= len(oldest.body)
                oldest.body = b""

    def all(self) -> list[RestRequest]:
        """Return what is remembered, oldest first."""
        return list(self._kept)

    def find(self, number: int) -> RestRequest | None:
        """Return the request of that number, ``None`` where it is no more."""
        place = number - self._kept[0].number if self._kept else -1
        return self._kept[place] if 0 <= place < len(self._kept) else None

    def clear(self) -> None:
        """Forget them all; the numbers go on."""
        self._kept.clear()
        self._with_body.clear()
        self._bytes = 0


__all__ = ["RestLog", "RestRequest"]
