"""MENUS: the telephone tree as data (domain 4.2). Add a menu item here.

A menu asks one question and waits for one key. Every menu also understands `0` (a person), `#` (say it again)
and `*` (one level up); those are rules of the house, in `dialogue.py`, and not items. A target is the name of
another menu, of an entry (`entries.py`) or of a node (`nodes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROOT = "root"
"""Stands for the first menu of this call: `elder` for an elder caller, else `main`."""

IDENTITY = "identity"
"""Stands for the entry by which the caller at hand begins to prove who they are."""

NOT_BUILT = "not_built"
"""Where a key leads whose branch does not exist yet: says so, and offers 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One key of a menu."""

    key: str
    """`1` to `9`."""
    target: str
    """Where the key leads."""
    said_by: str | None = ""
    """The prompt that names this key; empty is the menu's own, None a key that works without being offered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """A question with keys."""

    prompt: str
    """The prompt that asks it, naming each key."""
    items: tuple[Item, ...] = ()
    back: str = ROOT
    """Where `*` leads."""
    identified: bool = False
    """Whether a caller must have proved who they are before hearing it."""

    def target(self, key: str) -> str | None:
        """Where `key` leads, or None when this menu does not have it."""
        for item in self.items:
            if item.key == key:
                return item.target
        return None


# Cantonese is offered on Guangdong's lines only (domain 4.1.1): here the key works but is not announced.
_LANGUAGES = (
    Item(key="8", target=NOT_BUILT, said_by=None),
    Item(key="9", target="other_language", said_by="language_hint"),
)

MENUS: Mapping[str, Menu] = {
    "main": Menu(
        prompt="menu.main",
        items=(
            Item(key="1", target="personal"),
            Item(key="2", target=NOT_BUILT),
            Item(key="3", target=NOT_BUILT),
            Item(key="4", target=NOT_BUILT),
            Item(key="5", target=NOT_BUILT),
            *_LANGUAGES,
        ),
    ),
    "elder": Menu(  # domain 4.1.2, S13
        prompt="menu.elder",
        items=(
            Item(key="1", target="balance"),
            Item(key="2", target="main"),
            *_LANGUAGES,
        ),
    ),
    "personal": Menu(
        prompt="menu.personal",
        identified=True,
        items=(
            Item(key="1", target="balance"),
            Item(key="2", target=NOT_BUILT),
            Item(key="3", target=NOT_BUILT),
            Item(key="4", target=NOT_BUILT),
            Item(key="5", target=NOT_BUILT),
        ),
    ),
    NOT_BUILT: Menu(prompt="not_built"),
    "locked": Menu(prompt="locked"),
    "closed": Menu(prompt="refused.final"),
}
