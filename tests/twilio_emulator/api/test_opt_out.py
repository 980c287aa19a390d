"""STOP, START and HELP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator, Handset
from twilio_emulator.opting import BY_DEFAULT

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, OTHER_LINE, FRIEND = "+14155550100", "+14155550101", "+15005550122"


@pytest.fixture(autouse=True)
def line(emulator: Emulator, app: App) -> None:
    """Give the account two numbers."""
    app.answers["/sms"] = "<Response/>"
    for number in (LINE, OTHER_LINE):
        emulator.add_number(number, sms_url="/sms", app=app)


def is_refused(client: Client, to: str, from_: str = LINE) -> bool:
    """Whether a text is refused because its receiver wants none."""
    try:
        client.messages.create(to=to, from_=from_, body="Hello")
    except TwilioRestException as error:
        return (error.status, error.code) == (400, 21610)
    return False


@pytest.mark.verified
@pytest.mark.mistake(23)
def test_stop_blocks_and_is_answered_and_the_application_is_told_all_the_same(
    app: App, client: Client, emulator: Emulator, handset: Handset
) -> None:
    handset.text(LINE, " Stop ")
    assert [one.body for one in handset.inbox] == [BY_DEFAULT.stopped]
    assert [(one.path, one.params["Body"]) for one in app.asked] == [("/sms", " Stop ")]
    assert is_refused(client, handset.phone_number)
    assert [one.direction for one in emulator.messages] == ["inbound", "outbound-reply"]
    assert not is_refused(client, FRIEND), "another person is not concerned"
    assert not is_refused(client, handset.phone_number, OTHER_LINE), "nor is another number"


@pytest.mark.mistake(23)
def test_what_the_application_answers_to_stop_is_not_sent(app: App, handset: Handset, emulator: Emulator) -> None:
    app.answers["/sms"] = "<Response><Message>You are unsubscribed, says the application</Message></Response>"
    sent = handset.text(LINE, "STOP")
    assert [one.body for one in handset.inbox] == [BY_DEFAULT.stopped]
    assert [notice.code for one in sent.exchanges for notice in one.notices] == [21610]
    assert len(emulator.messages) == 2


@pytest.mark.verified
def test_start_takes_a_person_back_and_is_answered_only_then(client: Client, handset: Handset) -> None:
    handset.text(LINE, "START")
    assert handset.inbox == []
    handset.text(LINE, "unsubscribe")
    assert is_refused(client, handset.phone_number)
    handset.text(LINE, "Unstop")
    assert [one.body for one in handset.inbox] == [BY_DEFAULT.stopped, BY_DEFAULT.started]
    assert not is_refused(client, handset.phone_number)


@pytest.mark.verified
@pytest.mark.parametrize("word", ["STOP PLEASE", "STOP.", "", "PLEASE STOP"])
def test_other_words_are_none_of_these(word: str, client: Client, handset: Handset) -> None:
    handset.text(LINE, word)
    assert handset.inbox == []
    assert not is_refused(client, handset.phone_number)


def test_help_is_answered_and_blocks_nothing(app: App, client: Client, handset: Handset) -> None:
    handset.text(LINE, "help")
    assert [one.body for one in handset.inbox] == [BY_DEFAULT.helped]
    assert len(app.asked) == 1
    assert not is_refused(client, handset.phone_number)


def test_a_toll_free_number_takes_nobody_back_on_yes(client: Client, emulator: Emulator, handset: Handset) -> None:
    emulator.add_number("+18005550100")
    handset.text("+18005550100", "STOP")
    handset.text("+18005550100", "YES")
    assert is_refused(client, handset.phone_number, "+18005550100")
    handset.text("+18005550100", "START")
    assert not is_refused(client, handset.phone_number, "+18005550100")


@pytest.mark.verified
def test_a_short_code_leaves_it_to_its_application(
    app: App, client: Client, emulator: Emulator, handset: Handset
) -> None:
    emulator.add_number("12393", sms_url="/sms", app=app)
    handset.text("12393", "STOP")
    assert handset.inbox == []
    assert not is_refused(client, handset.phone_number, "12393")


@pytest.mark.verified
def test_stop_to_one_number_of_a_service_is_stop_to_all(client: Client, emulator: Emulator, handset: Handset) -> None:
    service = emulator.add_messaging_service("Ours", senders=[LINE, OTHER_LINE])
    message = handset.text(LINE, "STOP")
    assert message.service_sid == service.sid
    assert is_refused(client, handset.phone_number, OTHER_LINE)
    assert is_refused(client, handset.phone_number, service.sid)


def test_a_scheduled_text_to_someone_who_says_stop_meanwhile_fails(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    service = emulator.add_messaging_service("Ours", senders=[LINE])
    message = client.messages.create(
        to=handset.phone_number, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed",
        send_at="2026-03-02T03:00:00Z",
    )  # fmt: skip
    handset.text(LINE, "STOP")
    emulator.clock.advance(3700)
    message = message.fetch()
    assert (message.status, message.error_code) == ("failed", 21610)


@pytest.mark.verified
@pytest.mark.parametrize("word", BY_DEFAULT.stop)
def test_every_word_that_stops_and_every_word_that_starts(word: str, client: Client, handset: Handset) -> None:
    for start in BY_DEFAULT.start:
        handset.text(LINE, word.capitalize())
        assert is_refused(client, handset.phone_number)
        handset.text(LINE, start.lower())
        assert not is_refused(client, handset.phone_number)
    answers = [one.body for one in handset.inbox if one.body != "Hello"]
    assert answers == [BY_DEFAULT.stopped, BY_DEFAULT.started] * len(BY_DEFAULT.start)


@pytest.mark.verified
def test_a_number_without_an_application_heeds_the_words_too(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    emulator.add_number("+14155550102")
    handset.text("+14155550102", "info")
    handset.text("+14155550102", "STOP")
    assert [one.body for one in handset.inbox] == [BY_DEFAULT.helped, BY_DEFAULT.stopped]
    assert is_refused(client, handset.phone_number, "+14155550102")


@pytest.mark.verified
def test_what_is_said_by_text_holds_for_rcs_and_the_other_way_round(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    handset.text(LINE, "STOP")
    assert is_refused(client, f"rcs:{handset.phone_number}", f"rcs:{LINE}")
    emulator.handset(f"rcs:{handset.phone_number}").text(f"rcs:{LINE}", "START")
    assert not is_refused(client, handset.phone_number)


def test_whatsapp_is_apart(client: Client, emulator: Emulator, handset: Handset) -> None:
    emulator.handset(f"whatsapp:{handset.phone_number}").text(f"whatsapp:{LINE}", "STOP")
    for channel in ("", "whatsapp:"):
        assert not is_refused(client, f"{channel}{handset.phone_number}", f"{channel}{LINE}")
