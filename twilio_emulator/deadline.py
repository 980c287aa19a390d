"""Sockets that keep a deadline: however slowly the other side drips, no read outlasts it.

The HTTP client's own limits are per read, so that one byte every fourteen seconds would never end; Twilio's ceiling is
for the whole request (twilio-behaviour 1.7).
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

KEPT_ALIVE = 64
"""Idle connections that are kept for the next request."""


class _Due(threading.local):
    at: float | None = None


_due = _Due()


@contextmanager
def by(due: float) -> Iterator[None]:
    """Let every read of this thread end by ``due``, on the monotonic clock."""
    before, _due.at = _due.at, due
    try:
        yield
    finally:
        _due.at = before


class _Stream(httpcore.NetworkStream):
    """A connection whose reads end in time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if _due.at is not None:
            left = _due.at - time.monotonic()
            if left <= 0:
                raise httpcore.ReadTimeout("the time is over")
            timeout = left if timeout is None else min(timeout, left)
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Makes such connections."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class Transport(httpx.HTTPTransport):
    """The client's transport over such connections."""

    def __init__(self) -> None:
        # httpx has no public way to choose the network backend of its pool; the pool itself is httpcore's public one.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=KEPT_ALIVE,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )
