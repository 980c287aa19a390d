"""From which sender of a Messaging Service a text goes, and how."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

NEW_YORK, CHICAGO, TORONTO, LONDON, SHANGHAI = (
    "+12125550100", "+13125550100", "+14165550100", "+442071838750", "+8612012345678",
)  # fmt: skip
IN_NEW_YORK, IN_OHIO, IN_LONDON, IN_CHINA, IN_FRANCE = (
    "+12125550199", "+16145550199", "+447700900123", "+8613800138000", "+33612345678",
)  # fmt: skip
SHORT = "12393"


@pytest.fixture(autouse=True)
def numbers(app: App, emulator: Emulator) -> None:
    """Give the account numbers in several countries, and a short code."""
    app.answers["/told"] = "<Response/>"
    for number in (LONDON, NEW_YORK, CHICAGO, TORONTO, SHANGHAI, SHORT):
        emulator.add_number(number, sms_url="/sms", app=app)


def sender(client: Client, emulator: Emulator, service: Any, to: str) -> str:
    """Return from which number a text goes that a service sends."""
    message = client.messages.create(to=to, messaging_service_sid=service.sid, body="Hello")
    emulator.clock.advance(5)
    return str(message.fetch().from_)


def refusal(client: Client, **words: Any) -> tuple[int, int]:
    """Return the status and the code with which a text is refused."""
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": IN_NEW_YORK, "body": "Hello", **words})
    return refused.value.status, refused.value.code


@pytest.mark.parametrize(
    ("pool", "to", "chosen"),
    [
        ([LONDON, CHICAGO, NEW_YORK], IN_NEW_YORK, NEW_YORK),
        ([LONDON, TORONTO, CHICAGO], IN_OHIO, CHICAGO),
        ([LONDON, SHANGHAI], IN_CHINA, SHANGHAI),
        ([LONDON, NEW_YORK], IN_LONDON, LONDON),
        ([SHANGHAI, CHICAGO], IN_LONDON, CHICAGO),
        ([SHANGHAI], IN_LONDON, SHANGHAI),
        (["Bureau", SHANGHAI], IN_CHINA, "Bureau"),
        (["Bureau", CHICAGO], IN_OHIO, CHICAGO),
        (["Bureau", SHANGHAI, SHORT], IN_CHINA, SHORT),
    ],
)
def test_the_sender_is_a_short_code_a_name_or_the_nearest_number(
    pool: list[str], to: str, chosen: str, client: Client, emulator: Emulator
) -> None:
    service = emulator.add_messaging_service("Ours", senders=pool)
    assert sender(client, emulator, service, to) == chosen


def test_a_name_for_one_country_goes_before_the_name_for_all(client: Client, emulator: Emulator) -> None:
    service = client.messaging.v1.services.create(friendly_name="Ours")
    context = client.messaging.v1.services(str(service.sid))
    context.alpha_senders.create(alpha_sender="Bureau")
    context.destination_alpha_senders.create(alpha_sender="Le Bureau", iso_country_code="FR")
    assert sender(client, emulator, service, IN_FRANCE) == "Le Bureau"
    assert sender(client, emulator, service, IN_LONDON) == "Bureau"
    assert refusal(client, messaging_service_sid=service.sid) == (400, 21703)


def test_a_service_without_a_sender_sends_nothing(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours")
    assert refusal(client, messaging_service_sid=service.sid) == (400, 21703)
    assert refusal(client, from_=service.sid) == (400, 21703)
    assert emulator.messages == []


def test_area_codes_do_not_count_where_the_service_says_so(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, NEW_YORK], area_code_geomatch=False)
    assert sender(client, emulator, service, IN_NEW_YORK) == CHICAGO


def test_a_receiver_keeps_its_sender_and_others_are_spread(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, TORONTO, NEW_YORK])
    people = [f"+1614555{number:04}" for number in range(100, 106)]
    first = [sender(client, emulator, service, one) for one in people]
    assert [sender(client, emulator, service, one) for one in reversed(people)] == first[::-1]
    assert Counter(first) == {CHICAGO: 3, NEW_YORK: 3}, "Toronto is abroad"


def test_a_service_that_sticks_to_nobody_spreads_every_text(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, NEW_YORK], sticky_sender=False)
    assert [sender(client, emulator, service, IN_OHIO) for _ in range(4)] == [CHICAGO, NEW_YORK] * 2


def test_a_receiver_leaves_a_number_abroad_for_one_at_home_and_one_that_has_gone(
    client: Client, emulator: Emulator
) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO])
    assert sender(client, emulator, service, IN_LONDON) == CHICAGO
    (london,) = [one for one in emulator.numbers if one.phone_number == LONDON]
    pool = client.messaging.v1.services(service.sid).phone_numbers
    pool.create(phone_number_sid=london.sid)
    assert sender(client, emulator, service, IN_LONDON) == LONDON
    pool(london.sid).delete()
    assert sender(client, emulator, service, IN_LONDON) == CHICAGO


def test_forgetting_all_texts_forgets_who_was_sent_to_from_where(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, NEW_YORK])
    assert [sender(client, emulator, service, one) for one in (IN_OHIO, "+16145550198")] == [CHICAGO, NEW_YORK]
    emulator.switchboard.desk.store.clear()
    assert sender(client, emulator, service, "+16145550198") == CHICAGO


def test_a_sender_that_is_named_must_be_in_the_pool(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, NEW_YORK, "Bureau"])
    message = client.messages.create(to=IN_NEW_YORK, from_=CHICAGO, messaging_service_sid=service.sid, body="Hello")
    assert message.status == "accepted"
    emulator.clock.advance(5)
    assert message.fetch().from_ == CHICAGO
    assert refusal(client, messaging_service_sid=service.sid, from_=TORONTO) == (400, 21711)
    other = {"messaging_service_sid": service.sid, "to": IN_FRANCE}
    assert refusal(client, from_="Office", **other) == (400, 21709)


def test_a_channel_is_sent_to_from_the_same_channel(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO, f"whatsapp:{LONDON}"])
    assert sender(client, emulator, service, f"whatsapp:{IN_OHIO}") == f"whatsapp:{LONDON}"
    assert sender(client, emulator, service, IN_LONDON) == CHICAGO
    only = emulator.add_messaging_service("Other", senders=[SHANGHAI])
    assert refusal(client, messaging_service_sid=only.sid, to=f"whatsapp:{IN_OHIO}") == (400, 21703)


def test_a_number_without_a_plus_is_read_in_the_country_of_the_pool(client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[SHORT, CHICAGO])
    message = client.messages.create(to="(212) 555-0199", messaging_service_sid=service.sid, body="Hello")
    assert message.to == IN_NEW_YORK


def test_the_services_settings_hold_unless_the_text_has_its_own(app: App, client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service(
        "Ours", senders=[CHICAGO], validity_period=30, status_callback="/told", smart_encoding=True
    )
    emulator.deliver(IN_OHIO, after=60)
    words = {"to": IN_OHIO, "messaging_service_sid": service.sid, "body": "“Hello”"}
    hasty = client.messages.create(**words)
    patient = client.messages.create(**words, validity_period=90, smart_encoded=False)
    assert (hasty.body, patient.body) == ('"Hello"', "“Hello”")
    emulator.clock.advance(40)
    assert (hasty.fetch().status, hasty.fetch().error_code, patient.fetch().status) == ("failed", 30036, "queued")
    emulator.clock.advance(40)
    assert patient.fetch().status == "delivered"
    assert Counter(one.params["MessageStatus"] for one in app.asked) == {
        "queued": 2, "failed": 1, "sent": 1, "delivered": 1,
    }  # fmt: skip


def scheduled(client: Client, emulator: Emulator, service: Any) -> Any:
    """Have a service send something in an hour."""
    return client.messages.create(
        to=IN_NEW_YORK, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed",
        send_at=emulator.clock.now() + timedelta(hours=1), status_callback="http://app.localhost/told",
    )  # fmt: skip


def test_a_scheduled_text_has_no_sender_until_its_time_has_come(app: App, client: Client, emulator: Emulator) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO])
    message, taken_back = scheduled(client, emulator, service), scheduled(client, emulator, service)
    assert (message.status, message.from_) == ("scheduled", None)
    assert taken_back.update(status="canceled").from_ is None
    emulator.switchboard.rest()  # its callback is on the way once the request has been answered
    (new_york,) = [one for one in emulator.numbers if one.phone_number == NEW_YORK]
    client.messaging.v1.services(service.sid).phone_numbers.create(phone_number_sid=new_york.sid)
    emulator.clock.advance(3610)
    assert message.fetch().from_ == NEW_YORK
    assert [one.params.get("From") for one in app.asked] == [None, NEW_YORK, NEW_YORK, NEW_YORK]
    assert [one.params["MessageStatus"] for one in app.asked] == ["canceled", "queued", "sent", "delivered"]


@pytest.mark.parametrize("deleted", [True, False])
def test_a_scheduled_text_fails_where_nobody_is_left_to_send_it(
    deleted: bool, app: App, client: Client, emulator: Emulator
) -> None:
    service = emulator.add_messaging_service("Ours", senders=[CHICAGO])
    message = scheduled(client, emulator, service)
    context = client.messaging.v1.services(service.sid)
    if deleted:
        context.delete()
    else:
        context.phone_numbers.list()[0].delete()
    emulator.clock.advance(3610)
    message = message.fetch()
    assert (message.status, message.error_code, message.from_) == ("failed", 21703, None)
    assert [(one.params["MessageStatus"], one.params["ErrorCode"]) for one in app.asked] == [("failed", "21703")]


@pytest.mark.parametrize("wrong", ["+15005550188", "98765", "a name that is too long", f"whatsapp:{IN_FRANCE}"])
def test_python_refuses_a_sender_that_cannot_be(wrong: str, emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="is no number of the account"):
        emulator.add_messaging_service("Ours", senders=[wrong])
    emulator.add_messaging_service("Ours", senders=[CHICAGO])
    with pytest.raises(ValueError, match="in another Messaging Service"):
        emulator.add_messaging_service("Another", senders=[CHICAGO])
    assert len(emulator.switchboard.desk.store.services) == 1
