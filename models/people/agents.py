"""The roster: which agents there are, who is on duty, and the PIN by which one signs in and out by telephone.

Which caller an agent gets is `models.people.agent_queue`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, func, insert, literal, select, update

from models.database import Db
from models.errors import AccountsError
from models.people import desk_guesses
from models.people.agent_moves import changed
from models.pin import PinHasher
from models.tables.agent import Agent, AgentState
from models.vault import Sealed, Vault

FIRST_NUMBER: Final = 101
"""The 工号 of the first agent."""
PIN_TRIES: Final = 5
"""Wrong PINs in a row, by telephone, after which an agent's PIN is refused there until a new one is set."""
LINES: Final = ("12393", "12333")
LANGUAGES: Final = ("zh-CN", "en")


class AgentError(AccountsError):
    """An agent who is not there, or is there already; the sentence says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One agent as the roster shows them."""

    agent_id: int
    number: int
    name: str
    lines: tuple[str, ...]
    languages: tuple[str, ...]
    on_duty: bool
    state: AgentState
    since: datetime
    rests_until: datetime | None = None
    misses: int = 0
    """Rings in a row that were not answered."""

    def suits(self, line: str, speaks: str | None) -> bool:
        """Whether this agent answers for that line and has that language, where one is asked for."""
        return line in self.lines and (speaks is None or speaks in self.languages)


_AGENTS: Final = cast(Table, Agent.__table__)
_SHOWN: Final = (
    _AGENTS.c.id,
    _AGENTS.c.number,
    _AGENTS.c.name,
    _AGENTS.c.lines,
    _AGENTS.c.languages,
    _AGENTS.c.on_duty,
    _AGENTS.c.state,
    _AGENTS.c.since,
    _AGENTS.c.rests_until,
    _AGENTS.c.misses,
)
# Every call asks whether an agent rings: a statement that is built once costs a fifth.
_BY_PHONE: Final = select(*_SHOWN).where(_AGENTS.c.phone_hash == bindparam("phone"))


def add(
    db: Db,
    name: str,
    e164: str,
    pin: str,
    at: datetime,
    *,
    lines: Sequence[str] = LINES,
    languages: Sequence[str] = LANGUAGES[:1],
) -> Listed:
    """Put an agent on the roster, off duty, with the next free 工号. Raises AgentError where the rules forbid it."""
    _check(name, pin, lines, languages)
    vault = _vault(db)
    if db.scalar(select(Agent.id).where((Agent.name == name) | (Agent.phone_hash == vault.phone_hash(e164)))):
        raise AgentError(f"There is an agent {name}, or one with this telephone, already.")
    highest = db.scalar(select(func.max(Agent.number)))
    db.execute(
        insert(Agent).inline(),
        {
            "number": FIRST_NUMBER if highest is None else highest + 1,
            "name": name,
            "phone_hash": vault.phone_hash(e164),
            "phone_sealed": vault.seal(Sealed.PHONE, e164),
            "pin_hash": _hasher(db).hash(pin),
            "pin_failures": 0,
            "lines": list(lines),
            "languages": list(languages),
            "on_duty": False,
            "state": AgentState.FREE,
            "since": at,
            "misses": 0,
        },
    )
    return named(db, name)


def set_pin(db: Db, agent_id: int, pin: str) -> None:
    """Give an agent a new PIN, which also ends every lock. Raises AgentError where it is no PIN."""
    if not _is_pin(pin):
        raise AgentError("The PIN of an agent is six digits, not all the same.")
    db.execute(update(Agent).where(Agent.id == agent_id).values(pin_hash=_hasher(db).hash(pin), pin_failures=0))
    desk_guesses.forgive(db, agent_id)


def prove(db: Db, agent_id: int, pin: str) -> bool | None:
    """Whether that is the agent's PIN, keyed at a telephone; None: too many were wrong, and nothing is looked at.

    A failure is counted in the open transaction before it is told, so that tries at once are counted apart.
    """
    counted = update(Agent).where(Agent.id == agent_id, Agent.pin_failures < PIN_TRIES)
    if not changed(db, counted.values(pin_failures=Agent.pin_failures + 1)):
        return None
    kept = db.scalar(select(Agent.pin_hash).where(Agent.id == agent_id))
    if kept is None or not _hasher(db).verify(kept, pin):
        return False
    db.execute(update(Agent).where(Agent.id == agent_id).values(pin_failures=0))
    return True


