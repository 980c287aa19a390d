"""The standard parameters of a webhook (twilio-behaviour 1.2, 1.3, 4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+14155550100"
PLACES = {f"{role}{part}" for role in ("From", "To") for part in ("City", "State", "Zip", "Country")}
ALIASES = {f"{role}{part}" for role in ("Caller", "Called") for part in ("City", "State", "Zip", "Country")}
VOICE = {"CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "ApiVersion", "Direction"}
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
