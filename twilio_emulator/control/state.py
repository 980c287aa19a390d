"""Forgetting everything between two tests, and going back to a moment that was remembered."""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPMethod
from threading import Lock
from typing import TypedDict

from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.state.restoring import Restoring, Snapshot

MOST_KEPT = 100
"""Snapshots that are remembered; the oldest makes room."""


class Snapshots:
    """Those that were taken over HTTP, by their ids; they are in memory only."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._taken = 0

    def add(self, snapshot: Snapshot) -> str:
        """Remember a snapshot; return its id."""
        with self._lock:
            self._taken += 1
            self._kept[str(self._taken)] = snapshot
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return str(self._taken)

    def find(self, name: str, *, remove: bool = False) -> Snapshot:
        """Return a snapshot, which is no longer there afterwards with ``remove``.

        Raises :class:`Refusal` 404 where there is none, or no longer.
        """
        with self._lock:
            found = self._kept.pop(name, None) if remove else self._kept.get(name)
        if found is None:
            raise Refusal(404, "unknown_snapshot", f"there is no snapshot {name[:60]!r}, or no longer")
        return found


class SnapshotJson(TypedDict):
    """A snapshot: ``id`` brings it back; ``at`` is what time it was for the emulator."""

    id: str
    at: str


class NowJson(TypedDict):
    """What time it is for the emulator now."""

    now: str


def _now(asked: Asked) -> NowJson:
    return {"now": asked.switchboard.desk.clock.now().isoformat()}


def reset(asked: Asked) -> NowJson:
    """Forget everything that has happened; what was set up stays."""
    restoring: Restoring = asked.state.restoring
    restoring.reset()
    return _now(asked)


def take_snapshot(asked: Asked) -> SnapshotJson:
    """Remember everything as it is now."""
    snapshot: Snapshot = asked.state.restoring.snapshot()
    return {"id": asked.state.snapshots.add(snapshot), "at": snapshot.at.isoformat()}


def restore_snapshot(asked: Asked) -> NowJson:
    """Go back to a snapshot."""
    restoring: Restoring = asked.state.restoring
    restoring.restore(asked.state.snapshots.find(asked.path["id"]))
    return _now(asked)


def forget_snapshot(asked: Asked) -> SnapshotJson:
    """Forget a snapshot; the answer is what it was."""
    snapshot: Snapshot = asked.state.snapshots.find(asked.path["id"], remove=True)
    return {"id": asked.path["id"], "at": snapshot.at.isoformat()}


OPERATIONS = (
    Operation(
        method=HTTPMethod.POST,
        path="/reset",
        summary="Forget every call, text, code, recording and webhook; what was set up stays",
        handler=reset,
        answer=NowJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/snapshots",
        summary="Remember everything as it is now",
        handler=take_snapshot,
        answer=SnapshotJson,
        status=201,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/snapshots/{id}/restore",
        summary="Bring a snapshot back; whatever is live ends",
        handler=restore_snapshot,
        answer=NowJson,
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.DELETE,
        path="/snapshots/{id}",
        summary="Forget a snapshot",
        handler=forget_snapshot,
        answer=SnapshotJson,
        refusals=(404,),
    ),
)
