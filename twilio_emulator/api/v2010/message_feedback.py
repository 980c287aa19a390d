"""What became of a text in the application's eyes: its receiver has acted on it, or not (twilio-behaviour 5.7)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import messages


def create(asked: Asked) -> dict[str, Any]:
    """Take it, and answer it; raises 20001 for an ``Outcome`` that is neither of the two."""
    message = messages.find(asked, "MessageSid")
    outcome = asked.choice("Outcome", ("confirmed", "unconfirmed"), "unconfirmed")
    now = formats.date(asked.now())
    return {
        "account_sid": message.account_sid,
        "message_sid": message.sid,
        "outcome": outcome,
        "date_created": now,
        "date_updated": now,
        "uri": f"{formats.path(message.account_sid, 'Messages', message.sid, 'Feedback')}.json",
    }


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Messages/{MessageSid}/Feedback.json", handler=create),
)
"""What may be asked of it."""
