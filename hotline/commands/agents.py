"""`hotline agents`: the roster of people who answer, and who of them is on duty."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from hotline.environment import accounts, settings_for
from models.identity import SHANGHAI
from models.people import agents as roster
from models.people import supervisors
from models.people.agents import LANGUAGES, LINES, Listed

E164 = "[+][1-9][0-9]{5,14}"


@click.group()
def agents() -> None:
    """Keep the roster of agents, and put them on and off duty.

    \b
    Example: hotline agents add 李雷 +8612088880001 && hotline agents on 李雷
    """


@contextmanager
def _accounts() -> Iterator[Session]:
    with accounts(settings_for(os.environ, "HOTLINE_SECRET_KEY")) as database, database.session() as db:
        yield db


def _number(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(E164, value):
        raise click.BadParameter("write it like +8612088880001.")
    return value


def _several(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in value.split(","))))


_line = click.option("--line", "lines", multiple=True, type=click.Choice(LINES), help="A line to answer for.")
_languages = click.option("--languages", default="", callback=_several, help="What is spoken, such as zh-CN,en.")


@agents.command()
@click.argument("name")
@click.argument("number", callback=_number)
@_line
@_languages
@click.option("--pin", default="", help="Six digits for signing in; made up, and told once, unless given.")
@click.option("--supervisor", is_flag=True, help="May see the operations page, too.")
def add(name: str, number: str, lines: tuple[str, ...], languages: tuple[str, ...], pin: str, supervisor: bool) -> None:
    """Put an agent on the roster, off duty.

    \b
    Example: hotline agents add 李雷 +8612088880001 --line 12393 --languages zh-CN,en
    """
    chosen = pin or _new_pin()
    with _accounts() as db:
        agent = roster.add(
            db,
            name,
            number,
            chosen,
            datetime.now(UTC),
            lines=lines or LINES,
            languages=languages or LANGUAGES[:1],
        )
        if supervisor:
            supervisors.appoint(db, agent.agent_id, datetime.now(UTC))
    click.echo(f"{agent.name} is agent number {agent.number}.")
    if not pin:
        click.echo(f"The PIN for signing in is {chosen}; it is not shown again.")


@agents.command("list")
def list_() -> None:
    """Show every agent: who is on duty, and what their telephone is doing.

    \b
    Example: hotline agents list
    """
    with _accounts() as db:
        everybody = roster.everybody(db)
    if not everybody:
        click.echo("There are no agents yet; `hotline agents add NAME NUMBER` adds one.")
        return
    Console().print(_table(everybody))


def _table(everybody: tuple[Listed, ...]) -> Table:
    table = Table(title="Agents")
    for heading in ("Number", "Name", "Lines", "Languages", "On duty", "Telephone", "Since"):
        table.add_column(heading, no_wrap=True)
    for one in everybody:
        table.add_row(
            str(one.number),
            one.name,
            ", ".join(one.lines),
            ", ".join(one.languages),
            "yes" if one.on_duty else "no",
            one.state,
            f"{one.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        )
    return table


@agents.command()
@click.argument("name")
@_line
@_languages
def on(name: str, lines: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Put an agent on duty; NAME is a name or a number of the roster.

    \b
    Example: hotline agents on 101
    """
    with _accounts() as db:
        agent = roster.named(db, name)
        roster.change(db, agent.agent_id, lines=lines, languages=languages)
        roster.sign_on(db, agent.agent_id, datetime.now(UTC))
    click.echo(f"{agent.name} is on duty.")


@agents.command()
@click.argument("name")
def off(name: str) -> None:
    """Take an agent off duty; a call that is going on goes on.

    \b
    Example: hotline agents off 李雷
    """
    with _accounts() as db:
        agent = roster.named(db, name)
        roster.sign_off(db, agent.agent_id)
    click.echo(f"{agent.name} is off duty.")


@agents.command()
@click.argument("name")
@click.option("--not", "dismissed", is_flag=True, help="No longer.")
def supervisor(name: str, dismissed: bool) -> None:
    """Let an agent see the operations page of /desk.

    \b
    Example: hotline agents supervisor 李雷
    """
    with _accounts() as db:
        agent = roster.named(db, name)
        if dismissed:
            supervisors.dismiss(db, agent.agent_id)
        else:
            supervisors.appoint(db, agent.agent_id, datetime.now(UTC))
    click.echo(f"{agent.name} is {'no ' if dismissed else 'a '}supervisor{' any more' if dismissed else ''}.")


@agents.command()
@click.argument("name")
def pin(name: str) -> None:
    """Give an agent a new PIN, which also ends a lock after wrong ones.

    \b
    Example: hotline agents pin 李雷
    """
    chosen = _new_pin()
    with _accounts() as db:
        agent = roster.named(db, name)
        roster.set_pin(db, agent.agent_id, chosen)
    click.echo(f"The new PIN of {agent.name} is {chosen}; it is not shown again.")


def _new_pin() -> str:
    while len(set(made := f"{secrets.randbelow(1_000_000):06d}")) < 3:
        pass
    return made
