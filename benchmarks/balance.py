"""Balance calls in virtual time through the real hotline: signature on, SQLite, every webhook answered by Flask."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.hotline import open_hotline
from benchmarks.measure import Figure, rate
from hotline import PinCost, Voice
from twilio_emulator import Emulator

CALLS = {PinCost.CHEAP: 150, PinCost.STRONG: 30}


def _measure(cost: PinCost, at_least: float | None, voice: Voice = Voice.SAY) -> Figure:
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        app, person = open_hotline(Path(folder), cost, emulator.account_sid, emulator.auth_token, voice)
        emulator.add_number(
            "12393", voice_url="/voice/answer", status_callback="/voice/status", sms_url="/sms/incoming", app=app
        )
        handset = emulator.handset("+8612099999999")

        def calls() -> int:
            for _ in range(CALLS[cost]):
                call = handset.dial("12393").press("1").press(f"{person.id_number}#").press(f"{person.pin}#")
                call.press("1").hears("元")
                call.hang_up()
            return CALLS[cost]

        name = f"balance calls in virtual time, PIN hash {cost}{', recorded' if voice is Voice.RECORDED else ''}"
        return rate(name, calls, rounds=5, at_least=at_least)


def figures() -> list[Figure]:
    """Measure with the PIN hash of the tests, and with the one a service uses (about 25 ms of work each).

    Calls whose prompts are recorded fetch a sound in every turn, through the emulator's cache.
    """
    return [
        _measure(PinCost.CHEAP, 150),
        _measure(PinCost.CHEAP, None, Voice.RECORDED),
        _measure(PinCost.STRONG, None),
    ]
