"""The row of a call: read once and written once a turn, with the answer given, sealed, for a repeated delivery.

Writing names the turn it answers: of two deliveries of the same turn exactly one changes the row, and the other starts
again and finds what was answered. A turn that judges a guess, which commits halfway, claims the row first. Statements
are built once, on the table, for speed: this is the hot path of every call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from ivr.conversation import Conversation
from ivr.entries import ENTRIES
from ivr.menus import MENUS
from ivr.turn import Turn
from models import CallRecord, Level
from models.identity import masked_phone
from models.tables.columns import UtcDateTime
from models.upsert import upsert
from models.vault import Sealed, Vault

FINAL_STATUSES = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The CallStatus values after which nothing more happens (twilio-behaviour 1.4)."""

JUDGED_WITHIN = timedelta(seconds=5)
"""How long a claimed turn is waited for; after that its worker counts as dead."""

_TABLE: Final = cast(Table, CallRecord.__table__)
_CALLS: Final = _TABLE.c
_READ: Final = select(
    _CALLS.turn,
    _CALLS.line,
    _CALLS.answer_cipher,
    _CALLS.taken_at,
    _CALLS.ended_at,
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
).where(_CALLS.call_sid == bindparam("sid"))
# The row as this turn found or claimed it. Whoever hung up, answered the turn or claimed it meanwhile has changed it.
_MINE: Final = update(_TABLE).where(
    _CALLS.call_sid == bindparam("sid"),
    _CALLS.turn == bindparam("answered"),
    _CALLS.taken_at.is_not_distinct_from(bindparam("claim", type_=UtcDateTime())),
    _CALLS.ended_at.is_(None),
)
_CLAIM: Final = _MINE.values(taken_at=bindparam("at", type_=UtcDateTime()), refusals=_CALLS.refusals + 1)
_KEEP: Final = _MINE.values(turn=_CALLS.turn + 1, taken_at=None)
_NEW: Final = upsert(_TABLE, lambda insert: insert.on_conflict_do_nothing().returning(_CALLS.call_sid))
_CLOSE: Final = (
    update(_TABLE)
    .where(_CALLS.call_sid == bindparam("sid"), _CALLS.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_status=bindparam("status"), candidate=None, answer_cipher=None)
)

_OVER: Final = select(_CALLS.ended_at.is_not(None)).where(_CALLS.call_sid == bindparam("sid"))


class Overtaken(Exception):
    """Another delivery has this turn, or has answered it: roll back, and ask again in a moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A call that does not wait for the turn delivered."""

    last_answer: str | None
    """The TwiML last given; None once the call is over."""
    call: Conversation


def take(db: Connection, turn: Turn, at: datetime) -> Conversation | Seen | None:
    """The call, when it waits for `turn`; `Seen` when it waits for another or is over, None when there is none.

    Raises `Overtaken` while another delivery of this turn is being judged.
    """
    row = db.execute(_READ, {"sid": turn.call_sid}).one_or_none()
    if row is None:
        return None
    call = _conversation(db, row, turn, at)
    if row.turn != turn.number or row.ended_at is not None:
        cipher = row.answer_cipher
        vault: Vault = db.info["vault"]
        return Seen(last_answer=None if cipher is None else vault.unseal(Sealed.SPOKEN, cipher), call=call)
    if row.taken_at is not None and at < row.taken_at + JUDGED_WITHIN:
        raise Overtaken
    return call


def claim(call: Conversation) -> None:
    """Keep other deliveries of this turn waiting and count a refusal, before a guess is judged.

    Kept when the guess is counted, in the same transaction; a right guess takes the refusal back. Raises `Overtaken`
    when another delivery was faster.
    """
    if not call.db.execute(_CLAIM, {**_mine(call), "at": call.at}).rowcount:
        raise Overtaken
    call.claim = call.at
    call.refusals += 1


def keep(call: Conversation, answer: str) -> None:
    """Put the call back, with what its caller is told now. Raises `Overtaken` when it no longer waits for this turn."""
    if not call.db.execute(_KEEP, {**_mine(call), **_values(call, answer)}).rowcount:
        raise Overtaken


def insert_new(call: Conversation, answer: str) -> bool:
    """Write the row of a new call; False when another worker has written it meanwhile."""
    vault: Vault = call.db.info["vault"]
    values = {
        "call_sid": call.call_sid,
        "line": call.line,
        "caller_hash": vault.phone_hash(call.caller) if call.caller else None,
        "caller_masked": masked_phone(call.caller) if call.caller else "",
        "turn": call.turn + 1,
        "started_at": call.at,
        **_values(call, answer),
    }
    return call.db.execute(_NEW(call.db), values).one_or_none() is not None


def close(db: Connection, turn: Turn, at: datetime) -> bool:
    """Note that a call is over, and forget what it kept for its next turn; False when it was noted before."""
    return db.execute(_CLOSE, {"sid": turn.call_sid, "at": at, "status": turn.status}).rowcount > 0


def is_over(db: Connection, call_sid: str) -> bool:
    """Whether a call is known to have ended; one that has no row, such as an agent's, is not."""
    return bool(db.scalar(_OVER, {"sid": call_sid}))


def _conversation(db: Connection, row: Row[*tuple[Any, ...]], turn: Turn, at: datetime) -> Conversation:
    vault: Vault = db.info["vault"]
    call = Conversation(
        db=db,
        at=at,
        call_sid=turn.call_sid,
        caller=turn.caller,
        turn=row.turn,
        line=row.line,
        claim=row.taken_at,
        place=row.place,
        language=row.language,
        elder=row.elder,
        person_id=row.person_id,
        level=Level(row.auth_level),
        misses=row.misses,
        refusals=row.refusals,
        candidate=None if row.candidate is None else vault.unseal(Sealed.CANDIDATE, row.candidate),
        path=row.path,
    )
    call.remember(row.memory)
    call.ended = call.ended or row.ended_at is not None
    return call


def _mine(call: Conversation) -> dict[str, Any]:
    return {"sid": call.call_sid, "answered": call.turn, "claim": call.claim}


def _values(call: Conversation, answer: str) -> dict[str, Any]:
    place = ENTRIES.get(call.place) or MENUS.get(call.place)
    candidate = call.candidate if place is not None and place.keeps_candidate else None
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
        "answer_cipher": vault.seal(Sealed.SPOKEN, answer),
    }
