"""What is done beside the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.effects.effect import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Effect):
    """Send a message; ``to`` and ``from_`` empty mean back to the sender, from the number that was texted.

    From a call it goes to the caller, from the number that was called. ``status_callback`` (absolute, empty: none) is
    told what becomes of it; ``sid`` is its SID where it has been told to somebody already.
    """

    body: str
    to: str
    from_: str
    media: tuple[str, ...] = ()
    status_callback: str = ""
    sid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDate(Effect):
    """Ask what day it is."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.DateTold})
