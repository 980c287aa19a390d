"""The verbs, one file each. To add one: its file here, its class in the table below, its cases beside the tests."""

from __future__ import annotations

from twilio_emulator.engine.verbs.dial import Dial
from twilio_emulator.engine.verbs.gather import Gather
from twilio_emulator.engine.verbs.hangup import Hangup
from twilio_emulator.engine.verbs.message import Message
from twilio_emulator.engine.verbs.pause import Pause
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.redirect import Redirect
from twilio_emulator.engine.verbs.reject import Reject
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.engine.verbs.verb import Goto, HangUp, Interrupted, Leave, Line, Only, Outcome, Verb, Word

VERBS: tuple[type[Verb], ...] = (Say, Play, Gather, Pause, Dial, Redirect, Hangup, Reject)
"""What a document for a call may say."""

MESSAGE_VERBS: tuple[type[Verb], ...] = (Message, Redirect)
"""What a document for a text may say."""

__all__ = [
    "MESSAGE_VERBS", "VERBS", "Goto", "HangUp", "Interrupted", "Leave", "Line", "Only", "Outcome", "Verb", "Word",
]  # fmt: skip
