"""The REST API over HTTP: texts created a second, and pages of texts read, against figures that others have set.

The emulator runs in a process of its own, in real time, as ``twilio-emulator`` runs it; the load comes from here, over
kept connections with one request under way on each.
"""

from __future__ import annotations

import base64
import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import Figure
from twilio_emulator import Emulator
from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 2.0
LINE = "+15005550100"
PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
MANY, FEW = 15_000, 150
"""How many texts are stored when a page is read."""
NO_SLOWER = 0.9
"""What share of the one rate the other must reach to be no slower, as one measurement differs from the next."""


def _headers(host: str) -> str:
    user = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    return f"Host: {host}\r\nAuthorization: Basic {user}\r\nAccept: application/json\r\n"


def _creating(host: str, number: int) -> bytes:
    """Return the request for a text to a number of its own."""
    body = urlencode({"To": f"+1415{number % 10_000_000:07d}", "From": LINE, "Body": f"Text {number}"})
    return (
        f"POST {PATH} HTTP/1.1\r\n{_headers(host)}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _reading(host: str) -> bytes:
    return f"GET {PATH}?PageSize=50 HTTP/1.1\r\n{_headers(host)}\r\n".encode()


class Load:
    """So many kept connections to one server, each with one request under way."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 80))
        self._sockets = [socket.create_connection(address) for _ in range(CONNECTIONS)]
        self._selector = selectors.DefaultSelector()
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(one, selectors.EVENT_READ, bytearray())

    def close(self) -> None:
        """Close the connections."""
        self._selector.close()
        for one in self._sockets:
            one.close()

    def run(self, requests: Iterator[bytes], status: int, *, seconds: float = 0.0, count: int = 0) -> float:
        """Send requests for so many seconds, or so many of them; return how many a second were answered.

        Raises ``RuntimeError`` where one is answered with another status.
        """
        begun = answered = 0
        until = time.perf_counter() + seconds
        began = time.perf_counter()
        for one in self._sockets:
            one.sendall(next(requests))
            begun += 1
        while answered < begun:
            for key, _ in self._selector.select():
                if not self._complete(key, status):
                    continue
                answered += 1
                if begun < count or (seconds and time.perf_counter() < until):
                    key.fileobj.sendall(next(requests))  # type: ignore[union-attr]
                    begun += 1
        return answered / (time.perf_counter() - began)

    @staticmethod
    def _complete(key: selectors.SelectorKey, status: int) -> bool:
        """Read what has come; whether it is a whole answer."""
        connection, got = key.fileobj, key.data
        got += connection.recv(262_144)  # type: ignore[union-attr]
        end = got.find(b"\r\n\r\n")
        if end < 0:
            return False
        at = got.lower().find(b"content-length:", 0, end) + 15
        if len(got) < end + 4 + int(got[at : got.find(b"\r", at)]):
            return False
        if not got.startswith(b"HTTP/1.1 %d" % status):
            raise RuntimeError(f"the emulator has answered {bytes(got[:500])!r}")
        got.clear()
        return True


@contextmanager
def _loaded() -> Iterator[Load]:
    """Run an emulator in another process."""
    words = [sys.executable, "-m", "benchmarks.api"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        load = Load(process.stdout.readline().strip())
        try:
            yield load
        finally:
            load.close()
            process.communicate()


def _texts(load: Load) -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        yield _creating(load.host, number)


def _pages(load: Load) -> Iterator[bytes]:
    page = _reading(load.host)
    while True:
        yield page


def _figure(name: str, rates: list[float], at_least: float) -> Figure:
    value = statistics.median(rates)
    return Figure(
        name=name,
        value=value,
        unit="/s",
        low=min(rates),
        high=max(rates),
        bar=f"≥ {at_least:,.0f}/s",
        met=value >= at_least,
    )


def figures() -> list[Figure]:
    """Measure all three, each with an emulator of its own; pages are read of few texts and of many in turn."""
    with _loaded() as load:
        texts = _texts(load)
        load.run(texts, 201, count=1000)
        created = [load.run(texts, 201, seconds=SECONDS) for _ in range(ROUNDS)]
    few, many = [], []
    with _loaded() as small, _loaded() as large:
        small.run(_texts(small), 201, count=FEW)
        large.run(_texts(large), 201, count=MANY)
        for _ in range(ROUNDS):
            few.append(small.run(_pages(small), 200, seconds=SECONDS))
            many.append(large.run(_pages(large), 200, seconds=SECONDS))
    least = max(1500.0, NO_SLOWER * statistics.median(few))
    return [
        _figure(f"REST: texts created over {CONNECTIONS} connections", created, 2600),
        _figure(f"REST: pages of 50 with {FEW} texts stored", few, 1500),
        _figure(f"REST: pages of 50 with {MANY:,} texts stored", many, least),
    ]


def _serve() -> None:
    """Be an emulator until nobody writes to us any more."""
    with Emulator(clock="real", account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN) as emulator:
        emulator.add_number(LINE)
        sys.stdout.write(f"{emulator.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve()
