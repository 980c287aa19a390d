"""What is keyed into a <Pay> is written down nowhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset
from twilio_emulator.engine import cards

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+15005550100"
CARD, CODE = "4242424242424242", "987"


@pytest.mark.verified
def test_a_card_is_in_no_transcript_no_exchange_no_news_and_no_log(
    app: App, emulator: Emulator, handset: Handset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app.answers |= {
        "/answer": '<Response><Pay postalCode="false" statusCallback="/status" action="/paid"/></Response>',
        "/status": (204, {}, ""),
        "/paid": '<Response><Gather numDigits="1"><Say>Anything else?</Say></Gather></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    news: list[object] = []
    stop = emulator.switchboard.desk.feed.subscribe(lambda one: news.append(repr(one)))
    call = handset.dial(LINE).press(CARD).speak(f"was it {CARD}?").press("1228").press(CODE).hears("Anything else")
    call.press("5")
    stop()

    assert f"presses {'•' * len(CARD)}" in call.transcript
    assert "says: •" in call.transcript
    assert "presses 5" in call.transcript
    everything = [call.transcript, caplog.text, *map(str, news), *map(repr, emulator.exchanges)]
    everything += [repr(asked) for asked in app.asked]
    assert not [text for text in everything if CARD in text]
    told = {value for exchange in emulator.exchanges for _, value in exchange.params}
    assert CODE not in told | {line.text.removeprefix("presses ") for line in emulator.calls[0].lines}
    assert app.asked[-2].params["PaymentToken"].startswith("tok_")
    assert app.asked[-2].params["ProfileId"].startswith("cus_")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("4111111111111111", "visa"), ("2223003122003222", "mastercard"), ("5105105105105100", "mastercard"),
        ("371449635398431", "amex"), ("6011000990139424", "discover"), ("3056930009020004", "diners-club"),
        ("36227206271667", "diners-club"), ("3566002020360505", "jcb"), ("6759649826438453", "maestro"),
        ("201400000000009", "enroute"), ("2720000000000005", "mastercard"),
    ],
)  # fmt: skip
def test_a_card_is_told_by_its_number(number: str, kind: str) -> None:
    found = cards.kind_of(number)
    assert found is not None
    assert found.name == kind
    assert cards.is_valid(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not cards.is_valid(wrong)
    assert not cards.is_valid(number + "0" * 8)


def test_a_number_that_no_card_begins_with_is_none() -> None:
    assert cards.kind_of("9") is None
    assert not cards.is_valid("9999999999999995")


@pytest.mark.parametrize(
    ("date", "good"), [("0326", True), ("0226", False), ("1225", False), ("0099", False), ("13", False)]
)
def test_a_card_is_good_to_the_end_of_its_month(date: str, good: bool) -> None:
    assert cards.is_expiration(date, 2026, 3) is good


def test_every_test_number_is_a_valid_one() -> None:
    assert all(cards.is_valid(number) for number in (*cards.APPROVED, *cards.DECLINED))
    assert cards.is_routing_number("110000000")
    assert not cards.is_routing_number("000000000")
    assert not cards.is_routing_number("11000000")


def test_what_is_told_of_a_number_are_its_last_digits() -> None:
    assert cards.masked("371449635398431") == "xxxxxxxxxxx8431"
    assert cards.masked_account("508862392") == "*******92"
