"""Sockets that keep a deadline: however slowly the other side drips, nothing outlasts it.

The HTTP client's own limits are per read, so that one byte every fourteen seconds would never end; Twilio's ceiling is
for the whole request (twilio-behaviour 1.7).
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

from twilio_emulator.webhook.answer import Limits

Resolve = Callable[[str, int], list[str]]
"""Returns the addresses of a host name, best first; raises ``OSError`` where it has none."""


class TimeIsOver(httpcore.TimeoutException):
    """The whole time is over, not only that of one step."""


class NameNotFound(httpcore.ConnectError):
    """The host name has no address, or none was found in time."""


class HandshakeFailed(httpcore.ConnectError):
    """There is a connection, and TLS could not be agreed on over it; ``verdict`` is OpenSSL's on the certificate.

    The verdict is 0 where the certificate is not what was wrong. (The pool cuts the chain of causes, so it is told
    here.)
    """

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.verdict = cause.verify_code if isinstance(cause, ssl.SSLCertVerificationError) else 0


class Progress(threading.local):
    """What the thread at hand is bound to, and whether a byte of its answer has come."""

    limits: Limits | None = None
    heard: bool = False


progress = Progress()


@contextmanager
def keeping(limits: Limits) -> Iterator[Progress]:
    """Let every step of this thread keep to ``limits``; gives what has come of it."""
    before = progress.limits, progress.heard
    progress.limits, progress.heard = limits, False
    try:
        yield progress
    finally:
        progress.limits, progress.heard = before


def _at_most(timeout: float | None) -> float | None:
    """Return ``timeout``, or what is left of the whole time where that is less; raises :class:`TimeIsOver`."""
    if progress.limits is None:
        return timeout
    left = progress.limits.due - time.monotonic()
    if left <= 0:
        raise TimeIsOver("the time is over")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends in time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, _at_most(timeout))
        progress.heard = progress.heard or bool(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _at_most(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, _at_most(timeout)))
        except httpcore.ConnectError as error:
            raise HandshakeFailed(error.__cause__ or error) from error

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Backend(httpcore.SyncBackend):
    """Makes such connections: the name looked up and all its addresses tried within one limit."""

    def __init__(self, resolve: Resolve = _addresses) -> None:
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to ``host`` within ``timeout`` seconds; raises ``httpcore.ConnectError`` or ``ConnectTimeout``."""
        timeout = _at_most(timeout)
        until = None if timeout is None else time.monotonic() + timeout
        failure: httpcore.ConnectError = NameNotFound(f"{host} has no address")
        for address in self._looked_up(host, port, timeout):
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise httpcore.ConnectTimeout("no address took the connection in time")
            try:
                return _Stream(super().connect_tcp(address, port, left, local_address, socket_options))
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    def _looked_up(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Resolve a name on a thread of its own: the system's resolver takes its time and knows no limit."""
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                found.put(self._resolve(host, port))
            except OSError as error:
                found.put(error)

        threading.Thread(target=look_up, name="emulator-resolver", daemon=True).start()
        try:
            addresses = found.get(timeout=timeout)
        except queue.Empty:
            raise NameNotFound(f"{host} was not found in time") from None
        if isinstance(addresses, OSError):
            raise NameNotFound(str(addresses)) from addresses
        return addresses
