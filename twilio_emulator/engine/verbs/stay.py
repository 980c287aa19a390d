"""What an ``<Enqueue>`` comes to: how far a call has come in its queue, and what the action is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twilio_emulator.engine.inputs import Input, Updated


class Result(StrEnum):
    """What becomes of a call in a queue: ``QueueResult``."""

    BRIDGED = "bridged"
    BRIDGING = "bridging-in-process"
    """Whoever had taken it was gone before the two were connected."""
    ERROR = "error"
    HANGUP = "hangup"
    LEAVE = "leave"
    REDIRECTED = "redirected"
    REDIRECTED_FROM_BRIDGED = "redirected-from-bridged"
    QUEUE_FULL = "queue-full"
    SYSTEM_ERROR = "system-error"
    """It was over before it had joined the queue."""


@dataclass(slots=True)
class Stay:
    """How far it has come: where the call waits, since when, and what the action is told."""

    result: Result = Result.SYSTEM_ERROR
    queue_sid: str = ""
    since: float = 0.0
    seconds: int = 0
    waiting: bool = False
    bridged: bool = False

    def joined(self, queue_sid: str, now: float) -> None:
        """Take it that the call waits in a queue."""
        self.queue_sid, self.since, self.waiting = queue_sid, now, True

    def left(self, now: float) -> None:
        """Take it that it waits no longer."""
        if self.waiting:
            self.waiting, self.seconds = False, int(now - self.since)

    def cut_short(self, got: Input, now: float) -> None:
        """Take it that the caller is gone, or was sent elsewhere."""
        self.left(now)
        elsewhere = isinstance(got, Updated)
        if self.bridged:
            self.result = Result.REDIRECTED_FROM_BRIDGED if elsewhere else Result.BRIDGED
        elif elsewhere:
            self.result = Result.REDIRECTED
        else:
            self.result = Result.HANGUP if self.queue_sid else Result.SYSTEM_ERROR

    def params(self) -> dict[str, str]:
        """Return the parameters of the action (twilio-behaviour 1.3)."""
        params = {"QueueResult": str(self.result)}
        if self.queue_sid:
            params |= {"QueueSid": self.queue_sid, "QueueTime": str(self.seconds)}
        return params
