"""How each effect of a session is carried out: every subject's own table, in one."""

from __future__ import annotations

from twilio_emulator.lines import (
    conferences,
    dialling,
    driver,
    queues,
    referral,
    relays,
    streams,
    taping,
    transcribing,
)

CARRY_OUT = {
    **driver.CARRY_OUT,
    **dialling.CARRY_OUT,
    **conferences.CARRY_OUT,
    **referral.CARRY_OUT,
    **queues.CARRY_OUT,
    **taping.CARRY_OUT,
    **streams.CARRY_OUT,
    **relays.CARRY_OUT,
    **transcribing.CARRY_OUT,
}
"""Looked up by the effect's class."""
