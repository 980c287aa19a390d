"""What a menu is: a question that waits for one key.

Every menu also understands `0` (a person), `#` (say it again) and `*` (one level up); those are rules of the house, in
`dialogue.py`, and not items. A target is the name of another menu, of an entry or recording (`entries.py`) or of a
node (`nodes/`).
"""

from __future__ import annotations

from dataclasses import dataclass

ROOT = "root"
"""Stands for the first menu of this call: `elder` for an elder caller, else that of the line."""

MAIN = "line_menu"
"""Stands for the menu that offers all the line has."""

IDENTITY = "identity"
"""Stands for the entry by which the caller at hand begins to prove who they are."""


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
    told_by: str = ""
    """The node that says what the question is about and leads here: `#` tells that again, too."""
    keeps_candidate: bool = False
    """Whether what was entered before is needed while this is asked."""
    hears: bool = True
    """Whether what is wanted may be said instead of keyed."""

    def target(self, key: str) -> str | None:
        """Where `key` leads, or None when this menu does not have it."""
        for item in self.items:
            if item.key == key:
                return item.target
        return None


def choices(*targets: str) -> tuple[Item, ...]:
    """Items on the keys 1, 2, 3 … in this order, each named by the menu's own prompt."""
    return tuple(Item(key=str(number), target=target) for number, target in enumerate(targets, 1))


LANGUAGES = (
    Item(key="8", target="cantonese", said_by=None),  # announced where Guangdong's line is called (domain 4.1.1)
    Item(key="9", target="other_language", said_by="language_hint"),
)
"""The keys of every first menu."""
