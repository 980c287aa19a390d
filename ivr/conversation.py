"""Conversation: one call as it stands, between the row that keeps it and the rules that move it.

A turn reads its row, lets the rules change the conversation, and puts it back; nothing stays in this process, so that
any worker takes the next turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from models import Access, Channel, Level
from models.pin import PinHasher
from voice_prompts import LANGUAGES, Prompt, prompt

Words = tuple[Prompt, ...]
"""What is said, in order."""

LONGEST_PATH = 1000
"""Characters of the kept menu path; a caller who wanders longer is not followed."""


@dataclass(kw_only=True, slots=True)
class Conversation:
    """One call: who is on the line, how well known, where in the dialogue. The rules change it in place."""

    db: Connection
    at: datetime
    """The moment of this turn, aware, UTC."""
    call_sid: str
    caller: str
    """The calling number, E.164, or empty; lives in the webhook only and is never stored in clear."""
    turn: int
    """The question that is being answered; 0 is the call's beginning."""
    claim: datetime | None = None
    """When this turn was claimed to judge a guess, if it was."""
    place: str = ""
    """The menu, entry or node the caller is in."""
    language: str = LANGUAGES[0]
    elder: bool = False
    person_id: int | None = None
    """Whom the call is about, once somebody is known at `level`."""
    level: Level = Level.NONE
    misses: int = 0
    """Silences and wrong keys in a row."""
    refusals: int = 0
    """Refused identities in this call, one that is being judged included."""
    candidate: str | None = None
    """What was entered and is not proved yet; sealed in the row."""
    wants: str | None = None
    """Where the caller was going when asked who they are."""
    uses_other_id: bool = False
    """Whether the caller proves an ID number other than the one their telephone is bound to."""
    changing: int | None = None
    """The person whose initial PIN is being replaced."""
    ended: bool = False
    path: str = ""
    """Every place the caller came through."""

    @property
    def root(self) -> str:
        """The first menu of this call (domain 4.1.2)."""
        return "elder" if self.elder else "main"

    @property
    def known(self) -> int | None:
        """The person the calling number is bound to, while nobody has proved to be anybody."""
        return self.person_id if self.level is Level.BOUND else None

    @property
    def identified(self) -> bool:
        """Whether the caller has proved who they are; holds to the call's end (domain 4.1.5)."""
        return self.level >= Level.VERIFIED

    @property
    def verified_person(self) -> int | None:
        """The person the caller has proved to be."""
        return self.person_id if self.identified else None

    @property
    def other_language(self) -> str:
        """The language that key 9 changes to."""
        return LANGUAGES[1] if self.language == LANGUAGES[0] else LANGUAGES[0]

    @property
    def access(self) -> Access:
        """Who asks, for the audit."""
        return Access(channel=Channel.VOICE, level=self.level, reference=self.call_sid, at=self.at)

    @property
    def pin_hasher(self) -> PinHasher:
        """The hash of this service's PINs."""
        hasher: PinHasher = self.db.info["pin_hasher"]
        return hasher

    def say(self, id: str, **values: object) -> Prompt:
        """A prompt in the caller's language."""
        return prompt(id, self.language, **values)

    def move(self, place: str) -> None:
        """Be somewhere else; what was missed elsewhere is forgiven."""
        self.place = place
        self.misses = 0
        if len(self.path) < LONGEST_PATH:
            self.path = f"{self.path}>{place}" if self.path else place

    def memory(self) -> dict[str, Any]:
        """What has no column of its own, as small JSON without personal data."""
        kept = {"wants": self.wants, "other_id": self.uses_other_id, "changing": self.changing, "over": self.ended}
        return {name: value for name, value in kept.items() if value}
