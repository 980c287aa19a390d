"""The two routes Twilio calls: a text came in, a text of ours fares so.

The signature guard stands before them (`hotline.guard`). Whatever goes wrong behind a view becomes the SYS reply: a
sender always gets valid TwiML, never an error page. Bodies are never logged.
"""

import traceback
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from flask import Blueprint, Response, current_app, request
from twilio.twiml.messaging_response import MessagingResponse

from models import AccountsError, Database
from sms import delivery, dialogue
from sms.lines import line_of
from sms.replies import reply
from sms.webhook import read_incoming, read_report

bp = Blueprint("sms", __name__, url_prefix="/sms")

CONTENT_TYPE = "text/xml"
"""What Twilio parses as TwiML (twilio-behaviour.md 1.6)."""

_log = structlog.get_logger("sms")


@bp.route("/incoming", methods=["GET", "POST"])
def incoming() -> Response:
    """A text came in: the answer, or an empty document for silence."""
    text = read_incoming(_parameters(), current_app.extensions.get("lines", {}))
    if text is None:
        _log.info("text_unanswered", reason="no sender")
        return _twiml(None)
    answered = dialogue.answer(_database(), text, _now(), now=_now)
    _log.info(
        "text_answered",
        message_sid=text.sid,
        command=answered.command,
        answer=answered.key,
        segments=answered.segments,
        repeated=answered.repeated,
    )
    return _twiml(answered.text)


@bp.route("/status", methods=["GET", "POST"])
def status() -> Response:
    """Twilio reports how a text of ours fares."""
    report = read_report(_parameters())
    if report is not None and delivery.note(_database(), report):
        _log.info("text_status", message_sid=report.sid, status=report.status, error=report.error)
    return _twiml(None)


@bp.errorhandler(Exception)
def apologise(error: Exception) -> Response:
    """SYS instead of an error page (S99). Its kind and place are logged; its text might hold what was sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log = _log.warning if isinstance(error, AccountsError) else _log.error
    log("text_failed", error=type(error).__name__, where=f"{frame.name}:{frame.lineno}")
    if request.endpoint != "sms.incoming":
        return _twiml(None)
    return _twiml(reply("SYS", line_of(_parameters().get("To", ""), current_app.extensions.get("lines", {}))).text)


def _parameters() -> Mapping[str, str]:
    return request.form if request.method == "POST" else request.args


def _twiml(text: str | None) -> Response:
    document = MessagingResponse()
    if text is not None:
        document.message(text)
    return Response(str(document), content_type=CONTENT_TYPE)


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database


def _now() -> datetime:
    now: Callable[[], datetime] = current_app.extensions["now"]
    return now()
