"""A SIP telephone is told to call somebody else itself (twilio-behaviour 3.11, Refer).

The call it makes then does not pass through here: how the handset of that name meets a call decides what the telephone
reports of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twilio_emulator.engine import effects
from twilio_emulator.engine.inputs import Referred
from twilio_emulator.lines.driver import Driver
from twilio_emulator.meeting import Meeting, Ringing
from twilio_emulator.store import Speaker

PATIENCE = 60.0
"""Seconds the telephone lets it ring."""
ACCEPTED = 202
REPORTS: dict[Ringing, Referred] = {
    Ringing.ANSWER: Referred("in-progress", ACCEPTED, 200),
    Ringing.ASK: Referred("in-progress", ACCEPTED, 200),
    Ringing.BUSY: Referred("busy", ACCEPTED, 486),
    Ringing.REJECT: Referred("failed", ACCEPTED, 603),
    Ringing.NO_ANSWER: Referred("no-answer", ACCEPTED, 480),
    Ringing.UNREACHABLE: Referred("failed", ACCEPTED, 404),
}
"""What the telephone reports of its call, by how that is met."""


def refer(driver: Driver, effect: effects.Refer) -> None:
    """Refer the far end of the leg, if it is a SIP telephone."""
    call = driver.line.call
    person = call.from_ if call.direction == "inbound" else call.to
    if not person.startswith(("sip:", "sips:")):
        driver.feed(Referred())
        return
    target = effect.target.partition("?")[0].partition(";")[0]
    driver.line.write(Speaker.NOTE, f"refers {person} to {target}")
    meeting = driver.desk.meetings.get(target, Meeting())
    after = PATIENCE if meeting.how is Ringing.NO_ANSWER else meeting.after
    driver.feed_later(after, REPORTS[meeting.how])


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {effects.Refer: refer}
"""How a referral is carried out."""
