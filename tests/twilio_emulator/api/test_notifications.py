"""Notifications and events through the official client."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, BOB = "+15005550100", "+15005550111"
ODD = "<Response><Say colour='red'>Hello</Say></Response>"


@pytest.fixture
def line(app: Any, emulator: Emulator) -> str:
    """A number whose application makes a mistake, and another when it is told of the end."""
    app.answers |= {"/answer": ODD, "/told": (500, {}, "no")}
    emulator.add_number(LINE, voice_url="/answer", status_callback="/told", app=app)
    return LINE


@pytest.mark.mistake(25)
def test_every_coded_remark_on_a_call_is_found(line: str, emulator: Emulator, client: Client) -> None:
    call = emulator.handset(BOB).dial(line)

    told, odd = client.calls(call.sid).notifications.list()

    assert [(one.error_code, one.log) for one in (told, odd)] == [("15003", "1"), ("12200", "1")]
    assert (odd.request_method, odd.request_url) == ("POST", "http://app.localhost/answer")
    assert odd.more_info == "https://www.twilio.com/docs/errors/12200"
    text = parse_qs(odd.message_text)
    assert (text["ErrorCode"], text["LogLevel"]) == (["12200"], ["WARN"])
    assert "colour" in text["Msg"][0]


def test_one_of_them_alone_comes_with_the_request_and_its_answer(line: str, emulator: Emulator, client: Client) -> None:
    call = emulator.handset(BOB).dial(line)
    odd = client.calls(call.sid).notifications.list(log=1)[-1]

    for full in (
        client.notifications(str(odd.sid)).fetch(),
        client.calls(call.sid).notifications(str(odd.sid)).fetch(),
    ):
        assert parse_qs(full.request_variables)["CallSid"] == [call.sid]
        assert full.response_body == ODD
        assert parse_qs(full.response_headers) == {"Content-Type": ["text/xml"]}


def test_those_of_the_account_are_filtered_by_level_and_by_day(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    emulator.handset(BOB).dial(line)
    emulator.clock.advance(86_400)
    app.answers["/answer"] = (404, {}, "nothing")
    emulator.handset(BOB).dial(line)

    def codes(**filters: Any) -> list[str]:
        return [one.error_code for one in client.notifications.list(**filters)]

    assert codes() == ["15003", "11200", "15003", "12200"]
    assert codes(log=0) == ["11200"]
    assert codes(message_date=date(2026, 3, 2)) == ["15003", "12200"]
    assert codes(message_date_after=date(2026, 3, 3), log=1) == ["15003"]
    for wrong in ({"log": 7}, {"message_date": "then"}):
        with pytest.raises(TwilioException, match="20001"):
            client.notifications.list(**wrong)


def test_remarks_on_a_document_that_was_brought_along_are_found_too(
    line: str, emulator: Emulator, client: Client
) -> None:
    client.calls.create(to=BOB, from_=line, twiml=ODD)
    call = emulator.handset(BOB).calls[-1]
    (odd,) = client.calls(call.sid).notifications.list()
    assert (odd.error_code, odd.request_url) == ("12200", None)
    assert client.notifications(str(odd.sid)).fetch().call_sid == call.sid


def test_those_of_a_text_belong_to_no_call(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/text"] = "<Response><Message colour='red'>Hello</Message></Response>"
    emulator.add_number(LINE, sms_url="/text", app=app)
    emulator.handset(BOB).text(LINE, "hi")
    assert {one.call_sid for one in client.notifications.list()} == {None}


def test_what_is_not_there_is_not_found(line: str, emulator: Emulator, client: Client) -> None:
    call = emulator.handset(BOB).dial(line)
    for notification in (client.notifications("NO" + "f" * 32), client.calls(call.sid).notifications("NO" + "f" * 32)):
        with pytest.raises(TwilioRestException) as refused:
            notification.fetch()
        assert refused.value.code == 20404


def test_the_events_of_a_call_are_what_was_asked_and_answered(line: str, emulator: Emulator, client: Client) -> None:
    call = emulator.handset(BOB).dial(line)
    asked, told = client.calls(call.sid).events.list()
    assert asked.request["url"] == "http://app.localhost/answer"
    assert asked.request["parameters"]["CallSid"] == call.sid
    assert (asked.response["response_code"], asked.response["response_body"]) == (200, ODD)
    assert told.response["response_code"] == 500
