"""Calling a WSGI application without a socket: the same request, the same answer, none of the network.

The application runs on the thread that asks, so it cannot be interrupted; one that took too long is found out when it
hands over its answer, or the next piece of it, and is then treated as if it had been cut off.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from types import TracebackType
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from twilio_emulator.store import WsgiApp
from twilio_emulator.webhook.answer import Answer, Failed, Limits, unpacked
from twilio_emulator.webhook.overrides import Retry

ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


def call(
    app: WsgiApp,
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    most: int,
    limits: Limits,
) -> Answer:
    """Ask ``app`` for ``url`` (no fragment, no userinfo) and read its answer, about ``most`` bytes of it.

    Raises :class:`Failed`: 11200 for what the application raises and for silence, 11203 where the whole time is over.
    """
    if limits.over:
        raise limits.exceeded()
    try:
        return _call(app, _environ(method, url, headers, body), most, limits)
    except Failed:
        raise
    except Exception as error:
        # A server would answer 500.
        raise Failed(11200, f"the application raised {repr(error)[:500]}", Retry.SERVER_ERROR) from error


@lru_cache(maxsize=256)
def _place(address: str) -> dict[str, Any]:
    """Return what the part of a URL before its query says of a request; the same few are asked for all the time."""
    parts = urlsplit(address)
    return {
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


@lru_cache(maxsize=64)
def _variable(header: str) -> str:
    """Return a header's name in the environment of a request."""
    name = header.upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"


def _environ(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> dict[str, Any]:
    address, _, query = url.partition("?")
    environ = {
        **_place(address),
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for name, value in headers:
        environ[_variable(name)] = value
    return environ


class _Taken:
    """The pieces of an answer as they come, about ``most`` bytes of them; what comes too late raises."""

    __slots__ = ("_last", "_limits", "_room", "full", "pieces")

    def __init__(self, most: int, limits: Limits) -> None:
        self.pieces: list[bytes] = []
        self.full = False
        self._room = most
        self._limits = limits
        self._last = time.monotonic()

    def __call__(self, piece: bytes) -> None:
        """Take a piece; this is what WSGI knows as ``write``."""
        self.check()
        if piece and not self.full:
            self.pieces.append(piece)
            self._room -= len(piece)
            self.full = self._room < 0

    def check(self) -> None:
        now, limits = time.monotonic(), self._limits
        if now >= limits.due:
            raise limits.exceeded() if self.pieces else limits.silent()
        if now - self._last > limits.silence:
            raise limits.stalled() if self.pieces else limits.silent()
        self._last = now


def _call(app: WsgiApp, environ: dict[str, Any], most: int, limits: Limits) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    taken = _Taken(most, limits)

    def start_response(status: str, response_headers: list[tuple[str, str]], _exc: ExcInfo | None = None) -> _Taken:
        started[:] = [(status, response_headers)]
        return taken

    began = time.monotonic()
    chunks = app(environ, start_response)
    waited = time.monotonic() - began
    try:
        for chunk in chunks:
            taken(chunk)
            if taken.full:
                break
        taken.check()
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    status, response_headers = started[0]
    named = [(name.lower(), value.strip()) for name, value in response_headers]
    answer = Answer(int(status.partition(" ")[0]), named, b"".join(taken.pieces), not taken.full, waited)
    return unpacked(answer, most)
