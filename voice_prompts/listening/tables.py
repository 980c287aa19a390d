"""The figures of a hearing test as tables in the terminal."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from voice_prompts.listening.results import AMOUNTS_BAR, BAR, Figures, Result, share_of, worst_first
from voice_prompts.listening.trials import Kind

SHOWN: Final = 15
"""The worst of each kind."""


def show(console: Console, results: Sequence[Result], rows: Sequence[Figures]) -> None:
    """Print the worst trials of every kind, then the figures of all."""
    for row in rows:
        of_row = (one for one in results if (one.trial.language, one.trial.kind) == (row.language, row.kind))
        console.print(_worst(f"{row.language}: the worst {row.kind}", worst_first(of_row)[:SHOWN]))
    console.print(_figures(rows))


def _worst(title: str, results: Sequence[Result]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("signs", "sounds", "to be heard", "heard"):
        table.add_column(heading, justify="right" if heading in ("signs", "sounds") else "left", overflow="fold")
    for one in results:
        compared = one.compared
        shares = (f"{score.share:.0%}" for score in (compared.signs, compared.sounds))
        table.add_row(*shares, escape(one.trial.words), escape(compared.heard))
    return table


def _figures(rows: Sequence[Figures]) -> Table:
    table = Table(title="Wrong, averaged over the trials", title_justify="left")
    for heading in (
        "",
        "trials",
        "signs",
        "sounds",
        "pooled",
        "beyond 15 %",
        "amounts right",
        "taken down",
        "told apart",
        "",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for row in rows:
        table.add_row(
            f"{row.language}: {row.kind}",
            str(row.trials),
            f"{row.signs:.1%}",
            f"{row.sounds:.1%}",
            f"{row.pooled:.1%}",
            str(row.listed),
            share_of(row.right, row.with_amounts),
            share_of(row.taken_down, row.with_taken),
            share_of(row.told_apart, row.with_choice),
            _met(row, rows),
        )
    return table


def _met(row: Figures, rows: Sequence[Figures]) -> str:
    """Whether what is asked of prompts and of answers is there; the other kinds are for comparison.

    A prompt beyond MOST is to be listed with a reason, for which it has to be said by a second voice.
    """
    listed = sum(one.trials for one in rows if one.kind is Kind.SECOND and one.language == row.language)
    met = {
        Kind.PROMPT: row.sounds <= BAR and row.listed <= listed,
        Kind.ANSWER: row.right >= AMOUNTS_BAR * row.with_amounts,
    }.get(row.kind)
    if met is None or (row.kind is Kind.ANSWER and not row.with_amounts):
        return ""
    return "[green]met[/]" if met else "[red]missed[/]"
