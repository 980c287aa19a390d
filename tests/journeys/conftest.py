"""The hotline and the emulator side by side: in one process, or the hotline in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline import Settings

BIN = Path(sys.executable).parent
STARTS_WITHIN = 300
"""Tenths of a second a server may take to answer."""


class HotlineProcess:
    """The hotline as it is really served, to be killed and started again at will."""

    def __init__(self, database_url: str, secret_key: bytes, account_sid: str, auth_token: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.factory = "hotline:create_app"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "HOTLINE_SECRET_KEY": secret_key.decode(),
            "HOTLINE_PIN_COST": "cheap",
            "TWILIO_ACCOUNT_SID": account_sid,
            "TWILIO_AUTH_TOKEN": auth_token,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        options = ["--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(self.port), "--no-ws"]
        command = [str(BIN / "granian"), *options, "--workers", "2", "--log-level", "error", self.factory]
        self._process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        answered = threading.Event()
        for _ in range(STARTS_WITHIN):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                answered.wait(0.1)
        raise AssertionError("the hotline did not start")

    def kill(self) -> None:
        """End it as a power cut would: all its processes at once, with nothing finished."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.fixture
def hotline_process(hotline_settings: Settings) -> Iterator[HotlineProcess]:
    """A hotline in processes of its own, started."""
    settings = hotline_settings
    process = HotlineProcess(settings.database_url, settings.secret_key, settings.account_sid, settings.auth_token)
    process.start()
    yield process
    process.kill()
