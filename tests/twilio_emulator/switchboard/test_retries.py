"""Limits and retries of a webhook, as its URL asks for them; over sockets and without (twilio-behaviour 1.7)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpcore
import pytest

from twilio_emulator.engine.inputs import FetchFailed
from twilio_emulator.webhook.client import Outcome, Request, Webhooks
from twilio_emulator.webhook.deadline import Backend, NameNotFound

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Asked, Peer, Serve, Talk

Send = Callable[..., Outcome]
At = Callable[["App"], tuple[str, dict[str, Any]]]
LONG = 5.0
"""Seconds no test may come near."""


@pytest.fixture
def make() -> Iterator[Callable[..., Webhooks]]:
    """Return how to make a client, with a ceiling of its own."""
    made: list[Webhooks] = []

    def make(ceiling: float = LONG) -> Webhooks:
        made.append(Webhooks(ceiling))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def send(make: Callable[..., Webhooks]) -> Send:
    webhooks = make()

    def send(url: str, **options: Any) -> Outcome:
        return webhooks.send(Request(url=url, method="POST", params={}, token="t", **options))

    return send


@pytest.fixture(params=["in process", "over HTTP"])
def at(request: pytest.FixtureRequest, serve: Serve) -> At:
    """Return where an application can be asked, and with which options: straight, or through a socket."""
    return lambda app: ("http://app.test", {"app": app}) if request.param == "in process" else (serve(app), {})


@pytest.fixture
def refusing() -> Iterator[str]:
    """Return an address where nobody listens: bound, so that nobody else gets it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"


def code_of(outcome: Outcome) -> int:
    return outcome.got.code if isinstance(outcome.got, FetchFailed) else outcome.got.status


def tokens(app: App) -> set[str]:
    return {asked.headers["i-twilio-idempotency-token"] for asked in app.asked}


def failing(times: int, status: int = 503) -> Callable[[Asked], Any]:
    """Answer with an error so many times, then well."""
    left = [status] * times
    return lambda asked: (left.pop(), {}, "oops") if left else "<Response/>"


