"""The blueprint of the agents' pages, guarded and sealed as a whole, and what they say when something is wrong."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from hotline.desk.page import page, seal
from hotline.desk.signing import check
from models import AccountsError, DatabaseUnavailable, NotMigrated

bp = Blueprint("desk", __name__, url_prefix="/desk", static_folder="static", template_folder="templates")
bp.before_request(check)
bp.after_request(seal)


@bp.errorhandler(HTTPException)
def _refuse(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    return error if status < 400 else _sorry(status)


@bp.errorhandler(AccountsError)
def _away(error: AccountsError) -> Response:
    return _sorry(503 if isinstance(error, (DatabaseUnavailable, NotMigrated)) else 404)


def _sorry(status: int) -> Response:
    return page("error.html", status, id=f"error.{status}" if status in (403, 404, 503) else "error")
