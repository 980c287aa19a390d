"""What a ``<Dial>`` shares with its nouns: the terms it sets, and how far it has come."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twilio_emulator.engine.effects import KEYS, Release
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.verbs.verb import Acting, Line, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a Dial sets for whatever it dials: seconds it waits and talks, and whether a star ends it.

    ``record`` begins its recording, where it wants one.
    """

    timeout: float
    time_limit: float
    hangup_on_star: bool
    record: Callable[[], Acting]

    def hears(self, *kinds: type) -> frozenset[type]:
        """Return ``kinds``, and keys where a star ends the Dial."""
        return frozenset(kinds) | KEYS if self.hangup_on_star else frozenset(kinds)


@dataclass(slots=True)
class Attempt:
    """How far it has come: the legs that are held, and what the action is told of the one that counts.

    ``ringing`` is in the order in which they were rung.
    """

    ringing: tuple[str, ...] = ()
    status: str = "failed"
    sid: str = ""
    seconds: int | None = None
    bridged: bool = False
    since: float | None = None
    transferred_to: str = ""
    """Whom the other one has asked to be put through to."""
    recording: str = ""
    """The SID of the recording, where there is one."""

    def begin(self, sids: Iterable[str]) -> None:
        """Take it that these legs are being rung."""
        self.ringing = tuple(sids)

    def declined(self, sid: str, status: str) -> None:
        """Take it that one of them will not come."""
        self.ringing = tuple(one for one in self.ringing if one != sid)
        self.sid, self.status = sid, status

    def answered(self, sid: str, now: float) -> None:
        """Take it that one of them has come, and the others are given up."""
        self.ringing = (sid,)
        self.sid, self.since = sid, now

    def over(self, status: str, now: float | None) -> None:
        """Take it that it has come to its end as ``status``; ``None`` where nobody can tell how long it took."""
        self.sid = self.sid if self.since is not None else next(iter(self.ringing), self.sid)
        self.status = status
        self.seconds = None if now is None or self.since is None else int(now - self.since)
        self.ringing = ()

    def params(self) -> dict[str, str]:
        """Return the parameters of the action (twilio-behaviour 1.3)."""
        params = {"DialCallStatus": self.status}
        if self.sid:
            params["DialCallSid"] = self.sid
            params["DialBridged"] = "true" if self.bridged else "false"
        if self.seconds is not None:
            params["DialCallDuration"] = str(self.seconds)
        if self.recording:
            params["RecordingSid"] = self.recording
        return params


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Word):
    """Where one is put by a Dial, in place of somebody being rung: a conference, or the head of a queue."""

    @abstractmethod
    def join(self, call: Line, terms: Terms, attempt: Attempt) -> Acting:
        """Be there until it is over, and note in ``attempt`` what came of it.

        Raises :class:`~twilio_emulator.engine.verbs.verb.Interrupted` as it came, having given back what it held.
        """


def release(sids: Iterable[str], unanswered: CallStatus = CallStatus.CANCELED) -> Acting:
    """Give up the legs that are still held, in the order in which they were rung."""
    held = tuple(sids)
    if held:
        yield Release(sids=held, unanswered=unanswered)
