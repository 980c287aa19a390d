"""Whatever strikes, the emulator goes on: nothing raises, every call ends, every strike is accounted for."""

from __future__ import annotations

from typing import Any

import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.faults import KINDS, Target

LINE, OTHER = "+15005550100", "+15005550101"
ME = "+15005550111"
DOCUMENT = (
    b"<Response><Gather numDigits='1' timeout='3'><Say>Press.</Say></Gather><Dial timeout='5'>+15005550122</Dial>"
    b"<Record maxLength='3' action='/done' recordingStatusCallback='/told'/></Response>"
)
ANSWERS = {"/text": b"<Response><Message>Hi</Message></Response>", "/done": b"<Response><Hangup/></Response>"}
RULES = st.fixed_dictionaries(
    {"kind": st.sampled_from(list(KINDS))},
    optional={
        "every": st.integers(1, 3),
        "times": st.integers(0, 3),
        "probability": st.sampled_from([0.3, 1.0]),
        "seed": st.integers(0, 5),
        "phone_number": st.sampled_from([ME, "+1500555*"]),
    },
)
STEPS = st.lists(st.sampled_from(["call", "text", "send", "ring out", "wait", "look", "clear"]), max_size=12)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [ANSWERS.get(environ["PATH_INFO"], DOCUMENT)]


def step(emulator: Emulator, client: Client, what: str) -> None:
    handset = emulator.handset(ME)
    match what:
        case "call":
            handset.dial(LINE).press("1").hang_up()
        case "text":
            handset.text(LINE, "hi")
        case "send":
            client.messages.create(from_=LINE, to=ME, body="hi", status_callback="http://app.localhost/told")
        case "ring out":
            client.calls.create(from_=LINE, to=ME, url="http://app.localhost/answer")
        case "wait":
            emulator.clock.advance(20)
        case "look":
            client.messages.list(limit=3)
        case "clear":
            for rule in emulator.faults.rules[:1]:
                rule.remove()


@settings(max_examples=60)
@given(rules=st.lists(RULES, min_size=1, max_size=4), steps=STEPS)
def test_nothing_raises_and_everything_comes_to_its_end(rules: list[dict[str, Any]], steps: list[str]) -> None:
    with Emulator() as emulator:
        emulator.add_number(LINE, voice_url="/answer", sms_url="/text", status_callback="/told", app=application)
        emulator.handset("+15005550122").on_ring(False)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        for rule in rules:
            emulator.faults.add(**rule)
        for what in steps:
            try:
                step(emulator, client, what)
            except (TwilioException, requests.exceptions.RequestException):
                assert any(one.target is Target.API for one in emulator.faults.struck)
        emulator.clock.advance(1000)
        assert all(call.over for call in emulator.calls)
        assert all(one.status or one.failure for one in emulator.exchanges)
        assert 12400 not in [notice.code for one in emulator.exchanges for notice in one.notices]
        assert 12400 not in [line.code for call in emulator.calls for line in call.lines]
        by_number = {one.number: one for one in emulator.exchanges}
        struck = [(number, one.sentence) for one in emulator.faults.struck for number in one.exchanges]
        assert all(sentence in by_number[number].faults for number, sentence in struck)
        assert sum(len(one.faults) for one in emulator.exchanges) == len(struck)
