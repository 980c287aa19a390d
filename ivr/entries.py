"""ENTRIES and RECORDINGS: what a caller keys in, several keys ended by `#`, and what a caller says, as data.

`0#` asks for a person and `*#` goes back, in every entry; those rules are in `dialogue.py` (domain 4.1.3, 4.1.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.menus import IDENTITY, ROOT
from models import TicketKind
from models.months import YearMonth


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Several keys ended by `#`."""

    prompt: str
    """The prompt that asks for it."""
    length: int
    """How many characters it has at most."""
    then: str
    """The step, by its name in `steps.STEPS`, that takes a well-formed entry."""
    shortest: int | None = None
    """How many it has at least; None: exactly `length`."""
    ends_in_x: bool = False
    """Whether `*` may stand for the letter X in the last place, as in an ID number (domain 4.1.3)."""
    back: str = ""
    """Where an entry of just `*` leads; empty is the menu the caller came from."""
    keeps_candidate: bool = False
    """Whether what was entered before, still unproved, is needed while this entry is asked for."""
    hears: bool = False
    """Whether it may be said; never where it proves who somebody is."""
    wrong: str = "wrong_entry"
    """The prompt for what cannot be meant."""
    fits: Callable[[str], bool] = lambda text: True
    """Whether digits of the right number can be meant."""

    def read(self, keys: str) -> str | None:
        """`keys` as the text that is meant, or None when their number or kind cannot be right.

        The check character is deliberately not looked at: a wrong one is refused later, in the same words and
        time as an unknown person or a wrong PIN (S96, domain 7.5).
        """
        text = f"{keys[:-1]}X" if self.ends_in_x and keys.endswith("*") else keys
        figures = text[:-1] if self.ends_in_x and text.endswith("X") else text
        if not (self.shortest or self.length) <= len(text) <= self.length:
            return None
        return text if figures.isascii() and figures.isdigit() and self.fits(text) else None


def _is_month(text: str) -> bool:
    try:
        return YearMonth.parse(text).year >= 2000
    except ValueError:
        return False


def _is_phone(text: str) -> bool:
    """Whether it is a mobile number, or a fixed one with its area code, of mainland China."""
    return len(text) == 11 and text.startswith("1") if not text.startswith("0") else len(text) >= 10


ENTRIES: Mapping[str, Entry] = {
    "id_number": Entry(prompt="entry.id_number", length=18, ends_in_x=True, then="keep_candidate", back=ROOT),
    # A caller whose number is bound to somebody else goes back from here to key a whole ID number instead.
    "id_tail": Entry(prompt="entry.id_tail", length=4, ends_in_x=True, then="keep_candidate", back="id_number"),
    "pin": Entry(prompt="entry.pin", length=6, then="verify", back=IDENTITY, keeps_candidate=True),
    "confirm_id": Entry(prompt="pin.confirm_id", length=18, ends_in_x=True, then="confirm", back=ROOT),
    "new_pin": Entry(prompt="entry.new_pin", length=6, then="first_new_pin", back=ROOT, keeps_candidate=True),
    "new_pin_again": Entry(
        prompt="entry.new_pin_again", length=6, then="second_new_pin", back="new_pin", keeps_candidate=True
    ),
    "child_id": Entry(prompt="entry.child_id", length=18, ends_in_x=True, then="name_child", back="children"),
    "year_month": Entry(
        prompt="entry.year_month", length=6, then="choose_month", hears=True, wrong="entry.wrong_month", fits=_is_month
    ),
    "area_code": Entry(prompt="entry.area_code", length=4, shortest=3, then="choose_region", hears=True),
    "ticket_number": Entry(prompt="entry.ticket_number", length=10, then="choose_ticket"),
    "callback_phone": Entry(
        prompt="entry.callback_phone",
        length=12,
        shortest=10,
        then="keep_phone",
        wrong="entry.wrong_phone",
        fits=_is_phone,
    ),
    "callback_time": Entry(
        prompt="entry.callback_time", length=8, then="choose_time", wrong="entry.wrong_time", keeps_candidate=True
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """What a caller says after the tone; `#`, silence or the time limit ends it, `*` takes it back."""

    prompt: str
    """The prompt that asks for it."""
    kind: TicketKind
    """The ticket that it becomes."""
    longest: int = 120
    """Seconds."""


RECORDINGS: Mapping[str, Recording] = {
    "complaint": Recording(prompt="record.complaint", kind=TicketKind.COMPLAINT),
    "suggestion": Recording(prompt="record.suggestion", kind=TicketKind.SUGGESTION),
    "dispute": Recording(prompt="record.dispute", kind=TicketKind.DISPUTE),  # S30, S100
    "voicemail": Recording(prompt="record.voicemail", kind=TicketKind.VOICEMAIL),
}
