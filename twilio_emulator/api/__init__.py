"""The REST API under ``/2010-04-01``, as applications ask it.

One file a resource, each with its ``OPERATIONS``. To add one: its file here, its operations in the table below, its
tests beside those of the others.
"""

from __future__ import annotations

from http import HTTPMethod

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from twilio_emulator.api import queues, recordings
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.formats import API_VERSION, BASE
from twilio_emulator.api.operation import Endpoint, Operation

OPERATIONS: tuple[Operation, ...] = (*queues.OPERATIONS,)
"""Everything the API offers; what is asked most stands first."""


async def _not_found(request: Request) -> Response:
    return rendered(ApiError(20404, path=request.url.path))


def _routes() -> list[Route]:
    by_path: dict[str, dict[HTTPMethod, Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return [
        Route(BASE + path, Endpoint(operations).answer, methods=["GET", "POST", "DELETE", "PUT", "PATCH"])
        for path, operations in by_path.items()
    ]


ROUTES = [
    *_routes(),
    *recordings.ROUTES,
    Route(f"/{API_VERSION}/{{rest:path}}", _not_found, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
]
"""What is served."""
