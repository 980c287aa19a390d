"""What a node is, and what nodes share: lists told three at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ivr.conversation import Conversation, Words
from ivr.menus import ROOT
from voice_prompts import LANGUAGES, Prompt

Spoken = tuple[Words, str | None]
"""What is said, and where the caller goes next; None stays for what is offered, `#`, `*` and `0`."""

THREE = 3
"""How many records are told in one breath (domain 4.1.7)."""

BREATH = 110
"""Characters of Chinese told in one breath, where what is told has no fixed number: under thirty seconds."""

ENGLISH_WORD = 1.6
"""Characters of Chinese that are said in the time of an English word: four in a second, and two and a half words."""

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One thing a choice does."""

    speak: Callable[[Conversation], Spoken]
    identified: bool = False
    """Whether a caller must have proved who they are first."""
    back: str = ROOT
    """Where `*` leads for whom no menu led here."""
    pick: Callable[[Conversation, str], str | None] | None = None
    """Where a key leads that is no offer, for a node that lists its own choices; such a node is its own question."""


def private(table: Mapping[str, Callable[[Conversation], Spoken]], *, back: str) -> dict[str, Node]:
    """Nodes that answer about a person who has proved to be that person."""
    return {name: Node(speak=speak, identified=True, back=back) for name, speak in table.items()}


def public(table: Mapping[str, Callable[[Conversation], Spoken]], *, back: str = ROOT) -> dict[str, Node]:
    """Nodes for anybody."""
    return {name: Node(speak=speak, back=back) for name, speak in table.items()}


def page_of(call: Conversation, items: Sequence[Item]) -> Sequence[Item]:
    """The three of `items` that are to be told now; what follows them is offered."""
    start = call.cursor or 0
    if start + THREE < len(items):
        call.following = start + THREE
    return items[start : start + THREE]


def breath(text: str, language: str) -> float:
    """How much of a BREATH some words take, in characters of Chinese."""
    return len(text) if language == LANGUAGES[0] else len(text.split()) * ENGLISH_WORD


def breath_of(call: Conversation, said: Sequence[Prompt]) -> Words:
    """As many of `said` as go into one breath, one at least; what follows them is offered."""
    start = call.cursor or 0
    end, length = start, 0.0
    while end < len(said) and (end == start or length + breath(said[end].text, said[end].language) <= BREATH):
        length += breath(said[end].text, said[end].language)
        end += 1
    if end < len(said):
        call.following = end
    return tuple(said[start:end])


def is_first_page(call: Conversation) -> bool:
    """Whether a list is at its beginning, where it is introduced."""
    return call.cursor is None
