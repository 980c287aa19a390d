"""One operation of the API: where it is asked for, who answers, and how a request becomes a call of its handler.

Handlers are plain functions that return at once; what takes time they leave to ``asked.later``, which is begun when the
answer is on its way. So a request that waits never stops another one, and an application with a single thread gets its
answer in the middle of its own webhook.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from http import HTTPMethod
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from twilio_emulator.api import idempotency, outage
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.auth import account_of
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.log import Asking
from twilio_emulator.api.traffic import Visit
from twilio_emulator.jobs import InlineJobs
from twilio_emulator.state.journal import StateError
from twilio_emulator.switchboard import Switchboard

MOST_BYTES = 1024 * 1024
"""Of a request."""
MOST_FIELDS = 1000
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]
WITH_BODY = frozenset({HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.PATCH})
Handler = Callable[[Asked], Any]
"""Returns the JSON of the answer, a whole response where it is no JSON, or ``None`` where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of a product's table; ``path`` is written as the vendor's is, after what the product's paths share.

    ``status`` is that of the answer when all is well. With ``takes_json`` the body is a JSON object, no form.
    """

    method: HTTPMethod
    path: str
    handler: Handler
    status: int = 200
    takes_json: bool = False


@dataclass(frozen=True, kw_only=True)
class Product:
    """One of Twilio's products: ``name`` is the first label of its host, ``prefix`` where it is here.

    ``stem`` is what the paths of its operations begin with; ``more`` are routes that are no operations.
    """

    name: str
    prefix: str
    operations: tuple[Operation, ...]
    stem: str = ""
    more: tuple[BaseRoute, ...] = ()

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """What is served of it."""
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in self.operations:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        return [
            *(
                Route(self.prefix + self.stem + path, Endpoint(operations, self.prefix).answer, methods=METHODS)
                for path, operations in by_path.items()
            ),
            *self.more,
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came, over HTTP or from this process; ``sids`` are the names in its path.

    ``base`` is where the client believes the product to be, and addresses in an answer begin with it.
    ``path`` is the rest; ``token`` makes it the same request as an earlier one.
    """

    method: str
    base: str
    path: str
    sids: Mapping[str, str]
    query_items: tuple[tuple[str, str], ...]
    authorization: str
    form: Mapping[str, list[str]]
    body: Mapping[str, Any] | None = None
    token: str = ""

    @property
    def url(self) -> str:
        """The whole address, as the client has written it."""
        query = f"?{urlencode(self.query_items)}" if self.query_items else ""
        return f"{self.base}{self.path}{query}"

    @property
    def params(self) -> list[tuple[str, str]]:
        """Everything that was sent, by name: in the address, as a form, as JSON."""
        sent = [(name, value) for name, values in self.form.items() for value in values]
        as_json = [(name, json.dumps(value, ensure_ascii=False)) for name, value in (self.body or {}).items()]
        return [*self.query_items, *sent, *as_json]


