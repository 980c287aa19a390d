"""Short codes through the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator, Handset

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

CODE = "12393"


def test_a_short_code_is_found_renamed_and_asked_elsewhere(
    app: App, client: Client, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/new"] = "<Response><Message>From the new address</Message></Response>"
    emulator.add_number("+15005550100")
    emulator.add_number(CODE, sms_url="/old", app=app)
    (code,) = client.short_codes.list()
    assert (str(code.sid)[:2], code.short_code, code.friendly_name) == ("SC", CODE, CODE)

    changed = client.short_codes(str(code.sid)).update(friendly_name="The bureau", sms_url="/new", sms_method="GET")

    assert (changed.friendly_name, changed.sms_method) == ("The bureau", "GET")
    assert [one.sid for one in client.short_codes.list(friendly_name="The bureau")] == [code.sid]
    assert client.short_codes.list(short_code="99999") == []
    handset.text(CODE, "Hello")
    assert app.paths == ["GET /new"]
    assert [one.body for one in handset.inbox] == ["From the new address"]


def test_what_a_short_code_cannot_be_is_refused(client: Client, emulator: Emulator) -> None:
    emulator.add_number(CODE, sms_url="http://127.0.0.1/old")
    (code,) = client.short_codes.list()
    for wrong, number in (({"sms_url": "nowhere"}, 21402), ({"sms_method": "PUT"}, 21403)):
        with pytest.raises(TwilioRestException) as refused:
            client.short_codes(str(code.sid)).update(**wrong)
        assert (refused.value.status, refused.value.code) == (400, number)
    with pytest.raises(TwilioRestException) as refused:
        client.short_codes("SC" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert emulator.numbers[0].sms_url == "http://127.0.0.1/old"
