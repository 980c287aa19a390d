"""What applications set going from within their own webhooks, and how far that goes.

An application may place a call, send a text or moderate a conference while it is being asked something, and be asked
something in turn on account of that. Everything it sets going so belongs to the chain of the call or text it was asked
about, and a chain has an end: time stands still meanwhile, so that nothing else would ever come to one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

MOST_NESTED = 2
"""How many webhooks may be under way for a guest to wait for what it has set going; beyond that it does not."""
MOST_BEGUN = 1000
"""How much applications may set going on account of one thing somebody did."""
EXHAUSTED = f"applications have set {MOST_BEGUN} things going on account of one call or text"


class Chain:
    """What was set going on account of one thing somebody did; shared by all calls and texts that belong to it.

    ``texts`` counts the texts that applications sent one another; those that begin with one in a call are counted
    anew, ``of`` the chain of that call.
    """

    __slots__ = ("_begun", "_first", "texts")

    def __init__(self, of: Chain | None = None) -> None:
        self._first: Chain = of._first if of is not None else self
        self._begun = 0
        self.texts = 0

    @property
    def begun(self) -> int:
        """How much applications have set going from within their webhooks."""
        return self._first._begun

    @property
    def exhausted(self) -> bool:
        """Whether nothing more is set going on its account."""
        return self.begun > MOST_BEGUN

    def count(self) -> None:
        """Count one more thing that was set going."""
        self._first._begun += 1


_asking: ContextVar[Chain | None] = ContextVar("asking", default=None)
"""The chain of the webhook that is under way here."""
_guest: ContextVar[bool] = ContextVar("guest", default=False)
"""Whether what is done here was asked for over HTTP."""


class Chains:
    """Knows on whose account something is begun.

    A thread that is in the middle of a webhook acts for the application it asks. With ``one_at_a_time`` (virtual time)
    so does a guest, who comes over HTTP while a webhook is under way.
    """

    def __init__(self, *, one_at_a_time: bool = False) -> None:
        self._under_way: list[Chain] = []
        self._one_at_a_time = one_at_a_time

    @property
    def inside(self) -> bool:
        """Whether an application is being asked something here, and waits for whatever is done."""
        return _asking.get() is not None

    @property
    def crowded(self) -> bool:
        """Whether a guest asks here, out of the middle of webhooks that wait for one another."""
        return _guest.get() and len(self._under_way) >= MOST_NESTED

    @property
    def under_way(self) -> bool:
        """Whether any application is being asked something."""
        return bool(self._under_way)

    @contextmanager
    def asking(self, chain: Chain) -> Iterator[None]:
        """While it is open, what is set going here belongs to ``chain``."""
        before = _asking.set(chain)
        self._under_way.append(chain)
        try:
            yield
        finally:
            self._under_way.remove(chain)
            _asking.reset(before)

    def begin(self) -> Chain:
        """Count one more thing, and return the chain it belongs to: a new one where a person sets it going."""
        chain = _asking.get()
        if chain is None and self._one_at_a_time and _guest.get():
            chain = next(iter(self._under_way[-1:]), None)
        if chain is None:
            return Chain()
        chain.count()
        return chain


class Guests:
    """ASGI middleware: whatever is done on a request is done for a guest."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request; the threads that work on it know whom they work for."""
        _guest.set(True)
        await self._app(scope, receive, send)
