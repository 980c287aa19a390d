"""A small, cheap load: prepared requests over kept connections, as many a second as the server takes."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from twilio_emulator.store import Call, new_sid
from twilio_emulator.webhook import parameters
from twilio_emulator.webhook.signature import sign

CONNECTIONS = 8


def calls_of(account_sid: str, count: int) -> list[Call]:
    """Make up ``count`` calls that have just begun, each from a number of its own."""
    return [
        Call(
            sid=new_sid("CA"),
            account_sid=account_sid,
            from_=f"+86120{90_000_000 + number:08d}",
            to="12393",
            placed_at=datetime.now(UTC),
        )
        for number in range(count)
    ]


def requests_for(url: str, token: str, calls: Sequence[Call], **more: str) -> list[bytes]:
    """Prepare one signed webhook of each call; ``more`` are parameters beside those of every voice webhook."""
    host, path = urlsplit(url).netloc, urlsplit(url).path
    prepared = []
    for call in calls:
        params = {**parameters.of_call(call), **more}
        body = urlencode(params)
        prepared.append(
            (
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Twilio-Signature: {sign(token, url, params.items())}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )
    return prepared


def throughput(port: int, prepared: Sequence[bytes]) -> float:
    """Send everything over a few connections; return requests answered with 200 a second."""
    shares = [prepared[start::CONNECTIONS] for start in range(CONNECTIONS)]
    failures: list[str] = []
    threads = [threading.Thread(target=_send, args=(port, share, failures)) for share in shares]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed, the first with {failures[0]}")
    return len(prepared) / seconds


def _send(port: int, share: Sequence[bytes], failures: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in share:
            connection.sendall(request)
            status = _read(connection)
            if status != b"200":
                failures.append(status.decode())


def _read(connection: socket.socket) -> bytes:
    """Read one answer, by its Content-Length; return its status."""
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            missing = int(line.partition(b":")[2]) - len(body)
            while missing > 0:
                missing -= len(connection.recv(65536))
    return head[9:12]


if __name__ == "__main__":
    # A process of its own, so that the client's work is not done on the server's time.
    port, site, account, token, count = int(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5])
    calls = calls_of(account, count)
    rates = [throughput(port, requests_for(f"{site}/voice/answer", token, calls))]
    if "turns" in sys.argv[6:]:
        # A key that leads from the first menu to another, in the calls that have just been greeted.
        rates.append(throughput(port, requests_for(f"{site}/voice/turn/1", token, calls, Digits="2")))
    sys.stdout.write(" ".join(map(str, rates)))
