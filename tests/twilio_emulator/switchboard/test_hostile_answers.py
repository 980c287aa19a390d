"""Answers that are too much, or are none: each ends with its code, within the ceiling, and leaves nothing open."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.webhook.client import MAX_DOCUMENT, Outcome, Request, Webhooks

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Peer, Serve, Talk

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CEILING = 0.4
Send = Callable[..., Outcome]


@pytest.fixture
def send() -> Iterator[Send]:
    webhooks = Webhooks(CEILING)

    def send(url: str, **options: Any) -> Outcome:
        return webhooks.send(Request(url=url, method="POST", params={}, token="t", **options))

    yield send
    webhooks.close()


@pytest.fixture
def patient() -> Iterator[Send]:
    """Return a client with all the time it needs."""
    webhooks = Webhooks()
    yield lambda url, **options: webhooks.send(Request(url=url, method="POST", params={}, token="t", **options))
    webhooks.close()


def code_of(outcome: Outcome) -> int:
    assert isinstance(outcome.got, FetchFailed), outcome.got
    return outcome.got.code


def body_of(outcome: Outcome) -> bytes:
    assert isinstance(outcome.got, Reply), outcome.got
    return outcome.got.body


class Saying:
    """Send some bytes, then watch the other side hang up."""

    def __init__(self, *pieces: bytes, again: bytes = b"") -> None:
        self._pieces = pieces
        self._again = again
        self.hung_up = threading.Event()

    def __call__(self, connection: socket.socket, over: threading.Event) -> None:
        connection.recv(65536)
        try:
            for piece in self._pieces:
                connection.sendall(piece)
            while self._again and not over.is_set():
                connection.sendall(self._again)
            if connection.recv(1) == b"":
                self.hung_up.set()
        except OSError:  # it hung up before we were done
            self.hung_up.set()


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = OK + b"Content-Encoding: gzip\r\n"
NOTHING_BLOCKS = zlib.compress(b"", wbits=31)[:10] + b"\x00\x00\x00\xff\xff" * 1000
"""The head of a gzip, then blocks that unfold to nothing."""


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (Saying(b"HTTP/1.1 200 OK\r\nX-Long: ", again=b"a" * 8192), 11206),
        (Saying(b"HTTP/1.1 200 OK\r\n", again=b"X-More: yes\r\n" * 500), 11206),
        (Saying(b"HTTP/1.1 200 OK\r\n\x00: a\r\n\r\n"), 11206),
        (Saying(b"HTTP/9.9 twohundred\r\n\r\n"), 11206),
        (Saying(b"HTTP/1.1 99999 OK\r\n\r\n"), 11206),
        (Saying(b"\x16\x03\x01\x02\x00\x01\x00"), 11206),
        (Saying(CHUNKED, b"zz\r\n<Response>\r\n"), 11206),
        (Saying(CHUNKED, b"5\r\n<Response>\r\n0\r\n\r\n"), 11206),
        (Saying(CHUNKED, b"0" * 200_000), 11206),
        (Saying(CHUNKED, b"0\r\n", again=b"X-Trailer: yes\r\n" * 500), 11206),
        (Saying(OK + b"Content-Length: ten\r\n\r\n<Response/>"), 11206),
        (Saying(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n<>"), 11206),
        (Saying(again=b"HTTP/1.1 100 Continue\r\n\r\n"), 11203),
        (Saying(PACKED + b"Content-Length: 11\r\n\r\n<Response/>"), 11206),
        (Saying(PACKED + b"\r\n" + NOTHING_BLOCKS, again=b"\x00\x00\x00\xff\xff" * 1000), 11203),
        (Saying(OK + b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\n-"), 11206),
        (Saying(OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n-"), 11206),
        (Saying(OK + b"\r\n<Response>"), 11200),
    ],
    ids=[
        "a header without end",
        "headers without end",
        "a header that is none",
        "a bad version",
        "a bad status",
        "TLS where none is expected",
        "a bad chunk size",
        "a chunk longer than it says",
        "a chunk size without end",
        "trailers without end",
        "a length that is no number",
        "two lengths",
        "interim answers without end",
        "no gzip",
        "gzip that unfolds to nothing for ever",
        "a coding nobody asked for",
        "gzip within gzip",
        "no length and no end",
    ],
)
def test_what_is_no_answer_ends_with_its_code_and_nothing_stays_open(
    peer: Callable[[Talk], Peer], send: Send, patient: Send, talk: Saying, code: int
) -> None:
    other = peer(talk)
    outcome = (send if code == 11203 else patient)(f"{other.url}#rt=200")
    assert code_of(outcome) == code
    assert outcome.seconds < 5
    assert talk.hung_up.wait(5)
    assert other.connections == 1


def test_a_ten_megabyte_body_is_cut_at_the_limit_and_hung_up_on(peer: Callable[[Talk], Peer], patient: Send) -> None:
    size = 10 * 1024 * 1024
    talk = Saying(OK + f"Content-Length: {size}\r\n\r\n".encode(), b"x" * size)
    body = body_of(patient(peer(talk).url))
    assert MAX_DOCUMENT < len(body) < 2 * MAX_DOCUMENT
    assert talk.hung_up.wait(5)


def test_a_body_without_length_is_read_until_it_is_hung_up(peer: Callable[[Talk], Peer], send: Send) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(OK + b"\r\n<Response>")
        connection.sendall(b"</Response>")

    assert body_of(send(peer(talk).url)) == b"<Response></Response>"


def packing(app: App, coding: str = "gzip") -> Callable[..., Any]:
    """Let ``app`` pack whatever it answers."""

    def packed(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        def start(status: str, headers: list[tuple[str, str]]) -> None:
            start_response(status, [*headers, ("Content-Encoding", coding)])

        return [gzip.compress(piece) for piece in app(environ, start)]

    return packed


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_a_packed_document_is_unpacked(app: App, serve: Serve, send: Send, coding: str) -> None:
    app.answers["/voice"] = "<Response><Say>你好</Say></Response>"
    packed = packing(app, coding)
    for outcome in (send(f"{serve(packed)}/voice"), send("http://a/voice", app=packed)):
        assert body_of(outcome).decode() == app.answers["/voice"]


def test_an_unpacked_document_may_say_so(app: App, send: Send) -> None:
    app.answers["/voice"] = (200, {"Content-Encoding": "identity"}, "<Response/>")
    assert body_of(send("http://a/voice", app=app)) == b"<Response/>"


def test_an_empty_body_is_no_broken_gzip(app: App, serve: Serve, send: Send) -> None:
    app.answers["/voice"] = (200, {"Content-Encoding": "gzip"}, "")
    assert body_of(send(f"{serve(app)}/voice")) == b""


def test_gzip_that_breaks_off_is_a_protocol_violation(app: App, serve: Serve, send: Send) -> None:
    app.answers["/voice"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<Response/>")[:-4])
    assert code_of(send(f"{serve(app)}/voice")) == 11206
    assert code_of(send("http://a/voice", app=app)) == 11206


def test_what_follows_a_packed_document_is_no_part_of_it(peer: Callable[[Talk], Peer], patient: Send) -> None:
    talk = Saying(PACKED + b"\r\n" + gzip.compress(b"<Response/>"), b"and more", again=b"-" * 65536)
    assert body_of(patient(peer(talk).url)) == b"<Response/>"
    assert talk.hung_up.wait(5)


@pytest.mark.parametrize("how", ["in process", "over HTTP"])
def test_a_gzip_bomb_is_unpacked_no_further_than_the_limit(app: App, serve: Serve, patient: Send, how: str) -> None:
    bomb = zlib.compressobj(9, wbits=31)
    megabyte = bytes(1024 * 1024)
    packed = b"".join(bomb.compress(megabyte) for _ in range(200)) + bomb.flush()
    assert len(packed) < 256 * 1024
    app.answers["/voice"] = (200, {"Content-Encoding": "gzip"}, packed)
    options: dict[str, Any] = {"app": app} if how == "in process" else {}
    home = "http://a" if options else serve(app)
    tracemalloc.start()
    body = body_of(patient(f"{home}/voice", **options))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert MAX_DOCUMENT < len(body) <= 2 * MAX_DOCUMENT + 2
    assert most < 16 * 1024 * 1024


def test_an_application_object_may_write_more_than_anybody_reads(send: Send) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        write = start_response("200 OK", [])
        for _ in range(1000):
            write(b"x" * 65536)
        return []

    assert MAX_DOCUMENT < len(body_of(send("http://a/voice", app=app))) < 2 * MAX_DOCUMENT


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("twohundred", []),
        ("", []),
        ("200 OK", [("Content-Type", None)]),
        ("200 OK", [(1, "a")]),
        (200, []),
        ("200", None),
    ],
)
def test_an_application_object_that_starts_with_nonsense_is_a_failed_retrieval(
    send: Send, status: Any, headers: Any
) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, headers)
        return [b"<Response/>"]

    assert code_of(send("http://a/voice", app=app)) == 11200


def test_a_good_answer_leaves_its_connection_for_the_next_webhook(peer: Callable[[Talk], Peer], send: Send) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        while connection.recv(65536):
            connection.sendall(PACKED + b"Content-Length: 31\r\n\r\n" + gzip.compress(b"<Response/>", mtime=0))

    assert len(gzip.compress(b"<Response/>", mtime=0)) == 31
    other = peer(talk)
    assert [body_of(send(other.url)) for _ in range(3)] == [b"<Response/>"] * 3
    assert other.connections == 1
