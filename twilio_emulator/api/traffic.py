"""What every answer says of its request: its id, how long it took, how many were under way (twilio-behaviour 5.9)."""

from __future__ import annotations

from time import perf_counter

from starlette.responses import Response

from twilio_emulator.desk import Desk
from twilio_emulator.store import new_sid


class Visit:
    """One request, from when it comes to when it is answered."""

    __slots__ = ("_began", "_requests")

    def __init__(self, desk: Desk) -> None:
        self._began, self._requests = perf_counter(), desk.requests
        self._requests.add(self)

    def leave(self, answer: Response) -> None:
        """Write on ``answer`` what it says of its request; the duration is in seconds."""
        answer.raw_headers += (
            (b"twilio-concurrent-requests", b"%d" % len(self._requests)),
            (b"twilio-request-id", new_sid("RQ").encode()),
            (b"twilio-request-duration", b"%.3f" % (perf_counter() - self._began)),
        )

    def over(self) -> None:
        """Be under way no more; harmless when it has been answered."""
        self._requests.discard(self)
