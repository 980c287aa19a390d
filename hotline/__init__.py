"""The composition root: the one place where settings, accounts, channels and the guard meet.

granian --interface wsgi --factory hotline:create_app
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

import ivr
import sms
from hotline import desk, outbound
from hotline.environment import open_database
from hotline.guard import BODY_LIMIT, guard
from hotline.logs import cause, configure_logging
from hotline.metrics import Metrics
from hotline.settings import Band, PinCost, Settings, SettingsError, Voice
from ivr.answers import Answers
from ivr.people import routes as people
from ivr.people.telephone import Telephone, TwilioTelephone
from ivr.turn import call_sid_in
from models import Database
from voice_prompts.bands import BANDS
from voice_prompts.recorded import Recordings

__all__ = ["Band", "PinCost", "Settings", "SettingsError", "Voice", "create_app", "utcnow"]

PEOPLE = tuple(blueprint.name for blueprint in people.GUARDED)
"""Those that answer calls beside `ivr`."""
WEBHOOKS = ("ivr", "sms", "outbound", *PEOPLE)
"""The blueprints that only Twilio may reach."""

_log = structlog.get_logger("hotline")


def utcnow() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def create_app(
    settings: Settings | None = None,
    *,
    now: Callable[[], datetime] = utcnow,
    database: Database | None = None,
    telephone: Telephone | None = None,
) -> Flask:
    """A hotline, ready to be served: nothing is connected to until the first webhook.

    `settings` default to the environment's (raises `SettingsError`); `now` tells the moment, aware and UTC;
    `database` replaces the one that the settings name, and `telephone` the official client by which agents are rung.
    """
    settings = settings or Settings.from_environment()
    configure_logging()
    app = Flask("hotline", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
    metrics = Metrics()
    app.extensions["settings"] = settings
    app.extensions["now"] = now
    app.extensions["database"] = database or open_database(settings)
    app.extensions["lines"] = settings.lines
    app.extensions["texting"] = outbound.Texting(lambda: _ring(settings))
    app.extensions["twilio"] = outbound.twilio_client(settings)
    app.extensions["telephone"] = telephone or TwilioTelephone(app.extensions["twilio"])
    app.extensions["metrics"] = metrics
    if settings.voice is Voice.RECORDED:
        app.extensions["answers"] = Answers(settings.secret_key, Recordings(band=BANDS[settings.band]))

    metrics.watch(app)
    guard(
        app,
        blueprints=WEBHOOKS,
        auth_token=settings.auth_token,
        public_url=settings.public_url,
        refused=metrics.refused,
    )
    app.register_blueprint(ivr.bp)
    app.register_blueprint(ivr.sounds.bp)
    app.register_blueprint(sms.bp)
    app.register_blueprint(outbound.bp)
    for blueprint in (*people.GUARDED, *people.OPEN):
        app.register_blueprint(blueprint)
    desk.register(app, settings)
    app.add_url_rule("/healthz", "healthz", _health)
    app.register_error_handler(Exception, _on_error)
    return app


def _ring(settings: Settings) -> None:
    """Have the worker send soon what a caller waits for."""
    from hotline.jobs import Bell  # the queue is loaded by the first caller who asks for a text

    Bell(settings).ring()


def _health() -> tuple[dict[str, str], int]:
    """Whether a call could be served now: 200, or 503 while the database is away or not migrated."""
    database: Database = current_app.extensions["database"]
    if database.ready():
        return {"database": "ready"}, 200
    return {"database": "away"}, 503


def _on_error(error: Exception) -> Response | HTTPException:
    """Whatever a view raised: a caller hears the apology, the log gets the cause, nobody gets a traceback."""
    if request.blueprint not in WEBHOOKS and isinstance(error, HTTPException):
        return error
    metrics: Metrics = current_app.extensions["metrics"]
    metrics.failures.labels(type(error).__name__).inc()
    _log.error("request_failed", endpoint=request.endpoint, call_sid=call_sid_in(request.values), **cause(error))
    if request.blueprint == "ivr":
        return ivr.apologise(error)
    if request.blueprint in PEOPLE:
        return people.apologise()
    return Response("Internal error.\n", status=500, mimetype="text/plain")
