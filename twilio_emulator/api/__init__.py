"""The REST API under ``/2010-04-01``, as applications ask it.

One file a resource, each with its ``OPERATIONS``. To add one: its file here, its operations in the table below, its
tests beside those of the others.
"""

from __future__ import annotations

from http import HTTPMethod

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from twilio_emulator.api import (
    accounts,
    add_ons,
    applications,
    available_phone_numbers,
    call_events,
    call_recordings,
    calls,
    conference_recordings,
    conferences,
    incoming_phone_numbers,
    keys,
    mappings,
    media,
    message_feedback,
    messages,
    notifications,
    outgoing_caller_ids,
    participants,
    payments,
    queues,
    realtime_transcriptions,
    recording_add_ons,
    recordings,
    shelves,
    short_codes,
    siprec,
    streams,
    tokens,
    transcriptions,
    usage_records,
    usage_triggers,
    user_defined_messages,
)
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.formats import API_VERSION, BASE
from twilio_emulator.api.operation import Endpoint, Operation

OPERATIONS: tuple[Operation, ...] = (
    *messages.OPERATIONS,
    *calls.OPERATIONS,
    *call_recordings.OPERATIONS,
    *call_events.OPERATIONS,
    *notifications.OPERATIONS,
    *recordings.OPERATIONS,
    *transcriptions.OPERATIONS,
    *streams.OPERATIONS,
    *siprec.OPERATIONS,
    *user_defined_messages.OPERATIONS,
    *payments.OPERATIONS,
    *realtime_transcriptions.OPERATIONS,
    *queues.OPERATIONS,
    *media.OPERATIONS,
    *message_feedback.OPERATIONS,
    *short_codes.OPERATIONS,
    *conferences.OPERATIONS,
    *participants.OPERATIONS,
    *accounts.OPERATIONS,
    *keys.OPERATIONS,
    *tokens.OPERATIONS,
    *shelves.OPERATIONS,
    *mappings.OPERATIONS,
    *available_phone_numbers.OPERATIONS,
    *incoming_phone_numbers.OPERATIONS,
    *add_ons.OPERATIONS,
    *outgoing_caller_ids.OPERATIONS,
    *applications.OPERATIONS,
    *conference_recordings.OPERATIONS,
    *usage_records.OPERATIONS,
    *usage_triggers.OPERATIONS,
    *recording_add_ons.OPERATIONS,
)
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
    *media.ROUTES,
    Route(f"/{API_VERSION}/{{rest:path}}", _not_found, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
]
"""What is served."""
