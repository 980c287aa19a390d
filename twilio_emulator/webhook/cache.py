"""Answers to GET that may be used again: sounds above all, and documents whose application allows it.

The private cache of RFC 9111, as far as Twilio's goes (twilio-behaviour 1.5): ``Cache-Control`` with ``max-age``,
``no-cache`` and ``no-store``, ``Expires``, ``ETag``, ``Last-Modified`` and ``Vary``. Without a lifetime an answer that
can be asked after is asked after every time, and nothing is guessed. What sets a cookie is not kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from twilio_emulator.webhook.answer import Answer

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of answers that are kept in all; what was not used for longest goes first."""
OVERHEAD = 1024
"""Bytes an answer counts for besides what it says."""
LONGEST = 365 * 24 * 3600.0
"""Seconds an answer is used unasked at most, whatever it claims."""
TELLING = frozenset({"cache-control", "expires", "etag", "last-modified"})
"""Headers without any of which there is nothing to keep."""

Headers = Iterable[tuple[str, str]]
Key = tuple[str, str, int]
"""The URL with its query, the credentials, and which application object was asked, if one was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer, until when it may be used unasked, and for requests of which headers.

    ``holder`` keeps the application alive whose identity is in the key.
    """

    answer: Answer
    until: datetime
    wants: tuple[tuple[str, str], ...]
    holder: object

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The headers that ask whether it still holds; none where there is nothing to tell by."""
        asked = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return [(name, value) for name, of in asked if (value := self.answer.header(of))]


class Cache:
    """Kept answers; safe to use from several threads at once.

    ``now`` is the only clock it knows: aware UTC datetimes, real or virtual.
    """

    def __init__(self, now: Callable[[], datetime], most: int = MOST_BYTES) -> None:
        self._now = now
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes it counts at the moment."""
        return self._size

    def find(self, key: Key, headers: Headers) -> Kept | None:
        """Return what is kept for a request with these ``headers``, fresh or not."""
        if not self._kept:
            return None
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        if kept.wants and kept.wants != _named((name for name, _ in kept.wants), headers):
            return None
        return kept

    def fresh(self, kept: Kept) -> bool:
        """Tell whether ``kept`` may be used without asking."""
        return self._now() < kept.until

    def keep(self, key: Key, answer: Answer, headers: Headers, holder: object) -> None:
        """Keep ``answer`` where its headers allow it; forget what was kept for the same request before."""
        telling = {name: value for name, value in answer.headers if name in TELLING}
        if answer.status >= 500 or not (telling or self._kept):
            return
        self._forget(key)
        if not telling or answer.status != 200 or not answer.whole or answer.header("set-cookie"):
            return
        varying = _words(answer, "vary")
        until = self._until(answer)
        lasts = until > self._now() or "etag" in telling or "last-modified" in telling
        if "no-store" in _controls(answer) or "*" in varying or not lasts:
            return
        self._put(key, Kept(answer=answer, until=until, wants=_named(varying, headers), holder=holder))

    def renew(self, key: Key, kept: Kept, confirmed: Answer) -> Answer:
        """Take a 304 as the word that ``kept`` still holds, with the headers that came with it; return the answer."""
        # What describes the body describes one that a 304 does not have.
        passing = ("content-", "set-cookie")
        fresh = {name: value for name, value in confirmed.headers if not name.startswith(passing)}
        headers = [(name, value) for name, value in kept.answer.headers if name not in fresh]
        headers += fresh.items()
        answer = replace(kept.answer, headers=headers)
        self._forget(key)
        if "no-store" not in _controls(answer):
            self._put(key, replace(kept, answer=answer, until=self._until(answer)))
        return answer

    def _until(self, answer: Answer) -> datetime:
        """Return until when an answer that has just come may be used unasked; now, where it may not."""
        now, controls = self._now(), _controls(answer)
        if "no-cache" in controls:
            return now
        if "max-age" in controls:
            seconds = _seconds(controls["max-age"])
        else:
            expires = _date(answer.header("expires"))
            # Where the application's clock is not ours, what counts is how long after its own answer it expires.
            seconds = (expires - (_date(answer.header("date")) or now)).total_seconds() if expires else 0.0
        seconds = min(seconds, LONGEST) - _seconds(answer.header("age"))
        return now + timedelta(seconds=seconds) if seconds > 0 else now

    def _put(self, key: Key, kept: Kept) -> None:
        size = _size(key, kept)
        if size > self._most:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = kept
            self._size += size
            while self._size > self._most:
                self._drop(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._size -= _size(key, kept)


def _size(key: Key, kept: Kept) -> int:
    said = [*kept.answer.headers, *kept.wants]
    return len(kept.answer.body) + sum(len(name) + len(value) for name, value in said) + len(key[0]) + OVERHEAD


def _words(answer: Answer, header: str) -> list[str]:
    """Return the comma list of a header, in lower case."""
    listed = ",".join(value for name, value in answer.headers if name == header)
    return [word.strip().lower() for word in listed.split(",") if word.strip()]


def _controls(answer: Answer) -> dict[str, str]:
    """Return the directives of Cache-Control, with their values where they have any."""
    pairs = (word.partition("=") for word in _words(answer, "cache-control"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _named(names: Iterable[str], headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return those of the request's headers that an answer varies by."""
    sent = {name.lower(): value for name, value in headers}
    return tuple((name, sent.get(name, "")) for name in names)


def _seconds(text: str) -> float:
    """Return a number of seconds; what is none is none."""
    if not (text.isascii() and text.isdigit()):
        return 0.0
    return float(text[:12])


def _date(text: str) -> datetime | None:
    """Return an HTTP date; nothing where it is none, such as the ``0`` that means at once."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


__all__ = ["Cache", "Kept"]
