"""What Twilio reports of our texts and call-backs. The path says which text or call, and which attempt at it.

So a report finds its row even where the worker ended before it could note the SID, and a report of an earlier attempt
is known for one. The signature guard stands before these routes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from flask import Blueprint, Response, current_app, request

from hotline.outbound import outbox
from hotline.outbound.callbacks import call_reported
from models import Database
from sms.webhook import read_report

bp = Blueprint("outbound", __name__)

_CALL_SID = re.compile(r"CA[0-9A-Za-z]{1,32}")
_log = structlog.get_logger("hotline.outbound")


@bp.post("/sms/status/<int:text_id>/<int:attempt>")
def text_status(text_id: int, attempt: int) -> Response:
    """How a text of ours fares."""
    report = read_report(_parameters())
    if report is not None:
        with _database().session() as db:
            changed = outbox.reported(db, text_id, attempt, report.sid, report.status, report.error, _now())
        if changed:
            _log.info("text_reported", text=text_id, attempt=attempt, status=report.status, error=report.error)
    return _nothing()


@bp.post("/voice/callback/<number>/status/<int:attempt>")
def call_back_status(number: str, attempt: int) -> Response:
    """How the call of a call-back fares."""
    given = _parameters()
    call_sid, status = given.get("CallSid", ""), given.get("CallStatus", "")
    if _CALL_SID.fullmatch(call_sid) and call_reported(_database(), number, attempt, call_sid, status, _now()):
        _log.info("call_back_reported", call_sid=call_sid, attempt=attempt, status=status)
    return _nothing()


def _nothing() -> Response:
    """The answer to a report: an empty document, which Twilio warns of least (twilio-behaviour 1.8)."""
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")


def _parameters() -> Mapping[str, str]:
    return request.form


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database


def _now() -> datetime:
    now: Callable[[], datetime] = current_app.extensions["now"]
    return now()
