"""ENTRIES: what a caller keys in, several keys ended by `#`, as data (domain 4.1.3 and 4.1.5).

`0#` asks for a person and `*#` goes back, in every entry; those rules are in `dialogue.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.menus import IDENTITY, ROOT


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Several keys ended by `#`."""

    prompt: str
    """The prompt that asks for it."""
    length: int
    """How many characters it has."""
    then: str
    """The step, by its name in `identity.STEPS`, that takes a well-formed entry."""
    ends_in_x: bool = False
    """Whether `*` may stand for the letter X in the last place, as in an ID number (domain 4.1.3)."""
    back: str = ROOT
    """Where an entry of just `*` leads."""
    keeps_candidate: bool = False
    """Whether what was entered before, still unproved, is needed while this entry is asked for."""

    def read(self, keys: str) -> str | None:
        """`keys` as the text that is meant, or None when their number or kind cannot be right.

        The check character is deliberately not looked at: a wrong one is refused later, in the same words and
        time as an unknown person or a wrong PIN (S96, domain 7.5).
        """
        text = f"{keys[:-1]}X" if self.ends_in_x and keys.endswith("*") else keys
        figures = text[:-1] if self.ends_in_x and text.endswith("X") else text
        if len(text) != self.length or not (figures.isascii() and figures.isdigit()):
            return None
        return text


ENTRIES: Mapping[str, Entry] = {
    "id_number": Entry(prompt="entry.id_number", length=18, ends_in_x=True, then="keep_candidate"),
    # A caller whose number is bound to somebody else goes back from here to key a whole ID number instead.
    "id_tail": Entry(prompt="entry.id_tail", length=4, ends_in_x=True, then="keep_candidate", back="id_number"),
    "pin": Entry(prompt="entry.pin", length=6, then="verify", back=IDENTITY, keeps_candidate=True),
    "confirm_id": Entry(prompt="pin.confirm_id", length=18, ends_in_x=True, then="confirm"),
    "new_pin": Entry(prompt="entry.new_pin", length=6, then="first_new_pin", keeps_candidate=True),
    "new_pin_again": Entry(
        prompt="entry.new_pin_again", length=6, then="second_new_pin", back="new_pin", keeps_candidate=True
    ),
}
