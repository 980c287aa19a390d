"""The figures: calls and texts over time, how long calls last, what is chosen, what goes wrong, how long answers take.

They are of what is remembered: 10,000 calls, 20,000 texts and 20,000 exchanges.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPMethod
from typing import Any

from twilio_emulator import remarks
from twilio_emulator.control import fields
from twilio_emulator.control.counting import DAY, EARLIEST, FiguresJson, Happened, figures_of
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import WrongField


def read_figures(asked: Asked) -> FiguresJson:
    """Return the figures of all there is, or from ``since`` until ``until``, or of the ``last`` seconds before that."""
    desk, query = asked.switchboard.desk, asked.query
    with desk.lock:
        now = desk.clock.now()
        happened = Happened(
            calls=list(desk.store.calls.values()),
            texts=list(desk.store.messages.values()),
            exchanges=list(desk.store.exchanges),
        )
    happened = replace(happened, remarks=remarks.of_store(desk.store))
    until = query["until"] or now
    since = query["since"]
    if query["last"] is not None:
        if since is not None:
            raise WrongField("last", "and since both say where the range begins; give one of them")
        since = max(EARLIEST, until - timedelta(seconds=query["last"]))
    if since is not None and since > until:
        raise WrongField("since", "must not be later than until")
    return figures_of(happened, now=now, since=since, until=until)


def _moment(name: str, value: Any) -> datetime:
    """Return an aware moment; raises ``ValueError``, which begins with the name."""
    try:
        moment = datetime.fromisoformat(value)
        if moment >= EARLIEST:  # a TypeError where it has no zone
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{name} must be a moment with its zone since 1970, such as 2026-03-02T09:00:00Z")


MOMENT = {"type": "string", "format": "date-time"}
OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/figures",
        summary="Count what happened: calls and texts over time, durations, choices, errors, webhook times",
        handler=read_figures,
        answer=FiguresJson,
        query={
            "since": fields.judged(MOMENT, "since", _moment),
            "last": fields.whole(least=1, most=100 * 365 * DAY),
            "until": fields.judged(MOMENT, "until", _moment),
        },
    ),
)
