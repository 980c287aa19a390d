"""The `hotline` command: prepare and inspect the account database. The only place besides the app that reads settings.

What goes wrong is said in one sentence on standard error, with exit status 1.
"""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import select

import models
from hotline.commands.agents import agents
from hotline.commands.policies import policies
from hotline.commands.posting import post
from hotline.commands.tickets import tickets
from hotline.commands.timed import night, notify, work
from hotline.doctor import examine
from hotline.environment import open_database, settings_for
from hotline.settings import SettingsError
from models import AccountsError, Person
from models.database import where
from models.identity import shanghai_date
from models.seed import FEWEST_PEOPLE, MOST_PEOPLE, DemoPerson, demo_people, holds_people
from models.seed import seed as write_seed

LISTED: Final = ("name", "situation", "phone", "id_number")
"""What a program is told of a demo person, beside the PIN."""


def main() -> None:
    """The entry point: run the command, and say what went wrong in one sentence."""
    try:
        hotline(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("Stopped; nothing was changed.", status=130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (AccountsError, SettingsError) as error:
        _fail(str(error))


def _fail(sentence: str, status: int = 1) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, style="red", markup=False)
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def hotline() -> None:
    """Prepare and inspect the hotline's account database.

    \b
    Example: hotline migrate && hotline seed --people 1000 && hotline accounts
    """


@hotline.command()
def migrate() -> None:
    """Make the tables, or bring them up to date.

    \b
    Example: DATABASE_URL=sqlite:///var/hotline.sqlite3 hotline migrate
    """
    url = settings_for(os.environ).database_url
    models.migrate(url)
    click.echo(f"The tables of {where(url)} are up to date.")


@hotline.command()
@click.option(
    "--people",
    type=click.IntRange(FEWEST_PEOPLE, MOST_PEOPLE),
    default=1000,
    show_default=True,
    help="How many people, the demo people among them.",
)
@click.option("--seed", "number", type=click.IntRange(0), default=1, show_default=True, help="Which people.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="The day up to which the ledgers are kept; today in China unless given.",
)
@click.option("--if-empty", is_flag=True, help="Leave a database that already holds people as it is.")
def seed(people: int, number: int, as_of: datetime | None, if_empty: bool) -> None:
    """Fill an empty database with fictitious people.

    The same --people, --seed and --as-of give the same people with the same years of ledger on every machine.

    \b
    Example: hotline seed --people 100000 --seed 7 --as-of 2026-03-01
    """
    day = as_of.date() if as_of else shanghai_date(datetime.now(UTC))
    database = open_database(settings_for(os.environ, "HOTLINE_SECRET_KEY"))
    columns = (TextColumn("people"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        database.ping()
        if if_empty and holds_people(database):
            click.echo(f"{where(database.url)} already holds people and stays as it is.")
            return
        with Progress(*columns, console=Console(stderr=True)) as bar:
            tasks: list[TaskID] = []  # the bar appears with the first people, not beside a refusal

            def show(written: int) -> None:
                if not tasks:
                    tasks.append(bar.add_task("people", total=people))
                bar.update(tasks[0], completed=written)

            write_seed(database, people=people, seed=number, as_of=day, progress=show)
    finally:
        database.dispose()
    click.echo(f"{people} people with ledgers up to {day} are in {where(database.url)}.")


@hotline.command()
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def accounts(as_json: bool) -> None:
    """List the demo people and what each keys in.

    \b
    Example: hotline accounts
    """
    database = open_database(settings_for(os.environ, "HOTLINE_SECRET_KEY"))
    try:
        database.ping()
        with database.session() as db:
            hashes = {database.vault.id_hash(demo.id_number): demo for demo in demo_people()}
            known = set(db.scalars(select(Person.id_number_hash).where(Person.id_number_hash.in_(hashes))))
    finally:
        database.dispose()
    people = [demo for hashed, demo in hashes.items() if hashed in known]
    if not people:
        raise AccountsError("The demo people are not in this database; run `hotline seed` on an empty one.")
    if as_json:
        listed = [{"pin": demo.pin, **{name: getattr(demo, name) for name in LISTED}} for demo in people]
        click.echo(json.dumps(listed, ensure_ascii=False))
    else:
        Console().print(accounts_table(people))


def accounts_table(people: list[DemoPerson]) -> Table:
    """The demo people as a table: name, situation, phone, ID number and the PIN that is valid until it is changed."""
    table = Table(title="Demo people (all fictitious)")
    for heading in ("Name", "Situation", "Phone", "ID number", "PIN"):
        table.add_column(heading, no_wrap=heading != "Situation")
    for demo in people:
        table.add_row(demo.name, demo.situation, demo.phone or "none", demo.id_number, demo.pin)
    return table


@hotline.command()
def doctor() -> None:
    """Say what the hotline lacks and what to do about it.

    Every setting is judged, and what it names is looked for: database, key, prompts, recordings, a worker. Nothing is
    changed. The status is 1 where something is missing.

    \b
    Example: hotline doctor
    """
    findings = examine(os.environ, datetime.now(UTC))
    for finding in findings:
        mark = click.style("missing", fg="red") if finding.remedy else click.style("ok     ", fg="green")
        click.echo(f"{mark}  {finding.subject}{': ' + finding.remedy if finding.remedy else ''}")
    if any(finding.remedy for finding in findings):
        sys.exit(1)


for _command in (agents, post, night, notify, work, policies, tickets):
    hotline.add_command(_command)
