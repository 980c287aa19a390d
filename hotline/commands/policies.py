"""`hotline policies`: bring the policy table to what its files say, or see whether they can be understood."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hotline.environment import accounts, settings_for
from models.policies.files import FOLDER, read_policies
from models.policies.loading import load_policies

_FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    show_default="models/policies/rows",
    help="Where the *.toml files are.",
)


@click.group()
def policies() -> None:
    """Load or check the policy files.

    \b
    Example: hotline policies check && hotline policies load
    """


@policies.command()
@_FOLDER
def load(folder: Path) -> None:
    """Make the policy table what the files say; a second load changes nothing.

    \b
    Example: hotline policies load
    """
    with accounts(settings_for(os.environ, "HOTLINE_SECRET_KEY")) as database, database.session() as db:
        loaded = load_policies(db, folder)
    click.echo(f"{loaded.rows} rows: {loaded.added} added, {loaded.removed} removed.")


@policies.command()
@_FOLDER
def check(folder: Path) -> None:
    """Say whether the files can be loaded, without a database.

    \b
    Example: hotline policies check --folder my-policies
    """
    click.echo(f"{len(read_policies(folder))} rows, all in order.")
