"""What comes through the websocket of a leg is taken in order, under the desk's lock, and not without end.

Media streams and conversation relays open their websockets here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from twilio_emulator.lines.line import Line
from twilio_emulator.webhook.signature import sign
from twilio_emulator.webhook.sockets import Arrival, Link, Loss, Lost

VIRTUAL_TICK = 0.1
"""Seconds of frames that are sent at a time where it is virtual."""


AT_ONCE = 10_000
"""Messages of one application that are taken while no time passes; the rest is taken a little later."""


def opened(line: Line, url: str, take: Callable[[Arrival], None]) -> Link | Lost:
    """Open a signed websocket to ``url`` for ``line``; what comes is given to ``take``, under the desk's lock.

    An application that is an object in this process has no server and so no websockets: for it this is a loss.
    """
    desk = line.desk
    if desk.app_for(line.number, url) is not None:
        detail = f"{url}: an application that is an object has no websockets; write a server's absolute address"
        return Lost(Loss.HANDSHAKE, detail)
    intake = _Intake(line, take)
    headers = {"X-Twilio-Signature": sign(desk.store.token_of(line.call.account_sid), url)}
    intake.link = desk.sockets.open(url, headers, partial(desk.jobs.post, partial(line.safely, intake.run)))
    return intake.link


class _Intake:
    """Takes what has come through a link, in order, and not without end while time stands still."""

    def __init__(self, line: Line, take: Callable[[Arrival], None]) -> None:
        self.link: Link | None = None
        self._line = line
        self._take = take
        self._instant = 0.0
        self._taken = 0

    def run(self) -> None:
        """Take everything there is."""
        with self._line.desk.lock:
            while self.link is not None and self._may() and (arrival := self.link.take()) is not None:
                self._take(arrival)

    def _may(self) -> bool:
        link, now = self.link, self._line.elapsed()
        if now > self._instant:
            self._instant, self._taken = now, 0
        self._taken += 1
        if self._taken > AT_ONCE and link is not None:
            if not link.paused:
                link.paused = True
                self._line.later(VIRTUAL_TICK, self._resume)
            return False
        return True

    def _resume(self) -> None:
        if self.link is not None:
            self.link.paused = False
            self._line.work(self.run)
