"""How a session is begun: where the application is asked first, what the session is there for, how far it may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from twilio_emulator.engine.effects import (
    Purpose,
)
from twilio_emulator.engine.verbs import Only

MOST_REMARKS = 100
"""Remarks on one document that are filed one by one; the check of a document by itself lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a session goes before it calls a loop a loop; a breach is a coded error (12400)."""

    documents: int = 1000
    silent_documents: int = 50
    verbs: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where the application is first asked (or ``twiml`` itself), and whom to ask when it fails.

    ``params`` go with the first request only, such as ``AnsweredBy``.
    """

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    twiml: bytes | None = None
    params: Mapping[str, str] = field(default_factory=dict)


class Role(StrEnum):
    """What a session is there for."""

    CALL = "call"
    """It runs a call: when its documents run out, the call is over."""
    WHISPER = "whisper"
    """It greets a called party before it is connected: when its documents run out, the leg goes on."""
    MESSAGE = "message"
    """It answers a text."""
    ANNOUNCEMENT = "announcement"
    """It says something into a conference; nothing else is told where it cannot be understood."""


PURPOSES = {
    Role.CALL: Purpose.ANSWER,
    Role.WHISPER: Purpose.WHISPER,
    Role.MESSAGE: Purpose.MESSAGE,
    Role.ANNOUNCEMENT: Purpose.ANNOUNCEMENT,
}
"""What the first request of a session is for."""


WHISPERING = Only(frozenset({"Say", "Play", "Pause", "Gather", "Hangup", "Redirect"}), 13201)
"""What a called party may hear before it is connected (twilio-behaviour 3.6, Number)."""


ANNOUNCING = Only(frozenset({"Say", "Play", "Pause", "Redirect"}), 13238)
"""What may be said into a conference."""


RESTRICTED = {Role.WHISPER: WHISPERING, Role.ANNOUNCEMENT: ANNOUNCING}
"""The roles that may use some verbs only; the leg goes on when they have come to their end."""


def counted_sids() -> Callable[[str], str]:
    """Return a maker of SIDs that counts, for a session without a driver."""
    numbers = count(1)
    return lambda prefix: f"{prefix}{next(numbers):032x}"
