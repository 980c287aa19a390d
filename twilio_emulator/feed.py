"""News of the switchboard, in order, for whoever looks on: the console's live page and the terminal handset."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from twilio_emulator.faults import Faults, Strike
from twilio_emulator.rest_log import RestRequest
from twilio_emulator.store import Call, Exchange, Message, Number, TranscriptLine
from twilio_emulator.tape import Recording

KEPT = 10_000
"""Items kept for a listener who comes back after a dropped connection."""


class Topic(StrEnum):
    """What an item of news is about."""

    CALL = "call"
    LINE = "line"
    EXCHANGE = "exchange"
    REQUEST = "request"
    MESSAGE = "message"
    NUMBER = "number"
    FAULT = "fault"
    RULES = "rules"
    STATE = "state"
    LIVE = "live"
    """What runs on a call is another thing than before."""
    CLOCK = "clock"
    """Time goes faster, slower, or has made a jump."""
    EARSHOT = "earshot"
    AGREEMENT = "agreement"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """Everything is other than it was: ``how`` is ``reset`` or ``restored``, ``now`` what time it is since."""

    how: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Earshot:
    """Whom a ``page`` hears at the end of its call, and who hears it: the names of other pages.

    ``taped`` tells whether a recording hears it, too.
    """

    page: str
    call_sid: str
    hears: tuple[str, ...]
    heard_by: tuple[str, ...]
    taped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What one page proposes to another for the sound between them: a session description (SDP), as JSON."""

    sender: str
    to: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """There is something to be looked at anew: of the call ``sid``, where it is about one."""

    sid: str = ""


Subject = (
    Call
    | TranscriptLine
    | Exchange
    | RestRequest
    | Message
    | Number
    | Strike
    | Faults
    | Anew
    | Earshot
    | Agreement
    | Recording
    | Look
)


@dataclass(frozen=True, slots=True)
class News:
    """One item; ``number`` counts up from 1, ``call_sid`` is set where it belongs to a call.

    A hint has the number 0.
    """

    number: int
    topic: Topic
    subject: Subject
    call_sid: str = ""


Listener = Callable[[News], None]


class Feed:
    """Keeps the latest news and tells listeners; a listener must return at once and never raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[News] = deque(maxlen=KEPT)
        self._listeners: tuple[Listener, ...] = ()
        self._count = 0

    def publish(self, topic: Topic, subject: Subject, call_sid: str = "") -> None:
        """Append an item and tell every listener."""
        with self._lock:
            self._count += 1
            news = News(self._count, topic, subject, call_sid)
            self._kept.append(news)
            for listener in self._listeners:
                listener(news)

    def hint(self, topic: Topic, call_sid: str = "") -> None:
        """Tell every listener to look anew; such an item has no number and is kept for nobody."""
        news = News(0, topic, Look(sid=call_sid), call_sid)
        with self._lock:
            for listener in self._listeners:
                listener(news)

    def subscribe(self, listener: Listener, after: int | None = None) -> Callable[[], None]:
        """Listen from now on, after hearing what came later than number ``after``; returns how to stop."""
        with self._lock:
            if after is not None:
                for news in self._kept:
                    if news.number > after:
                        listener(news)
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    @property
    def count(self) -> int:
        """The number of the latest item; 0 before the first."""
        with self._lock:
            return self._count

    def latest(self, count: int) -> list[News]:
        """Return the last ``count`` items, oldest first."""
        with self._lock:
            return list(islice(self._kept, max(0, len(self._kept) - count), None))
