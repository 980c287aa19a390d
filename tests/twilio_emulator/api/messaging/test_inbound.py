"""Texts that come to a number of a Messaging Service, and the words it heeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator, Handset
from twilio_emulator.opting import BY_DEFAULT, OptOut

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE, OTHER_LINE, SHORT, TOLL_FREE = "+14155550100", "+14155550101", "12393", "+18005550100"


@pytest.fixture(autouse=True)
def numbers(app: App, emulator: Emulator) -> None:
    """Give the account numbers whose application answers."""
    app.answers |= {
        "/sms": "<Response><Message>number</Message></Response>",
        "/service": "<Response><Message>service</Message></Response>",
        "/else": "<Response><Message>fallback</Message></Response>",
    }
    for number in (LINE, OTHER_LINE, SHORT, TOLL_FREE):
        emulator.add_number(number, sms_url="/sms", app=app)


def bodies(handset: Handset) -> list[str]:
    """Return what the handset has received."""
    return [one.body for one in handset.inbox]


def is_refused(client: Client, to: str, from_: str = LINE) -> bool:
    """Whether a text is refused because its receiver wants none."""
    try:
        client.messages.create(to=to, from_=from_, body="Hello")
    except TwilioRestException as error:
        return (error.status, error.code) == (400, 21610)
    return False


def test_the_services_application_is_asked_in_place_of_the_numbers(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    service = emulator.add_messaging_service(
        "Ours", senders=[LINE], inbound_request_url="/service", inbound_method="GET"
    )
    message = handset.text(LINE, "Hello")
    assert bodies(handset) == ["service"]
    assert app.paths == ["GET /service"]
    assert app.asked[0].params["MessagingServiceSid"] == message.service_sid == service.sid
    handset.text(OTHER_LINE, "Hello")
    assert app.paths[-1] == "POST /sms"
    assert "MessagingServiceSid" not in app.asked[-1].params


def test_the_services_fallback_is_asked_where_its_application_fails(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    emulator.add_messaging_service("Ours", senders=[LINE], inbound_request_url="/gone", fallback_url="/else")
    handset.text(LINE, "Hello")
    assert bodies(handset) == ["fallback"]
    assert app.asked[-1].params["ErrorCode"] == "11200"


def test_a_service_may_leave_it_to_the_number(app: App, emulator: Emulator, handset: Handset) -> None:
    service = emulator.add_messaging_service(
        "Ours", senders=[LINE], inbound_request_url="/service", use_inbound_webhook_on_number=True
    )
    handset.text(LINE, "Hello")
    assert bodies(handset) == ["number"]
    assert app.asked[0].params["MessagingServiceSid"] == service.sid


def test_a_service_that_another_server_answers_asks_that_server(
    app: App, serve: Serve, emulator: Emulator, handset: Handset
) -> None:
    other = type(app)(answers={"/service": "<Response><Message>another server</Message></Response>"})
    url = serve(other)
    emulator.add_messaging_service("Ours", senders=[LINE], inbound_request_url=f"{url}/service")
    handset.text(LINE, "Hello")
    assert (bodies(handset), other.paths, app.asked) == (["another server"], ["POST /service"], [])


@pytest.mark.verified
def test_a_service_made_by_the_api_receives_nothing_until_it_is_said_where(
    app: App, client: Client, emulator: Emulator, handset: Handset
) -> None:
    service = client.messaging.v1.services.create(friendly_name="Ours")
    (line,) = [one for one in emulator.numbers if one.phone_number == LINE]
    service.phone_numbers.create(phone_number_sid=line.sid)
    handset.text(LINE, "Hello")
    assert (app.asked, client.messages.list()) == ([], [])
    handset.text(LINE, "STOP")
    assert is_refused(client, handset.phone_number)
    service.update(use_inbound_webhook_on_number=True)
    handset.text(LINE, "Hello")
    assert [one.body for one in client.messages.list(from_=handset.phone_number)] == ["Hello"]


@pytest.mark.verified
def test_who_opts_out_of_one_sender_has_opted_out_of_the_whole_service(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    service = emulator.add_messaging_service("Ours", senders=[LINE, SHORT, "Bureau"])
    handset.text(LINE, "Stop")
    assert bodies(handset) == [BY_DEFAULT.stopped]
    for sender in (LINE, SHORT, service.sid):
        assert is_refused(client, handset.phone_number, sender)
    assert not is_refused(client, handset.phone_number, OTHER_LINE)
    handset.text(LINE, "start")
    assert not is_refused(client, handset.phone_number, service.sid)


def test_who_had_opted_out_of_a_number_stays_so_when_the_number_joins_a_service(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    handset.text(LINE, "STOP")
    emulator.add_messaging_service("Ours", senders=[LINE])
    assert is_refused(client, handset.phone_number)
    handset.text(LINE, "START")
    assert not is_refused(client, handset.phone_number)


@pytest.mark.verified
@pytest.mark.parametrize(
    ("body", "kind", "answer"),
    [
        ("stop", "STOP", "Adiós."),
        ("Baja", "STOP", "Adiós."),
        ("UNSUBSCRIBE", None, "service"),
        ("START", "START", "service"),
        ("HELP", "HELP", "Ring us."),
        ("ayuda", "HELP", "Ring us."),
        ("INFO", None, "service"),
        ("stop it", None, "service"),
    ],
)
@pytest.mark.parametrize("number", [LINE, SHORT])
def test_a_service_with_advanced_opt_out_heeds_its_own_words_and_tells_the_application(
    number: str, body: str, kind: str | None, answer: str, app: App, emulator: Emulator, handset: Handset
) -> None:
    words = OptOut(stop=("BAJA",), help=("Ayuda",), stopped="Adiós.", helped="Ring us.")
    emulator.add_messaging_service("Ours", senders=[number], inbound_request_url="/service", opt_out=words)
    handset.text(number, body)
    assert app.asked[0].params.get("OptOutType") == kind
    assert answer in bodies(handset)


def test_advanced_opt_out_may_answer_nothing_and_blocks_all_the_same(
    client: Client, emulator: Emulator, handset: Handset
) -> None:
    service = emulator.add_messaging_service("Ours", senders=[SHORT], opt_out=OptOut(stopped=""))
    handset.text(SHORT, "STOP")
    assert bodies(handset) == []
    assert is_refused(client, handset.phone_number, service.sid)


def test_without_advanced_opt_out_the_application_is_told_no_type(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    emulator.add_messaging_service("Ours", senders=[LINE], inbound_request_url="/service")
    handset.text(LINE, "STOP")
    assert "OptOutType" not in app.asked[0].params


@pytest.mark.verified
def test_a_toll_free_number_is_answered_by_the_network(client: Client, handset: Handset) -> None:
    for word in ("Help", "STOP", "INFO", "YES", "Unstop"):
        handset.text(TOLL_FREE, word)
        if word == "YES":
            assert is_refused(client, handset.phone_number, TOLL_FREE)
    stopped, started = (one for one in bodies(handset) if one.startswith("NETWORK MSG"))
    assert '"stop"' in stopped
    assert '"unstop"' in started
    assert bodies(handset).count(BY_DEFAULT.helped) == 1, "not while nothing more is wanted"
    assert not is_refused(client, handset.phone_number, TOLL_FREE)


def test_a_text_by_whatsapp_reaches_the_numbers_application_and_is_answered_there(
    app: App, client: Client, emulator: Emulator
) -> None:
    person = emulator.handset("whatsapp:+15005550199")
    person.text(f"whatsapp:{LINE}", "Hello")
    asked = app.asked[0].params
    assert (asked["From"], asked["To"]) == (person.phone_number, f"whatsapp:{LINE}")
    assert (asked["WaId"], asked["ProfileName"]) == ("15005550199", "+15005550199")
    assert [(one.from_, one.body) for one in person.inbox] == [(f"whatsapp:{LINE}", "number")]
    assert [one.direction for one in client.messages.list()] == ["outbound-reply", "inbound"]


@pytest.mark.verified
def test_a_text_by_whatsapp_tells_of_its_channel_and_when_it_was_read(
    app: App, client: Client, emulator: Emulator
) -> None:
    person = emulator.handset("whatsapp:+15005550199")
    message = client.messages.create(
        to=person.phone_number, from_=f"whatsapp:{LINE}", body="Hello", status_callback="http://app.localhost/told"
    )
    assert person.read() == [], "it has not been delivered yet"
    emulator.clock.advance(5)
    assert [one.sid for one in person.read()] == [message.sid]
    assert person.read() == []
    assert message.fetch().status == "read"
    assert [one.params["MessageStatus"] for one in app.asked] == ["sent", "delivered", "read"]
    assert {one.params["ChannelPrefix"] for one in app.asked} == {"whatsapp"}
    assert [one.params.get("EventType") for one in app.asked] == [None, None, "READ"]
    assert "RawDlrDoneDate" not in app.asked[-1].params


def test_a_plain_text_tells_nobody_that_it_was_read(client: Client, emulator: Emulator, handset: Handset) -> None:
    client.messages.create(to=handset.phone_number, from_=LINE, body="Hello")
    emulator.clock.advance(5)
    assert handset.read() == []
