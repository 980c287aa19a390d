"""Applications for the tests: one that is a table of answers, and real servers on the loopback interface."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.util import request_uri

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serve_websockets

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Asked:
    """One request as the application saw it."""

    method: str
    url: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    content_type: str


Answer = str | bytes | tuple[int, dict[str, str], str | bytes] | Callable[[Asked], Any]


@dataclass
class App:
    """A WSGI application: answers by path, text as TwiML, and every request remembered."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        method = environ["REQUEST_METHOD"]
        sent = body if method == "POST" else environ["QUERY_STRING"]
        asked = Asked(
            method=method,
            url=request_uri(environ),
            path=environ["PATH_INFO"],
            params=dict(parse_qsl(sent, keep_blank_values=True)),
            headers={key[5:].lower().replace("_", "-"): environ[key] for key in environ if key.startswith("HTTP_")},
            content_type=environ.get("CONTENT_TYPE", ""),
        )
        self.asked.append(asked)
        answer: Any = self.answers.get(asked.path, (404, {}, "not here"))
        if callable(answer):
            answer = answer(asked)
        status, headers, content = answer if isinstance(answer, tuple) else (200, {}, answer)
        pairs = [("Content-Type", "text/xml"), *headers.items()] if "Content-Type" not in headers else headers.items()
        start_response(f"{status} Here", list(pairs))
        return [content.encode() if isinstance(content, str) else content]

    @property
    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [f"{one.method} {one.path}" for one in self.asked]


Serve = Callable[[WsgiApp], str]
"""Serves an application over real HTTP and returns its address."""
Talk = Callable[[socket.socket, threading.Event], None]
"""What a server of bare sockets does with a connection; the event is set when the test is over."""


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the resolver for a name
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


@contextmanager
def serving(app: WsgiApp) -> Iterator[str]:
    """Serve ``app`` on a port of its own; gives its address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Peer:
    """A server of bare sockets: ``talk`` is called with each connection."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            if self._over.is_set():
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the other side may have had enough
            self._talk(connection, self._over)

    def close(self) -> None:
        """Stop; every connection is closed."""
        self._over.set()
        socket.create_connection(self._socket.getsockname()).close()
        for thread in (self._accepting, *self._threads):
            thread.join()
        self._socket.close()


@pytest.fixture
def app() -> App:
    """Return an application without answers."""
    return App()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return how to serve an application over real HTTP."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(serving(app))


@pytest.fixture
def peer() -> Iterator[Callable[[Talk], Peer]]:
    """Return how to start a server of bare sockets."""
    with ExitStack() as stack:

        def start(talk: Talk) -> Peer:
            one = Peer(talk)
            stack.callback(one.close)
            return one

        yield start


class Bot:
    """An application that is talked with over websockets: every message remembered, answered by ``script``."""

    def __init__(self, script: Callable[[Bot, ServerConnection, dict[str, Any]], None]) -> None:
        self._script = script
        self.messages: list[dict[str, Any]] = []
        self.headers: dict[str, str] = {}
        self.path = ""
        self.closed = threading.Event()
        self.port = 0
        self.pages: dict[str, str] = {}
        """TwiML that the same server answers to a plain GET, by path."""

    def serve(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a plain request; ``None`` lets a websocket begin."""
        page = self.pages.get(request.path.partition("?")[0])
        if page is None:
            return None
        response = connection.respond(200, page)
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "text/xml"
        return response

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"ws://127.0.0.1:{self.port}/talk"

    @property
    def events(self) -> list[str]:
        """What kinds of messages came, in order, each run of one kind once."""
        kinds = [one.get("event") or one.get("type") or "" for one in self.messages]
        return [kind for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] != kind]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the messages of one kind."""
        return [one for one in self.messages if kind in (one.get("event"), one.get("type"))]

    def over(self) -> Bot:
        """Wait until the websocket is closed."""
        assert self.closed.wait(10)
        return self

    def handle(self, connection: ServerConnection) -> None:
        """Talk, until it is over."""
        request = connection.request
        assert request is not None
        self.path = request.path
        self.headers = {name.lower(): value for name, value in request.headers.raw_items()}
        try:
            for text in connection:
                message = json.loads(text)
                self.messages.append(message)
                self._script(self, connection, message)
        except ConnectionClosed:
            pass  # the emulator has closed it while the script was at it
        self.closed.set()


Script = Callable[[Bot, ServerConnection, dict[str, Any]], None]
Talks = Callable[..., Bot]
"""Serves websockets that follow a script and returns the bot behind them."""


def silent(_bot: Bot, _connection: ServerConnection, _message: dict[str, Any]) -> None:
    """Say nothing."""


@pytest.fixture
def talks() -> Iterator[Talks]:
    """Return how to serve a bot."""
    with ExitStack() as stack:

        def start(script: Script = silent) -> Bot:
            bot = Bot(script)
            server = stack.enter_context(
                serve_websockets(
                    bot.handle,
                    "127.0.0.1",
                    0,
                    compression=None,
                    process_request=bot.serve,
                    # With a limit the library stops reading while more wait than that; a script that sends something
                    # after the end has come then waits for that reading, which waits for the script.
                    max_queue=None,
                )
            )
            bot.port = server.socket.getsockname()[1]
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return bot

        yield start
