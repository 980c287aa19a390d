"""What listens in on a live call, and takes payments on it, through the official client."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, BOB = "+15005550100", "+15005550111"
HOME = "http://app.localhost"
MENU = "<Response><Gather action='/chosen' input='dtmf speech' timeout='600'/></Response>"


@pytest.fixture
def call(app: Any, emulator: Emulator) -> Any:
    """A call in progress."""
    app.answers |= {"/menu": MENU, "/told": "", "/chosen": MENU}
    emulator.add_number(LINE, voice_url="/menu", app=app)
    return emulator.handset(BOB).dial(LINE)


def told(app: Any, name: str) -> list[str]:
    """Return one parameter of everything that was reported."""
    return [one.params.get(name, "") for one in app.asked if one.path == "/told"]


def refusal(act: Any) -> tuple[int, int | None]:
    """Return what a request is refused with."""
    with pytest.raises(TwilioRestException) as refused:
        act()
    return refused.value.status, refused.value.code


def test_a_stream_is_begun_and_ended(call: Any, app: Any, talks: Any, emulator: Emulator, client: Client) -> None:
    bot = talks()
    streams = client.calls(call.sid).streams

    begun = streams.create(
        url=bot.url, name="ear", track="both_tracks", status_callback=f"{HOME}/told", parameter1_name="of",
        parameter1_value="Bob",
    )  # fmt: skip
    emulator.switchboard.rest()
    emulator.clock.advance(1)

    assert (begun.status, begun.name, str(begun.sid)[:2]) == ("in-progress", "ear", "MZ")
    assert streams.create(url=bot.url, track="both_tracks").name is None
    assert refusal(lambda: streams.create(url=bot.url)) == (400, 31960)
    assert streams("ear").update(status="stopped").status == "stopped"
    bot.over()
    assert bot.of("start")[0]["start"]["customParameters"] == {"of": "Bob"}
    assert bot.of("stop")
    emulator.switchboard.rest()
    assert sorted(told(app, "StreamEvent")) == ["stream-started", "stream-stopped"]
    assert refusal(lambda: streams(str(begun.sid)).update(status="stopped")) == (404, 20404)


@pytest.mark.parametrize("url", ["", "http://example.com/", "ws://", "wss://[::1"])
def test_a_stream_goes_to_a_websocket(url: str, call: Any, client: Client) -> None:
    assert refusal(lambda: client.calls(call.sid).streams.create(url=url)) == (400, 21205)


def test_a_siprec_session_is_begun_and_ended(call: Any, app: Any, emulator: Emulator, client: Client) -> None:
    sessions = client.calls(call.sid).siprec
    begun = sessions.create(name="tape", connector_name="recorder", status_callback=f"{HOME}/told")
    assert (begun.status, begun.name) == ("in-progress", "tape")
    emulator.switchboard.rest()
    assert sessions(str(begun.sid)).update(status="stopped").status == "stopped"
    emulator.switchboard.rest()
    assert told(app, "SiprecEvent") == ["siprec-started", "siprec-stopped"]
    assert refusal(lambda: sessions("tape").update(status="stopped")) == (404, 20404)


def test_what_is_said_is_reported_in_writing(call: Any, app: Any, emulator: Emulator, client: Client) -> None:
    transcriptions = client.calls(call.sid).transcriptions
    begun = transcriptions.create(
        name="notes", track="inbound_track", status_callback_url=f"{HOME}/told", language_code="en-GB"
    )
    emulator.switchboard.rest()
    call.speak("Good morning")
    assert transcriptions("notes").update(status="stopped").sid == begun.sid
    emulator.switchboard.rest()
    call.speak("This is not for the record")
    events = ["transcription-started", "transcription-content", "transcription-stopped"]
    assert told(app, "TranscriptionEvent") == events
    assert "Good morning" in told(app, "TranscriptionData")[1]
    assert refusal(lambda: transcriptions("notes").update(status="stopped")) == (404, 20404)


def test_messages_go_both_ways(call: Any, app: Any, emulator: Emulator, client: Client) -> None:
    resource = client.calls(call.sid)
    subscription = resource.user_defined_message_subscriptions.create(callback=f"{HOME}/told")
    sent = resource.user_defined_messages.create(content='{"hold": true}')
    assert str(sent.sid)[:2] == "KX"
    assert '{"hold": true}' in call.transcript

    call.send_message('{"key": "value"}')
    assert told(app, "Content") == ['{"key": "value"}']

    assert resource.user_defined_message_subscriptions(str(subscription.sid)).delete()
    call.send_message("nobody is told")
    assert len(told(app, "Content")) == 1
    assert refusal(resource.user_defined_message_subscriptions(str(subscription.sid)).delete) == (404, 20404)
    assert refusal(lambda: resource.user_defined_messages.create(content="")) == (400, 20001)


def pay(call: Any, emulator: Emulator, client: Client, **settings: Any) -> Any:
    """Begin a payment and return how it is updated; what an update reports has been told when it returns."""
    payments = client.calls(call.sid).payments
    begun = payments.create(idempotency_key="one", status_callback=f"{HOME}/told", **settings)
    emulator.switchboard.rest()

    def update(**wish: str) -> None:
        payments(str(begun.sid)).update(idempotency_key="two", status_callback=f"{HOME}/told", **wish)
        emulator.switchboard.rest()

    return update


def test_a_payment_is_taken_step_by_step_and_no_digit_of_it_is_written_down(
    call: Any, app: Any, emulator: Emulator, client: Client
) -> None:
    update = pay(call, emulator, client, charge_amount=9.99, postal_code=False)

    update(capture="payment-card-number")
    call.press("4242424242424242")
    update(capture="expiration-date")
    call.press("1230")
    update(capture="security-code")
    call.press("123")
    update(status="complete")

    emulator.switchboard.rest()
    assert told(app, "Result")[-1] == "success"
    assert told(app, "PaymentConfirmationCode")[-1].startswith("ch_")
    assert told(app, "PaymentCardNumber")[-1].endswith("4242")
    assert "4242" not in call.transcript
    assert app.paths.count("POST /chosen") == 0
    call.press("5#")
    assert app.paths.count("POST /chosen") == 1


def test_a_wrong_number_and_silence_are_reported(call: Any, app: Any, emulator: Emulator, client: Client) -> None:
    update = pay(call, emulator, client, timeout=5)
    update(capture="payment-card-number")
    call.press("4242424242424241")
    update(capture="payment-card-number")
    emulator.clock.advance(6)
    update(status="complete")
    update(status="cancel")
    emulator.switchboard.rest()
    faults = [fault for fault in told(app, "ErrorType") if fault]
    assert faults == ["invalid-card-number", "input-timeout", "input-incomplete"]
    assert told(app, "Result")[-1] == "payment-cancelled"
    assert refusal(lambda: update(status="cancel")) == (404, 20404)


def test_the_same_payment_is_not_begun_twice(call: Any, client: Client) -> None:
    payments = client.calls(call.sid).payments
    sids = {payments.create(idempotency_key="k", status_callback=f"{HOME}/told").sid for _ in range(2)}
    assert len(sids) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"idempotency_key": ""}, 20001),
        ({"status_callback": ""}, 21205),
        ({"charge_amount": -1}, 20001),
        ({"payment_method": "gold"}, 20001),
        ({"timeout": 0}, 20001),
    ],
)
def test_a_payment_that_cannot_be_is_refused(wrong: dict[str, Any], code: int, call: Any, client: Client) -> None:
    asked: dict[str, Any] = {"idempotency_key": "k", "status_callback": f"{HOME}/told"}
    assert refusal(lambda: client.calls(call.sid).payments.create(**{**asked, **wrong})) == (400, code)


def test_nothing_begins_on_a_call_that_is_over(call: Any, client: Client) -> None:
    call.hang_up()
    over = client.calls(call.sid)
    for begin in (
        lambda: over.streams.create(url="ws://127.0.0.1:9/"),
        over.siprec.create,
        over.transcriptions.create,
        lambda: over.user_defined_messages.create(content="x"),
        lambda: over.user_defined_message_subscriptions.create(callback=f"{HOME}/told"),
        lambda: over.payments.create(idempotency_key="k", status_callback=f"{HOME}/told"),
    ):
        assert refusal(begin) == (400, 21220)
