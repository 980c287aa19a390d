"""The table of faults: what each strikes, what it does in one sentence, and what it may be told.

To add one: its row in ``KINDS``, and what it does where its target is: ``webhook/meddling.py``, ``striking.py`` or
``api/outage.py``. The control API's description and the page docs/faults.md are made from this table, or compared
with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from twilio_emulator.outcomes import DELIVERY_ERRORS

Value = str | int | float


class Target(StrEnum):
    """What a fault strikes."""

    WEBHOOK = "webhook"
    """The request for a document."""
    CALLBACK = "callback"
    """The request that only tells of something."""
    TEXT = "text"
    """A text that the account sends, on its way to the receiver."""
    API = "api"
    """A request to the REST API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row: ``strikes`` what it can strike, ``says`` what it does then; ``defaults`` are those of its parameters.

    ``mixed`` tells whether it is among what a random mix draws from.
    """

    name: str
    strikes: tuple[Target, ...]
    says: str
    defaults: Mapping[str, Value] = field(default_factory=dict)
    mixed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a fault may be told: ``type`` is that of its value, from ``least`` to ``most`` where it is a number.

    ``words`` are the only values it may have, where there are such.
    """

    type: type[str] | type[int] | type[float]
    says: str
    least: float = 0.0
    most: float = math.inf
    words: tuple[Value, ...] = ()

    def checked(self, name: str, value: object) -> Value:
        """Return ``value`` as it is used; raises ``ValueError``, which names the key."""
        if self.words and value not in self.words:
            raise ValueError(f"{name} must be one of {', '.join(map(str, self.words))}")
        if self.type is str:
            if not isinstance(value, str) or not value or len(value) > LONGEST or not value.isprintable():
                raise ValueError(f"{name} must be a text of 1 to {LONGEST} characters")
            return value
        kinds = (int,) if self.type is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.least <= value <= self.most:
            what = "a whole number" if self.type is int else "a number"
            raise ValueError(f"{name} must be {what} from {self.least:g} to {self.most:g}")
        return self.type(value)


LONGEST = 500
"""Characters of a text in a rule."""
LONGEST_TIME = 31 * 24 * 3600.0
_ASKED = (Target.WEBHOOK, Target.CALLBACK)
_TEXT = (Target.TEXT,)
_TOLD = (Target.CALLBACK,)
_API = (Target.API,)
_ATTEMPTS: dict[str, Value] = {"attempts": 0}

KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind(
            name="refused", strikes=_ASKED, defaults=_ATTEMPTS,
            says="the connection is refused, as where no application runs; the application is not asked",
        ),
        Kind(
            name="unreachable", strikes=_ASKED, defaults=_ATTEMPTS,
            says="no connection comes about in the time there is for it; the application is not asked",
        ),
        Kind(
            name="dns", strikes=_ASKED, defaults=_ATTEMPTS,
            says="the host name is not known; the application is not asked",
        ),
        Kind(
            name="tls", strikes=_ASKED, defaults=_ATTEMPTS,
            says="TLS cannot be agreed on; the application is not asked",
        ),
        Kind(
            name="reset", strikes=_ASKED, defaults=_ATTEMPTS,
            says="the connection is reset before the request has got through; the application is not asked",
        ),
        Kind(
            name="status", strikes=_ASKED, defaults={"status": 500, **_ATTEMPTS},
            says="something before the application answers this HTTP status; the application is not asked",
        ),
        Kind(
            name="garbage", strikes=_ASKED, defaults=_ATTEMPTS,
            says="what comes back is no document; the application is not asked",
        ),
        Kind(
            name="empty", strikes=_ASKED, defaults=_ATTEMPTS,
            says="what comes back has no body; the application is not asked",
        ),
        Kind(
            name="cut", strikes=_ASKED, defaults=_ATTEMPTS,
            says="the application is asked and answers, and the connection breaks off in the middle of its answer",
        ),
        Kind(
            name="slow", strikes=_ASKED, defaults={"seconds": 5.0, **_ATTEMPTS},
            says="the application is asked, and its answer takes so many seconds more; given up where that is too long",
        ),
        Kind(
            name="silent", strikes=_ASKED, defaults=_ATTEMPTS,
            says="the application is asked, and not a byte of its answer comes in time",
        ),
        Kind(name="dropped", strikes=_TOLD, says="the callback is never made"),
        Kind(name="doubled", strikes=_TOLD, says="the callback is made twice"),
        Kind(
            name="reordered", strikes=_TOLD, defaults={"seconds": 10.0},
            says="the callback is held back until the next one of its call or text has gone, or so many seconds",
        ),
        Kind(
            name="late", strikes=_TOLD, defaults={"seconds": 5.0},
            says="the callback is made so many seconds late",
        ),
        Kind(
            name="undelivered", strikes=_TEXT, defaults={"error_code": 30003},
            says="the carrier does not deliver the text: it ends as undelivered, with this code",
        ),
        Kind(
            name="failed", strikes=_TEXT, defaults={"error_code": 30008},
            says="the text never leaves: it ends as failed, with this code",
        ),
        Kind(
            name="lost", strikes=_TEXT,
            says="the text is lost at the carrier's: it stays sent, and does not arrive",
        ),
        Kind(
            name="delayed", strikes=_TEXT, defaults={"seconds": 5.0},
            says="the text waits so many seconds in the queue; its validity period may be over by then",
        ),
        Kind(name="broken", strikes=_API, says="the API answers 500 with 20500; nothing was done"),
        Kind(name="unavailable", strikes=_API, says="the API answers 503 with 20503; nothing was done"),
        Kind(
            name="throttled", strikes=_API, defaults={"seconds": 1.0},
            says="the API answers 429 with 20429 and a Retry-After of so many seconds; nothing was done",
        ),
        Kind(
            name="stalled", strikes=_API, defaults={"seconds": 5.0},
            says="the API does what it was asked for, and answers so many seconds late",
        ),
        Kind(
            name="hung-up", strikes=_API,
            says="the API does what it was asked for, and the connection is gone before it answers",
        ),
        Kind(
            name="limit", strikes=_API, defaults={"most": 100, "seconds": 1.0}, mixed=False,
            says="an account that asks more often than this within so many seconds gets 429 with 20429",
        ),
        Kind(
            name="mix", strikes=tuple(Target), mixed=False,
            says="any of the others that fits, drawn at random",
        ),
    )
}  # fmt: skip
"""Every fault there is."""

