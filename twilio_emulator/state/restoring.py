"""What becomes of what was under way: after a restart, when a snapshot is brought back, and when all is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from twilio_emulator.clock import ManualClock
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import Anew, Topic
from twilio_emulator.jobs import Job
from twilio_emulator.lines import progress, recordings
from twilio_emulator.state.codec import Row
from twilio_emulator.state.keeper import codec
from twilio_emulator.store import Call, Conference, Speaker, Store, TranscriptLine, WsgiApp
from twilio_emulator.switchboard import Switchboard
from twilio_emulator.tape import Recording

STOPPED = "the emulator stopped in the middle of the call"
"""Ends the transcript of a call that was live when everything ended."""
RESET = "everything was reset"
UNANSWERED = "the emulator stopped before this was answered"
"""Stands with a webhook that was under way then."""
DECLARING = 1.0
"""Seconds after a restart until texts go on, so that the numbers can be declared with their applications first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything an emulator knew at one moment; it does not change when the emulator goes on.

    ``rows`` are the records, ``at`` is the clock's time, ``apps`` the application objects by the SIDs of their numbers.
    """

    rows: tuple[Row, ...] = field(repr=False)
    at: datetime
    apps: tuple[tuple[str, WsgiApp], ...] = field(default=(), repr=False)


class Restoring:
    """Takes snapshots of one emulator, brings them back, and lets it forget."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._desk = switchboard.desk

    def snapshot(self) -> Snapshot:
        """Return everything as it is now."""
        with self._desk.lock:
            store = self._desk.store
            return Snapshot(rows=tuple(codec().rows(store)), at=self._desk.clock.now(), apps=tuple(_apps(store)))

    def restore(self, snapshot: Snapshot) -> None:
        """Bring a snapshot back; whatever is live ends, and nobody is told of it."""
        desk = self._desk
        with desk.lock:
            apps = {**dict(_apps(desk.store)), **dict(snapshot.apps)}
            self._drop()
            codec().fill(desk.store, snapshot.rows)
            for number in (*desk.store.numbers.values(), *desk.store.applications.values()):
                number.app = apps.get(number.sid)
            if isinstance(desk.clock, ManualClock):
                desk.clock.set_to(snapshot.at)
            take_up(self._switchboard, after=0.0, telling=False)
            desk.keep()
            desk.feed.publish(Topic.STATE, Anew(how="restored", now=desk.clock.now()))

    def reset(self) -> None:
        """Forget every call, text, code, recording and webhook; whatever is live ends, and nobody is told of it."""
        with self._desk.lock:
            self._drop()
            self._desk.store.clear()
            self._desk.keep()
            self._desk.feed.publish(Topic.STATE, Anew(how="reset", now=self._desk.clock.now()))

    def _drop(self) -> None:
        """End what is live, and drop what was to be done."""
        desk = self._desk
        jobs, desk.jobs = desk.jobs, _Nobody()
        try:
            while desk.lines:  # one that ends may set the next one going
                _, line = desk.lines.popitem()
                if line.driver is not None:
                    line.driver.give_up(RESET)
                if not line.call.over:
                    line.end(RESET, CallStatus.FAILED)
        finally:
            desk.jobs = jobs
        desk.lines.clear()
        desk.conference_rooms.clear()
        desk.invitations.clear()
        desk.rest_log.clear()
        desk.age += 1
        desk.clock.forget()
        desk.jobs.forget()
        desk.pace.forget()
        desk.striking.forget()
        self._switchboard.texts.forget()


class _Nobody:
    """Does no work: what ends while everything ends is told to nobody."""

    waiting = 0

    def submit(self, job: Job) -> None:
        """Drop a job."""

    def post(self, job: Job) -> None:
        """Drop a job."""

    def forget(self) -> None:
        """There is nothing to forget."""


def take_up(switchboard: Switchboard, *, after: float = DECLARING, telling: bool = True) -> None:
    """Go on from what the store has been filled with: calls that were live are over, texts go on ``after`` seconds.

    With ``telling``, those who want to hear of a call's end are told then; else nobody is, nor will be.
    """
    desk = switchboard.desk
    with desk.lock:
        store = desk.store
        for exchange in store.exchanges:
            if not exchange.status and not exchange.failure:
                exchange.failure = UNANSWERED
        for call in store.calls.values():
            if not call.over:
                _end(call)
            if not telling:
                call.callbacks = progress.NOBODY
            elif progress.is_owed(call):
                desk.clock.call_later(after, partial(progress.tell_end, desk, call))
        for conference in store.conferences.values():
            if not conference.over:
                _close(conference, store)
        for queue in store.queues.values():
            if queue.members or queue.takers:
                queue.members, queue.takers = [], []
        store.partners.clear()
        for recording in store.recordings.values():
            recordings.take_up(desk, recording, _last_heard(recording))
        for transcription in store.transcriptions.values():
            recordings.take_up_transcription(desk, transcription)
        for message in store.messages.values():
            if message.asking or not message.over:
                desk.clock.call_later(after, partial(switchboard.texts.take_up, message))


def _end(call: Call) -> None:
    """End a call at the last moment something is known of: ``completed`` where it was answered, else ``failed``."""
    line = call.lines[-1] if call.lines else None
    said = call.placed_at + timedelta(seconds=line.at) if line is not None else call.placed_at
    call.ended_at = max(call.changed_at, said, *(exchange.at for exchange in call.exchanges))
    call.status = CallStatus.COMPLETED if call.answered_at is not None else CallStatus.FAILED
    call.listening = False
    at = (call.ended_at - call.placed_at).total_seconds()
    words = f"{call.status}: {STOPPED}"
    call.lines.append(TranscriptLine(number=len(call.lines), at=at, speaker=Speaker.NOTE, text=words))


def _close(conference: Conference, store: Store) -> None:
    """Close a room when the last of its calls has ended."""
    ends = [store.calls[sid].ended_at for sid in conference.joined_at if sid in store.calls]
    conference.date_updated = max([conference.date_updated, *(at for at in ends if at is not None)])
    conference.close()


def _last_heard(recording: Recording) -> datetime:
    """Return until when a recording can have run."""
    words = max((one.until for one in recording.words), default=0.0)
    return max(recording.call.ended_at or recording.started_at, recording.started_at + timedelta(seconds=words))


def _apps(store: Store) -> Iterable[tuple[str, WsgiApp]]:
    """Return the application objects, by the SIDs of their numbers."""
    for number in (*store.numbers.values(), *store.applications.values()):
        if number.app is not None:
            yield number.sid, number.app
