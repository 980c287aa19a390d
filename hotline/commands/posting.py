"""`hotline post`: tell the accounts what a bureau's system knows, one event or a file of them."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO, Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotline.environment import accounts, settings_for
from hotline.posting import EVENTS, Field, apply, fields_of, read, read_line
from models import AccountsError, Database, DatabaseUnavailable, NotMigrated
from models.money.posting import Posted

_COLUMNS: Final = (TextColumn("events"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@click.group(invoke_without_command=True)
@click.option(
    "--file",
    "source",
    type=click.File(encoding="utf-8"),
    help="Events as JSON, one a line, with event, number and at beside their fields; - is standard input.",
)
@click.pass_context
def post(context: click.Context, source: IO[str] | None) -> None:
    """Post events of a bureau's system, each once by its own number.

    A number that was posted before changes nothing, so a file may be posted again. What is refused is told in one line
    with its place, and the status is 1; nothing of it is kept. ID numbers are never shown.

    \b
    Example: hotline post --file events.jsonl
    Example: hotline post credit --number HR202603-17 --kind employer_credit --amount-fen 20000
    """
    if context.invoked_subcommand is None:
        if source is None:
            raise click.UsageError("Name an event, or a file of them with --file.")
        with _accounts() as database:
            _post_all(database, source)
    elif source is not None:
        raise click.UsageError("Either one event or a file of them.")


@contextmanager
def _accounts() -> Iterator[Database]:
    with accounts(settings_for(os.environ, "HOTLINE_SECRET_KEY")) as database:
        yield database


def _post_all(database: Database, source: IO[str]) -> None:
    """Post every line; the refusals, and what came of all, are said as they come."""
    said = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    counted: Counter[str] = Counter()
    with Progress(*_COLUMNS, console=said, disable=not said.is_terminal) as bar:
        task = bar.add_task("events", total=_lines(source))
        for place, line in enumerate(source, start=1):
            if line.strip():
                counted[_post_line(database, line, f"{source.name}:{place}", said)] += 1
            bar.advance(task)
    click.echo(
        f"{counted['posted']} posted, {counted['repeated']} posted before, "
        f"{counted['failed']} answered with a failure, {counted['refused']} refused."
    )
    if counted["refused"]:
        sys.exit(1)


def _lines(source: IO[str]) -> int | None:
    """How many lines a file has; None for what can be read only once."""
    if not source.seekable():
        return None
    lines = sum(1 for _ in source)
    source.seek(0)
    return lines


def _post_line(database: Database, line: str, place: str, said: Console) -> str:
    try:
        posted = apply(database, read_line(line), datetime.now(UTC))
    except (DatabaseUnavailable, NotMigrated) as error:
        said.print(f"{place}: stopped here; what stands before it is posted. {error}")
        sys.exit(1)
    except AccountsError as error:
        said.print(f"{place}: {error}")
        return "refused"
    if posted.failure is not None:
        said.print(f"{place}: answered with {posted.failure}.")
    return "repeated" if posted.repeated else "failed" if posted.failure else "posted"


def _command(name: str, event: type) -> click.Command:
    """The command that posts one event, its options made from the event's fields."""
    known = fields_of(event)
    options = [
        click.Option(["--number"], required=True, help="The event's own number; posted once."),
        click.Option(["--at"], help="When it happened, such as 2026-03-01T09:30; Shanghai time unless it says. Now."),
        *(_option(field) for field in known),
    ]

    def run(number: str, at: str | None, **given: object) -> None:
        told = {name: value for name, value in given.items() if value is not None}
        with _accounts() as database:
            posted = apply(database, read({"event": name, "number": number, "at": at, **told}), datetime.now(UTC))
        click.echo(outcome(posted))

    about = " ".join((event.__doc__ or "").split("\n\n")[0].split())
    example = " ".join(f"--{field.name.replace('_', '-')} …" for field in known if field.required)
    return click.Command(
        name,
        params=list(options),
        callback=run,
        help=f"{about}\n\n\b\nExample: hotline post {name} --number … {example}",
    )


def _option(field: Field) -> click.Option:
    flag = f"--{field.name.replace('_', '-')}"
    settings: dict[str, Any] = {"required": field.required, "help": f"{field.expected[0].upper()}{field.expected[1:]}."}
    if field.kind is bool:
        return click.Option([f"{flag}/--no-{field.name.replace('_', '-')}"], default=None, help="Yes or no.")
    if field.is_person:
        # Asked for where it is not given: what stands on a command line can be read by others on the machine.
        settings |= {"prompt": f"ID number ({field.name})", "hide_input": True, "help": "An ID number; asked for."}
    elif issubclass(field.kind, StrEnum):
        settings["type"] = click.Choice([member.value for member in field.kind])
        settings["help"] = None
    return click.Option([flag, field.name], **settings)


def outcome(posted: Posted) -> str:
    """What became of an event, in one line."""
    facts = ", ".join(f"{name} {value}" for name, value in posted.facts.items() if value is not None)
    what = "Posted before" if posted.repeated else "Posted"
    if posted.failure is not None:
        what += f", answered with {posted.failure}"
    return f"{what}: {facts}." if facts else f"{what}."


for _name, _event in EVENTS.items():
    post.add_command(_command(_name, _event))
