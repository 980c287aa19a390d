"""A Twilio on your desk: numbers, handsets, a TwiML interpreter, signed webhooks, a softphone and an inspector.

>>> from twilio_emulator import Emulator
>>> with Emulator() as emulator:
...     call = emulator.handset("+15005550111").dial("+15005550122")
...     str(call.status)
'in-progress'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twilio_emulator.emulator import Emulator
    from twilio_emulator.handset import Handset, LiveCall

__all__ = ["Emulator", "Handset", "LiveCall"]


def __getattr__(name: str) -> object:
    """Import the public names when they are first used: the pytest plugin loads this package in every run."""
    if name == "Emulator":
        from twilio_emulator.emulator import Emulator

        return Emulator
    if name in ("Handset", "LiveCall"):
        from twilio_emulator import handset

        return getattr(handset, name)
    raise AttributeError(name)
