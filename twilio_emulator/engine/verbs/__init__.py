"""The verbs, one file each. To add one: its file here, its class in the table below, its cases beside the tests."""

from __future__ import annotations

from twilio_emulator.engine.verbs.connect import Connect
from twilio_emulator.engine.verbs.dial import Dial
from twilio_emulator.engine.verbs.echo import Echo
from twilio_emulator.engine.verbs.enqueue import Enqueue
from twilio_emulator.engine.verbs.gather import Gather
from twilio_emulator.engine.verbs.hangup import Hangup
from twilio_emulator.engine.verbs.leave import Leave
from twilio_emulator.engine.verbs.message import Message
from twilio_emulator.engine.verbs.pause import Pause
from twilio_emulator.engine.verbs.pay import Pay
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.record import Record
from twilio_emulator.engine.verbs.redirect import Redirect
from twilio_emulator.engine.verbs.refer import Refer
from twilio_emulator.engine.verbs.reject import Reject
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.engine.verbs.sms import Sms
from twilio_emulator.engine.verbs.start import Start
from twilio_emulator.engine.verbs.stop import Stop
from twilio_emulator.engine.verbs.verb import Goto, HangUp, Interrupted, Line, Only, Outcome, Verb, Word

VERBS: tuple[type[Verb], ...] = (
    Say,
    Play,
    Gather,
    Pause,
    Record,
    Dial,
    Enqueue,
    Leave,
    Refer,
    Sms,
    Pay,
    Connect,
    Start,
    Stop,
    Echo,
    Redirect,
    Hangup,
    Reject,
)
"""What a document for a call may say."""

MESSAGE_VERBS: tuple[type[Verb], ...] = (Message, Redirect)
"""What a document for a text may say."""

__all__ = [
    "MESSAGE_VERBS", "VERBS", "Goto", "HangUp", "Interrupted", "Line", "Only", "Outcome", "Verb", "Word",
]  # fmt: skip
