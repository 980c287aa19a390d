"""Texts between handsets and applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import Emulator, Handset
from twilio_emulator.webhook.parameters import dialled

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, OTHER_LINE, FRIEND = "+15005550100", "+15005550101", "+15005550122"


def test_a_text_from_handset_to_handset_arrives(emulator: Emulator, handset: Handset) -> None:
    sent = handset.text(FRIEND, "hello")
    friend = emulator.handset(FRIEND)
    assert [one.body for one in friend.inbox] == ["hello"]
    assert (sent.sid[:2], sent.status, sent.direction, sent.segments) == ("SM", "delivered", "inbound", 1)
    assert handset.text(FRIEND, "look", ("http://127.0.0.1/a.png",)).sid.startswith("MM")
    assert handset.inbox == []


def test_an_answer_is_a_text_of_its_own_that_names_what_it_answers(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/sms"] = "<Response><Message>余额 1.00 元</Message></Response>"
    emulator.add_number(LINE, sms_url="/sms", app=app)
    sent = handset.text(LINE, "YE")
    (answer,) = handset.inbox
    assert (sent.direction, sent.status) == ("inbound", "received")
    assert (answer.direction, answer.from_, answer.answers) == ("outbound-reply", LINE, sent.sid)
    assert (len(sent.exchanges), sent.exchanges[0].purpose) == (1, "message")


@pytest.mark.verified
def test_two_applications_that_text_each_other_are_cut(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/sms"] = "<Response><Message>Thank you for your message</Message></Response>"
    app.answers["/start"] = f'<Response><Message to="{LINE}" from="{OTHER_LINE}">Hello</Message></Response>'
    emulator.add_number(LINE, sms_url="/sms", app=app)
    emulator.add_number(OTHER_LINE, sms_url="/sms", app=app)
    emulator.add_number("+15005550102", sms_url="/start", app=app)
    handset.text("+15005550102", "go")
    assert len(emulator.messages) < 50
    codes = [notice.code for one in emulator.exchanges for notice in one.notices]
    assert codes == [14107]
    assert handset.text(LINE, "still there?").exchanges, "and the emulator lives on"


def test_an_application_that_texts_itself_is_cut(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/sms"] = f'<Response><Message to="{LINE}">again</Message></Response>'
    emulator.add_number(LINE, sms_url="/sms", app=app)
    handset.text(LINE, "go")
    assert len(app.asked) < 30


def test_texts_that_redirect_for_ever_are_cut_with_a_code(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/sms"] = "<Response><Redirect/></Response>"
    emulator.add_number(LINE, sms_url="/sms", app=app)
    sent = handset.text(LINE, "go")
    assert len(app.asked) == 50
    assert [notice.code for notice in sent.exchanges[-1].notices] == [12400]
    assert handset.inbox == []


@pytest.mark.verified
def test_a_number_without_plus_is_read_in_the_country_of_the_sender() -> None:
    assert dialled("(415) 555-2671", "+14155550100") == "+14155552671"
    assert dialled("13800138000", "+8612012345678") == "+8613800138000"
    assert dialled("+8613800138000", "+14155550100") == "+8613800138000"
    assert dialled("12393", "12333") == "12393"
    assert dialled("BUREAU", "+14155550100") == "BUREAU"


@given(body=st.text(st.characters(), max_size=30))
def test_any_text_at_all_can_be_sent_and_answered(body: str) -> None:
    received: list[str] = []

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        received.append("asked")
        start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])  # type: ignore[operator]
        return [b"yes"]

    emulator = Emulator()
    emulator.add_number(LINE, sms_url="/sms", app=app)
    handset = emulator.handset("+15005550111")
    handset.text(LINE, body)
    assert received == ["asked"]
    assert [one.body for one in handset.inbox] == ["yes"]
    emulator.close()


@pytest.mark.verified
@pytest.mark.mistake(20)
def test_a_text_is_in_the_inbox_at_once_and_its_status_follows_the_clock(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/sms": '<Response><Message statusCallback="/status">a</Message></Response>',
        "/status": "<Response/>",
    }
    emulator.add_number(LINE, sms_url="/sms", app=app)
    began = emulator.clock.now()
    handset.text(LINE, "go")
    (answer,) = handset.inbox
    assert (answer.status, emulator.clock.now(), app.paths) == ("queued", began, ["POST /sms"])
    emulator.clock.advance(1)
    assert (answer.status, len(app.asked)) == ("sent", 2)
    emulator.clock.advance(1)
    assert (answer.status, len(app.asked)) == ("delivered", 3)
    emulator.clock.advance(60)
    assert [one.params["MessageStatus"] for one in app.asked[1:]] == ["sent", "delivered"]
    assert {one.params["MessageSid"] for one in app.asked[1:]} == {answer.sid}
    assert [exchange.purpose for exchange in answer.exchanges] == ["status", "status"]


def test_a_callback_that_fails_is_noted_with_the_text_and_changes_nothing(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/sms": '<Response><Message statusCallback="/status">a</Message></Response>',
        "/status": (500, {}, ""),
    }
    emulator.add_number(LINE, sms_url="/sms", app=app)
    handset.text(LINE, "go")
    emulator.clock.advance(5)
    (answer,) = handset.inbox
    assert answer.status == "delivered"
    assert [notice.code for one in answer.exchanges for notice in one.notices] == [15003, 15003]


def test_a_text_to_another_application_is_told_of_to_the_one_that_sent_it(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/sms": f'<Response><Message to="{OTHER_LINE}" statusCallback="/status">a</Message></Response>',
        "/other": "<Response/>",
        "/status": "<Response/>",
    }
    emulator.add_number(LINE, sms_url="/sms", app=app)
    emulator.add_number(OTHER_LINE, sms_url="/other", app=app)
    handset.text(LINE, "go")
    emulator.clock.advance(5)
    assert app.paths == ["POST /sms", "POST /other", "POST /status", "POST /status"]
    assert app.asked[1].params["SmsStatus"] == "received"
    _, sent, came = emulator.messages
    assert (sent.status, sent.direction) == ("delivered", "outbound-reply")
    assert (came.status, came.direction, came.body) == ("received", "inbound", sent.body)
    assert came.sid != sent.sid
