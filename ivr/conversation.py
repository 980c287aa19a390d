"""Conversation: one call as it stands, between the row that keeps it and the rules that move it.

A turn reads its row, lets the rules change the conversation, and puts it back; nothing stays in this process, so that
any worker takes the next turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import Connection

from ivr.lines import LINES, MEDICAL, Line
from models import Access, Channel, Level
from models.pin import PinHasher
from models.policies.gazetteer import Place, region_by_code
from voice_prompts import LANGUAGES, Prompt, prompt

Words = tuple[Prompt, ...]
"""What is said, in order."""

LONGEST_PATH = 1000
"""Characters of the kept menu path; a caller who wanders longer is not followed."""


class Texting(Protocol):
    """The seam to the text channel, handed in by the composition root: an answer of a call, sent to the telephone."""

    def can_write(self, answer: object) -> bool:
        """Whether there is a text for this answer of an enquiry."""
        ...

    def send(self, call: Conversation, answer: object) -> bool:
        """Send it to the calling number; whether it was taken. Runs in the transaction of the turn."""
        ...


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
    line: str = MEDICAL
    """The hotline that was called, a key of LINES."""
    claim: datetime | None = None
    """When this turn was claimed to judge a guess, if it was."""
    place: str = ""
    """The menu, entry, recording or node the caller is in."""
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
    """What was entered and is not proved or used yet; sealed in the row."""
    wants: str | None = None
    """Where the caller was going when asked who they are."""
    uses_other_id: bool = False
    """Whether the caller proves an ID number other than the one their telephone is bound to."""
    changing: int | None = None
    """The person whose PIN is being replaced."""
    fresh_pin: bool = False
    """Whether the initial PIN was replaced in this very call."""
    ended: bool = False
    path: str = ""
    """Every place the caller came through."""
    bound: int | None = None
    """The person whom the calling number is bound to, whoever is proved."""
    came_from: str = ""
    """The menu in which the caller chose to be where they are."""
    region: str | None = None
    """The region that was dialled or chosen, by its GB/T 2260 code."""
    regions: tuple[str, ...] = ()
    """The regions of an area code, while one is to be chosen."""
    meanings: tuple[str, ...] = ()
    """What the caller may have meant, as intents, while that is asked."""
    heading: str | None = None
    """Where the caller goes once the region is chosen."""
    month: str | None = None
    """The month asked for, YYYYMM."""
    ticket: str | None = None
    """The number of the ticket at hand."""
    child: int | None = None
    """The child whom a parent asks for, while that is so."""
    cursor: int | None = None
    """Where the page of a list begins that is being told; None: at its beginning."""
    following: int | None = None
    """Where the next page begins, None when there is none."""
    offers: tuple[str, ...] = ()
    """The names in `offers.OFFERS` of what is offered after an answer."""
    answer: object | None = None
    """What an enquiry answered in this turn; never kept."""
    texting: Texting | None = None
    """The way to the text channel, where there is one."""

    @property
    def its_line(self) -> Line:
        """The hotline that was called."""
        return LINES[self.line]

    @property
    def main(self) -> str:
        """The menu that offers everything this line has."""
        return self.its_line.menu

    @property
    def root(self) -> str:
        """The first menu of this call (domain 4.1.2)."""
        return self.its_line.elder_menu if self.elder else self.main

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
    def on_own_phone(self) -> bool:
        """Whether the calling number is bound to the person whom the call is about."""
        return self.bound is not None and self.bound == self.person_id

    @property
    def other_language(self) -> str:
        """The language that key 9 changes to."""
        return LANGUAGES[1] if self.language == LANGUAGES[0] else LANGUAGES[0]

    @property
    def is_chinese(self) -> bool:
        """Whether Chinese is spoken."""
        return self.language == LANGUAGES[0]

    @property
    def access(self) -> Access:
        """Who asks, for the audit."""
        return Access(channel=Channel.VOICE, level=self.level, reference=self.call_sid, at=self.at)

    @property
    def pin_hasher(self) -> PinHasher:
        """The hash of this service's PINs."""
        hasher: PinHasher = self.db.info["pin_hasher"]
        return hasher

    @property
    def person(self) -> int:
        """The person whom the call is about; whoever asks has seen to it that there is one."""
        assert self.person_id is not None
        return self.person_id

    def say(self, id: str, **values: object) -> Prompt:
        """A prompt in the caller's language."""
        return prompt(id, self.language, **values)

    def word(self, table: str, member: StrEnum | str) -> str:
        """The word for a member of a closed set, in the caller's language: a fragment to be put into a prompt."""
        return self.say(f"word.{table}.{member}").text

    def place_name(self, place: Place) -> str:
        """A region's name in the caller's language."""
        return place.name if self.is_chinese else place.english

    @property
    def chosen_region(self) -> Place | None:
        """The region that was dialled or chosen."""
        return region_by_code(self.region) if self.region else None

    def send_text(self, answer: object) -> bool:
        """Send an answer of this call to the calling number; whether it was taken."""
        return self.texting is not None and self.texting.send(self, answer)

    @property
    def can_be_texted(self) -> bool:
        """Whether this turn's answer can go to the caller's telephone, which must be bound to them (domain 4.1.8)."""
        return (
            self.answer is not None
            and self.on_own_phone
            and self.texting is not None
            and self.texting.can_write(self.answer)
        )

    def move(self, place: str) -> None:
        """Be somewhere else; what was missed and offered elsewhere is forgotten, and lists begin at their beginning."""
        if place != self.place:
            self.cursor = None
        self.following = None
        self.offers = ()
        self.answer = None
        self.place = place
        self.misses = 0
        if len(self.path) < LONGEST_PATH:
            self.path = f"{self.path}>{place}" if self.path else place

    def offer(self, *names: str) -> None:
        """Offer, after the answer that is being given, what these names in `offers.OFFERS` stand for."""
        self.offers += tuple(name for name in names if name not in self.offers)

    def memory(self) -> dict[str, Any]:
        """What has no column of its own, as small JSON without personal data."""
        kept = {name: getattr(self, attribute) for name, attribute in _KEPT.items()}
        return {name: value for name, value in kept.items() if value}

    def remember(self, memory: Mapping[str, Any]) -> None:
        """Take back what `memory` gave."""
        for name, value in memory.items():
            if attribute := _KEPT.get(name):
                setattr(self, attribute, tuple(value) if isinstance(value, list) else value)


_KEPT: Final[Mapping[str, str]] = {
    "wants": "wants",
    "other_id": "uses_other_id",
    "changing": "changing",
    "fresh_pin": "fresh_pin",
    "over": "ended",
    "bound": "bound",
    "from": "came_from",
    "region": "region",
    "regions": "regions",
    "meanings": "meanings",
    "heading": "heading",
    "month": "month",
    "ticket": "ticket",
    "child": "child",
    "cursor": "cursor",
    "following": "following",
    "offers": "offers",
}
"""Name in the memory → attribute."""
