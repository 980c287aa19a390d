"""``twilio-emulator``: the emulator, and a handset in the terminal."""

from __future__ import annotations

import gc
import importlib
import inspect
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click

from twilio_emulator import lint
from twilio_emulator.config import Config, ConfigError, load
from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN, Emulator
from twilio_emulator.server import PortTaken
from twilio_emulator.state.journal import StateError
from twilio_emulator.store import TwilioAccount, WsgiApp
from twilio_emulator.terminal import NoEmulator, TerminalHandset
from twilio_emulator.webhook.client import Webhooks

DEFAULT_URL = "http://127.0.0.1:12393"
DEFAULT_FROM = "+15005550111"

url_option = click.option("--url", default=DEFAULT_URL, show_default=True, help="Where the emulator listens.")
from_option = click.option("--from", "from_", default=DEFAULT_FROM, show_default=True, help="The handset's own number.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hotline-12393", prog_name="twilio-emulator")
def main() -> None:
    """Run a Twilio on your desk, and ring your application through it.

    \b
    Example:
        twilio-emulator run --number +15005550100 --voice http://127.0.0.1:5000/answer
    """


@main.command()
@click.option("--app", "app_name", metavar="MODULE:FACTORY", help="A WSGI application, called without a socket.")
@click.option("--config", type=click.Path(path_type=Path), help="A TOML file with numbers and contacts.")
@click.option("--number", "phone_number", help="One number, without a file.")
@click.option("--voice", "voice_url", default="", help="Its voice URL, or a path of --app.")
@click.option("--sms", "sms_url", default="", help="Its message URL, or a path of --app.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=12393, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--state", type=click.Path(path_type=Path), metavar="DIR", help="Keep everything there across restarts.")
@click.option("--speech", metavar="NAME", help="Who says words aloud: espeak-ng, kokoro, none, or a plug-in.")
@click.option("--recogniser", metavar="NAME", help="Who understands spoken sound: faster-whisper, none, or a plug-in.")
@click.option("--quiet", is_flag=True, help="Print nothing when all is well.")
def run(
    app_name: str | None,
    config: Path | None,
    phone_number: str | None,
    voice_url: str,
    sms_url: str,
    host: str,
    port: int,
    state: Path | None,
    speech: str | None,
    recogniser: str | None,
    quiet: bool,
) -> None:
    """Start the emulator in real time and keep it running until Ctrl-C.

    \b
    Examples:
        twilio-emulator run --config emulator.toml
        twilio-emulator run --app shop:create_app --number +15005550100 --voice /answer --sms /text
        twilio-emulator run --config emulator.toml --state var/twilio
    """
    emulator: Emulator | None = None
    try:
        declared = load(config) if config else Config()
        app = load_app(app_name) if app_name else None
        sid, token = declared.own_account
        hearing = declared.hearing(speech, recogniser)
        emulator = Emulator(
            clock="real",
            aloud=hearing.speech is not None,
            speech=hearing.speech,
            recogniser=hearing.recogniser,
            host=host,
            port=port,
            account_sid=sid,
            auth_token=token,
            state=state,
        )
        declared.declare(emulator, app)
        if phone_number:
            emulator.add_number(phone_number, voice_url=voice_url, sms_url=sms_url, app=app)
        url = emulator.url
        gc.freeze()  # what is loaded stays: collecting garbage among it would make every timer late
    except (ConfigError, PortTaken, StateError, click.BadParameter) as error:
        if emulator is not None:
            emulator.close()
        raise click.ClickException(error.message if isinstance(error, click.BadParameter) else str(error)) from error
    if not quiet:
        _introduce(emulator, url)
    stopped = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopped.set())
    stopped.wait()
    try:
        emulator.close()
    except StateError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("to")
