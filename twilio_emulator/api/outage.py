"""Where faults strike the API itself: requests that are refused, answered late, or never answered.

A request that is refused has done nothing. One that is answered late, or not at all, has been carried out: that is the
case in which a client does not know whether its text was sent.
"""

from __future__ import annotations

import asyncio
import math
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from twilio_emulator.api.errors import ApiError, register, rendered
from twilio_emulator.api.log import user_of
from twilio_emulator.clock import ManualClock
from twilio_emulator.desk import Desk
from twilio_emulator.faults import Occasion, Target
from twilio_emulator.jobs import InlineJobs

if TYPE_CHECKING:
    from twilio_emulator.api.operation import Incoming

register({20500: "Internal Server Error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
register({20503: "Service unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)

REFUSALS = {"broken": 20500, "unavailable": 20503, "throttled": 20429, "limit": 20429}
"""The codes of those that refuse."""
ADDRESSES = ("From", "To", "PhoneNumber")
"""The fields of a request that name a number."""
HANG_UP = "hang_up"
"""What the server calls, in the state of a request's scope, the way to drop its connection."""


def around(desk: Desk, incoming: Incoming, carry_out: Callable[[], Response]) -> Response:
    """Carry out a request, unless a fault refuses it; what befalls its answer is done by the response itself."""
    strike = desk.striking.strike(
        Occasion(
            target=Target.API,
            account=incoming.sids.get("AccountSid", "") or user_of(incoming.authorization),
            addresses=tuple(value for name in ADDRESSES for value in incoming.form.get(name, ())),
            method=incoming.method,
            path=incoming.path,
        )
    )
    if strike is None:
        return carry_out()
    if strike.kind in REFUSALS:
        refusal = rendered(ApiError(REFUSALS[strike.kind]))
        if refusal.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            refusal.headers["Retry-After"] = str(math.ceil(strike.wait or strike.fault.seconds or 0.0))
        return refusal
    answer = carry_out()
    return HungUp(answer) if strike.kind == "hung-up" else Stalled(answer, desk, strike.fault.seconds or 0.0)


class Struck(Response, ABC):
    """An answer that a fault has struck; :meth:`meet` is for a client in this process."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        self.status_code = answer.status_code
        self.body = getattr(answer, "body", b"")
        self.raw_headers = answer.raw_headers
        self.background = answer.background

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or do not; what the request has begun goes on either way."""
        try:
            await self.give(scope, receive, send)
        finally:
            if self.background is not None:
                await self.background()

    @abstractmethod
    async def give(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the answer as it is given."""

    @abstractmethod
    def meet(self, timeout: float | None) -> None:
        """Let a client in this process wait for the answer; raises what it would raise itself."""


class Stalled(Struck):
    """An answer that takes ``seconds``: on the clock that tests move these pass at once, else they are waited for."""

    def __init__(self, answer: Response, desk: Desk, seconds: float) -> None:
        super().__init__(answer)
        self._desk = desk
        self._seconds = seconds

    async def give(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        clock = self._desk.clock
        if isinstance(clock, ManualClock):
            await run_in_threadpool(self._pass, self._seconds)
        else:
            loop, passed = asyncio.get_running_loop(), asyncio.Event()

            def tell() -> None:
                with suppress(RuntimeError):  # the server may have stopped meanwhile
                    loop.call_soon_threadsafe(passed.set)

            clock.call_later(self._seconds, tell)
            await passed.wait()
        self.answer.background = None
        await self.answer(scope, receive, send)

    def meet(self, timeout: float | None) -> None:
        """Wait, at most ``timeout`` seconds."""
        seconds = self._seconds if timeout is None else min(self._seconds, timeout)
        if isinstance(self._desk.clock, ManualClock):
            self._pass(seconds)
        else:
            passed = threading.Event()
            self._desk.clock.call_later(seconds, passed.set)
            passed.wait(seconds + 1)
        if seconds < self._seconds:
            raise _raised("ReadTimeout", TimeoutError)(f"Read timed out. (read timeout={timeout:g})")

    def _pass(self, seconds: float) -> None:
        """Move the clock, unless an application is being asked something, for which time stands still."""
        desk, clock = self._desk, self._desk.clock
        inside = isinstance(desk.jobs, InlineJobs) and desk.jobs.inside
        if isinstance(clock, ManualClock) and not inside and not desk.chains.under_way:
            clock.advance(seconds)


class HungUp(Struck):
    """An answer that nobody gets: the connection is gone before."""

    async def give(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drop the connection; raises ``ConnectionResetError`` where the server has no way to do that."""
        hang_up = scope.get("state", {}).get(HANG_UP)
        if hang_up is None:
            raise ConnectionResetError("the connection is gone before the answer")
        hang_up()
        while (await receive())["type"] != "http.disconnect":
            pass

    def meet(self, timeout: float | None) -> None:
        """Raise what the client would raise."""
        raise _raised("ConnectionError", ConnectionError)("Remote end closed connection without response")


def _raised(name: str, otherwise: type[OSError]) -> type[OSError]:
    """Return the exception of the client's own HTTP library where it is there, else Python's."""
    library = getattr(sys.modules.get("requests"), "exceptions", None)
    found: type[OSError] = getattr(library, name, otherwise)
    return found
