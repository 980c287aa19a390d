"""Calling a WSGI application without a socket: the same request, the same answer, none of the network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from types import TracebackType
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from twilio_emulator.store import WsgiApp

ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of the header ``name`` (lower case), or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def call(app: WsgiApp, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, most: int) -> Answer:
    """Ask ``app`` for ``url`` and read its answer, about ``most`` bytes of it; what it raises comes through."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, response_headers: list[tuple[str, str]], _exc: ExcInfo | None = None) -> Any:
        started[:] = [(status, response_headers)]
        return written.append

    chunks = app(environ, start_response)
    try:
        size = 0
        for chunk in chunks:
            written.append(chunk)
            size += len(chunk)
            if size > most:
                break
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    status, response_headers = started[0]
    return Answer(int(status.partition(" ")[0]), response_headers, b"".join(written))
