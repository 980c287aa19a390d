"""Websockets to applications: opened, read and written on threads of their own, so that no call waits for one.

Twilio is the client here (twilio-behaviour 7). What comes back is put into the link's inbox, in order, and whoever
opened the link is told that there is something to take. Every step has a limit in real seconds and in bytes, so that
an application that does not answer, does not read or does not stop costs its own call only.

In virtual time the clock may not run away from an application that is about to answer: a link is told how long
something may be expected, and :meth:`Sockets.attend` waits as long at most.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect

CLOSING = 1.0
"""Seconds for an application to answer the end."""
STALLED = 5.0
"""Seconds until an application that reads nothing is given up."""
MOST_HELD = 4 * 1024 * 1024
"""Characters that wait in an inbox before nothing more is read."""
MOST_UNSENT = 6000
"""Messages that wait to be sent: a minute of two tracks."""


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


class _Ping:
    """A place among what is sent: whoever waits for it knows that everything before it has been read."""

    def __init__(self) -> None:
        self.read = threading.Event()


class Link:
    """One websocket; made by :meth:`Sockets.open`."""

    def __init__(
        self, url: str, headers: dict[str, str], limits: SocketLimits, changed: threading.Condition,
        arrived: Callable[[], None],
    ) -> None:  # fmt: skip
        self.url = url
        self._headers = headers
        self._limits = limits
        self._changed = changed
        self._arrived = arrived
        self._inbox: deque[Arrival] = deque()
        self._held = 0
        self._outbox: deque[str | _Ping] = deque()
        self._connection: ClientConnection | None = None
        self._closing = False
        self._slow = False
        self._wire: socket.socket | None = None
        self._latest = 0.0
        self.expected = 0.0
        self.paused = False
        self.threads = [threading.Thread(target=self._run, name="emulator-websocket", daemon=True)]
        self.threads[0].start()

    # -- for whoever opened it

    def take(self) -> Arrival | None:
        """Return the next thing that has come."""
        with self._changed:
            if not self._inbox:
                return None
            arrival = self._inbox.popleft()
            self._held -= _size(arrival)
            self._changed.notify_all()
            return arrival

    @property
    def waiting(self) -> bool:
        """Whether something has come that is to be taken now."""
        return bool(self._inbox) and not self.paused

    def send(self, text: str) -> None:
        """Send a message soon; a link that is lost loses it."""
        with self._changed:
            if self._closing:
                return
            self._outbox.append(text)
            self._changed.notify_all()
            if len(self._outbox) <= MOST_UNSENT:
                return
        self._give_up(Lost(Loss.BROKEN, f"the application has left {MOST_UNSENT} messages unread"))

    def expect(self, seconds: float) -> None:
        """Something may come within ``seconds``, and virtual time is to wait for it."""
        now = time.monotonic()
        self.expected = now + seconds
        self._latest = now + max(seconds, self._limits.answer)

    def more(self) -> None:
        """Something has come, and more may follow soon, though not for ever."""
        self.expected = min(time.monotonic() + self._limits.quiet, self._latest)

    def keep_pace(self) -> None:
        """Wait a moment until what was sent has been read; an application that is slow once is not waited for again."""
        ping = _Ping()
        with self._changed:
            if self._closing or self._slow or self._connection is None:
                return
            self._outbox.append(ping)
            self._changed.notify_all()
        self._slow = not ping.read.wait(self._limits.moment)

    def close(self) -> None:
        """Send what is to be sent, and close; nothing more arrives."""
        with self._changed:
            self._closing = True
            self._inbox.clear()
            self._held = 0
            self.expected = 0.0
            self._changed.notify_all()

    def abort(self) -> None:
        """Let go of the connection, whatever it was doing."""
        self.close()
        connection, wire = self._connection, self._wire
        if connection is not None:
            connection.close_socket()
        elif wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    # -- threads

    def _run(self) -> None:
        """Open it, and read until it is over."""
        try:
            with self._connect() as connection:
                connection.socket.settimeout(STALLED)
                with self._changed:
                    self._connection = connection
                writer = threading.Thread(target=self._write, args=(connection,), name="emulator-writer", daemon=True)
                self.threads.append(writer)
                writer.start()
                self._arrive(Opened())
                for message in connection:
                    self._arrive(Received(message))
            lost = Lost(Loss.CLOSED, str(Loss.CLOSED))
        except _Failed as error:
            lost = error.lost
        except ConnectionClosed as error:
            sent = error.sent.code if error.sent is not None and not error.rcvd_then_sent else None
            broken = sent in (1002, 1007, 1009)
            lost = Lost(Loss.PROTOCOL if broken else Loss.BROKEN, str(error))
        except OSError as error:
            lost = Lost(Loss.BROKEN, str(error))
        self._give_up(lost)

    def _connect(self) -> ClientConnection:
        """Open it within the limit; raises :class:`_Failed`."""
        until = time.monotonic() + self._limits.handshake
        try:
            parts = httpx.URL(self.url)
            port = parts.port or (443 if parts.scheme == "wss" else 80)
            wire = self._wire = socket.create_connection((parts.raw_host.decode("ascii"), port), self._limits.handshake)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise _Failed(Loss.MALFORMED, error) from error
        except TimeoutError as error:
            raise _Failed(Loss.TIMEOUT, error) from error
        except ConnectionRefusedError as error:
            raise _Failed(Loss.REFUSED, error) from error
        except OSError as error:
            raise _Failed(Loss.UNREACHABLE, error) from error
        try:
            return connect(
                self.url,
                sock=wire,  # with a socket of ours no redirect is followed
                additional_headers=self._headers,
                user_agent_header="TwilioProxy/1.1",
                compression=None,
                proxy=None,
                open_timeout=max(until - time.monotonic(), 0.01),
                close_timeout=CLOSING,
                ping_interval=None,
                max_size=self._limits.message,
            )
        except InvalidURI as error:
            wire.close()
            raise _Failed(Loss.MALFORMED, error) from error
        except ssl.SSLError as error:
            raise _Failed(Loss.TLS, error) from error
        except TimeoutError as error:
            raise _Failed(Loss.TIMEOUT, error) from error
        except (InvalidHandshake, ConnectionClosed, ValueError, OSError, EOFError) as error:
            raise _Failed(Loss.HANDSHAKE, error) from error

    def _write(self, connection: ClientConnection) -> None:
        """Send what there is to send, and close in the end."""
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._outbox or self._closing)
                    if not self._outbox:
                        break
                    item = self._outbox.popleft()
                if isinstance(item, _Ping):
                    connection.ping(ack_on_close=True).wait(self._limits.moment)
                    item.read.set()
                else:
                    connection.send(item)
        except (ConnectionClosed, OSError):
            pass  # the reader sees it too, and says so
        connection.close()

    def _arrive(self, arrival: Arrival) -> None:
        """Put something into the inbox; waits while there is too much in it."""
        with self._changed:
            self._changed.wait_for(lambda: self._held < MOST_HELD or self._closing)
            if self._closing:
                return
            self._inbox.append(arrival)
            self._held += _size(arrival)
            self._arrived()
            self._changed.notify_all()

    def _give_up(self, lost: Lost) -> None:
        """Take it that it is over: the last thing that arrives."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
            self._outbox.clear()
            self._inbox.append(lost)
            self._arrived()
            self._changed.notify_all()
            connection = self._connection
        if connection is not None and threading.current_thread() is not self.threads[0]:
            connection.close_socket()


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


class _Failed(Exception):
    """A websocket could not be opened."""

    def __init__(self, loss: Loss, error: Exception) -> None:
        super().__init__(str(loss))
        said = str(error)[:200]
        self.lost = Lost(loss, f"{loss} ({said})" if said else str(loss))


def _size(arrival: Arrival) -> int:
    return len(arrival.text) + 64 if isinstance(arrival, Received) else 0