class Endpoint:
    """Everything that may be asked of one path, which begins with ``prefix``."""

    def __init__(self, operations: Mapping[str, Operation], prefix: str = "") -> None:
        self.operations = operations
        self.prefix = prefix

    async def answer(self, request: Request) -> Response:
        """Answer a request over HTTP; whatever is wrong with it is a coded refusal."""
        switchboard: Switchboard = request.app.state.switchboard
        visit = Visit(switchboard.desk)
        try:
            answer = await self._answer(request, switchboard)
            visit.leave(answer)
            return answer
        finally:
            visit.over()

    async def _answer(self, request: Request, switchboard: Switchboard) -> Response:
        later: list[Callable[[], object]] = []
        scope = request.scope
        asking = Asking(switchboard.desk)
        try:
            form, body = await self._sent(request)
            incoming = Incoming(
                method=request.method,
                base=f"{scope['scheme']}://{request.headers.get('host', '')}{self.prefix}",
                path=scope["path"].removeprefix(self.prefix),
                sids={name: str(value) for name, value in request.path_params.items()},
                query_items=_query_of(request),
                authorization=request.headers.get("authorization", ""),
                form=form,
                body=body,
                token=idempotency.token_of(scope["headers"]) if request.method == "POST" else "",
            )
        except ApiError as error:
            refusal = rendered(error)
            asking.not_served(request, refusal)
            return refusal
        except ClientDisconnect:
            return Response(status_code=400)
        answer = self.carry_out(switchboard, incoming, later)
        if later:
            answer.background = _begun(switchboard, later)
        return answer

    def carry_out(self, switchboard: Switchboard, incoming: Incoming, later: list[Callable[[], object]]) -> Response:
        """Do what is asked, and note in ``later`` what is to be begun once it is answered; a fault may befall it."""
        desk = switchboard.desk
        asking = Asking(desk)
        if desk.faults:
            answer = outage.around(desk, incoming, partial(self._carry_out, switchboard, incoming, later))
        else:
            answer = self._carry_out(switchboard, incoming, later)
        asking.answered(
            incoming.method,
            incoming.url,
            incoming.authorization,
            incoming.params,
            answer,
            as_json=bool(incoming.body),
        )
        return answer

    def _carry_out(self, switchboard: Switchboard, incoming: Incoming, later: list[Callable[[], object]]) -> Response:
        desk, items = switchboard.desk, incoming.query_items
        try:
            operation = self.operations.get(incoming.method)
            if operation is None:
                raise ApiError(20004)
            with desk.lock:
                asked = Asked(
                    switchboard=switchboard,
                    account=account_of(
                        desk.store, incoming.authorization, incoming.sids.get("AccountSid", ""), incoming.path
                    ),
                    base=incoming.base,
                    path=incoming.path,
                    sids=incoming.sids,
                    form=incoming.form,
                    body=incoming.body or {},
                    query=dict(items),
                    query_items=items,
                    later=later,
                )
                answer = idempotency.given(asked, incoming.token) if incoming.token else None
                if answer is None:
                    answer = _handled(operation, asked)
                    if incoming.token:
                        idempotency.keep(asked, incoming.token, answer)
                    desk.keep()
                return answer
        except ApiError as error:
            return rendered(error)
        except StateError as error:
            return rendered(ApiError(20500, says=str(error)))

    async def _sent(self, request: Request) -> tuple[Mapping[str, list[str]], Mapping[str, Any] | None]:
        """Return the form and the JSON that was sent; one of them is empty."""
        if request.method not in WITH_BODY:
            return {}, None
        operation = self.operations.get(request.method)
        kind, body = await _body_of(request)
        if operation is not None and operation.takes_json:
            return {}, read_json(kind, body)
        return _form_of(kind, body), None


def read_json(kind: str, body: bytes) -> Mapping[str, Any]:
    """Return the JSON object of a body; raises 20001 or 20415 where it is none."""
    if not body:
        return {}
    if kind != JSON:
        raise ApiError(20415)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError(20001) from None
    if not isinstance(found, dict):
        raise ApiError(20001)
    return found


def _handled(operation: Operation, asked: Asked) -> Response:
    """Return what the handler answers; what it begins is put before everything else that is for later."""
    holding = asked.desk.holding
    holding.hold()
    try:
        found = operation.handler(asked)
    finally:
        if held := holding.release():
            asked.later[:0] = held
    if isinstance(found, Response):
        return found
    if found is None:
        return Response(status_code=204)
    return JSONResponse(found, operation.status)


def _begun(switchboard: Switchboard, later: list[Callable[[], object]]) -> BackgroundTask:
    """Return how what a request has asked for is begun once it is answered; in virtual time it is done, too.

    The event loop may keep what it was given to write until its next turn, so that one is waited for.
    """
    jobs = switchboard.desk.jobs
    if not isinstance(jobs, InlineJobs):
        return BackgroundTask(_begin, later)
    return BackgroundTask(_begin_and_work, switchboard, later, jobs.promise())


async def _begin_and_work(
    switchboard: Switchboard, later: list[Callable[[], object]], promise: AbstractContextManager[None]
) -> None:
    await asyncio.sleep(0)
    await run_in_threadpool(_work, switchboard, later, promise)


async def _begin(later: list[Callable[[], object]]) -> None:
    await asyncio.sleep(0)
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


async def _body_of(request: Request) -> tuple[str, bytes]:
    """Return what was sent, and of what media type it is; raises 20413 where it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise ApiError(20413)
    return request.headers.get("content-type", "").partition(";")[0].strip().lower(), bytes(body)


def _form_of(kind: str, body: bytes) -> dict[str, list[str]]:
    """Read a form; raises 20001 or 20415 where it is none."""
    if not body:
        return {}
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
