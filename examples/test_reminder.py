"""A reminder by text; where it does not arrive, a call says the same."""

from flask import Flask, request
from twilio.rest import Client

from twilio_emulator import Emulator, Handset

SURGERY = "+15005550100"
WORDS = "Your appointment is tomorrow at nine."


def surgery(client: Client) -> Flask:
    app = Flask("surgery")

    @app.post("/progress")
    def progress() -> tuple[str, int]:
        if request.form["MessageStatus"] == "undelivered":
            said = f"<Response><Say>{WORDS}</Say></Response>"
            client.calls.create(to=request.form["To"], from_=SURGERY, twiml=said)
        return "", 204

    return app


def test_who_cannot_be_texted_is_called(emulator: Emulator, handset: Handset) -> None:
    client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
    emulator.add_number(SURGERY, sms_url="/sms", app=surgery(client))
    emulator.deliver(handset.phone_number, "undelivered", 30003)

    client.messages.create(to=handset.phone_number, from_=SURGERY, body=WORDS, status_callback="/progress")
    emulator.clock.advance(2)

    assert handset.inbox == []
    handset.calls[-1].hears("tomorrow at nine")


def test_who_can_be_texted_is_not_called(emulator: Emulator, handset: Handset) -> None:
    client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
    emulator.add_number(SURGERY, sms_url="/sms", app=surgery(client))

    client.messages.create(to=handset.phone_number, from_=SURGERY, body=WORDS, status_callback="/progress")
    emulator.clock.advance(2)

    assert [one.body for one in handset.inbox] == [WORDS]
    assert handset.calls == []
