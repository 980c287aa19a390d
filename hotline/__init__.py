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
from hotline.guard import BODY_LIMIT, guard
from hotline.logs import cause, configure_logging
from hotline.metrics import Metrics
from hotline.settings import PinCost, Settings, SettingsError, Voice
from ivr.turn import call_sid_in
from models import Database, PinHasher

__all__ = ["PinCost", "Settings", "SettingsError", "Voice", "create_app", "utcnow"]

WEBHOOKS = ("ivr", "sms")
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
) -> Flask:
    """A hotline, ready to be served: nothing is connected to until the first webhook.

    `settings` default to the environment's (raises `SettingsError`); `now` tells the moment, aware and UTC;
    `database` replaces the one that the settings name.
    """
    settings = settings or Settings.from_environment()
    configure_logging()
    app = Flask("hotline", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
    metrics = Metrics()
    app.extensions["settings"] = settings
    app.extensions["now"] = now
    app.extensions["database"] = database or _open(settings)
    app.extensions["metrics"] = metrics

    metrics.watch(app)
    guard(
        app,
        blueprints=WEBHOOKS,
        auth_token=settings.auth_token,
        public_url=settings.public_url,
        refused=metrics.refused,
    )
    app.register_blueprint(ivr.bp)
    app.register_blueprint(sms.bp)
    app.add_url_rule("/healthz", "healthz", _health)
    app.register_error_handler(Exception, _on_error)
    return app


def _open(settings: Settings) -> Database:
    hasher = PinHasher.cheap() if settings.pin_cost is PinCost.CHEAP else PinHasher()
    return Database(settings.database_url, settings.secret_key, pin_hasher=hasher)


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
    return Response("Internal error.\n", status=500, mimetype="text/plain")
