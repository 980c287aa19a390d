"""The engine: what a call does next, decided without doing it.

The law of this folder: no clock, no socket, no thread, no randomness, no framework. A session is fed what happened and
returns what is to be done; whoever drives it carries that out (see ``switchboard.py``).
"""

from __future__ import annotations

from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import Entry, Limits, Session

__all__ = ["CallStatus", "Entry", "Limits", "Session"]
