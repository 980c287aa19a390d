"""Webhooks a second over HTTP: the hotline's against a bare Flask route's, same server, same run, in turn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.hotline import environment_of, open_hotline
from benchmarks.measure import Figure, figure
from hotline import PinCost
from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

REQUESTS = 3000
ROUNDS = 3
BIN = Path(sys.executable).parent


def _granian(factory: str, port: int) -> list[str]:
    # A worker for each core: a webhook on SQLite is nearly all computing, and a worker's threads wait for each other.
    threads = ["--workers", "2", "--blocking-threads", "1"]
    options = ["--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    return [str(BIN / "granian"), *options, *threads, "--log-level", "error", factory]


def _gunicorn(factory: str, port: int) -> list[str]:
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--keep-alive", "30"]
    return [str(BIN / "gunicorn"), *options, "--bind", f"127.0.0.1:{port}", "--log-level", "error", f"{factory}()"]


SERVERS = {"granian": _granian, "gunicorn": _gunicorn}


@contextmanager
def _served(command: list[str], port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=environment, stdout=written)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing", timeout=2).close()
            except urllib.error.HTTPError:
                break
            except OSError:
                threading.Event().wait(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _throughput(port: int, *more: str) -> list[float]:
    site = f"http://127.0.0.1:{port}"
    words = [sys.executable, "-m", "benchmarks.load", str(port), site, ACCOUNT_SID, AUTH_TOKEN, str(REQUESTS), *more]
    return [float(one) for one in subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def figures() -> list[Figure]:
    """Measure both servers; only the one we use is held to the bar."""
    found = []
    for name, command in SERVERS.items():
        with tempfile.TemporaryDirectory() as folder:
            open_hotline(Path(folder), PinCost.STRONG, ACCOUNT_SID, AUTH_TOKEN)
            environment = {**os.environ, **environment_of(Path(folder), ACCOUNT_SID, AUTH_TOKEN)}
            bare_port, hotline_port = _free_port(), _free_port()
            log = Path(folder) / "log"
            bare = _served(command("benchmarks.bare:create_app", bare_port), bare_port, environment, log)
            ours = _served(command("hotline:create_app", hotline_port), hotline_port, environment, log)
            with bare, ours:
                rounds = [_throughput(hotline_port, "turns") + _throughput(bare_port) for _ in range(ROUNDS + 1)][1:]
        found += _lines(name, rounds)
    return found


def _lines(server: str, rounds: list[list[float]]) -> list[Figure]:
    """Three rates, then what the first two are of the third; the greeting is what is held to the bar."""
    greetings, turns, bare = ([one[place] for one in rounds] for place in range(3))
    rates = {"greeting webhooks": greetings, "menu key webhooks": turns, "bare Flask route": bare}
    lines = [figure(f"{server}: {name}", values, "/s") for name, values in rates.items()]
    for name, values in (("greeting", greetings), ("menu key", turns)):
        ratios = [ours / theirs for ours, theirs in zip(values, bare, strict=True)]
        held = server == "granian" and values is greetings
        lines.append(figure(f"{server}: {name} / bare Flask", ratios, "", at_least=0.5 if held else None))
    return lines
