"""What ``make run`` starts: the hotline with its worker, the emulator in front, and fictitious people to ring it as.

Nothing here is needed elsewhere: the hotline runs without an emulator and the emulator without the hotline, and this
file is where a demonstration puts the two side by side, by their command lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
VAR = HERE / "var"
HOTLINE_PORT = int(os.environ.get("HOTLINE_PORT", "12394"))
EMULATOR_PORT = int(os.environ.get("EMULATOR_PORT", "12393"))
HOTLINE = f"http://127.0.0.1:{HOTLINE_PORT}"
EMULATOR = f"http://127.0.0.1:{EMULATOR_PORT}"
PEOPLE = 200
"""How many people are seeded; the first dozen are the named ones."""
START_SECONDS = 30.0
LINES = {"12393": "医疗保障服务热线", "12333": "人力资源和社会保障服务热线"}
"""The numbers to dial, and what they are called; the first is the one that is shown."""
LINE = next(iter(LINES))

ACCOUNT_SID = "AC00000000000000000000000000012393"
AUTH_TOKEN = "emulatortokenfordevelopment12393"  # noqa: S105  # the emulator's documented pair

BIN = Path(sys.executable).parent
screen = Console()


class CannotStart(Exception):
    """Something is in the way; the words name it and the remedy."""


def main() -> int:
    """Start everything and stay until Ctrl-C; return the exit status."""
    try:
        environment = prepare()
        return stay(environment, people(environment))
    except CannotStart as error:
        screen.print(f"[bold red]Cannot start:[/] {error}", highlight=False)
        return 1
    except KeyboardInterrupt:
        return 0


def prepare() -> dict[str, str]:
    """Check the ports and the folder, make the secret key and the database; return the environment of both."""
    for port, name in ((HOTLINE_PORT, "HOTLINE_PORT"), (EMULATOR_PORT, "EMULATOR_PORT")):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            raise CannotStart(
                f"port {port} is taken ({error.strerror}); "
                f"stop the program that has it, or run `{name}={port + 100} make run`."
            ) from error
    try:
        VAR.mkdir(exist_ok=True)
        key = VAR / "secret.key"
        if not key.exists():
            with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        secret = key.read_text(encoding="ascii").strip()
        probe = VAR / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"{VAR} cannot be written to ({error.strerror}); change its owner or remove it.") from error
    environment = {
        "DATABASE_URL": f"sqlite:///{VAR / 'hotline.sqlite3'}",
        "HOTLINE_SECRET_KEY": secret,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "HOTLINE_BAND": "wide",  # here one listens in a browser
        **os.environ,
        "TWILIO_API_BASE": EMULATOR,
        "HOTLINE_PUBLIC_URL": HOTLINE,
    }
    command(environment, "hotline", "migrate")
    command(environment, "hotline", "seed", "--people", str(PEOPLE), "--if-empty")
    return environment


def command(environment: dict[str, str], *words: str) -> str:
    """Run one of our own commands and return what it prints; its own sentence is the reason when it fails."""
    done = subprocess.run(  # noqa: S603  # our own commands
        [str(BIN / words[0]), *words[1:]], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotStart(said[-1] if said else f"`{' '.join(words)}` failed")
    return done.stdout


def people(environment: dict[str, str]) -> list[dict[str, str]]:
    """Return the demo people as the hotline lists them."""
    listed: list[dict[str, str]] = json.loads(command(environment, "hotline", "accounts", "--json"))
    return listed


def write_config(everyone: list[dict[str, str]]) -> Path:
    """Write the emulator's configuration: the lines, and the demo people as handsets."""

    def table(array: str, **values: str) -> str:
        return f"[[{array}]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())

    tables = [
        table(
            "numbers",
            phone_number=number,
            friendly_name=title,
            voice_url=f"{HOTLINE}/voice/answer",
            sms_url=f"{HOTLINE}/sms/incoming",
            status_callback=f"{HOTLINE}/voice/status",
        )
        for number, title in LINES.items()
    ]
    for person in everyone:
        hint = f"{person['situation']} · {person['id_number']} · {person['pin']}"
        if person["phone"]:
            tables.append(table("handsets", phone_number=person["phone"], name=person["name"], hint=hint))
    path = VAR / "emulator.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def stay(environment: dict[str, str], everyone: list[dict[str, str]]) -> int:
    """Run both servers and the worker until one of them ends or somebody says stop."""
    web = [
        *("granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(HOTLINE_PORT)),
        *("--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "hotline:create_app"),
    ]
    config = str(write_config(everyone))
    line = ["twilio-emulator", "run", "--port", str(EMULATOR_PORT), "--config", config, "--quiet"]
    servers: list[subprocess.Popen[bytes]] = []
    ended = threading.Event()

    def watch(server: subprocess.Popen[bytes]) -> None:
        server.wait()
        ended.set()

    def start(*words: str) -> None:
        server = subprocess.Popen([str(BIN / words[0]), *words[1:]], env=environment, process_group=0)  # noqa: S603
        servers.append(server)
        threading.Thread(target=watch, args=(server,), daemon=True).start()

    start(*web)
    start(*line)
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: ended.set())
    try:
        for name, url in (("the hotline", f"{HOTLINE}/healthz"), ("the emulator", f"{EMULATOR}/")):
            if not answers(url, ended):
                over = [
                    title for title, one in zip(("The hotline", "The emulator"), servers, strict=True) if one.poll()
                ]
                what = f"{over[0]} has ended" if over else f"{name.capitalize()} does not answer at {url}"
                raise CannotStart(f"{what}; its own words are above.")
        # Nobody waits for the worker, so it starts when the line is open.
        start("hotline", "work", "--quiet")
        show(environment, everyone)
        ended.wait()
        return 0
    finally:
        stop(servers)


def stop(servers: list[subprocess.Popen[bytes]]) -> None:
    """End what was started, with everything it has started; what does not listen is killed."""
    for server in servers:
        server.terminate()
    for server in servers:
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(url: str, ended: threading.Event) -> bool:
    """Wait until ``url`` answers; False where a server ends first, or nothing comes in time."""
    tenths = int(START_SECONDS * 10)
    for _ in range(tenths):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  # our own address
            return True
        except (urllib.error.URLError, OSError):
            if ended.wait(0.1):
                return False
    return False


def show(environment: dict[str, str], everyone: list[dict[str, str]]) -> None:
    """Print where to go, what to dial, who one can be, and what signs the webhooks."""
    table = Table(title="Fictitious people", title_justify="left", header_style="bold")
    for heading in ("situation", "name", "phone", "ID number", "PIN"):
        table.add_column(heading, no_wrap=heading != "situation")
    for person in everyone:
        table.add_row(person["situation"], person["name"], person["phone"] or "–", person["id_number"], person["pin"])
    screen.print(table)
    caller = next(person["phone"] for person in everyone if person["phone"])
    screen.print(f"Console   [bold]{EMULATOR}/?from={caller.replace('+', '%2B')}&to={LINE}[/]", highlight=False)
    screen.print(f"Dial      {' or '.join(LINES)}, or text YE to {LINE}", highlight=False)
    screen.print(f"Terminal  .venv/bin/twilio-emulator call {LINE} --from {caller}", highlight=False)
    screen.print(
        f"Account   {environment['TWILIO_ACCOUNT_SID']}, token {environment['TWILIO_AUTH_TOKEN']}", highlight=False
    )
    screen.print("Stop      Ctrl-C", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
