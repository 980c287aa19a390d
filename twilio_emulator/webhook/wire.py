"""One request over a socket, made so that it always comes back: with an answer, or with Twilio's code for why not.

Which code (twilio-behaviour 1.8): the catalogue has an older and a newer number for some failures. Here the older ones
are used, which every page about debugging names: 11205 for a connection that cannot be made (not 11201, 11202) and
11200 for a silent application and, in the engine, for a 4xx or 5xx answer (not 11217).
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpcore
import httpx

from twilio_emulator.webhook.answer import Answer, Failed, Limits, coding_of, collect
from twilio_emulator.webhook.deadline import Backend, HandshakeFailed, NameNotFound, TimeIsOver, keeping
from twilio_emulator.webhook.overrides import Retry

KEPT_ALIVE = 64
"""Idle connections that are kept for the next request."""
KEPT_SECONDS = 1.5
"""How long: less than the two to five seconds after which common servers close theirs, perhaps in our face."""
CERTIFICATES = {10: 11236, 62: 11235, 64: 11235}
"""OpenSSL's verdicts (expired; another host, another address) in Twilio's codes; every other one is 11237."""


class Wire:
    """Connections to applications; safe to use from several threads at once.

    ``tls`` says whose certificates are believed; without it, those of the well-known authorities.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._pools: dict[str, httpcore.ConnectionPool] = {}
        self._lock = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """Close every connection; no new ones are made."""
        with self._lock:
            self._closed = True
            for pool in self._pools.values():
                pool.close()

    def ask(
        self,
        method: str,
        url: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        most: int,
        limits: Limits,
    ) -> Answer:
        """Request ``url`` (no fragment, no userinfo) and read the answer, about ``most`` bytes of its body.

        Raises :class:`Failed`.
        """
        if limits.over:
            raise limits.exceeded()
        began = time.monotonic()
        parts = urlsplit(url)
        target = url[len(parts.scheme) + len("://") + len(parts.netloc) :]
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        with keeping(limits) as progress:
            try:
                with self._pool(parts.scheme).stream(
                    method,
                    httpcore.URL(scheme=parts.scheme, host=parts.hostname or "", port=parts.port, target=target),
                    headers=[(b"Host", parts.netloc.encode()), *sent],
                    content=body if method == "POST" else None,
                    extensions={
                        "timeout": {"connect": limits.connect, "read": limits.silence, "write": limits.silence}
                    },
                ) as response:
                    waited = time.monotonic() - began
                    named = [
                        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers
                    ]
                    content, whole = collect(response.iter_stream(), coding_of(named), most)
                    return Answer(response.status, named, content, whole, waited)
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise failure_of(error, limits, heard=progress.heard) from error

    def _pool(self, scheme: str) -> httpcore.ConnectionPool:
        """Return the connections of ``scheme``; certificates are only loaded for those who need them."""
        with self._lock:
            if self._closed:
                raise Failed(11205, "the emulator has been closed")
            pool = self._pools.get(scheme)
            if pool is None:
                tls = None
                if scheme == "https":
                    tls = self._tls or httpx.create_ssl_context(trust_env=False)
                pool = self._pools[scheme] = httpcore.ConnectionPool(
                    ssl_context=tls,
                    max_connections=None,
                    max_keepalive_connections=KEPT_ALIVE,
                    keepalive_expiry=KEPT_SECONDS,
                    network_backend=Backend(),
                )
            return pool


def failure_of(error: Exception, limits: Limits, *, heard: bool) -> Failed:
    """Translate the client's exception into Twilio's number; ``heard`` where a byte of the answer had come."""
    match error:
        case TimeIsOver():
            return limits.exceeded() if heard else limits.silent()
        case httpcore.ConnectTimeout():
            return _unconnected(limits)
        case httpcore.TimeoutException():
            return _late(limits, heard=heard)
        case httpcore.ConnectError():
            return _refused(error)
        case _:
            return Failed(11206, f"the application broke off or does not speak HTTP{_said(error)}")


def _said(error: Exception) -> str:
    """Return what the client has to say of it, without its own vocabulary."""
    words = getattr(error, "strerror", None) or str(error)
    return f": {words[:200]}" if words else ""


def _unconnected(limits: Limits) -> Failed:
    if limits.over:
        return limits.exceeded()
    return Failed(11205, f"no connection could be made within {limits.connect:g} seconds", Retry.CONNECT)


def _late(limits: Limits, *, heard: bool) -> Failed:
    """A step took too long: because the whole time is over, or because the other side said nothing."""
    if not heard:
        return limits.silent()
    return limits.exceeded() if limits.over else limits.stalled()


def _refused(error: httpcore.ConnectError) -> Failed:
    """Tell a name that is not known from a port where nobody listens, and both from trouble with TLS."""
    if isinstance(error, NameNotFound):
        return Failed(11210, f"the host name is not known: {error}")
    if isinstance(error, HandshakeFailed):
        if error.verdict:
            return Failed(
                CERTIFICATES.get(error.verdict, 11237), f"the certificate is not valid: {error}", Retry.CONNECT
            )
        return Failed(11220, f"TLS could not be agreed on: {error}", Retry.CONNECT)
    return Failed(11205, "no connection could be made; is the application running?", Retry.CONNECT)
