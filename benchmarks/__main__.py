"""``make bench``: measure everything, print a table, write ``benchmarks/results.json``."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import answers, api, balance, console, engine, heard, live, peer, understanding, webhooks
from benchmarks.measure import Figure

RESULTS = Path(__file__).with_name("results.json")
PARTS = {
    "engine": engine,
    "api": api,
    "peer": peer,
    "balance": balance,
    "answers": answers,
    "console": console,
    "heard": heard,
    "live": live,
    "understanding": understanding,
    "webhooks": webhooks,
}
"""What can be measured; name some of them to measure only those."""


def main(names: list[str]) -> int:
    """Measure the parts named, or all; return 1 where a bar is missed."""
    figures: list[Figure] = []
    for name in names or list(PARTS):
        figures += PARTS[name].figures()
    table = Table(title=f"{platform.python_version()} on {os.cpu_count()} cores", title_justify="left")
    for heading in ("figure", "median", "range", "bar", ""):
        table.add_column(heading, justify="left" if heading in ("figure", "") else "right")
    for one in figures:
        mark = "" if one.met is None else "[green]met[/]" if one.met else "[red]missed[/]"
        spread = f"{_number(one.low)} – {_number(one.high)}"
        table.add_row(one.name, f"{_number(one.value)}{one.unit}", spread, one.bar, mark)
    Console(width=120).print(table)
    if not names:
        taken = {
            "taken": datetime.now(UTC).date().isoformat(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "figures": [asdict(one) for one in figures],
        }
        RESULTS.write_text(json.dumps(taken, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(one.met is False for one in figures))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
