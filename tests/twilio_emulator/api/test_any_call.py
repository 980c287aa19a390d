"""Whatever is posted about a call, the answer is a resource or a coded refusal, and the call can be ended after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator

LINE, BOB, HOME = "+15005550100", "+15005550111", "http://app.localhost"
STAY = "<Response><Gather timeout='600'/></Response>"
PARTS = (
    "Calls", "Calls/{call}", "Calls/{call}/Recordings", "Calls/{call}/Recordings/Twilio.CURRENT",
    "Calls/{call}/Streams", "Calls/{call}/Siprec", "Calls/{call}/Transcriptions", "Calls/{call}/UserDefinedMessages",
    "Calls/{call}/UserDefinedMessageSubscriptions", "Calls/{call}/Payments", "Calls/{call}/Notifications",
    "Calls/{call}/Events", "Recordings", "Notifications", "Transcriptions",
)  # fmt: skip
NAMES = (
    "To", "From", "Url", "Twiml", "ApplicationSid", "Method", "FallbackUrl", "StatusCallback", "StatusCallbackEvent",
    "StatusCallbackMethod", "SendDigits", "Timeout", "Record", "RecordingChannels", "RecordingTrack", "Trim",
    "MachineDetection", "MachineDetectionTimeout", "AsyncAmd", "TimeLimit", "Status", "PauseBehavior", "Name", "Track",
    "Parameter1.Name", "Content", "Callback", "IdempotencyKey", "Capture", "ChargeAmount", "PostalCode", "LanguageCode",
    "StartTime<", "EndTime", "DateCreated>", "Log", "Page", "PageSize", "PageToken", "CallSid",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            LINE, BOB, "client:joe", "sip:", "sip:a@b", "", "0", "-1", "15", "1e9", "nan", "inf", "²", "true", "maybe",
            f"{HOME}/stay", "http://", "http://[", "http://a:b", "ftp://x/y", "//", "/stay", "ws://127.0.0.1:9/x",
            "GET", "get", STAY, "<Response>", "completed", "canceled", "stopped", "paused", "in-progress", "Enable",
            "both", "both_tracks", "dual", "payment-card-number", "cancel", "complete", "'; DROP TABLE calls; --",
            "<script>alert(1)</script>", "\x00", "\ud800", "１２３", "9" * 400, "2026-03-02", "2026-13-40",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[[str, str, dict[str, str]], tuple[int, Any]]]:
    """Return how to ask for a part of the account, on a call of its own."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [STAY.encode() if environ["PATH_INFO"] == "/stay" else b"<Response/>"]

    with Emulator() as emulator:
        emulator.add_number(LINE, voice_url="/stay", app=app)
        client = emulator.http_client()

        def asked(method: str, part: str, form: dict[str, str]) -> tuple[int, Any]:
            call = emulator.handset(BOB).dial(LINE)
            url = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/{part.format(call=call.sid)}.json"
            data, params = (form, {}) if method == "POST" else ({}, form)
            credentials = (emulator.account_sid, emulator.auth_token)
            answer = client.request(method, url, params=params, data=data, auth=credentials)
            emulator.clock.advance(1)
            for one in emulator.calls:
                emulator.end_call(one.sid)
            assert not emulator.switchboard.desk.lines
            return answer.status_code, json.loads(answer.text) if answer.text else None

        yield asked


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "POST", "DELETE"]),
    part=st.sampled_from(PARTS),
    form=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
    callable_=st.booleans(),
)
def test_whatever_is_posted_is_answered(
    method: str, part: str, form: dict[str, str], callable_: bool, ask: Callable[..., tuple[int, Any]]
) -> None:
    if callable_:
        form = {"To": BOB, "From": LINE, "Twiml": STAY, "StatusCallback": f"{HOME}/told", "IdempotencyKey": "k", **form}
    status, body = ask(method, part, form)
    assert status in (200, 201, 202, 204, 400, 404, 405, 403, 409)
    if status >= 400:
        assert body["status"] == status
        assert isinstance(body["code"], int)
