"""Signing in to the agents' pages: by 工号 and PIN; and which agents may see the operations page.

The PIN is that of the telephone (`models.people.agents`), the limits are the pages' own (`desk_guesses`): who guesses
here locks no telephone.
"""

import hmac
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from models.database import Db
from models.people import agents, desk_guesses
from models.people.agents import Listed
from models.pin import PinHasher
from models.tables.agent import Agent
from models.tables.desk import Supervisor
from models.upsert import upsert

_APPOINT: Final = upsert(Supervisor, lambda insert: insert.on_conflict_do_nothing())


def sign_in(db: Db, number: str, pin: str, address: str, at: datetime) -> Listed | None:
    """The agent with that 工号 and PIN; None for whatever does not fit, and where too much was guessed.

    `address` is where it comes from. A guess is counted in the open transaction. A 工号 that nobody has, and one that
    is locked, take as long as any.
    """
    hasher: PinHasher = db.info["pin_hasher"]
    known = number.isascii() and number.isdigit() and len(number) <= 4
    row = (
        db.execute(select(Agent.id, Agent.pin_hash).where(Agent.number == int(number))).one_or_none() if known else None
    )
    guess = desk_guesses.guess(db, number, None if row is None else row.id, address, at)
    fits = hasher.verify(None if row is None or guess is None else row.pin_hash, pin)
    if row is None or guess is None or not fits:
        return None
    desk_guesses.right(db, guess, at)
    return agents.by_id(db, row.id)


def stamp(db: Db, agent_id: int) -> str:
    """What a signed-in browser keeps of the PIN: it differs as soon as the PIN is another. Empty: no such agent."""
    kept = db.scalar(select(Agent.pin_hash).where(Agent.id == agent_id))
    # The hash of a PIN is salted and slow; of its digest nothing can be learned.
    return "" if kept is None else hmac.digest(b"desk", kept.encode(), "sha256").hex()[:24]


def appoint(db: Db, agent_id: int, at: datetime) -> None:
    """Let an agent see the operations page."""
    db.execute(_APPOINT(db), {"agent_id": agent_id, "since": at})


def dismiss(db: Db, agent_id: int) -> None:
    """Let an agent see it no longer."""
    db.execute(delete(Supervisor).where(Supervisor.agent_id == agent_id))


def is_one(db: Db, agent_id: int) -> bool:
    """Whether an agent may see it."""
    return db.scalar(select(Supervisor.agent_id).where(Supervisor.agent_id == agent_id)) is not None
