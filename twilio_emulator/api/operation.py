"""One operation of the API: where it is asked for, who answers, and how a request becomes a call of its handler.

Handlers are plain functions that return at once; what takes time they leave to ``asked.later``, which is begun when the
answer is on its way. So a request that waits never stops another one, and an application with a single thread gets its
answer in the middle of its own webhook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPMethod
from typing import Any
from urllib.parse import parse_qsl

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.auth import account_of
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.jobs import InlineJobs
from twilio_emulator.switchboard import Switchboard

MOST_BYTES = 1024 * 1024
"""Of a request."""
MOST_FIELDS = 1000
FORM = "application/x-www-form-urlencoded"
Handler = Callable[[Asked], Any]
"""Returns the JSON of the answer, a whole response where it is no JSON, or ``None`` where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of the API's table; ``path`` begins after ``/2010-04-01/Accounts`` and is written as the vendor's is.

    ``status`` is that of the answer when all is well.
    """

    method: HTTPMethod
    path: str
    handler: Handler
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came, over HTTP or from this process; ``sids`` are the names in its path."""

    method: str
    path: str
    sids: Mapping[str, str]
    query_items: tuple[tuple[str, str], ...]
    authorization: str
    form: Mapping[str, list[str]]


class Endpoint:
    """Everything that may be asked of one path."""

    def __init__(self, operations: Mapping[HTTPMethod, Operation]) -> None:
        self._operations = operations

    async def answer(self, request: Request) -> Response:
        """Answer a request over HTTP; whatever is wrong with it is a coded refusal."""
        switchboard: Switchboard = request.app.state.switchboard
        later: list[Callable[[], object]] = []
        try:
            incoming = Incoming(
                method=request.method,
                path=request.scope["path"],
                sids={name: str(value) for name, value in request.path_params.items()},
                query_items=_query_of(request),
                authorization=request.headers.get("authorization", ""),
                form=await _form_of(request) if request.method == HTTPMethod.POST else {},
            )
        except ApiError as error:
            return rendered(error)
        except ClientDisconnect:
            return Response(status_code=400)
        answer = self.carry_out(switchboard, incoming, later)
        if later:
            answer.background = _begun(switchboard, later)
        return answer

    def carry_out(self, switchboard: Switchboard, incoming: Incoming, later: list[Callable[[], object]]) -> Response:
        """Do what is asked, and note in ``later`` what is to be begun once it is answered."""
        desk, items = switchboard.desk, incoming.query_items
        try:
            operation = self._operations.get(HTTPMethod(incoming.method))
            if operation is None:
                raise ApiError(20004)
            with desk.lock:
                asked = Asked(
                    switchboard=switchboard,
                    account=account_of(
                        desk.store, incoming.authorization, incoming.sids.get("AccountSid", ""), incoming.path
                    ),
                    path=incoming.path,
                    sids=incoming.sids,
                    form=incoming.form,
                    query=dict(items),
                    query_items=items,
                    later=later,
                )
                found = operation.handler(asked)
        except ApiError as error:
            return rendered(error)
        if isinstance(found, Response):
            return found
        if found is None:
            return Response(status_code=204)
        return JSONResponse(found, operation.status)


def _begun(switchboard: Switchboard, later: list[Callable[[], object]]) -> BackgroundTask:
    """Return how what a request has asked for is begun once it is answered; in virtual time it is done, too."""
    jobs = switchboard.desk.jobs
    if not isinstance(jobs, InlineJobs):
        return BackgroundTask(_begin, later)
    return BackgroundTask(_work, switchboard, later, jobs.promise())


async def _begin(later: list[Callable[[], object]]) -> None:
    for one in later:
        one()


def _work(switchboard: Switchboard, later: list[Callable[[], object]], promise: AbstractContextManager[None]) -> None:
    with promise:
        for one in later:
            one()
        switchboard.work()


def _query_of(request: Request) -> tuple[tuple[str, str], ...]:
    query = request.scope["query_string"]
    return tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else ()


async def _form_of(request: Request) -> dict[str, list[str]]:
    """Read a form; raises 20413 or 20415 where it is too large or none."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise ApiError(20413)
    if not body:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise ApiError(20415)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise ApiError(20001) from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form
