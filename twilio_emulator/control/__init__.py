"""The control API under ``/emulator/v1``: everything a handset can do, for any language.

To add an operation: a handler and a row in the module of its subject, and its name is in the API's description.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Router

from twilio_emulator.control import (
    accounts,
    alerts,
    attachments,
    calls,
    copying,
    events,
    exchanges,
    faults,
    figures,
    files,
    handsets,
    har,
    hearing,
    live,
    lookup,
    messages,
    numbers,
    openapi,
    replay,
    services,
    sound,
    state,
    time,
    traffic,
)
from twilio_emulator.control.files import Files
from twilio_emulator.control.guard import Guard
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.state import Snapshots


def description(_asked: Asked) -> dict[str, Any]:
    """Return the API's own description."""
    return openapi.describe(OPERATIONS)


OPERATIONS: tuple[Operation, ...] = (
    *accounts.OPERATIONS,
    *numbers.OPERATIONS,
    *handsets.OPERATIONS,
    *calls.OPERATIONS,
    *live.OPERATIONS,
    *sound.OPERATIONS,
    *hearing.OPERATIONS,
    *messages.OPERATIONS,
    *attachments.OPERATIONS,
    *files.OPERATIONS,
    *lookup.OPERATIONS,
    *services.OPERATIONS,
    *exchanges.OPERATIONS,
    *traffic.OPERATIONS,
    *replay.OPERATIONS,
    *copying.OPERATIONS,
    *har.OPERATIONS,
    *alerts.OPERATIONS,
    *faults.OPERATIONS,
    *figures.OPERATIONS,
    *time.OPERATIONS,
    *state.OPERATIONS,
    *events.OPERATIONS,
    Operation(
        method=HTTPMethod.GET,
        path="/openapi.json",
        summary="Read this description",
        handler=description,
        answer=dict,
    ),
)
"""Everything the API can do."""


async def _refused(_request: Request, error: Exception) -> Response:
    """Put the router's own refusals into the API's words."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = error.headers if isinstance(error, HTTPException) else None
    code, words = ("wrong_method", "cannot be asked this way") if status == 405 else ("not_found", "is not here")
    response = Refusal(status, code, f"this address {words}; see {openapi.PREFIX}/openapi.json").response()
    response.headers.update(headers or {})
    return response


__all__ = ["OPERATIONS", "ROUTES", "Files", "Snapshots"]

_router = Router([one.route() for one in OPERATIONS], redirect_slashes=False)
ROUTES: tuple[BaseRoute, ...] = (
    Mount(openapi.PREFIX, app=Guard(ExceptionMiddleware(_router, handlers={HTTPException: _refused}))),
)
