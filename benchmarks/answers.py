"""A spliced answer: the balance, joined out of its recordings for each fetch, as Twilio's `<Play>` asks for it."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.hotline import open_hotline
from benchmarks.measure import Figure, duration, rate
from hotline import Band, PinCost, create_app
from ivr.answers import Answers
from twilio_emulator import Emulator

FETCHES = 200


def _fetch(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.data[:4] == b"RIFF"


def figures() -> list[Figure]:
    """Measure one fetch and many, through Flask and with the look at whether the call is still there."""
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        app, person = open_hotline(Path(folder), PinCost.CHEAP, emulator.account_sid, emulator.auth_token)
        emulator.add_number("12393", voice_url="/voice/answer", app=app)
        call = emulator.handset("+8612099999999").dial("12393")
        call.press("1").press(f"{person.id_number}#").press(f"{person.pin}#").press("1").hears("元")
        address = re.findall(r"<Play>([^<]+)</Play>", call.exchanges[-1].text)[-1]
        client = app.test_client()
        front, _, token = address.rpartition("/")
        answers: Answers = app.extensions["answers"]
        answer = answers.opened(token)
        assert answer is not None
        slower = f"{front}/{answers.token(replace(answer, elder=True))}"
        # The same addresses, in the band for browsers.
        wide = create_app(replace(app.extensions["settings"], band=Band.WIDE), database=app.extensions["database"])
        browser = wide.test_client()

        def many(of: FlaskClient) -> int:
            for _ in range(FETCHES):
                _fetch(of, address)
            return FETCHES

        return [
            duration("a spliced answer", lambda: _fetch(client, address), rounds=101, below_ms=10),
            # An elder caller's pieces are stretched when they are first heard, and kept.
            duration("a spliced answer at an elder caller's pace", lambda: _fetch(client, slower), below_ms=10),
            rate("spliced answers on one core", lambda: many(client), at_least=200),
            duration("a spliced answer in the wide band", lambda: _fetch(browser, address), rounds=101, below_ms=10),
            duration("a wide one at an elder caller's pace", lambda: _fetch(browser, slower), below_ms=10),
            rate("wide spliced answers on one core", lambda: many(browser), at_least=200),
        ]
