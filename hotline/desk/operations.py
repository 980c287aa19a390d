"""The operations page: how the service does, against its standard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from hotline.desk.blueprint import bp
from hotline.desk.page import page
from hotline.desk.plots import Columns
from hotline.desk.signing import supervisors_only
from ivr.people.webhook import database, now
from models.identity import shanghai_date
from models.people import figures as measured
from models.people import work
from models.people.agents import LINES
from models.people.figures import Figures, Part, Period

PERIODS = (1, 7, 30)
"""Days."""
HOTTEST = 15
"""Places of the menus that are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One figure as a row of the table."""

    id: str
    part: Part
    standard: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the standard is met; None where there is none, or nothing was counted."""
        share = self.part.share
        return None if share is None or self.standard is None else share >= self.standard


@bp.get("/operations")
@supervisors_only
def operations() -> Response:
    """Figures, plots, and the numbers behind them."""
    days = request.args.get("days", 1, type=int)
    days = days if days in PERIODS else PERIODS[0]
    line = request.args.get("line", "")
    line = line if line in LINES else ""
    with database().connection() as db:
        figures = measured.figures(db, Period.last(days, now()), line or None)
        waiting, overdue = work.counts(db, shanghai_date(now()))
    return page(
        "operations.html",
        figures=figures,
        rows=_rows(figures),
        days=days,
        periods=PERIODS,
        line=line,
        lines=LINES,
        waiting=waiting,
        overdue=overdue,
        columns=Columns.of([(one.label, (one.calls, one.asked, one.connected)) for one in figures.slots]),
        menus=figures.menus[:HOTTEST],
    )


def _rows(figures: Figures) -> tuple[Row, ...]:
    return (
        Row(id="connected", part=figures.connected, standard=measured.CONNECTED),
        Row(id="promptly", part=figures.promptly, standard=measured.ANSWERED_PROMPTLY),
        Row(id="self_served", part=figures.self_served, standard=measured.SELF_SERVED),
        Row(id="texts", part=figures.texts),
        Row(id="texts_in_time", part=figures.texts_in_time, standard=measured.TEXTS_IN_TIME),
        Row(id="rated", part=figures.rated),
        Row(id="satisfied", part=figures.satisfied),
    )
