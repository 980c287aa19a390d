"""What comes from the other end of a websocket, and how long it is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketLimits:
    """Real seconds, and bytes.

    ``handshake`` until a websocket is open. In virtual time the clock stands still for ``answer`` where an answer is
    due, for ``moment`` where one is possible, and for ``quiet`` after each message, because more may follow.
    """

    handshake: float = 10.0
    answer: float = 5.0
    moment: float = 0.5
    quiet: float = 0.05
    message: int = 1024 * 1024


class Loss(StrEnum):
    """Why there is no websocket, or none any more."""

    TIMEOUT = "it did not answer in time"
    REFUSED = "the connection was refused; is the server running?"
    UNREACHABLE = "the host cannot be reached"
    TLS = "TLS could not be agreed on"
    HANDSHAKE = "the handshake failed"
    MALFORMED = "the address is not one of a websocket"
    PROTOCOL = "the application broke the rules of websockets"
    BROKEN = "the connection broke"
    CLOSED = "the application closed it"


@dataclass(frozen=True, slots=True)
class Opened:
    """The websocket is open."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the application."""

    text: str | bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no websocket (any more), and why."""

    loss: Loss
    detail: str


Arrival = Opened | Received | Lost
