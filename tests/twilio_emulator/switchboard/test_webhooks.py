"""The webhook client over real sockets: redirects, refusals, ceilings (twilio-behaviour 1.5, 1.7, 1.8)."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import wsgi
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.webhook import MAX_DOCUMENT, Outcome, Request, Webhooks

if TYPE_CHECKING:
    from tests.twilio_emulator.switchboard.conftest import App, Peer, Serve, Talk

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
    outcome = send(f"{serve(app)}/voice?a=1#rc=2")
    (asked,) = app.asked
    assert (asked.method, asked.url.partition("/voice")[2]) == ("POST", "?a=1")
    assert asked.params == {"Digits": "1"}
    assert asked.content_type == "application/x-www-form-urlencoded; charset=UTF-8"
    assert asked.headers["user-agent"] == "TwilioProxy/1.1"
    assert asked.headers["accept"] == "*/*"
    assert "gzip" in asked.headers["accept-encoding"]
    assert len(asked.headers["i-twilio-idempotency-token"]) == 36
    assert asked.headers["x-twilio-signature"] == outcome.signature
    assert reply_of(outcome).content_type == "text/xml"


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


@pytest.mark.verified
def test_an_error_answer_is_not_asked_for_again(app: App, serve: Serve, send: Send) -> None:
    """Mistake 33."""
    app.answers["/voice"] = (500, {}, "oops")
    assert reply_of(send(f"{serve(app)}/voice")).status == 500
    assert app.paths == ["POST /voice"]


@pytest.mark.verified
def test_a_refused_connection_is_tried_once_more() -> None:
    """Mistake 33: after a failed connect, and after nothing else."""

    class Counting(Webhooks):
        tries = 0

        def _stream(self, *args: Any) -> wsgi.Answer:
            self.tries += 1
            return super()._stream(*args)

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets this port, and it refuses
        counting = Counting(CEILING)
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/"
        outcome = counting.send(Request(url=url, method="POST", params={}, token="t"))
        counting.close()
    assert code_of(outcome) == 11205
    assert counting.tries == 2


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
        (dripping(OK + b"X-Long: "), 11200),
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


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, peer: Callable[[Talk], Peer]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")

    def talk(connection: socket.socket, over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    webhooks = Webhooks(5.0)
    url = peer(talk).url.replace("http:", "https:")
    assert code_of(webhooks.send(Request(url=url, method="POST", params={}, token="t"))) == 11237
    webhooks.close()


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
