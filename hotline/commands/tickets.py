"""`hotline tickets`: the work that callers have left, and its answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from hotline.environment import accounts, settings_for
from models import AccountsError, TicketStatus
from models.identity import SHANGHAI
from models.people import tickets as work
from models.people.tickets import OVER, Listed

MOST = 100
"""Tickets that are listed at once."""
LONGEST = 2000
"""Characters of an answer."""


@click.group()
def tickets() -> None:
    """Work on the tickets that callers and texts have opened.

    \b
    Example: hotline tickets list && hotline tickets answer 2603020001
    """


@contextmanager
def _accounts() -> Iterator[Session]:
    with accounts(settings_for(os.environ, "HOTLINE_SECRET_KEY")) as database, database.session() as db:
        yield db


@tickets.command("list")
def list_() -> None:
    """Show the tickets that are not answered, those due first.

    \b
    Example: hotline tickets list
    """
    with _accounts() as db:
        waiting = work.waiting(db, MOST)
    if not waiting:
        click.echo("No ticket waits for an answer.")
        return
    table = Table(title="Tickets")
    for heading in ("Number", "Kind", "Status", "Opened", "Due", "To be rung", "Recording"):
        table.add_column(heading, no_wrap=True)
    for one in waiting:
        table.add_row(one.number, one.kind, one.status, *_moments(one), one.recording or "")
    Console().print(table)


def _moments(one: Listed) -> tuple[str, str, str]:
    return _local(one.opened_at), str(one.due_on or ""), _local(one.callback_at)


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


@tickets.command()
@click.argument("number")
def show(number: str) -> None:
    """Show one ticket with what was written for it; what was said is the recording that it names.

    \b
    Example: hotline tickets show 2603020001
    """
    with _accounts() as db:
        one, text = work.named(db, number), work.text_of(db, number)
    opened, due, rung = _moments(one)
    lines = (
        f"{one.number}, {one.kind}, {one.status}",
        f"Opened {opened}, due {due or 'on no day'}{f', to be rung {rung}' if rung else ''}",
        f"Recording {one.recording}" if one.recording else "",
        text or "",
    )
    click.echo("\n".join(filter(None, lines)))


@tickets.command()
@click.argument("number")
@click.option(
    "--text",
    prompt="Answer",
    help="What whoever opened the ticket is told; asked for where it is not given.",
)
def answer(number: str, text: str) -> None:
    """Answer a ticket; whoever opened it is told by text, between 8 and 20 o'clock.

    \b
    Example: hotline tickets answer 2603020001 --text 已退还多收费用。
    """
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST:
        raise click.BadParameter(f"an answer has 1 to {LONGEST} characters.")
    _settle(number, TicketStatus.ANSWERED, words)
    click.echo(f"Ticket {number} is answered.")


@tickets.command()
@click.argument("number")
def close(number: str) -> None:
    """Close a ticket that needs no answer; whoever opened it is told that it is done.

    \b
    Example: hotline tickets close 2603020001
    """
    _settle(number, TicketStatus.CLOSED, None)
    click.echo(f"Ticket {number} is closed.")


def _settle(number: str, status: TicketStatus, words: str | None) -> None:
    from hotline.outbound.notices import settle

    with _accounts() as db:
        one = work.named(db, number)
        if one.status in OVER:
            raise AccountsError(f"Ticket {number} is {one.status} already.")
        settle(db, number, status, datetime.now(UTC), words)
