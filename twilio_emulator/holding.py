"""What a request sets going is held back until the request has been answered.

An application that is told of a call or a text before its own request has returned does not know yet what it is told
of. So what is handed to the workers, or to the clock, by a thread that answers a request waits for the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import get_ident

Begin = Callable[[], object]


class Holding:
    """Holds what threads that answer something want to begin.

    Two plain calls instead of a context manager: every request to the API makes them.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[int, list[Begin]] = {}

    def hold(self) -> None:
        """Hold everything this thread begins from here on, until it says :meth:`release`."""
        self._held[get_ident()] = []

    def release(self) -> list[Begin]:
        """Hold no more, and return what is to be begun, in order, once the request is answered."""
        return self._held.pop(get_ident())

    def holds(self, begin: Callable[..., object], *values: object) -> bool:
        """Take ``begin`` with its ``values`` where this thread answers something; False where it is to be begun now."""
        if not self._held:
            return False
        held = self._held.get(get_ident())
        if held is None:
            return False
        held.append(lambda: begin(*values))
        return True
