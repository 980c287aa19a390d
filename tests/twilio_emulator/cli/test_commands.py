"""The commands, run as a person runs them."""

import os
import re
import signal
import socket
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from twilio_emulator.cli import load_app, main

CLI = Path(sys.executable).with_name("twilio-emulator")
SHOP = """
from flask import Flask

def create_app():
    app = Flask("shop")

    @app.post("/answer")
    def answer():
        return "<Response><Say>Open from nine to five.</Say></Response>", {"Content-Type": "text/xml"}

    @app.post("/text")
    def text():
        answers = "<Message>Open.</Message><Message>From nine to five.</Message>"
        return f"<Response>{answers}</Response>", {"Content-Type": "text/xml"}

    return app
"""


def test_an_application_is_run_rung_and_texted_from_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    words = ["run", "--port", "0", "--app", "shop:create_app()"]
    number = ["--number", "+15005550100", "--voice", "/answer", "--sms", "/text"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        [str(CLI), *words, *number], cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert running.stdout is not None
        address = re.search(r"http://\S+", running.stdout.readline())
        assert address is not None
        url = ["--url", address[0]]
        call = subprocess.run(
            [str(CLI), "call", "+15005550100", *url], input="1" * 250, capture_output=True, text=True, check=False
        )
        text = subprocess.run(
            [str(CLI), "text", "+15005550100", "open?", *url], capture_output=True, text=True, check=True
        )
    finally:
        running.send_signal(signal.SIGINT)
        stopped = running.wait(20)
        assert running.stdout is not None
        running.stdout.close()
    assert "« Open from nine to five." in call.stdout
    assert call.returncode == 0
    assert text.stdout == "Open.\nFrom nine to five.\n"
    assert stopped == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["call", "12393"], "no emulator answers at http://127.0.0.1:1"),
        (["text", "12393", "YE"], "no emulator answers at http://127.0.0.1:1"),
    ],
)
def test_nobody_at_the_other_end_is_one_sentence(words: list[str], sentence: str) -> None:
    refused = CliRunner().invoke(main, [*words, "--url", "http://127.0.0.1:1"])

    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--app", "no_such_module:app"], "no_such_module"),
        (["--app", "json:no_such_name"], "the module json has no no_such_name"),
        (["--app", "twilio_emulator:no_such_name"], "the module twilio_emulator has no no_such_name"),
        (["--app", "json:__name__"], "cannot be called"),
        (["--config", "nowhere.toml"], "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_run_is_one_sentence(words: list[str], sentence: str) -> None:
    refused = CliRunner().invoke(main, ["run", "--port", "0", *words])

    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Traceback" not in refused.output


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        refused = CliRunner().invoke(main, ["run", "--port", str(port)])

    assert refused.exit_code == 1
    assert f"127.0.0.1:{port} cannot be listened on" in refused.output


def test_a_plain_wsgi_function_is_an_application_and_what_takes_nothing_makes_one() -> None:
    def plain(_environ: dict[str, Any], _start_response: Callable[..., object]) -> list[bytes]:
        return []

    def make() -> Callable[..., list[bytes]]:
        return plain

    module = types.ModuleType("shop_of_functions")
    module.__dict__.update(plain=plain, make=make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        assert load_app("shop_of_functions:plain") is plain
        assert load_app("shop_of_functions:make") is plain
        assert load_app("shop_of_functions:make()") is plain
