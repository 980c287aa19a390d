"""What a fault does to one attempt at a webhook, so that all that follows from it is as it would really be.

A fault that keeps the application from being reached is told to the client as the sockets would tell it; from there on
codes, retries, limits and the fallback are the client's and the engine's own. A slow application is asked at once, and
its answer is held: the seconds are taken off the webhook's time, and pass on the emulator's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import httpcore

from twilio_emulator.faults import Fault
from twilio_emulator.webhook.answer import Answer, Limits
from twilio_emulator.webhook.deadline import HandshakeFailed, NameNotFound
from twilio_emulator.webhook.wire import failure_of

UNREACHED: dict[str, Callable[[], Exception]] = {
    "refused": httpcore.ConnectError,
    "unreachable": lambda: httpcore.ConnectTimeout("no address took the connection in time"),
    "dns": lambda: NameNotFound("Name or service not known"),
    "tls": lambda: HandshakeFailed(OSError("handshake failure")),
    "reset": lambda: httpcore.ReadError("Connection reset by peer"),
}
"""How the sockets tell of an application that was not reached."""
INSTEAD: dict[str, tuple[str, bytes]] = {
    "status": ("text/html", b"<html><body>The gateway has nobody to ask.</body></html>"),
    "garbage": ("text/xml", b"\x00\xff<Response><Say>half a doc"),
    "empty": ("text/xml", b""),
}
"""What comes back in the place of an answer, by the fault."""


class Meddling:
    """What is done to the attempts of one webhook; ``held`` is how many seconds of the emulator's clock that takes."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._attempts = 0
        self.held = 0.0

    @property
    def struck(self) -> bool:
        """Whether there was an attempt to strike."""
        return self._attempts > 0

    def attempt(self, limits: Limits, ask: Callable[[Limits], Answer]) -> Answer:
        """Make one attempt, or what comes in its place; raises what an attempt raises."""
        fault = self._fault
        self._attempts += 1
        if fault.attempts and self._attempts > fault.attempts:
            return ask(self.left(limits))
        if fault.kind in UNREACHED:
            if fault.kind == "unreachable":
                self._hold(limits, limits.connect)
            raise failure_of(UNREACHED[fault.kind](), self.left(limits), heard=False)
        if fault.kind in INSTEAD:
            kind, body = INSTEAD[fault.kind]
            return Answer(fault.status or 200, [("content-type", kind)], body)
        answer = ask(self.left(limits))
        if fault.kind == "cut":
            raise failure_of(httpcore.RemoteProtocolError("peer closed connection"), limits, heard=True)
        seconds = limits.silence if fault.kind == "silent" else fault.seconds or 0.0
        room = min(limits.silence, self._room(limits))
        self._hold(limits, seconds)
        if seconds >= room:
            raise self.left(limits).silent()
        return answer

    def left(self, limits: Limits) -> Limits:
        """Return ``limits`` as they are once so many seconds have been held."""
        return replace(limits, due=limits.due - self.held) if self.held else limits

    def _room(self, limits: Limits) -> float:
        return max(self.left(limits).due - time.monotonic(), 0.0)

    def _hold(self, limits: Limits, seconds: float) -> None:
        """Let some time pass, no more than an attempt may take."""
        self.held += min(seconds, limits.silence, self._room(limits))
