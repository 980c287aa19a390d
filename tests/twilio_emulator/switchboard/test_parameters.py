"""The standard parameters of a webhook (twilio-behaviour 1.2, 1.3, 4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset
from twilio_emulator.store import Contact

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+14155550100"
PLACES = {f"{role}{part}" for role in ("From", "To") for part in ("City", "State", "Zip", "Country")}
ALIASES = {f"{role}{part}" for role in ("Caller", "Called") for part in ("City", "State", "Zip", "Country")}
VOICE = {
    "CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "ApiVersion", "Direction", "CallToken",
}  # fmt: skip
TEXT = {
    "MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "From", "To", "Body", "NumMedia", "NumSegments",
    "SmsStatus", "ApiVersion",
}  # fmt: skip


@pytest.mark.verified
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.mistake(43)
def test_a_call_is_announced_with_all_standard_parameters_and_no_others(
    app: App, emulator: Emulator, method: str
) -> None:
    """Mistake 43: the aliases that old applications read are there."""
    app.answers["/answer"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/answer?lang=zh", voice_method=method, app=app)
    call = emulator.handset("+8612012345678").dial(LINE)
    (asked,) = app.asked
    assert asked.method == method
    assert asked.url.partition("?")[2].startswith("lang=zh"), "the URL's own query stays where it is"
    params = dict(asked.params)
    assert params.pop("lang", "") == ("zh" if method == "GET" else "")
    assert set(params) == VOICE | PLACES | ALIASES
    assert params["CallSid"] == call.sid
    assert re.fullmatch("CA[0-9a-f]{32}", call.sid)
    assert params["AccountSid"] == emulator.account_sid
    assert (params["From"], params["Caller"]) == ("+8612012345678", "+8612012345678")
    assert (params["To"], params["Called"], params["ToCountry"], params["CalledCountry"]) == (LINE, LINE, "US", "US")
    assert (params["CallStatus"], params["Direction"], params["ApiVersion"]) == ("ringing", "inbound", "2010-04-01")
    assert params["FromCity"] == ""


@pytest.mark.verified
def test_a_call_that_was_passed_on_says_from_where_and_a_looked_up_caller_has_a_name(app: App) -> None:
    app.answers["/answer"] = "<Response><Dial>+14155550133</Dial></Response>"
    with Emulator(contacts=[Contact(phone_number="+14155550111", name="Ann Lee")]) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app, voice_caller_id_lookup=True)
        emulator.handset("+14155550111").dial(LINE, forwarded_from="+14155550122").hang_up()
        emulator.handset("+14155550112").dial(LINE).hang_up()
        known, stranger = (one.params for one in app.asked)
        assert (known["ForwardedFrom"], known["CallerName"]) == ("+14155550122", "Ann Lee")
        assert "ForwardedFrom" not in stranger
        assert stranger["CallerName"] == ""


@pytest.mark.verified
@pytest.mark.parametrize("caller", ["anonymous", "client:ann", "sip:ann@example.com"])
def test_a_caller_without_a_number_is_named_as_it_comes(app: App, emulator: Emulator, caller: str) -> None:
    app.answers |= {"/answer": f"<Response><Dial>{LINE[:-1]}9</Dial></Response>"}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(caller).dial(LINE).hang_up()
    params = app.asked[0].params
    assert (params["From"], params["Caller"], params["FromCountry"]) == (caller, caller, "")
    assert emulator.calls[-1].from_ == caller, "and is shown so to whoever is dialled"


@pytest.mark.verified
def test_a_text_is_announced_with_all_standard_parameters_and_no_others(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/sms"] = "<Response/>"
    emulator.add_number("12393", sms_url="/sms", app=app)
    sent = handset.text("12393", "余额" * 40)
    params = app.asked[0].params
    assert set(params) == TEXT | PLACES
    assert {params[name] for name in ("MessageSid", "SmsSid", "SmsMessageSid")} == {sent.sid}
    assert re.fullmatch("SM[0-9a-f]{32}", sent.sid)
    assert (params["NumSegments"], params["NumMedia"], params["SmsStatus"]) == ("2", "0", "received")
    assert (params["To"], params["ToCountry"]) == ("12393", ""), "a short code tells no country"
