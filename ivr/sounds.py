"""The route from which Twilio fetches what `<Play>` lets be heard: one answer, one sound."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ivr import records
from ivr.answers import Answer, Answers
from ivr.speaking import ANSWERS
from models import Database
from voice_prompts import RecordingError

bp = Blueprint("answers", __name__)
"""Fetched without parameters and without a signature: the address itself is what proves."""

CACHED = "public, max-age=86400, immutable"
"""What is said to everybody alike."""
NOT_KEPT = "private, no-store"


@bp.get(f"{ANSWERS}<token>")
def sound(token: str) -> Response:
    """The sound of an answer; 404 for an address that is forged, has expired, or is of a call that has ended."""
    answers: Answers | None = current_app.extensions.get("answers")
    answer = answers.opened(token) if answers else None
    if answers is None or answer is None or not _may_be_heard(answer):
        return _nothing()
    try:
        file = answers.file(answer)
    except RecordingError:
        return _nothing()
    response = Response(file, mimetype="audio/wav", headers={"Cache-Control": NOT_KEPT})
    if answer.until is None:
        response.headers["Cache-Control"] = CACHED
        response.set_etag(token[:32])
        response.make_conditional(request)
    return response


def _may_be_heard(answer: Answer) -> bool:
    if answer.until is None:
        return True
    moment: datetime = current_app.extensions["now"]()
    if moment > answer.until:
        return False
    database: Database = current_app.extensions["database"]
    try:
        with database.connection() as db:
            return not records.is_over(db, answer.call_sid)
    except SQLAlchemyError:
        # Away for a moment: the caller is to hear the answer that has been worked out already.
        return True


def _nothing() -> Response:
    return Response("There is no such answer.\n", status=404, mimetype="text/plain")
