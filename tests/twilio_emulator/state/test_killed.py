"""A real ``twilio-emulator run --state`` that is killed again and again loses nothing that it had acknowledged.

Every life is a process of its own, forked from one that has imported the emulator and done nothing else, so that a
hundred of them take no longer than the work they do.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.twilio_emulator.conftest import App, serving
from tests.twilio_emulator.state.conftest import LINE, ME
from twilio_emulator import Emulator
from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

KILLS = 100
LONGEST_LIFE = 0.15
"""Seconds of traffic before the end comes."""
NURSERY = """
import os, sys
from twilio_emulator.cli import main
child = 0
for line in sys.stdin:
    if child:
        os.waitpid(child, 0)
    child = os.fork()
    if not child:
        main(line.split())
    print("pid", child, flush=True)
"""
"""Forks a process that runs the command it reads, once the one before is no more."""
PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}"


@dataclass
class Acknowledged:
    """The SIDs of what was answered with a 2xx."""

    messages: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    recordings: set[str] = field(default_factory=set)

    def missing(self, there: Acknowledged) -> tuple[set[str], set[str], set[str]]:
        return self.messages - there.messages, self.calls - there.calls, self.recordings - there.recordings

    def add(self, other: Acknowledged) -> None:
        self.messages |= other.messages
        self.calls |= other.calls
        self.recordings |= other.recordings


class Nursery:
    """Starts emulators, one after the other."""

    def __init__(self, words: str) -> None:
        self._words = words
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**environment, "PYTHONUNBUFFERED": "1"},
        )

    def start(self) -> tuple[int, str]:
        """Start the next one; returns its process and where it listens."""
        assert self._process.stdin is not None
        self._process.stdin.write(self._words + "\n")
        self._process.stdin.flush()
        assert self._process.stdout is not None
        pid, url, said = 0, "", ""
        while not (pid and url):
            line = self._process.stdout.readline()
            assert line, said
            said += line
            if line.startswith("pid "):
                pid = int(line.split()[1])
            elif found := re.search(r"Console +(http://\S+)", line):
                url = found[1]
        return pid, url

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)


@contextmanager
def nursery(words: str) -> Iterator[Nursery]:
    made = Nursery(words)
    try:
        yield made
    finally:
        made.close()


def texts(client: httpx.Client, noted: Acknowledged) -> None:
    answer = client.post(f"{PATH}/Messages.json", data={"From": LINE, "To": ME, "Body": "hi"})
    if answer.status_code == 201:
        noted.messages.add(answer.json()["sid"])


def calls(client: httpx.Client, noted: Acknowledged) -> None:
    twiml = "<Response><Pause length='60'/></Response>"
    answer = client.post(f"{PATH}/Calls.json", data={"From": LINE, "To": ME, "Twiml": twiml})
    if answer.status_code == 201:
        noted.calls.add(answer.json()["sid"])


def recordings(client: httpx.Client, noted: Acknowledged) -> None:
    """Ring the application, and have its leg recorded as soon as it has answered."""
    placed = client.post("/emulator/v1/calls", json={"from": ME, "to": LINE})
    sid = placed.json()["sid"]
    noted.calls.add(sid)
    for _ in range(20):
        answer = client.post(f"{PATH}/Calls/{sid}/Recordings.json", data={})
        if answer.status_code == 201:
            noted.recordings.add(answer.json()["sid"])
            return


def live(url: str, pid: int, seconds: float) -> Acknowledged:
    """Ask for all that can be asked for, until the process is killed in the middle of it."""
    noted = Acknowledged()
    begun = threading.Semaphore(0)

    def go_on(what: Callable[[httpx.Client, Acknowledged], None]) -> None:
        with (
            httpx.Client(base_url=url, auth=(ACCOUNT_SID, AUTH_TOKEN), trust_env=False) as client,
            suppress(httpx.TransportError),
        ):
            while True:
                what(client, noted)
                begun.release()

    threads = [threading.Thread(target=go_on, args=(what,)) for what in (texts, calls, recordings)]
    for thread in threads:
        thread.start()
    assert begun.acquire(timeout=20)
    threading.Event().wait(seconds)
    os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    return noted


def there(url: str) -> Acknowledged:
    """Return the latest thousand of each that an emulator knows."""
    found = Acknowledged()
    with httpx.Client(base_url=url, auth=(ACCOUNT_SID, AUTH_TOKEN), trust_env=False) as client:
        for name in ("messages", "calls", "recordings"):
            page = client.get(f"{PATH}/{name.title()}.json", params={"PageSize": 1000}).json()
            getattr(found, name).update(one["sid"] for one in page[name])
    return found


@pytest.mark.endurance
def test_killed_a_hundred_times_it_loses_no_acknowledged_message_call_or_recording(directory: Path) -> None:
    app = App({"/answer": "<Response><Say>Hello.</Say><Pause length='60'/></Response>"})
    chosen = random.Random(12393)
    every, last = Acknowledged(), Acknowledged()
    with (
        serving(app) as home,
        nursery(f"run --port 0 --state {directory} --number {LINE} --voice {home}/answer") as births,
    ):
        for _ in range(KILLS):
            pid, url = births.start()
            assert last.missing(there(url)) == (set(), set(), set())
            last = live(url, pid, chosen.uniform(0, LONGEST_LIFE))
            every.add(last)
    with Emulator(state=directory) as emulator:
        store = emulator.switchboard.desk.store
        found = Acknowledged(set(store.messages), set(store.calls), set(store.recordings))
        assert every.missing(found) == (set(), set(), set())
        assert all(call.over for call in store.calls.values())
    assert every.messages
    assert every.calls
    assert every.recordings
