"""Websockets to applications: opened, read and written on threads of their own, so that no call waits for one.

Twilio is the client here (twilio-behaviour 7). What comes back is put into the link's inbox, in order, and whoever
opened the link is told that there is something to take. Every step has a limit in real seconds and in bytes, so that
an application that does not answer, does not read or does not stop costs its own call only.

In virtual time the clock may not run away from an application that is about to answer: a link is told how long
something may be expected, and :meth:`Sockets.attend` waits as long at most.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from twilio_emulator.webhook.arrival import Arrival, Loss, Lost, Opened, Received, SocketLimits
from twilio_emulator.webhook.link import CLOSING, Link


class Sockets:
    """Every websocket of an emulator."""

    def __init__(self, limits: SocketLimits | None = None) -> None:
        self.limits = limits or SocketLimits()
        self._changed = threading.Condition()
        self._links: list[Link] = []

    def open(self, url: str, headers: dict[str, str], arrived: Callable[[], None]) -> Link:
        """Open ``url`` (absolute, ws or wss) soon; ``arrived`` is called whenever something has come, on any thread."""
        link = Link(url, headers, self.limits, self._changed, arrived)
        link.expect(self.limits.handshake + CLOSING)
        with self._changed:
            self._links = [one for one in self._links if any(thread.is_alive() for thread in one.threads)]
            self._links.append(link)
        return link

    def attend(self, work: Callable[[], None]) -> None:
        """Do ``work`` for whatever comes, as long as something is expected."""
        while self._wait():
            work()

    def _wait(self) -> bool:
        """Wait for what is expected; True where something has come that is to be taken."""
        with self._changed:
            while True:
                if any(link.waiting for link in self._links):
                    return True
                until = max((link.expected for link in self._links), default=0.0)
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)

    def close(self) -> None:
        """Close every websocket, in order where the application lets us."""
        with self._changed:
            links, self._links = self._links, []
        for link in links:
            link.close()
        until = time.monotonic() + 2 * CLOSING
        for link in links:
            for thread in link.threads:
                thread.join(max(until - time.monotonic(), 0.0))
            if any(thread.is_alive() for thread in link.threads):
                link.abort()


__all__ = ["Arrival", "Link", "Loss", "Lost", "Opened", "Received", "SocketLimits", "Sockets"]