MATCHERS: dict[Target, tuple[str, ...]] = {
    Target.WEBHOOK: ("account", "phone_number", "url", "method", "purpose"),
    Target.CALLBACK: ("account", "phone_number", "url", "method", "purpose", "event"),
    Target.TEXT: ("account", "phone_number"),
    Target.API: ("account", "phone_number", "path", "method"),
}
"""By what the occasions of a target can be told apart."""

HOW_OFTEN = ("every", "times", "probability", "seed")
"""What any fault may be told of how often it strikes."""

PARAMETERS: dict[str, Parameter] = {
    "kind": Parameter(type=str, words=tuple(KINDS), says="which fault"),
    "on": Parameter(type=str, words=tuple(map(str, Target)), says="what it strikes, where it could strike several"),
    "account": Parameter(type=str, says="the account's SID, or a pattern with *"),
    "phone_number": Parameter(type=str, says="one of the two numbers of the call, text or request, or a pattern"),
    "url": Parameter(type=str, says="the address that is asked, without its fragment, as a pattern with *"),
    "method": Parameter(type=str, words=("GET", "POST", "DELETE", "PUT", "PATCH"), says="how it is asked"),
    "purpose": Parameter(type=str, says="why the application is asked: answer, action, fallback, status …"),
    "event": Parameter(type=str, says="what the callback tells of: ringing, completed, delivered …"),
    "path": Parameter(type=str, says="the path of the request, as a pattern with *"),
    "every": Parameter(type=int, least=1, most=1_000_000, says="only every so many of them; 1 is each"),
    "times": Parameter(type=int, most=1_000_000, says="only the first so many, and then no more; 0 is for ever"),
    "probability": Parameter(type=float, most=1.0, says="how likely each of them is struck, from 0 to 1"),
    "seed": Parameter(type=int, most=2**53, says="what the draws begin with: the same seed draws the same"),
    "seconds": Parameter(type=float, most=LONGEST_TIME, says="how many seconds"),
    "attempts": Parameter(type=int, most=10, says="only the first so many attempts of a webhook; 0 is all of them"),
    "status": Parameter(type=int, least=200, most=599, says="the HTTP status"),
    "error_code": Parameter(type=int, words=tuple(DELIVERY_ERRORS), says="why the text is not delivered"),
    "most": Parameter(type=int, least=1, most=1_000_000, says="how many requests are answered in that time"),
}
"""Everything a fault may be told, by its key."""
