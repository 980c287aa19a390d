"""The table, what a rule may be told, and draws that can be repeated."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator, Handset
from twilio_emulator.clock import EPOCH
from twilio_emulator.faults import KINDS, MATCHERS, PARAMETERS, Fault, Faults, Occasion, Strike, Target, fault_from
from twilio_emulator.feed import Topic

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
LINE = "+15005550100"
ME = "+15005550111"


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_can_be_made_with_its_name_alone_and_strikes_its_targets(kind: str) -> None:
    fault = fault_from({"kind": kind})
    assert fault.targets == KINDS[kind].strikes
    assert KINDS[kind].says in fault.sentence
    assert {name: getattr(fault, name) for name in KINDS[kind].defaults} == KINDS[kind].defaults
    for target in fault.targets:
        faults = Faults()
        faults.add(fault)
        struck = [faults.strike(Occasion(target=target, addresses=(ME,)), EPOCH) for _ in range(150)]
        assert all(struck[100:])


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_every_fault_with_its_words(kind: str) -> None:
    row = KINDS[kind]
    told = ", ".join(f"`{name}` {value:g}" for name, value in row.defaults.items()) or "–"
    strikes = ", ".join(row.strikes) if len(row.strikes) < len(Target) else "anything"
    assert f"| `{kind}` | {strikes} | {row.says} | {told} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_page_has_everything_a_fault_may_be_told(name: str) -> None:
    assert f"| `{name}` | {PARAMETERS[name].says} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", BLOCKS)
def test_the_examples_on_the_page_run(source: str) -> None:
    exec(compile(source, str(PAGE), "exec"), {})


def test_a_fault_has_what_it_may_be_told_and_nothing_else() -> None:
    assert [one.name for one in fields(Fault)] == list(PARAMETERS)
    assert {name for names in MATCHERS.values() for name in names} <= set(PARAMETERS)


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({}, "kind is missing"),
        ({"kind": "explosion"}, "kind must be one of"),
        ({"kind": ["refused"]}, "kind must be"),
        ({"kind": "refused", "colour": "red"}, "colour is not known"),
        ({"kind": "refused", "seconds": 3}, "seconds is nothing that refused can be told"),
        ({"kind": "dropped", "on": "webhook"}, "on must be callback"),
        ({"kind": "refused", "on": "text"}, "on must be webhook or callback"),
        ({"kind": "refused", "on": "webhook", "event": "sent"}, "event is nothing by which a webhook is known"),
        ({"kind": "lost", "url": "*"}, "url is nothing by which a text is known"),
        ({"kind": "status", "status": 99}, "status must be a whole number from 200 to 599"),
        ({"kind": "status", "status": True}, "status must be"),
        ({"kind": "status", "status": "500"}, "status must be"),
        ({"kind": "slow", "seconds": -1}, "seconds must be a number from 0"),
        ({"kind": "slow", "seconds": float("nan")}, "seconds must be a number from 0"),
        ({"kind": "slow", "seconds": 10**400}, "seconds must be a number from 0"),
        ({"kind": "undelivered", "error_code": 1}, "error_code must be one of 21610"),
        ({"kind": "refused", "every": 0}, "every must be a whole number from 1"),
        ({"kind": "refused", "times": 1.5}, "times must be a whole number"),
        ({"kind": "refused", "probability": 2}, "probability must be a number from 0 to 1"),
        ({"kind": "refused", "url": 7}, "url must be a text"),
        ({"kind": "refused", "url": ""}, "url must be a text"),
        ({"kind": "refused", "url": "x" * 501}, "url must be a text"),
        ({"kind": "refused", "url": "a\nb"}, "url must be a text"),
        ({"kind": "refused", "method": "FETCH"}, "method must be one of GET"),
    ],
)
def test_what_a_fault_cannot_be_is_said_with_its_key(mapping: dict[str, Any], key: str) -> None:
    with pytest.raises(ValueError, match=r"^\w+ (is|must)") as wrong:
        fault_from(mapping)
    assert str(wrong.value).startswith(key)


def test_python_and_a_configuration_are_refused_in_the_same_words() -> None:
    for mapping in ({"kind": "slow", "seconds": -1}, {"kind": "dropped", "seconds": 1}, {"kind": "no"}):
        with pytest.raises(ValueError, match=r"^\w+ (is|must)") as by_mapping:
            fault_from(mapping)
        with pytest.raises(ValueError, match=r"^\w+ (is|must)") as by_name:
            Faults().add(**mapping)
        assert str(by_mapping.value) == str(by_name.value)


def scene(seed: int, share: float = 0.4) -> tuple[list[tuple[str, str]], list[str]]:
    """Ring, text and ask the API in one emulator; return what was struck and how it all ended."""
    with Emulator() as emulator:

        def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "text/xml")])
            return [b"<Response><Say>Hello</Say><Message>Hi</Message></Response>"]

        emulator.add_number(LINE, voice_url="/", sms_url="/", status_callback="/", app=application)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        emulator.faults.mix(seed=seed, share=share)
        handset: Handset = emulator.handset(ME)
        ends = []
        for _ in range(15):
            ends.append(str(handset.dial(LINE).status))
            handset.text(LINE, "hi")
            try:
                sent = client.messages.create(from_=LINE, to=ME, body="hi", status_callback="http://app.localhost/")
                ends.append(str(sent.status))
            except (TwilioRestException, requests.exceptions.RequestException) as error:
                ends.append(type(error).__name__)
            emulator.clock.advance(120)
        ends += [one.status for one in emulator.messages]
        return [(one.kind, str(one.target)) for one in emulator.faults.struck], ends


def test_the_same_seed_and_the_same_traffic_are_struck_the_same() -> None:
    first, again, other = scene(7), scene(7), scene(8)
    assert first == again
    assert first[0] != other[0]


def test_a_mix_draws_from_all_that_fits_and_strikes_its_share() -> None:
    faults = Faults()
    rule = faults.mix(seed=1, share=0.25)
    for target in Target:
        struck = [faults.strike(Occasion(target=target, addresses=(ME,)), EPOCH) for _ in range(1000)]
        kinds = {one.kind for one in struck if one is not None}
        assert kinds == {one.name for one in KINDS.values() if one.mixed and target in one.strikes}
        assert 200 < len([one for one in struck if one is not None]) < 300
    assert rule.seen == 4000


def test_what_others_do_does_not_change_the_draws_of_one_target() -> None:
    def drawn(also: bool) -> list[str]:
        faults = Faults()
        faults.mix(seed=3, share=0.5)
        kinds = []
        for _ in range(50):
            if also:
                faults.strike(Occasion(target=Target.API), EPOCH)
            strike = faults.strike(Occasion(target=Target.WEBHOOK), EPOCH)
            kinds.append(strike.kind if strike else "")
        return kinds

    assert drawn(False) == drawn(True)


def test_a_probability_is_drawn_from_its_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults()
        faults.add("lost", probability=0.5, seed=seed)
        return [faults.strike(Occasion(target=Target.TEXT, addresses=(ME,)), EPOCH) is not None for _ in range(64)]

    assert struck(1) == struck(1) != struck(2)


def test_every_strike_is_news(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("refused", purpose="answer")
    call = handset.dial(LINE)
    news = [one for one in emulator._desk.feed.latest(100) if one.topic is Topic.FAULT]
    assert {one.call_sid for one in news} == {call.sid}
    assert all(isinstance(one.subject, Strike) for one in news)


def test_clearing_forgets_rules_and_strikes(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("refused")
    handset.dial(LINE)
    assert emulator.faults.struck
    emulator.faults.clear()
    assert (emulator.faults.struck, emulator.faults.rules, bool(emulator.faults)) == ([], (), False)
    handset.dial(LINE).hears("Press a key")


def test_the_strikes_of_one_rule_are_its_own(emulator: Emulator, handset: Handset, client: Client) -> None:
    one, other = emulator.faults.add("refused", on="webhook"), emulator.faults.add("lost")
    handset.dial(LINE)
    client.messages.create(from_=LINE, to=ME, body="hi")
    assert {strike.kind for strike in one.struck} == {"refused"}
    assert [strike.kind for strike in other.struck] == ["lost"]


def test_a_reset_forgets_what_was_struck_and_lets_the_rules_begin_anew(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("refused", purpose="answer", times=1)
    emulator.faults.add("status", purpose="answer", probability=0.5, seed=4)

    def struck() -> list[str]:
        for _ in range(12):
            handset.dial(LINE).hang_up()
        return [one.kind for one in emulator.faults.struck]

    first = struck()
    emulator.reset()
    assert emulator.faults.struck == []
    assert struck() == first


def test_a_callback_that_is_held_back_is_dropped_by_a_reset(emulator: Emulator, client: Client) -> None:
    emulator.faults.add("reordered")
    client.messages.create(from_=LINE, to=ME, body="hi", status_callback="http://app.localhost/told")
    emulator.clock.advance(1)
    emulator.reset()
    emulator.clock.advance(60)
    assert emulator.exchanges == []
