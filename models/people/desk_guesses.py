"""Counting wrong PINs at the agents' pages, so that guesses stay few and a stranger locks nobody else out.

Counted is what one agent's PIN is guessed from one address; on the whole for an agent; and on the whole from an
address. The last two do not hold where that agent, or anybody, has given the right PIN from that address lately: who
guesses from elsewhere uses up what strangers have, and nothing of the agent's. Addresses are kept hashed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, or_, select, update

from models.database import Db
from models.tables.columns import UtcDateTime
from models.tables.desk import DeskGuess
from models.upsert import upsert
from models.vault import Vault

OF_AN_AGENT_FROM_AN_ADDRESS: Final = 5
"""Wrong PINs of one agent from one address, in a row, after which no more are looked at."""
OF_AN_AGENT: Final = 30
"""Wrong PINs of one agent from all addresses that are strange to them."""
FROM_AN_ADDRESS: Final = 20
"""Wrong PINs of all agents, and of numbers that nobody has, from an address that is strange to everybody."""
COUNTED_FOR: Final = timedelta(hours=24)
"""How long after the first of them they count, and a lock lasts."""
KNOWN_FOR: Final = timedelta(days=30)
"""How long an address is no stranger's after the right PIN came from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One PIN for one agent from one address, which was counted and may be looked at."""

    agent_id: int | None
    both: bytes
    agent: bytes
    address: bytes
    strange_to_agent: bool
    strange: bool


def guess(db: Db, number: str, agent_id: int | None, address: str, at: datetime) -> Guess | None:
    """Count a PIN before it is looked at; None: too many were wrong, and it must not be.

    `number` is the 工号 that was written; one that nobody has, whose `agent_id` is None, is counted like any. Counted
    in the open transaction, so that tries at once are counted apart.
    """
    vault: Vault = db.info["vault"]
    who = f"nobody {number}" if agent_id is None else f"{agent_id}"  # 101 is 0101
    both, whole = vault.address_hash(f"both {who} {address}"), vault.address_hash(f"address {address}")
    _forget(db, at)
    known = set(db.scalars(select(DeskGuess.key).where(DeskGuess.key.in_((both, whole)), _is_known(at))).all())
    made = Guess(
        agent_id=agent_id,
        both=both,
        agent=vault.address_hash(f"agent {who}"),
        address=whole,
        strange_to_agent=both not in known,
        strange=whole not in known,
    )
    # In this order, so that who is refused for the one uses up nothing of the others.
    if not _count(db, made.both, agent_id, OF_AN_AGENT_FROM_AN_ADDRESS, at):
        return None
    if made.strange and not _count(db, made.address, None, FROM_AN_ADDRESS, at):
        return None
    if made.strange_to_agent and not _count(db, made.agent, agent_id, OF_AN_AGENT, at):
        return None
    return made


def right(db: Db, guess: Guess, at: datetime) -> None:
    """The PIN was right: this address is the agent's from now on, and what was wrong from it is forgotten."""
    for key, agent_id in ((guess.both, guess.agent_id), (guess.address, None)):
        db.execute(_KNOW(db), {"key": key, "agent_id": agent_id, "at": at})
    if guess.strange_to_agent:
        # Only the one that was right is taken back: others' guesses, from elsewhere, still count.
        taken_back = update(DeskGuess).where(DeskGuess.key == guess.agent, DeskGuess.failures > 0)
        db.execute(taken_back.values(failures=DeskGuess.failures - 1).execution_options(synchronize_session=False))


def forgive(db: Db, agent_id: int) -> None:
    """Forget what was guessed of an agent, who has a new PIN."""
    db.execute(delete(DeskGuess).where(DeskGuess.agent_id == agent_id).execution_options(synchronize_session=False))


_AT: Final = bindparam("at", type_=UtcDateTime())
_EXPIRED: Final = DeskGuess.since <= bindparam("expired", type_=UtcDateTime())


def _counting(insert: Any) -> Any:
    """Build the one statement that counts a PIN, if there is one left."""
    return (
        insert.values(key=bindparam("key"), agent_id=bindparam("agent_id"), failures=1, since=_AT, known_at=None)
        .on_conflict_do_update(
            index_elements=[DeskGuess.key],
            set_={
                "agent_id": insert.excluded.agent_id,
                "failures": case((_EXPIRED, 1), else_=DeskGuess.failures + 1),
                "since": case((or_(_EXPIRED, DeskGuess.failures == 0), _AT), else_=DeskGuess.since),
            },
            where=or_(DeskGuess.failures < bindparam("most"), _EXPIRED),
        )
        .returning(DeskGuess.failures)
    )


_COUNT: Final = upsert(DeskGuess, _counting)
_KNOW: Final = upsert(
    DeskGuess,
    lambda insert: insert.values(
        key=bindparam("key"), agent_id=bindparam("agent_id"), failures=0, since=_AT, known_at=_AT
    ).on_conflict_do_update(index_elements=[DeskGuess.key], set_={"failures": 0, "since": _AT, "known_at": _AT}),
)


def _count(db: Db, key: bytes, agent_id: int | None, most: int, at: datetime) -> bool:
    counted = {"key": key, "agent_id": agent_id, "most": most, "at": at, "expired": at - COUNTED_FOR}
    return db.scalar(_COUNT(db), counted) is not None


def _is_known(at: datetime) -> ColumnElement[bool]:
    return and_(DeskGuess.known_at.is_not(None), DeskGuess.known_at > at - KNOWN_FOR)


def _forget(db: Db, at: datetime) -> None:
    """Drop what counts no more, so that the table is as long as the day's guesses and the month's addresses."""
    old = and_(
        DeskGuess.since <= at - COUNTED_FOR, or_(DeskGuess.known_at.is_(None), DeskGuess.known_at <= at - KNOWN_FOR)
    )
    db.execute(delete(DeskGuess).where(old).execution_options(synchronize_session=False))
