"""What a reply left open, kept with its message: N, Y or a number may follow it, and proof of identity lasts a while.

It is sealed together with the words of the reply, behind a separator that no reply holds, so that a message needs no
other state and forgets with its row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from models import Level, MessageRecord, Vault
from models.proof import messages
from sms.replies import Reply, Step

OPEN_FOR: Final = timedelta(minutes=10)
"""How long a next page, a question or a confirmation waits for its answer (domain 4.3)."""

PROVED_FOR: Final = timedelta(minutes=15)
"""How long the last four of an ID number need not be written again (domain 4.3, L2)."""

STEPS: Final = frozenset({"N", "Y", "1", "2", "3"})
"""The words that a reply may give a meaning to."""

_SEPARATOR: Final = "\x1f"
_MOST: Final = 60
"""Messages that are looked back at; a number has 20 commands a day, and some more that were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of an answered message: the words, what may follow, who was answered, and whether he proved it."""

    text: str | None
    steps: dict[str, Step] = field(default_factory=dict)
    person_id: int | None = None
    proved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A step that was offered, and as whom its offer was answered."""

    step: Step
    level: Level
    person_id: int | None


def keep(record: MessageRecord, vault: Vault, given: Reply, *, person_id: int | None, proved: bool) -> None:
    """Seal a reply and what it left open with its message."""
    left: dict[str, Any] = {}
    if given.steps:
        left["steps"] = {
            word: [step.keyword, step.parameters, step.place, step.rest, step.closing]
            for word, step in given.steps.items()
        }
    if proved:
        left["proved"] = True
    if left and person_id is not None:
        left["person"] = person_id
    kept = json.dumps(left, ensure_ascii=False, separators=(",", ":")) if left else ""
    record.keep_answer(vault, given.text + (_SEPARATOR + kept if kept else ""))


def read(record: MessageRecord, vault: Vault) -> Kept:
    """What `keep` was given."""
    text, _, kept = (record.read_answer(vault) or "").partition(_SEPARATOR)
    left: dict[str, Any] = json.loads(kept) if kept else {}
    steps = {
        word: Step(keyword=keyword, parameters=tuple(parameters), place=place, rest=tuple(rest), closing=closing)
        for word, (keyword, parameters, place, rest, closing) in left.get("steps", {}).items()
    }
    return Kept(text=text or None, steps=steps, person_id=left.get("person"), proved=left.get("proved", False))


def offered(db: Session, record: MessageRecord, word: str) -> Offered | None:
    """What `word` means after what this number was answered last with something to follow; None: nothing."""
    for earlier, kept in _earlier(db, record, OPEN_FOR):
        if kept.steps:
            if word not in kept.steps:
                return None
            return Offered(step=kept.steps[word], level=Level(earlier.level), person_id=kept.person_id)
    return None


def proved(db: Session, record: MessageRecord, person_id: int) -> bool:
    """Whether this number has proved lately that it writes for this person."""
    earlier = _earlier(db, record, PROVED_FOR, level=Level.VERIFIED)
    return any(kept.proved and kept.person_id == person_id for _, kept in earlier)


def _earlier(
    db: Session, record: MessageRecord, within: timedelta, *, level: Level = Level.NONE
) -> Iterator[tuple[MessageRecord, Kept]]:
    """Messages of this number that were answered, the newest first."""
    vault: Vault = db.info["vault"]
    for earlier in messages.earlier(db, record, record.at - within, _MOST, level=level):
        yield earlier, read(earlier, vault)