def sign_on(db: Db, agent_id: int, at: datetime) -> None:
    """Put an agent on duty; one who is so already stays as idle as they were."""
    db.execute(
        update(Agent)
        .where(Agent.id == agent_id, Agent.on_duty.is_(False))
        .values(on_duty=True, misses=0, rests_until=None, since=at)
    )


def sign_off(db: Db, agent_id: int) -> None:
    """Take an agent off duty; the call they have goes on."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(on_duty=False))


def change(db: Db, agent_id: int, *, lines: Sequence[str] = (), languages: Sequence[str] = ()) -> None:
    """Let an agent answer for other lines, or in other languages; nothing given changes nothing."""
    if set(lines) - set(LINES) or set(languages) - set(LANGUAGES):
        raise AgentError(f"The lines are {' and '.join(LINES)}, the languages {' and '.join(LANGUAGES)}.")
    values = {name: list(given) for name, given in (("lines", lines), ("languages", languages)) if given}
    if values:
        db.execute(update(Agent).where(Agent.id == agent_id).values(**values))


def everybody(db: Db) -> tuple[Listed, ...]:
    """The roster, by 工号."""
    return _listed(db, select(*_SHOWN).order_by(Agent.number))


def on_duty(db: Db) -> tuple[Listed, ...]:
    """Who is on duty, the longest in their present state first."""
    return _listed(db, select(*_SHOWN).where(Agent.on_duty.is_(True)).order_by(Agent.since, Agent.id))


def named(db: Db, name_or_number: str) -> Listed:
    """The agent of that name or 工号. Raises AgentError where there is none."""
    wanted = (
        Agent.number == int(name_or_number)
        if name_or_number.isascii() and name_or_number.isdigit()
        else literal(value=False)
    )
    found = _listed(db, select(*_SHOWN).where((Agent.name == name_or_number) | wanted))
    if not found:
        raise AgentError(f"There is no agent {name_or_number}; `hotline agents list` shows those there are.")
    return found[0]


def by_phone(db: Db, e164: str) -> Listed | None:
    """The agent whose telephone this is."""
    found = _listed(db, _BY_PHONE, {"phone": _vault(db).phone_hash(e164)})
    return found[0] if found else None


def by_id(db: Db, agent_id: int) -> Listed | None:
    """The agent of this key."""
    found = _listed(db, select(*_SHOWN).where(Agent.id == agent_id))
    return found[0] if found else None


def phone_of(db: Db, agent_id: int) -> str:
    """The number an agent is rung at, E.164."""
    return _vault(db).unseal(Sealed.PHONE, db.scalars(select(Agent.phone_sealed).where(Agent.id == agent_id)).one())


def _listed(db: Db, query: Any, values: Mapping[str, Any] | None = None) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            agent_id=row.id,
            number=row.number,
            name=row.name,
            lines=tuple(row.lines),
            languages=tuple(row.languages),
            on_duty=row.on_duty,
            state=row.state,
            since=row.since,
            rests_until=row.rests_until,
            misses=row.misses,
        )
        for row in db.execute(query, values)
    )


def _check(name: str, pin: str, lines: Sequence[str], languages: Sequence[str]) -> None:
    if not name.strip() or len(name) > 32 or name.isdigit():
        raise AgentError("An agent's name has 1 to 32 characters and is no number.")
    if not _is_pin(pin):
        raise AgentError("The PIN of an agent is six digits, not all the same.")
    if not lines or set(lines) - set(LINES):
        raise AgentError(f"The lines are {' and '.join(LINES)}.")
    if not languages or set(languages) - set(LANGUAGES):
        raise AgentError(f"The languages are {' and '.join(LANGUAGES)}.")


def _is_pin(pin: str) -> bool:
    return len(pin) == 6 and pin.isascii() and pin.isdigit() and len(set(pin)) > 1


def _vault(db: Db) -> Vault:
    vault: Vault = db.info["vault"]
    return vault


def _hasher(db: Db) -> PinHasher:
    hasher: PinHasher = db.info["pin_hasher"]
    return hasher