@from_option
@url_option
def call(to: str, from_: str, url: str) -> None:
    """Ring TO from a handset in the terminal: read what is heard, type keys and Enter.

    Words that are no keys are spoken. An empty line, or the end of the input, hangs up. From a pipe, each line waits
    for its turn.

    \b
    Examples:
        twilio-emulator call 12393
        printf '1\\n3\\n' | twilio-emulator call 12393 --from +8612010000001
    """
    try:
        status = TerminalHandset(url, from_).call(to, sys.stdin, click.echo)
    except NoEmulator as error:
        raise click.ClickException(str(error)) from error
    sys.exit(0 if status == "completed" else 1)


@main.command()
@click.argument("to")
@click.argument("body")
@from_option
@url_option
def text(to: str, body: str, from_: str, url: str) -> None:
    """Send BODY to TO and print what comes back.

    \b
    Example:
        twilio-emulator text 12393 YE
    """
    try:
        answers = TerminalHandset(url, from_).text(to, body)
    except NoEmulator as error:
        raise click.ClickException(str(error)) from error
    for answer in answers:
        click.echo(answer)


@main.command("lint")
@click.argument("places", nargs=-1, required=True, metavar="FILE|URL…")
@click.option("--messaging", is_flag=True, help="The document answers a text, not a call.")
@click.option("--post", is_flag=True, help="Ask a URL by POST instead of GET.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--account-sid", envvar="TWILIO_ACCOUNT_SID", default=ACCOUNT_SID, show_default=True, help="Who asks.")
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", default=AUTH_TOKEN, help="Signs what a URL is asked.")
def check_documents(
    places: tuple[str, ...], messaging: bool, post: bool, as_json: bool, account_sid: str, auth_token: str
) -> None:
    """Check TwiML for everything Twilio would warn of or refuse, with line, column and remedy.

    A FILE of - is standard input; a URL is asked as Twilio would ask it, signed. Exits with 0 where nothing was found,
    1 where there are warnings or errors, 2 where a document could not be read.

    \b
    Examples:
        twilio-emulator lint answer.xml menu.xml
        twilio-emulator lint http://127.0.0.1:5000/text --post --messaging
    """
    webhooks = Webhooks()
    account = TwilioAccount(sid=account_sid, auth_token=auth_token)
    try:
        method = "POST" if post else "GET"
        reports = lint.lint(places, webhooks, method=method, messaging=messaging, account=account)
    finally:
        webhooks.close()
    if as_json:
        click.echo(lint.as_json(reports))
    else:
        for line in lint.as_lines(reports):
            click.echo(line)
    sys.exit(lint.exit_code(reports))


def load_app(name: str) -> WsgiApp:
    """Import ``module:factory``; what is an application already, and no factory, is taken as it is.

    Raises ``click.BadParameter`` where there is neither.
    """
    module_name, _, attribute = name.partition(":")
    attribute = attribute.removesuffix("()") or "app"
    sys.path.insert(0, "")
    try:
        module = importlib.import_module(module_name)
    except (ImportError, ValueError) as error:  # a name that begins with a dot, or none at all, is the latter
        raise click.BadParameter(f"--app {name}: {error}") from error
    try:
        found: Any = getattr(module, attribute)
    except AttributeError as error:
        raise click.BadParameter(f"--app {name}: the module {module_name} has no {attribute}") from error
    if not callable(found):
        raise click.BadParameter(f"--app {name}: {attribute} cannot be called")
    app: WsgiApp = found() if _takes_nothing(found) else found
    return app


def _takes_nothing(found: Any) -> bool:
    """Whether ``found`` is called without arguments: an application is called with two."""
    try:
        inspect.signature(found).bind()
    except TypeError:
        return False
    except ValueError:  # it is written in C and does not tell
        return True
    return True


def _introduce(emulator: Emulator, url: str) -> None:
    click.echo(f"Console        {url}")
    for number in emulator.numbers:
        click.echo(
            f"Number         {number.phone_number}  voice {number.voice_url or '–'}  sms {number.sms_url or '–'}"
        )
    click.echo(f"Account SID    {emulator.account_sid}")
    click.echo(f"Auth token     {emulator.auth_token}")
    click.echo("Stop           Ctrl-C")
