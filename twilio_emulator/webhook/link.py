"""One websocket to an application, with two threads of its own: what reads it and what writes it.

Every step has a limit in real seconds and in bytes, so that an application that does not answer, does not read or does
not stop costs its own call only.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect

from twilio_emulator.webhook.arrival import Arrival, Loss, Lost, Opened, Received, SocketLimits

CLOSING = 1.0
"""Seconds for an application to answer the end."""


STALLED = 5.0
"""Seconds until an application that reads nothing is given up."""


MOST_HELD = 4 * 1024 * 1024
"""Characters that wait in an inbox before nothing more is read."""


MOST_UNSENT = 6000
"""Messages that wait to be sent: a minute of two tracks."""


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
            lost = Lost(Loss.BROKEN, _words(error))
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


class _Failed(Exception):
    """A websocket could not be opened."""

    def __init__(self, loss: Loss, error: Exception) -> None:
        super().__init__(str(loss))
        said = _words(error)[:200]
        self.lost = Lost(loss, f"{loss} ({said})" if said else str(loss))


def _words(error: Exception) -> str:
    """Return what an error says, without the numbers and names of the library it comes from."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)


def _size(arrival: Arrival) -> int:
    return len(arrival.text) + 64 if isinstance(arrival, Received) else 0
