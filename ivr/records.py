"""The row of a call: opened once, taken by one turn at a time, put back with the answer given.

Taking a turn is one UPDATE that names the turn it expects: of two deliveries of the same turn exactly one changes
the row, and the other is told what was answered. Statements are built once, on the table, for speed: this is the
hot path of every call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from ivr.conversation import Conversation
from ivr.entries import ENTRIES
from ivr.turn import Turn
from models import CallRecord, Level
from models.identity import masked_phone
from models.upsert import upsert
from models.vault import Sealed, Vault

LINE = "12393"
"""The line whose dialogue this is."""

FINAL_STATUSES = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The CallStatus values after which nothing more happens (twilio-behaviour 1.4)."""

_TABLE: Final = cast(Table, CallRecord.__table__)
_CALLS: Final = _TABLE.c
_STATE: Final = (
    _CALLS.place,
    _CALLS.language,
    _CALLS.elder,
    _CALLS.person_id,
    _CALLS.auth_level,
    _CALLS.misses,
    _CALLS.refusals,
    _CALLS.candidate,
    _CALLS.memory,
    _CALLS.path,
    _CALLS.ended_at,
)
_TAKE: Final = (
    update(_TABLE)
    .where(_CALLS.call_sid == bindparam("sid"), _CALLS.turn == bindparam("expected"))
    .values(turn=_CALLS.turn + 1, last_answer="")
    .returning(*_STATE)
)
_LOOK: Final = select(_CALLS.turn, _CALLS.last_answer, *_STATE).where(_CALLS.call_sid == bindparam("sid"))
# A caller may hang up while a turn is being answered, and a later turn may be taken while a PIN is judged: what the
# slow turn knew is then not kept.
_KEEP: Final = (
    update(_TABLE)
    .where(_CALLS.call_sid == bindparam("sid"), _CALLS.turn == bindparam("awaited"), _CALLS.ended_at.is_(None))
    .returning(_CALLS.call_sid)
)
_NEW: Final = upsert(_TABLE, lambda insert: insert.on_conflict_do_nothing().returning(_CALLS.call_sid))
_CLOSE: Final = (
    update(_TABLE)
    .where(_CALLS.call_sid == bindparam("sid"), _CALLS.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_status=bindparam("status"), candidate=None, last_answer="")
    .returning(_CALLS.call_sid)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A call whose awaited turn is another than the one delivered."""

    turn: int
    """The turn that the call waits for."""
    last_answer: str
    """The TwiML last given; empty when its worker died before it was written."""
    call: Conversation


def take(db: Session, turn: Turn, at: datetime) -> Conversation | Seen | None:
    """Take `turn` of its call; `Seen` when the call waits for another turn, None when there is no such call.

    Holds the row's lock until the db session commits, unless a step commits earlier (a PIN is counted in a
    transaction of its own). Then `last_answer` is empty for that long.
    """
    row = db.connection().execute(_TAKE, {"sid": turn.call_sid, "expected": turn.number}).one_or_none()
    return look(db, turn, at) if row is None else _conversation(db, row, turn, at)


def look(db: Session, turn: Turn, at: datetime) -> Seen | None:
    """The call of `turn` as it stands, without taking a turn; None when there is no such call."""
    row = db.connection().execute(_LOOK, {"sid": turn.call_sid}).one_or_none()
    if row is None:
        return None
    return Seen(turn=row.turn, last_answer=row.last_answer, call=_conversation(db, row, turn, at))


def keep(call: Conversation, *, awaited: int, last_answer: str) -> bool:
    """Put a taken call back, with what its caller is told now; False when it no longer waits for turn `awaited`."""
    values = {"sid": call.call_sid, "awaited": awaited, **_values(call), "last_answer": last_answer}
    return call.db.connection().execute(_KEEP, values).one_or_none() is not None


def insert_new(call: Conversation, *, turn: int, last_answer: str) -> bool:
    """Write the row of a new call; False when another worker has written it meanwhile."""
    vault: Vault = call.db.info["vault"]
    values = {
        "call_sid": call.call_sid,
        "line": LINE,
        "caller_hash": vault.phone_hash(call.caller) if call.caller else None,
        "caller_masked": masked_phone(call.caller) if call.caller else "",
        "turn": turn,
        "started_at": call.at,
        "last_answer": last_answer,
        **_values(call),
    }
    return call.db.connection().execute(_NEW(call.db), values).one_or_none() is not None


def close(db: Session, turn: Turn, at: datetime) -> bool:
    """Note that a call is over, and forget what it kept for its next turn; False when it was noted before."""
    done = db.connection().execute(_CLOSE, {"sid": turn.call_sid, "at": at, "status": turn.status})
    return done.one_or_none() is not None


def _conversation(db: Session, row: Row[*tuple[Any, ...]], turn: Turn, at: datetime) -> Conversation:
    memory: Mapping[str, Any] = row.memory
    vault: Vault = db.info["vault"]
    return Conversation(
        db=db,
        at=at,
        call_sid=turn.call_sid,
        caller=turn.caller,
        place=row.place,
        language=row.language,
        elder=row.elder,
        person_id=row.person_id,
        level=Level(row.auth_level),
        misses=row.misses,
        refusals=row.refusals,
        candidate=None if row.candidate is None else vault.unseal(Sealed.CANDIDATE, row.candidate),
        wants=memory.get("wants"),
        uses_other_id=memory.get("other_id", False),
        changing=memory.get("changing"),
        ended=row.ended_at is not None or memory.get("over", False),
        path=row.path,
    )


def _values(call: Conversation) -> dict[str, Any]:
    entry = ENTRIES.get(call.place)
    candidate = call.candidate if entry is not None and entry.keeps_candidate else None
    vault: Vault = call.db.info["vault"]
    return {
        "place": call.place,
        "language": call.language,
        "elder": call.elder,
        "person_id": call.person_id,
        "auth_level": int(call.level),
        "misses": call.misses,
        "refusals": call.refusals,
        "candidate": None if candidate is None else vault.seal(Sealed.CANDIDATE, candidate),
        "memory": call.memory(),
        "path": call.path,
    }
