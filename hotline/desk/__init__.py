"""The agents' pages: the desk, tickets, call-backs, and, for supervisors, how the service does.

`register` puts them into an application, at /desk. What they show is asked of `models.people.board`, `work` and
`figures`; an agent is rung as by the queue itself. Pages are made here and complete without scripts; `static/desk.js`
keeps them up to date.
"""

from __future__ import annotations

from flask import Flask

from hotline.desk import board, operations, tickets
from hotline.desk.blueprint import bp
from hotline.desk.recordings import TwilioArchive
from hotline.settings import Settings

__all__ = ["board", "operations", "register", "tickets"]


def register(app: Flask, settings: Settings) -> None:
    """Serve the pages. `app.extensions` must hold what `hotline.create_app` puts there."""
    app.extensions["archive"] = TwilioArchive(settings)
    app.register_blueprint(bp)
