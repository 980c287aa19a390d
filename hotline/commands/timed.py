"""`hotline nightly`, `notify` and `work`: the timed work, by hand or by the worker."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from hotline.environment import OUTBOUND, accounts, settings_for
from hotline.settings import Settings, SettingsError
from models import NotMigrated, nightly
from models.identity import shanghai_date

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(name="nightly")
@click.option("--day", type=_DAY, default=None, help="The day whose end is worked for; the one that has ended last.")
def night(day: datetime | None) -> None:
    """Do the night's work: interest, carry-over, scheduled premiums.

    May be run again, be killed, and run on several machines at once: what is done is known, and left alone.

    \b
    Example: hotline nightly --day 2026-03-31
    """
    from hotline.jobs import nights_days

    days = (day.date(),) if day else nights_days(shanghai_date(datetime.now(UTC)))
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    with accounts(settings_for(os.environ, "HOTLINE_SECRET_KEY")) as database, bar:
        tasks = {what: bar.add_task(what, total=None) for what in ("premiums", "years")}
        reports = [
            nightly.run(database, one, progress=lambda what, done: bar.update(tasks[what], completed=done))
            for one in days
        ]
    for report in reports:
        click.echo(_said(report))


def _said(report: nightly.NightlyReport) -> str:
    return (
        f"{report.day}: {report.premiums_paid} premiums paid, {report.premiums_failed} failed; "
        f"{report.accounts_closed} years closed with {report.interest_fen / 100:.2f} yuan of interest."
    )


@click.command()
def notify() -> None:
    """Send the notices and other texts that are due now, once.

    Nobody gets the same one twice, whoever else sends at the same time. Between 20:00 and 8:00 in Shanghai only what
    somebody has just asked for is sent.

    \b
    Example: hotline notify
    """
    from hotline.outbound import Carrier, outbox, send_due, twilio_client

    settings = outbound_settings()
    with accounts(settings) as database:
        carrier = Carrier(twilio_client(settings), public_url=settings.public_url, numbers=settings.numbers)
        report = send_due(database, carrier, datetime.now(UTC))
        with database.session() as db:
            counts = ", ".join(f"{number} {status}" for status, number in outbox.counts(db))
    click.echo(
        f"{report.sent} sent, {report.put_off} put off, {report.refused} refused, {report.unsure} not known. "
        f"In all: {counts or 'no texts'}."
    )


@click.command()
@click.option("--no-schedule", is_flag=True, help="Only do what other workers put in the queue.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is logged.")
def work(no_schedule: bool, quiet: bool) -> None:
    """Do the timed work until told to stop: notices and call-backs every minute, the night's work at 02:00 in Shanghai.

    Any number of workers, on any number of machines, may run at once.

    \b
    Example: hotline work
    """
    from hotline.jobs import Office, give_jobs, open_queue, run_worker
    from hotline.logs import configure_logging
    from hotline.outbound import Carrier, twilio_client
    from ivr.people.office import Office as People
    from ivr.people.telephone import TwilioTelephone

    settings = outbound_settings()
    configure_logging()
    with accounts(settings) as database:
        if not database.ready():
            raise NotMigrated("The database is not up to date; run `hotline migrate`.")
        carrier = Carrier(twilio_client(settings), public_url=settings.public_url, numbers=settings.numbers)
        people = People(
            database=database,
            telephone=TwilioTelephone(twilio_client(settings)),
            now=_now,
            address=settings.public_url,
        )
        queue = open_queue(settings)
        give_jobs(queue, Office(database=database, carrier=carrier, now=_now, people=people))
        if not quiet:
            click.echo("Working. Ctrl-C ends it.")
        run_worker(queue, scheduling=not no_schedule)


def _now() -> datetime:
    return datetime.now(UTC)


def outbound_settings() -> Settings:
    """The settings of whoever sends and dials. Raises SettingsError where one is missing."""
    settings = settings_for(os.environ, *OUTBOUND)
    if not settings.public_url:
        raise SettingsError(
            "HOTLINE_PUBLIC_URL is not set: give the address under which Twilio reaches the hotline, to report there."
        )
    return settings
