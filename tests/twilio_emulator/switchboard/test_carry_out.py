"""Every effect of the engine has somebody who carries it out."""

from __future__ import annotations

import inspect

from twilio_emulator.emulator import Emulator
from twilio_emulator.engine import effects
from twilio_emulator.engine.effects import Effect, Listening


def test_whatever_a_session_can_ask_for_is_carried_out(emulator: Emulator) -> None:
    found = {one for _, one in inspect.getmembers(effects, inspect.isclass) if issubclass(one, Effect)}
    kinds = {Effect, Listening}  # what others are derived from
    assert set(emulator.switchboard.desk.carry_out) == found - kinds
