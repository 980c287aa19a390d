"""No webhook leaves before the request that made it has been answered, as the bytes arrive on bare sockets."""

from __future__ import annotations

import asyncio
import base64
import socket
import sys
import threading
from collections.abc import Callable, Iterator, MutableMapping
from queue import Empty, Queue
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from anyio.from_thread import start_blocking_portal

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Peer, Serve, Talk

LINE, ANN, BEN = "+15005550100", "+15005550111", "+15005550112"
STAY = "<Response><Gather timeout='600'/></Response>"
ROUNDS = 100
"""Often enough that a webhook which is begun too early is caught at it."""


def whole(answer: bytes) -> bool:
    """Whether an answer has come to its end."""
    head, found, body = answer.lower().partition(b"\r\n\r\n")
    return bool(found) and len(body) == int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])


class Wire:
    """A client on a bare socket, and what of its answers had arrived when the application was asked something."""

    def __init__(self, emulator: Emulator) -> None:
        user = base64.b64encode(f"{emulator.account_sid}:{emulator.auth_token}".encode()).decode()
        self._host = urlsplit(emulator.url).netloc
        self._headers = f"Host: {self._host}\r\nAuthorization: Basic {user}\r\n"
        self._base = f"/2010-04-01/Accounts/{emulator.account_sid}"
        self._socket = socket.create_connection((str(urlsplit(emulator.url).hostname), urlsplit(emulator.url).port))
        self.asked: Queue[bool] = Queue()

    def post(self, path: str, **form: str) -> None:
        """Send a request, without reading its answer."""
        body = urlencode({name.strip("_"): value for name, value in form.items()})
        self._socket.sendall(
            f"POST {self._base}/{path} HTTP/1.1\r\n{self._headers}Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def answered(self) -> bool:
        """Whether a whole answer has arrived that nobody has read."""
        try:
            return whole(self._socket.recv(65536, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False

    def noted(self) -> bool:
        """Return whether the application was asked after the answer, which is read."""
        try:
            return self.asked.get(timeout=10)
        except Empty:
            raise AssertionError("nothing was asked") from None
        finally:
            answer = b""
            while not whole(answer):
                answer += self._socket.recv(65536)
            assert answer.startswith(b"HTTP/1.1 20"), answer

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns as often as they can, and one of them do nothing else: what can be overtaken, is."""
    interval, over = sys.getswitchinterval(), threading.Event()

    def spin() -> None:
        while not over.is_set():
            pass

    thread = threading.Thread(target=spin)
    sys.setswitchinterval(1e-6)
    thread.start()
    yield
    over.set()
    thread.join()
    sys.setswitchinterval(interval)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """In real time, where other threads do the work."""
    with Emulator(clock="real") as emulator:
        yield emulator


@pytest.fixture
def wire(emulator: Emulator) -> Iterator[Wire]:
    """Return a client."""
    wire = Wire(emulator)
    yield wire
    wire.close()


@pytest.fixture
def home(restless: None, wire: Wire, peer: Callable[[Talk], Peer]) -> str:
    """The address of an application that notes, whenever it is asked for ``/noted``, whether there was an answer."""

    def talk(connection: socket.socket, _over: threading.Event) -> None:
        file = connection.makefile("rb")
        line = file.readline()
        answered = wire.answered()
        headers: dict[bytes, bytes] = {}
        while one := file.readline().strip():
            name, _, value = one.lower().partition(b":")
            headers[name] = value
        file.read(int(headers.get(b"content-length", 0)))
        if b"/noted" in line:
            wire.asked.put(answered)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"
        connection.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(STAY), STAY.encode()))

    return peer(talk).url


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("Calls/{call}.json", {"Url": "{home}/asked"}),
        ("Calls/{call}.json", {"Twiml": "<Response><Redirect>{home}/asked</Redirect></Response>"}),
        ("Calls/{call}.json", {"Twiml": "<Response><Gather timeout='0' action='{home}/asked'/></Response>"}),
        ("Calls/{call}.json", {"Status": "completed"}),
        ("Calls.json", {"From": LINE, "To": BEN, "Url": "{home}/asked"}),
        ("Messages.json", {"From": LINE, "To": BEN, "Body": "x", "StatusCallback": "{home}/asked"}),
    ],
)
def test_nothing_is_asked_while_the_answer_is_being_written(
    path: str, form: dict[str, str], app: App, serve: Serve, emulator: Emulator
) -> None:
    home, asked, early = serve(app), threading.Event(), threading.Event()

    def answer(_: object) -> str:
        asked.set()
        return STAY

    app.answers |= {"/stay": STAY, "/asked": answer}
    emulator.add_number(LINE, voice_url=f"{home}/stay", status_callback=f"{home}/asked")
    call = emulator.handset(ANN).dial(LINE)
    body = urlencode({name: value.format(home=home) for name, value in form.items()}).encode()
    sent: list[str] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append(f"{message['type']} {message.get('status', '')}".strip())
        if await asyncio.to_thread(asked.wait, 0.2):
            early.set()

    user = base64.b64encode(f"{emulator.account_sid}:{emulator.auth_token}".encode())
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "query_string": b"",
        "path": f"/2010-04-01/Accounts/{emulator.account_sid}/{path.format(call=call.sid)}", "client": ("127.0.0.1", 1),
        "headers": [
            (b"host", urlsplit(emulator.url).netloc.encode()), (b"authorization", b"Basic " + user),
            (b"content-type", b"application/x-www-form-urlencoded"),
        ],
    }  # fmt: skip
    with start_blocking_portal() as portal:  # a loop of its own thread, whatever this one has
        portal.call(emulator.asgi(), scope, receive, send)
    assert asked.wait(10)
    assert not early.is_set()
    assert sent[0] in ("http.response.start 200", "http.response.start 201")


@pytest.mark.endurance
@pytest.mark.parametrize("document", ["", "<Response><Redirect>{home}noted</Redirect></Response>"])
def test_a_live_call_is_sent_elsewhere_after_the_answer(
    document: str, home: str, wire: Wire, emulator: Emulator
) -> None:
    emulator.add_number(LINE, voice_url=f"{home}stay")
    call = emulator.handset(ANN).dial(LINE)
    found = []
    for _ in range(ROUNDS):
        form = {"Twiml": document.format(home=home)} if document else {"Url": f"{home}noted"}
        wire.post(f"Calls/{call.sid}.json", **form)
        found.append(wire.noted())
    assert found == [True] * ROUNDS


@pytest.mark.endurance
def test_the_end_of_a_call_is_told_after_the_answer(home: str, wire: Wire, emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url=f"{home}stay", status_callback=f"{home}noted")
    found = []
    for _ in range(ROUNDS):
        wire.post(f"Calls/{emulator.handset(ANN).dial(LINE).sid}.json", Status="completed")
        found.append(wire.noted())
    assert found == [True] * ROUNDS


@pytest.mark.endurance
def test_a_call_that_is_placed_rings_after_the_answer(home: str, wire: Wire, emulator: Emulator) -> None:
    emulator.add_number(LINE)
    found = []
    for _ in range(ROUNDS):
        wire.post(
            "Calls.json", From=LINE, To=BEN, Twiml=STAY, StatusCallback=f"{home}noted", StatusCallbackEvent="initiated"
        )
        found.append(wire.noted())
    assert found == [True] * ROUNDS


@pytest.mark.endurance
def test_a_member_of_a_queue_is_sent_on_after_the_answer(home: str, wire: Wire, emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url=f"{home}stay")
    call = emulator.handset(ANN).dial(LINE)
    found = []
    for _ in range(ROUNDS):
        emulator.update_call(call.sid, twiml="<Response><Enqueue waitUrl=''>help</Enqueue></Response>")
        queue = next(iter(emulator.switchboard.desk.store.queues))
        wire.post(f"Queues/{queue}/Members/Front.json", Url=f"{home}noted")
        found.append(wire.noted())
    assert found == [True] * ROUNDS
