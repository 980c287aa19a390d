"""The webhook client over real sockets: redirects, refusals, ceilings (twilio-behaviour 1.5, 1.7, 1.8)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.webhook.client import MAX_DOCUMENT, Outcome, Request, Webhooks
from twilio_emulator.webhook.signature import sign

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Peer, Serve, Talk

CEILING = 0.4
"""Seconds, where Twilio allows fifteen."""
Send = Callable[..., Outcome]


@pytest.fixture
def webhooks() -> Iterator[Webhooks]:
    client = Webhooks(CEILING)
    yield client
    client.close()


@pytest.fixture
def send(webhooks: Webhooks) -> Send:
    def send(url: str, method: str = "POST", **options: Any) -> Outcome:
        return webhooks.send(Request(url=url, method=method, params={"Digits": "1"}, token="t", **options))

    return send


def code_of(outcome: Outcome) -> int:
    assert isinstance(outcome.got, FetchFailed), outcome.got
    return outcome.got.code


def reply_of(outcome: Outcome) -> Reply:
    assert isinstance(outcome.got, Reply), outcome.got
    return outcome.got


def hop(where: str, status: int = 302) -> tuple[int, dict[str, str], str]:
    return (status, {"Location": where}, "")


def test_a_webhook_is_a_signed_form_with_the_headers_of_twilio(app: App, serve: Serve, send: Send) -> None:
    app.answers["/voice"] = "<Response/>"
    home = serve(app)
    outcome = send(f"{home}/voice?a=1#rc=2")
    (asked,) = app.asked
    assert (asked.method, asked.url.partition("/voice")[2]) == ("POST", "?a=1")
    assert asked.params == {"Digits": "1"}
    assert asked.content_type == "application/x-www-form-urlencoded; charset=UTF-8"
    assert asked.headers["user-agent"] == "TwilioProxy/1.1"
    assert asked.headers["accept"] == "*/*"
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["host"] == home.removeprefix("http://"), "with its port"
    assert len(asked.headers["i-twilio-idempotency-token"]) == 36
    assert asked.headers["x-twilio-signature"] == outcome.signature
    assert reply_of(outcome).content_type == "text/xml"


@pytest.fixture(params=["in process", "over HTTP"])
def at(request: pytest.FixtureRequest, serve: Serve) -> Callable[[App], tuple[str, dict[str, Any]]]:
    """Return where an application can be asked, and with which options: straight, or through a socket."""
    return lambda app: ("http://app.test", {"app": app}) if request.param == "in process" else (serve(app), {})


At = Callable[["App"], tuple[str, dict[str, Any]]]


@pytest.mark.verified
def test_the_query_of_a_posts_url_stays_there_and_is_signed_with_it(app: App, at: At, send: Send) -> None:
    """Mistake 30."""
    app.answers["/voice"] = "<Response/>"
    home, how = at(app)
    outcome = send(f"{home}/voice?Digits=9&a=%20b", **how)
    (asked,) = app.asked
    assert asked.url == f"{home}/voice?Digits=9&a=%20b"
    assert asked.params == {"Digits": "1"}, "and is no part of the body"
    assert asked.headers["x-twilio-signature"] == sign("t", f"{home}/voice?Digits=9&a=%20b", [("Digits", "1")])
    assert outcome.signature == asked.headers["x-twilio-signature"]


@pytest.mark.verified
@pytest.mark.parametrize(("query", "joint"), [("", "?"), ("?a=1", "&"), ("?a=1&", "")])
def test_a_gets_parameters_follow_the_query_of_its_url_and_are_signed_there_once(
    app: App, at: At, send: Send, query: str, joint: str
) -> None:
    """Mistake 29."""
    app.answers["/voice"] = "<Response/>"
    home, how = at(app)
    outcome = send(f"{home}/voice{query}#rc=0", "GET", **how)
    (asked,) = app.asked
    assert asked.url == f"{home}/voice{query}{joint}Digits=1"
    assert asked.content_type in ("", "text/plain"), "there is no body"
    assert asked.headers["x-twilio-signature"] == sign("t", asked.url)
    assert reply_of(outcome).url == f"{home}/voice{query}", "a document's own address does not grow from turn to turn"


@pytest.mark.verified
def test_userinfo_is_sent_as_basic_authorization_and_is_no_part_of_what_is_signed(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = hop("/menu")
    app.answers["/menu"] = "<Response/>"
    home, how = at(app)
    private = home.replace("//", "//ada:p%40ss@")
    outcome = send(f"{private}/voice", **how)
    assert [one.headers["authorization"] for one in app.asked] == ["Basic YWRhOnBAc3M="] * 2
    assert app.asked[0].url == f"{home}/voice"
    assert app.asked[0].headers["x-twilio-signature"] == sign("t", f"{home}/voice", [("Digits", "1")])
    assert reply_of(outcome).url == f"{private}/menu", "a relative URL in the document keeps it"
    assert outcome.redirects == (f"{home}/voice",)


def test_userinfo_goes_nowhere_else(app: App, serve: Serve, send: Send) -> None:
    app.answers["/outside"] = "<Response/>"
    inside = type(app)({"/voice": hop(f"{serve(app)}/outside"), "/again": hop("http://app.test/menu"), "/menu": "-"})
    send("http://ada:secret@app.test/voice", app=inside)
    assert "authorization" not in app.asked[0].headers
    send("http://ada:secret@app.test/again", app=inside)
    assert inside.asked[-1].headers["authorization"] == inside.asked[0].headers["authorization"]


@pytest.mark.verified
def test_overrides_never_go_over_the_wire(peer: Callable[[Talk], Peer], send: Send) -> None:
    lines: list[bytes] = []

    def talk(connection: socket.socket, over: threading.Event) -> None:
        lines.append(connection.recv(65536).partition(b"\r\n")[0])
        connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

    other = peer(talk)
    outcome = send(f"{other.url}voice;v=1?a=b#ct=2000&rp=all&e=dublin&sni=n")
    assert lines == [b"POST /voice;v=1?a=b HTTP/1.1"]
    assert outcome.signature == sign("t", f"{other.url}voice;v=1?a=b", [("Digits", "1")])
    assert (outcome.overrides.connect, outcome.overrides.edges, outcome.overrides.sni) == (2.0, ("dublin",), False)


def test_a_question_mark_with_nothing_behind_it_is_not_sent(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = "<Response/>"
    home, how = at(app)
    outcome = send(f"{home}/voice?", **how)
    assert outcome.signature == sign("t", f"{home}/voice", [("Digits", "1")]), "an application cannot see it"


def test_a_bad_retry_policy_is_remarked_on_and_the_webhook_is_made(app: App, send: Send) -> None:
    app.answers["/voice"] = "<Response/>"
    outcome = send("http://app.test/voice#rp=always", app=app)
    assert [notice.code for notice in outcome.notices] == [11243]
    assert reply_of(outcome).status == 200


@pytest.mark.verified
@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_redirect_is_followed_by_get_and_loses_the_digits(app: App, serve: Serve, send: Send, status: int) -> None:
    """Mistake 32."""
    app.answers["/voice"] = hop("menu/next?step=2", status)
    app.answers["/menu/next"] = "<Response/>"
    home = serve(app)
    outcome = send(f"{home}/voice")
    assert app.paths == ["POST /voice", "GET /menu/next"]
    assert app.asked[1].params == {"step": "2"}
    assert reply_of(outcome).url == f"{home}/menu/next?step=2", "relative URLs in the document start where it came from"
    assert outcome.redirects == (f"{home}/voice",)


@pytest.mark.verified
def test_ten_redirects_are_followed_and_the_eleventh_is_too_many(app: App, send: Send) -> None:
    for number in range(12):
        app.answers[f"/{number}"] = hop(f"/{number + 1}")
    app.answers["/12"] = "<Response/>"
    assert reply_of(send("http://a/2", app=app)).url == "http://a/12"
    assert code_of(send("http://a/1", app=app)) == 11215
    app.answers["/round"] = hop("/round")
    assert code_of(send("http://a/round", app=app)) == 11215


@pytest.mark.verified
@pytest.mark.parametrize(
    "answer",
    [
        (302, {}, ""),
        (304, {}, ""),
        (308, {"Location": "/next"}, ""),
        (302, {"Location": "ftp://a/next"}, ""),
        (302, {"Location": "http://["}, ""),
        (302, {"Location": "http://a:99999999/"}, ""),
        (302, {"Location": "mailto:bureau"}, ""),
    ],
    ids=["no Location", "304", "308", "another scheme", "no URL", "no port", "no address"],
)
def test_what_is_no_redirect_is_invalid(app: App, send: Send, answer: tuple[int, dict[str, str], str]) -> None:
    app.answers["/voice"] = answer
    assert code_of(send("http://a/voice", app=app)) == 11216
    assert app.paths == ["POST /voice"]


def test_a_redirect_away_from_an_application_object_goes_over_the_network(app: App, serve: Serve, send: Send) -> None:
    inside = type(app)({"/voice": hop(f"{serve(app)}/outside")})
    app.answers["/outside"] = "<Response/>"
    assert reply_of(send("http://a/voice", app=inside)).status == 200
    assert inside.paths == ["POST /voice"]
    assert app.paths == ["GET /outside"]


def test_a_redirect_may_be_written_in_utf_8(app: App, at: At, send: Send) -> None:
    app.answers["/voice"] = hop("/菜单".encode().decode("latin-1"))
    app.answers["/菜单".encode().decode("latin-1")] = "<Response/>"
    home, how = at(app)
    assert reply_of(send(f"{home}/voice", **how)).url == f"{home}/%E8%8F%9C%E5%8D%95"


@pytest.mark.verified
@pytest.mark.mistake(33)
def test_an_error_answer_is_not_asked_for_again(app: App, serve: Serve, send: Send) -> None:
    app.answers["/voice"] = (500, {}, "oops")
    assert reply_of(send(f"{serve(app)}/voice")).status == 500
    assert app.paths == ["POST /voice"]


def test_an_unknown_host_is_a_bad_host_name(send: Send) -> None:
    assert code_of(send("http://nobody.invalid/voice")) == 11210


def quietly(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    over.wait(10)


def dripping(head: bytes) -> Talk:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(head)
        while not over.wait(0.02):
            connection.sendall(b"a")

    return talk


def broken_off(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)


def nonsense(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"220 mail.example ESMTP\r\n\r\n")


def half(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response>")


def endless(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"<Say>a</Say>" * 1000)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (quietly, 11200),
        (dripping(OK + b"Content-Type: text/xml\r\n\r\n"), 11203),
        (dripping(OK + b"X-Long: "), 11203),
        (broken_off, 11206),
        (nonsense, 11206),
        (half, 11206),
    ],
    ids=["silence", "a dripping body", "a dripping header", "hanging up", "another protocol", "half an answer"],
)
def test_a_bad_peer_is_given_up_in_time_with_its_code_and_not_asked_again(
    peer: Callable[[Talk], Peer], send: Send, talk: Talk, code: int
) -> None:
    other = peer(talk)
    began = time.monotonic()
    assert code_of(send(other.url)) == code
    assert time.monotonic() - began < CEILING * 2.5
    assert other.connections == 1


def test_of_a_body_without_end_only_so_much_is_read(peer: Callable[[Talk], Peer], webhooks: Webhooks) -> None:
    patient = Webhooks(5.0)
    outcome = patient.send(Request(url=peer(endless).url, method="POST", params={}, token="t"))
    patient.close()
    assert MAX_DOCUMENT < len(reply_of(outcome).body) < 2 * MAX_DOCUMENT


def test_an_application_object_that_raises_is_a_failed_retrieval(send: Send) -> None:
    def raising(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise LookupError("no such caller")

    outcome = send("http://a/voice", app=raising)
    assert code_of(outcome) == 11200
    assert "no such caller" in str(outcome.got)


def test_an_application_object_that_never_starts_its_answer_is_a_failed_retrieval(send: Send) -> None:
    assert code_of(send("http://a/voice", app=lambda environ, start_response: [b"hello"])) == 11200


def test_an_application_object_may_write_raise_in_its_answer_and_close_it(send: Send) -> None:
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield b"<Response>"
            raise OSError("the disk is gone")

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Body:
        start_response("200 OK", [])(b"<!-- -->")
        return Body()

    assert code_of(send("http://a/voice", app=app)) == 11200
    assert closed == [True]


@pytest.mark.parametrize(
    "url", ["", "voice", "http://", "ftp://a/", "http://[", "http://a:b/", "http://a\x7f/", "http://\ud800/"]
)
def test_what_is_no_address_is_an_invalid_url(send: Send, app: App, url: str) -> None:
    assert code_of(send(url)) == 11100
    assert code_of(send(url, app=app)) == 11100


LOCATIONS = st.text(st.characters(codec="latin-1"), max_size=40).filter(lambda text: "//" not in text)


@given(url=st.text(max_size=40), location=LOCATIONS)
def test_the_client_never_raises_whatever_the_address(url: str, location: str) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("302 Found", [("Location", location), ("Set-Cookie", "a=1")])
        return []

    webhooks = Webhooks(CEILING)
    for one in (url, f"http://a/{url}", f"http://a{url}"):
        outcome = webhooks.send(Request(url=one, method="GET", params={"Body": url}, token="t", app=app))
        assert isinstance(outcome.got, Reply | FetchFailed)
    webhooks.close()


def test_a_sound_is_asked_for_without_signature(app: App, send: Send) -> None:
    app.answers["/a.wav"] = "sound"
    send("http://a/a.wav", "GET", app=app, signed=False)
    assert not {"x-twilio-signature", "i-twilio-idempotency-token"} & set(app.asked[0].headers)
