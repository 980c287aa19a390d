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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count, repeat
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import Figure, figure
from twilio_emulator import Emulator
from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 2.0
LINE = "+15005550100"
MANY, FEW = 15_000, 150
"""How many texts are stored when a page is read."""
NO_SLOWER = 0.9
"""What share of the one rate the other must reach to be no slower, as one measurement differs from the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who asks, and the number that texts come from."""

    sid: str = ACCOUNT_SID
    token: str = AUTH_TOKEN
    line: str = LINE


OURS = Account()
"""The emulator's own."""


class Load:
    """So many kept connections to one server, each with one request under way."""

    def __init__(self, url: str, account: Account = OURS) -> None:
        self._account = account
        self._path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
        user = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
        host = urlsplit(url).netloc
        self._headers = f"Host: {host}\r\nAuthorization: Basic {user}\r\nAccept: application/json\r\n"
        self._address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 80))

    @contextmanager
    def _connected(self) -> Iterator[selectors.BaseSelector]:
        """Open the connections, and close them: a server may end one that was idle between two runs."""
        with ExitStack() as stack:
            selector = stack.enter_context(selectors.DefaultSelector())
            for _ in range(CONNECTIONS):
                one = stack.enter_context(socket.create_connection(self._address))
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(one, selectors.EVENT_READ, bytearray())
            yield selector

    def texts(self) -> Iterator[bytes]:
        """Yield requests without end for texts, each to a number of its own."""
        for number in count(1):
            values = {"To": f"+1415{number % 10_000_000:07d}", "From": self._account.line, "Body": f"Text {number}"}
            body = urlencode(values)
            yield (
                f"POST {self._path} HTTP/1.1\r\n{self._headers}Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            ).encode()

    def pages(self) -> Iterator[bytes]:
        """Yield requests without end for the first page of the texts."""
        return repeat(f"GET {self._path}?PageSize=50 HTTP/1.1\r\n{self._headers}\r\n".encode())

    def run(self, requests: Iterator[bytes], status: int, *, seconds: float = 0.0, count: int = 0) -> float:
        """Send requests for so many seconds, or so many of them; return how many a second were answered.

        Raises ``RuntimeError`` where one is answered with another status, or not at all.
        """
        with self._connected() as selector:
            begun = answered = 0
            until = time.perf_counter() + seconds
            began = time.perf_counter()
            for key in selector.get_map().values():
                key.fileobj.sendall(next(requests))  # type: ignore[union-attr]
                begun += 1
            while answered < begun:
                for key, _ in selector.select():
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
        came = connection.recv(262_144)  # type: ignore[union-attr]
        if not came:
            raise RuntimeError("the server has ended a connection before it answered")
        got += came
        end = got.find(b"\r\n\r\n")
        if end < 0:
            return False
        at = got.lower().find(b"content-length:", 0, end) + 15
        if at < 15:  # it comes in chunks, the last of them empty
            if not got.endswith(b"\r\n0\r\n\r\n"):
                return False
        elif len(got) < end + 4 + int(got[at : got.find(b"\r", at)]):
            return False
        if not got.startswith(b"HTTP/1.1 %d" % status):
            raise RuntimeError(f"the server has answered {bytes(got[:500])!r}")
        got.clear()
        return True


@contextmanager
def loaded(state: str = "") -> Iterator[Load]:
    """Run an emulator in another process, which keeps its state in the directory where one is named."""
    words = [sys.executable, "-m", "benchmarks.api", *([state] if state else [])]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Load(process.stdout.readline().strip())
        finally:
            process.communicate()


def figures() -> list[Figure]:
    """Measure all four, each with an emulator of its own; pages are read of few texts and of many in turn."""
    created = _created()
    with TemporaryDirectory() as directory:
        kept = _created(directory)
    few, many = [], []
    with loaded() as small, loaded() as large:
        small.run(small.texts(), 201, count=FEW)
        large.run(large.texts(), 201, count=MANY)
        for _ in range(ROUNDS):
            few.append(small.run(small.pages(), 200, seconds=SECONDS))
            many.append(large.run(large.pages(), 200, seconds=SECONDS))
    least = max(1500.0, NO_SLOWER * statistics.median(few))
    return [
        figure(f"REST: texts created over {CONNECTIONS} connections", created, "/s", at_least=2600),
        figure(f"REST: texts created over {CONNECTIONS} connections, with --state", kept, "/s"),
        figure(f"REST: pages of 50 with {FEW} texts stored", few, "/s", at_least=1500),
        figure(f"REST: pages of 50 with {MANY:,} texts stored", many, "/s", at_least=least),
    ]


def _created(state: str = "") -> list[float]:
    """Return how many texts a second were created, round by round; with a directory each is in a file first."""
    with loaded(state) as load:
        texts = load.texts()
        load.run(texts, 201, count=1000)
        return [load.run(texts, 201, seconds=SECONDS) for _ in range(ROUNDS)]


def _serve(state: str | None = None) -> None:
    """Be an emulator until nobody writes to us any more."""
    with Emulator(clock="real", account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, state=state) as emulator:
        emulator.add_number(LINE)
        sys.stdout.write(f"{emulator.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
