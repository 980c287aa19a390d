"""The status of a call leg, as a table.

Two rules of this file: everything that decides whether a status may follow another lives here, and nothing here knows
who is calling whom. The names are those of the REST resource; ``initiated`` is a word of callbacks only and never a
status (twilio-behaviour 1.4, 5.4).

A leg that is finished stays as it is: a late hang-up, a stale timer or a second end are not errors, they are what a
telephone line is like. So :meth:`Leg.finish` is forgiving, and :meth:`Leg.move` is not.
"""

from __future__ import annotations

from enum import StrEnum

from twilio_emulator.engine.errors import WrongInput


class CallStatus(StrEnum):
    """The eight statuses of a call resource."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


TRANSITIONS: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.QUEUED: frozenset({CallStatus.RINGING, CallStatus.CANCELED, CallStatus.FAILED}),
    CallStatus.RINGING: frozenset(
        {
            CallStatus.IN_PROGRESS,
            CallStatus.BUSY,
            CallStatus.NO_ANSWER,
            CallStatus.FAILED,
            CallStatus.CANCELED,
        }
    ),
    CallStatus.IN_PROGRESS: frozenset({CallStatus.COMPLETED}),
    CallStatus.COMPLETED: frozenset(),
    CallStatus.BUSY: frozenset(),
    CallStatus.FAILED: frozenset(),
    CallStatus.NO_ANSWER: frozenset(),
    CallStatus.CANCELED: frozenset(),
}
"""From each status, those that may follow."""

FINAL = frozenset(status for status, following in TRANSITIONS.items() if not following)
"""The statuses nothing follows."""


class Leg:
    """One party's side of a conversation: a status that only ever moves along :data:`TRANSITIONS`."""

    __slots__ = ("status",)

    def __init__(self, status: CallStatus = CallStatus.RINGING) -> None:
        self.status = status

    @property
    def answered(self) -> bool:
        """Whether the line is open."""
        return self.status is CallStatus.IN_PROGRESS

    @property
    def over(self) -> bool:
        """Whether nothing more can happen on this leg."""
        return self.status in FINAL

    def move(self, status: CallStatus) -> None:
        """Go to ``status``; raises :class:`WrongInput` where the table does not allow it."""
        if status not in TRANSITIONS[self.status]:
            raise WrongInput(f"a leg that is {self.status} cannot become {status}")
        self.status = status

    def finish(self, unanswered: CallStatus) -> None:
        """End the leg: ``completed`` if it was answered, else ``unanswered``; a finished leg stays as it is."""
        if self.answered:
            self.status = CallStatus.COMPLETED
        elif not self.over:
            self.status = unanswered if unanswered in TRANSITIONS[self.status] else CallStatus.CANCELED
