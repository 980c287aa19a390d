"""What a node is, and what nodes share: lists told three at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ivr.conversation import Conversation, Words
from ivr.menus import ROOT
from voice_prompts import Prompt

Spoken = tuple[Words, str | None]
"""What is said, and where the caller goes next; None stays for what is offered, `#`, `*` and `0`."""

THREE = 3
"""How many records are told in one breath (domain 4.1.7)."""

BREATH = 110
"""Characters of Chinese told in one breath, where what is told has no fixed number: under thirty seconds."""

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


def breath_of(call: Conversation, said: Sequence[Prompt]) -> Words:
    """As many of `said` as go into one breath, one at least; what follows them is offered."""
    start = call.cursor or 0
    end, length = start, 0
    while end < len(said) and (end == start or length + len(said[end].text) <= BREATH):
        length += len(said[end].text)
        end += 1
    if end < len(said):
        call.following = end
    return tuple(said[start:end])


def is_first_page(call: Conversation) -> bool:
    """Whether a list is at its beginning, where it is introduced."""
    return call.cursor is None
