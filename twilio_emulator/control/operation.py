"""One operation of the control API: what it takes, what it answers, and how a request becomes a call of its handler.

Handlers are plain functions run on a worker thread: they may wait for the switchboard's lock, and in virtual time they
do the work that waits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPMethod
from typing import Any, Never

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from twilio_emulator.control.fields import Field, read_all
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.sound.speech import SpeechEngine
from twilio_emulator.state.journal import StateError
from twilio_emulator.store import Call, Store
from twilio_emulator.switchboard import Switchboard

MAX_BODY = 64 * 1024
"""Bytes of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose values have been checked, and the parts that can answer it."""

    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    state: State

    @property
    def switchboard(self) -> Switchboard:
        """The driver."""
        found: Switchboard = self.state.switchboard
        return found

    @property
    def store(self) -> Store:
        """The records."""
        return self.switchboard.desk.store

    @property
    def speech(self) -> SpeechEngine:
        """What makes a spoken line audible."""
        found: SpeechEngine = self.state.speech
        return found

    @property
    def call(self) -> Call:
        """The call the path names; raises :class:`Refusal` 404 where there is none."""
        call = self.store.calls.get(self.path["sid"])
        if call is None:
            raise Refusal(404, "unknown_call", "there is no call of this SID")
        return call

    def index(self, name: str) -> int:
        """Return the whole number in the path; raises :class:`Refusal` 404 where it is none."""
        digits = self.path[name]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
            raise Refusal(404, "not_found", f"{digits[:60]!r} is not a number")
        return int(digits)


Handler = Callable[[Asked], Any]
"""Returns the JSON of the answer, or a whole response where the answer is no JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of the API's table; ``path`` begins after ``/emulator/v1``.

    ``answer`` is the typed dictionary of the answer, or the media type where it is no JSON; ``refusals`` are the
    statuses of its own beside those any request may meet; ``most_bytes`` is how long a request may be.
    """

    method: HTTPMethod
    path: str
    summary: str
    handler: Handler
    answer: type | str
    status: int = 200
    query: Mapping[str, Field] = field(default_factory=dict)
    body: Mapping[str, Field] | None = None
    refusals: tuple[int, ...] = ()
    most_bytes: int = MAX_BODY

    def _carried_out(self, asked: Asked) -> Any:
        """Have the handler do it; what it has changed is on disk before anybody is told, where state is kept."""
        answer = self.handler(asked)
        asked.switchboard.desk.keep()
        return answer

    def route(self) -> Route:
        """Return the route that serves it."""

        async def endpoint(request: Request) -> Response:
            try:
                query = read_all(self.query, dict(request.query_params))
                body = read_all(self.body, await _read_json(request, self.most_bytes)) if self.body is not None else {}
                asked = Asked(
                    path=request.path_params,
                    query=query,
                    body=body,
                    headers=request.headers,
                    state=request.app.state,
                )
                answer = await run_in_threadpool(self._carried_out, asked)
            except Refusal as refusal:
                return refusal.response()
            except StateError as error:
                return Refusal(500, "state_not_kept", str(error)).response()
            except ClientDisconnect:
                return Response(status_code=400)
            return answer if isinstance(answer, Response) else JSONResponse(answer, self.status)

        return Route(self.path, endpoint, methods=[self.method], name=f"{self.method} {self.path}")


async def _read_json(request: Request, most_bytes: int) -> Mapping[str, Any]:
    """Return the body's object; an empty body is an empty one. Raises :class:`Refusal` 400 or 413."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most_bytes:
            raise Refusal(413, "too_large", f"a request may have {most_bytes} bytes")
        pieces.append(piece)
    raw = b"".join(pieces)
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal(400, "malformed_json", "the body is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Refusal(422, "wrong_body", "the body must be a JSON object")
    return found


def _no_constant(word: str) -> Never:
    """Refuse ``NaN`` and ``Infinity``, which are Python's and not JSON's."""
    raise ValueError(word)