def silent(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    over.wait(10)


def half(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n<Response>")


def stalling(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response>")
    over.wait(10)


@pytest.mark.verified
@pytest.mark.mistake(33)
def test_a_refused_connection_is_tried_once_more_and_as_often_as_asked_for(send: Send, refusing: str) -> None:
    outcome = send(refusing)
    assert (code_of(outcome), outcome.attempts) == (11205, 2)
    assert send(f"{refusing}#rc=4").attempts == 5
    assert send(f"{refusing}#rc=0").attempts == 1
    assert send(f"{refusing}#rc=3&rp=5xx").attempts == 1
    assert send(f"{refusing}#rc=3&rp=all").attempts == 4


@pytest.mark.verified
@pytest.mark.parametrize(("status", "policy"), [(503, "5xx"), (429, "4xx"), (500, "all"), (404, "ct,4xx")])
def test_an_error_answer_is_asked_for_again_where_the_policy_names_it(
    app: App, at: At, send: Send, status: int, policy: str
) -> None:
    app.answers["/voice"] = failing(2, status)
    home, how = at(app)
    outcome = send(f"{home}/voice#rc=2&rp={policy}", **how)
    assert (code_of(outcome), outcome.attempts) == (200, 3)


@pytest.mark.verified
@pytest.mark.parametrize(("status", "policy"), [(503, "ct"), (503, "4xx,rt,ct"), (404, "5xx")])
def test_and_by_no_other(app: App, at: At, send: Send, status: int, policy: str) -> None:
    """Mistake 33."""
    app.answers["/voice"] = failing(2, status)
    home, how = at(app)
    outcome = send(f"{home}/voice#rc=2&rp={policy}", **how)
    assert (code_of(outcome), outcome.attempts, len(app.asked)) == (status, 1, 1)


@pytest.mark.verified
def test_when_the_retries_are_used_up_the_last_answer_stands(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = failing(9)
    home, how = at(app)
    outcome = send(f"{home}/voice#rc=5&rp=5xx", **how)
    assert (code_of(outcome), outcome.attempts, len(app.asked)) == (503, 6, 6)


@pytest.mark.verified
def test_retries_share_one_idempotency_token_and_the_next_webhook_has_another(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = failing(2)
    home, how = at(app)
    send(f"{home}/voice#rc=2&rp=5xx", **how)
    assert len(app.asked) == 3
    assert len(tokens(app)) == 1
    assert len({asked.headers["x-twilio-signature"] for asked in app.asked}) == 1
    send(f"{home}/voice", **how)
    assert len(tokens(app)) == 2


def test_retries_are_counted_over_the_whole_webhook_redirects_included(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = lambda asked: (302, {"Location": "/menu"}, "")
    app.answers["/menu"] = failing(9)
    home, how = at(app)
    outcome = send(f"{home}/voice#rc=1&rp=5xx", **how)
    assert app.paths == ["POST /voice", "GET /menu", "GET /menu"]
    assert (code_of(outcome), outcome.attempts, len(outcome.redirects)) == (503, 2, 1)


@pytest.mark.verified
def test_a_silent_application_is_asked_again_where_the_policy_says_rt(peer: Callable[[Talk], Peer], send: Send) -> None:
    other = peer(silent)
    outcome = send(f"{other.url}#rt=100&rc=2&rp=rt")
    assert (code_of(outcome), outcome.attempts, other.connections) == (11200, 3, 3)
    assert 0.3 <= outcome.seconds < LONG / 2


@pytest.mark.verified
@pytest.mark.parametrize(("talk", "code"), [(half, 11206), (stalling, 11200)], ids=["broken off", "stalled"])
def test_a_partial_answer_is_never_asked_for_again(
    peer: Callable[[Talk], Peer], send: Send, talk: Talk, code: int
) -> None:
    other = peer(talk)
    outcome = send(f"{other.url}#rt=100&rc=5&rp=all")
    assert (code_of(outcome), outcome.attempts, other.connections) == (code, 1, 1)


@pytest.mark.verified
def test_a_read_timeout_is_11200_and_the_total_exceeded_is_11203(peer: Callable[[Talk], Peer], send: Send) -> None:
    assert code_of(send(f"{peer(silent).url}#rt=100")) == 11200
    outcome = send(f"{peer(silent).url}#tt=100")
    assert code_of(outcome) == 11203
    assert "0.1 seconds" in str(outcome.got)
    assert outcome.seconds < LONG / 2


@pytest.mark.verified
def test_the_total_covers_all_retries(peer: Callable[[Talk], Peer], send: Send) -> None:
    other = peer(silent)
    outcome = send(f"{other.url}#rt=300&tt=500&rc=5&rp=rt")
    assert (code_of(outcome), other.connections) == (11203, 2)


@pytest.mark.verified
def test_nothing_raises_the_ceiling(peer: Callable[[Talk], Peer], make: Callable[..., Webhooks]) -> None:
    request = Request(
        url=f"{peer(silent).url}#tt=15000&rt=15000&ct=10000&rc=5&rp=all", method="POST", params={}, token="t"
    )
    outcome = make(0.1).send(request)
    assert isinstance(outcome.got, FetchFailed)
    assert 0.1 <= outcome.seconds < LONG


def test_an_application_object_that_is_late_is_treated_as_one_behind_a_socket(send: Send) -> None:
    """It cannot be interrupted, but it can be found out."""
    asked: list[str] = []

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        threading.Event().wait(0.12)
        start_response("200 OK", [])
        return [b"<Response/>"]

    assert code_of(send("http://a/#rt=100", app=slow)) == 11200
    assert code_of(send("http://a/#tt=100", app=slow)) == 11203
    assert code_of(send("http://a/#rt=10000", app=slow)) == 200
    asked.clear()
    outcome = send("http://a/#rt=100&rc=2&rp=rt", app=slow)
    assert (code_of(outcome), outcome.attempts, len(asked)) == (11200, 3, 3)


@pytest.mark.parametrize("drop", [b"", b"-"], ids=["with nothing", "by bytes"])
def test_an_application_object_that_drips_for_ever_ends_at_the_total_and_is_closed(send: Send, drop: bytes) -> None:
    closed: list[bool] = []

    class Dripping:
        def __iter__(self) -> Iterator[bytes]:
            while True:
                threading.Event().wait(0.001)
                yield drop

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Dripping:
        start_response("200 OK", [])
        return Dripping()

    outcome = send("http://a/#tt=100", app=app)
    assert code_of(outcome) == 11203
    assert outcome.seconds < LONG
    assert closed == [True]


def test_an_application_object_that_stalls_in_its_answer_is_not_asked_again(send: Send) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"<Response>"
        threading.Event().wait(0.12)
        yield b"</Response>"

    outcome = send("http://a/#rt=100&rc=5&rp=all", app=app)
    assert (code_of(outcome), outcome.attempts) == (11200, 1)


def test_an_application_object_that_raises_is_a_server_error(send: Send) -> None:
    asked: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append("again")
        raise LookupError("no such caller")

    outcome = send("http://a/#rc=2&rp=5xx", app=app)
    assert (code_of(outcome), outcome.attempts, len(asked)) == (11200, 3, 3)


def test_a_name_that_is_not_found_in_time_is_a_bad_host_name_and_not_asked_again() -> None:
    over = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        over.wait(10)
        return []

    began = time.monotonic()
    with pytest.raises(NameNotFound):
        Backend(resolve).connect_tcp("slow.test", 80, timeout=0.1)
    over.set()
    assert time.monotonic() - began < LONG


def test_all_addresses_of_a_name_are_tried_within_one_limit(peer: Callable[[Talk], Peer]) -> None:
    port = int(peer(silent).url.rstrip("/").rpartition(":")[2])
    stream = Backend(lambda host, port: ["::1", "127.0.0.1"]).connect_tcp("two.test", port, timeout=LONG)
    stream.close()
    with pytest.raises(NameNotFound):
        Backend(lambda host, port: []).connect_tcp("none.test", port, timeout=LONG)
    with pytest.raises(httpcore.ConnectError):
        Backend(lambda host, port: ["::1"]).connect_tcp("one.test", port, timeout=LONG)
    with pytest.raises(httpcore.ConnectTimeout):
        Backend(lambda host, port: ["127.0.0.1"]).connect_tcp("late.test", port, timeout=0.0)


def test_a_host_that_takes_no_connection_is_11205_after_two_times_the_connect_limit(send: Send) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        url = f"http://127.0.0.1:{full.getsockname()[1]}/"
        queued = [socket.socket() for _ in range(4)]
        try:
            for one in queued:  # fill the queue of connections nobody accepts
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            outcome = send(f"{url}#ct=100")
            assert (code_of(outcome), outcome.attempts) == (11205, 2)
            assert 0.2 <= outcome.seconds < LONG
            assert code_of(send(f"{url}#ct=5000&tt=100")) == 11203
        finally:
            for one in queued:
                one.close()


def test_a_closed_client_makes_no_more_requests(make: Callable[..., Webhooks], app: App, serve: Serve) -> None:
    webhooks = make()
    webhooks.close()
    outcome = webhooks.send(Request(url=serve(app), method="POST", params={}, token="t"))
    assert isinstance(outcome.got, FetchFailed)
    assert app.asked == []
