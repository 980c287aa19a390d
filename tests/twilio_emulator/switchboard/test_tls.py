"""Applications behind TLS: which certificates are believed, and what is said of the others (twilio-behaviour 1.8)."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.webhook.client import Outcome, Request, Webhooks

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import Peer, Talk

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for servers; ``trusting`` is the context of those who believe it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.certificate.public_bytes(PEM).decode())

    def server(self, name: x509.GeneralName, until: datetime.datetime = NOW + DAY) -> ssl.SSLContext:
        """Return the context of a server whose certificate is for ``name``."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 3 * DAY)
            .not_valid_after(until)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / "server.pem"
        secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(secret + certificate.public_bytes(PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - 3 * DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate, tmp_path)


def answering(context: ssl.SSLContext) -> Talk:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>")
            secure.recv(1)

    return talk


def ask(url: str, trusting: ssl.SSLContext | None, ceiling: float = 5.0) -> Outcome:
    webhooks = Webhooks(ceiling, tls=trusting)
    try:
        return webhooks.send(Request(url=url.replace("http:", "https:"), method="POST", params={}, token="t"))
    finally:
        webhooks.close()


def code_of(outcome: Outcome) -> int:
    assert isinstance(outcome.got, FetchFailed), outcome.got
    return outcome.got.code


def test_a_certificate_of_a_believed_authority_is_good(authority: Authority, peer: Callable[[Talk], Peer]) -> None:
    outcome = ask(peer(answering(authority.server(HERE))).url, authority.trusting)
    assert isinstance(outcome.got, Reply), outcome.got
    assert outcome.got.body == b"<Response/>"


@pytest.mark.verified
def test_a_certificate_that_nobody_vouches_for_is_refused(authority: Authority, peer: Callable[[Talk], Peer]) -> None:
    outcome = ask(peer(answering(authority.server(HERE))).url, None)
    assert code_of(outcome) == 11237
    assert outcome.attempts == 2, "no connection was made, so it is tried once more"


@pytest.mark.verified
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_for_another_host_is_a_mismatch(
    authority: Authority, peer: Callable[[Talk], Peer], host: str
) -> None:
    other = peer(answering(authority.server(x509.DNSName("other.example"))))
    assert code_of(ask(other.url.replace("127.0.0.1", host), authority.trusting)) == 11235


@pytest.mark.verified
def test_a_certificate_that_has_expired_is_told_apart(authority: Authority, peer: Callable[[Talk], Peer]) -> None:
    other = peer(answering(authority.server(HERE, until=NOW - DAY)))
    assert code_of(ask(other.url, authority.trusting)) == 11236


def plainly(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    connection.recv(65536)


def hanging_up(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1)


@pytest.mark.verified
@pytest.mark.parametrize("talk", [plainly, hanging_up])
def test_a_peer_that_does_not_speak_tls_is_a_failed_handshake(
    authority: Authority, peer: Callable[[Talk], Peer], talk: Talk
) -> None:
    assert code_of(ask(peer(talk).url, authority.trusting)) == 11220


def test_a_handshake_without_end_keeps_to_the_connect_limit(authority: Authority, peer: Callable[[Talk], Peer]) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(b"\x16\x03\x03\x40\x00")
        while not over.wait(0.02):
            connection.sendall(b"\x00")

    outcome = ask(f"{peer(talk).url}#ct=100&rc=0", authority.trusting)
    assert code_of(outcome) in (11205, 11220)
    assert outcome.seconds < 2.5
