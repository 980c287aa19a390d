"""What every view here starts from: the webhook's parameters, the moment, the accounts, our own addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, current_app, request

from ivr.people.office import Office
from ivr.turn import TurnError, call_sid_in
from ivr.twiml import CONTENT_TYPE
from models import Database


def parameters() -> Mapping[str, str]:
    """The webhook's own; a GET has them in its query."""
    return request.form or request.args


def given(name: str) -> str:
    """One parameter, empty where it is absent."""
    return parameters().get(name, "")


def call_sid() -> str:
    """The CallSid. Raises TurnError where there is none."""
    sid = call_sid_in(parameters())
    if not sid:
        raise TurnError("no CallSid")
    return sid


def digits() -> str:
    """What was keyed."""
    return given("Digits")[:32]


def now() -> datetime:
    """The present moment, aware, UTC."""
    tell: Callable[[], datetime] = current_app.extensions["now"]
    return tell()


def database() -> Database:
    """The accounts."""
    opened: Database = current_app.extensions["database"]
    return opened


def office() -> Office:
    """Who rings agents, reached by Twilio where this webhook reached us."""
    settings = current_app.extensions["settings"]
    here: str = settings.public_url or f"{request.scheme}://{request.host}{request.root_path}"
    return Office(
        database=database(),
        telephone=current_app.extensions.get("telephone"),
        now=current_app.extensions["now"],
        address=here.rstrip("/"),
    )


def address(path: str) -> str:
    """A path of our own making, prefixed as the proxy is."""
    prefix: str = current_app.extensions["settings"].path_prefix
    return f"{prefix}{request.root_path if not prefix else ''}{path}"


def twiml(xml: str) -> Response:
    """A document."""
    return Response(xml, content_type=CONTENT_TYPE)
