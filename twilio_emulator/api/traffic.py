"""What every answer says of its request: its id, how long it took, how many were under way (twilio-behaviour 5.9)."""

from __future__ import annotations

from time import perf_counter

from starlette.responses import Response

from twilio_emulator.desk import Desk
from twilio_emulator.store import new_sid


class Visit:
    """One request, from when it comes to when it is answered."""

    __slots__ = ("_began", "_desk", "_sid")

    def __init__(self, desk: Desk) -> None:
        self._desk, self._sid, self._began = desk, new_sid("RQ"), perf_counter()
        desk.requests.add(self._sid)

    def leave(self, answer: Response) -> None:
        """Write on ``answer`` what it says of its request; the duration is in seconds."""
        requests = self._desk.requests
        answer.raw_headers += [
            (b"twilio-concurrent-requests", b"%d" % len(requests)),
            (b"twilio-request-id", self._sid.encode()),
            (b"twilio-request-duration", b"%.3f" % (perf_counter() - self._began)),
        ]
        self.over()

    def over(self) -> None:
        """Be under way no more; harmless when it has been answered."""
        self._desk.requests.discard(self._sid)
