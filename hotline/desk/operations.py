"""The operations page: how the service does, against its standard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from hotline.desk.blueprint import bp
from hotline.desk.page import page
from hotline.desk.plots import Columns
from hotline.desk.signing import supervisors_only
from ivr.people.webhook import database, now
from models import AgentState
from models.identity import shanghai_date
from models.people import agents, board, text_figures, work
from models.people import figures as measured
from models.people.agents import LINES
from models.people.figures import Figures
from models.people.periods import Part, Period

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
        queue = [one for one in board.waiting(db) if line in ("", one.line)]
        on_duty = [one for one in agents.on_duty(db) if not line or line in one.lines]
    return page(
        "operations.html",
        figures=figures,
        rows=_rows(figures),
        days=days,
        periods=PERIODS,
        line=line,
        lines=LINES,
        queue=queue,
        longest=min((one.entered_at for one in queue), default=None),
        on_duty=len(on_duty),
        states=[(state, sum(one.state is state for one in on_duty)) for state in AgentState],
        resting=sum(one.rests_until is not None and one.rests_until > now() for one in on_duty),
        waiting=waiting,
        overdue=overdue,
        columns=Columns.of([(one.label, (one.calls, one.asked, one.connected)) for one in figures.slots]),
        text_columns=Columns.of([(one.label, (one.came, one.in_time, one.swiftly)) for one in figures.texts.slots]),
        swiftly=text_figures.SWIFTLY,
        in_time=text_figures.IN_TIME,
        menus=figures.menus[:HOTTEST],
    )


def _rows(figures: Figures) -> tuple[Row, ...]:
    return (
        Row(id="connected", part=figures.connected, standard=measured.CONNECTED),
        Row(id="promptly", part=figures.promptly, standard=measured.ANSWERED_PROMPTLY),
        Row(id="self_served", part=figures.self_served, standard=measured.SELF_SERVED),
        Row(id="texts", part=figures.texts.answered),
        Row(id="texts_in_time", part=figures.texts.in_time, standard=text_figures.ALL_IN_TIME),
        Row(id="texts_swiftly", part=figures.texts.swiftly, standard=text_figures.MOST_SWIFTLY),
        Row(id="asked_for", part=figures.texts.asked_for, standard=text_figures.ALL_IN_TIME),
        Row(id="rated", part=figures.rated),
        Row(id="satisfied", part=figures.satisfied),
    )
