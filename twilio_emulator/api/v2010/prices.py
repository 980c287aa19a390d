"""What a desk charges: small made-up prices per started minute, so that sums and ``price`` fields come to something."""

from __future__ import annotations

from decimal import Decimal

from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.store import Call, Message

INBOUND = Decimal("0.0085")
OUTBOUND = Decimal("0.0140")
INTERNET = Decimal("0.0040")
"""Dollars for each started minute: of a call that comes in, of one that goes out, of one to a client or over SIP."""


def minutes_of(call: Call) -> int:
    """Return the started minutes of a call that is over; 0 for one that nobody answered."""
    return max(1, -(-call.duration // 60)) if call.status is CallStatus.COMPLETED else 0


def of_call(call: Call) -> str | None:
    """Return what a call has cost, as ``-0.01400``; ``None`` until it is known, and where nothing is charged."""
    minutes = minutes_of(call)
    if not minutes:
        return None
    if call.to.startswith(("client:", "sip:", "sips:")):
        rate = INTERNET
    else:
        rate = INBOUND if call.direction == "inbound" else OUTBOUND
    return f"{-rate * minutes:.5f}"


TEXT, TEXT_WITH_MEDIA = Decimal("0.0079"), Decimal("0.0200")
"""Dollars for each segment of a text, and for a text with media, in either direction."""


def of_message(message: Message) -> str | None:
    """Return what a text has cost, as ``-0.00790``; ``None`` before it has left, and where it never does."""
    if message.sent_at is None:
        return None
    cost = TEXT_WITH_MEDIA if message.media else TEXT * message.segments
    return f"{-cost:.5f}"
