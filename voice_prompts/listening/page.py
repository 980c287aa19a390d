"""The page of a hearing test: every trial with a player, worst first. It asks for nothing but its own sounds."""

from collections.abc import Sequence
from html import escape
from typing import Final

from voice_prompts.listening.results import Figures, Result, share_of, worst_first, yuan

_HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>The hearing test</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.wrong { color: #a00; }
small { color: #555; }
audio { width: 15rem; height: 2rem; }
</style>
</head>
<body>
<h1>The hearing test</h1>
"""  # noqa: E501


def page(results: Sequence[Result], rows: Sequence[Figures], recogniser: str) -> str:
    """The page as HTML; sounds are beside it, in `sounds/`."""
    parts = [_HEAD, f"<p>Heard at 8 kHz mu-law by {escape(recogniser)}.</p>\n", _summary(rows)]
    for row in rows:
        parts.append(f"<h2>{escape(row.language)}: {escape(row.kind)}</h2>\n<table>\n<tr>")
        parts += [f"<th scope=col>{heading}</th>" for heading in ("", "to be heard", "heard", "signs", "sounds")]
        parts.append("</tr>\n")
        of_row = (one for one in results if (one.trial.language, one.trial.kind) == (row.language, row.kind))
        parts += [_row(one) for one in worst_first(of_row)]
        parts.append("</table>\n")
    return "".join([*parts, "</body>\n</html>\n"])


def _summary(rows: Sequence[Figures]) -> str:
    headings = (
        "",
        "trials",
        "signs wrong",
        "sounds wrong",
        "pooled",
        "beyond 15 %",
        "amounts right",
        "taken down",
        "told apart",
    )
    table = ["<table>\n<tr>", *(f"<th scope=col>{heading}</th>" for heading in headings), "</tr>\n"]
    for row in rows:
        right = share_of(row.right, row.with_amounts)
        taken = share_of(row.taken_down, row.with_taken)
        apart = share_of(row.told_apart, row.with_choice)
        apart += f" (guessing: {row.chance:.0%})" if apart else ""
        shares = (f"{share:.1%}" for share in (row.signs, row.sounds, row.pooled))
        cells = (str(row.trials), *shares, str(row.listed), right, taken, apart)
        table.append(f"<tr><th scope=row>{escape(row.language)}: {escape(row.kind)}</th>")
        table += [f"<td class=figure>{cell}</td>" for cell in cells]
        table.append("</tr>\n")
    return "".join([*table, "</table>\n"])


def _row(one: Result) -> str:
    trial, compared = one.trial, one.compared
    heard = escape(compared.heard)
    if one.wrote != compared.heard:
        heard += f"<br><small>{escape(one.wrote)}</small>"
    mark = ' class="wrong"' if one.right is False else ""
    if one.right is False:
        found = ", ".join(yuan(fen) for fen in one.heard) or "none"
        wanted = ", ".join(yuan(fen) for fen in trial.amounts)
        heard += f"<br><small>amounts: {escape(found)}, not {escape(wanted)}</small>"
    if one.taken_down is False:
        taken = ", ".join("none" if fen is None else yuan(fen) for fen in one.taken)
        heard += f"<br><small>taken down: {escape(taken)}</small>"
    if one.told_apart is False:
        heard += f"<br><small>taken for: {escape(one.chosen)}</small>"
    return (
        f'<tr><td><audio controls preload="none" src="sounds/{escape(one.sound)}"></audio></td>'
        f"<td>{escape(trial.words)}<br><small>{escape(trial.name)}</small></td><td{mark}>{heard}</td>"
        f"<td class=figure>{compared.signs.share:.0%}</td><td class=figure>{compared.sounds.share:.0%}</td></tr>\n"
    )
