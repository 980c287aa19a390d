"""The emulator's own HTTP server: uvicorn on a thread, ready when :meth:`HttpServer.start` returns."""

from __future__ import annotations

import asyncio
import socket
import threading

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

START_SECONDS = 10.0


class PortTaken(Exception):
    """The address cannot be listened on; the words say which and what to do."""


class HttpServer:
    """One ASGI application on one address; port 0 takes a free one."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        try:
            self._socket = socket.create_server((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be listened on ({error.strerror}); choose another port") from error
        self.port: int = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}"
        config = uvicorn.Config(
            app,
            http=_Protocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._started = threading.Event()
        self._server = _Server(config, self._started)
        self._thread = threading.Thread(target=self._run, name="emulator-http", daemon=True)

    def start(self) -> None:
        """Begin to answer; returns when the first request can be made."""
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise PortTaken(f"{self.url} did not start within {START_SECONDS:g} seconds")

    def stop(self) -> None:
        """Stop answering and close every connection."""
        self._server.should_exit = True
        self._server.wake()
        self._thread.join(START_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Protocol(HttpToolsProtocol):
    """Lets an answer drop its own connection, as a network does: the scope's state has ``hang_up``."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "hang_up": transport.abort}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: threading.Event) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told.set()

    def wake(self) -> None:
        """Leave at once rather than at the next tick, with no request left to wait for."""
        self.force_exit = True
