"""Messaging Services and their lists of senders, through the official client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.messaging.v1.service import ServiceInstance
from twilio.rest.messaging.v1.service.alpha_sender import AlphaSenderInstance
from twilio.rest.messaging.v1.service.channel_sender import ChannelSenderInstance
from twilio.rest.messaging.v1.service.destination_alpha_sender import DestinationAlphaSenderInstance
from twilio.rest.messaging.v1.service.phone_number import PhoneNumberInstance
from twilio.rest.messaging.v1.service.short_code import ShortCodeInstance

from twilio_emulator import Emulator

LINE, OTHER_LINE, SHORT = "+14155550100", "+8612012345678", "12393"


class Recorded(dict[str, Any]):
    """An answer that remembers which of its names were read."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


def raw(emulator: Emulator, path: str, method: str = "GET", **form: str) -> Any:
    """Ask the product without the client's classes, in this process."""
    auth = (emulator.account_sid, emulator.auth_token)
    url = path if path.startswith("https:") else f"https://messaging.twilio.com/v1/{path}"
    answer = emulator.http_client().request(method, url, data=form, auth=auth)
    return json.loads(answer.text) if answer.text else {}


def refusal(asks: Any, **words: Any) -> tuple[int, int]:
    """Return the status and the code with which something is refused."""
    with pytest.raises(TwilioRestException) as refused:
        asks(**words)
    return refused.value.status, refused.value.code


@pytest.fixture(autouse=True)
def numbers(emulator: Emulator) -> None:
    """Give the account two numbers and a short code."""
    for number in (LINE, OTHER_LINE, SHORT):
        emulator.add_number(number)


@pytest.fixture
def service(client: Client) -> ServiceInstance:
    """Return a service without senders."""
    return client.messaging.v1.services.create(friendly_name="Ours")


def sid_of(emulator: Emulator, number: str, prefix: str = "PN") -> str:
    """Return the SID of a number, or its SID as something else."""
    (one,) = [one for one in emulator.numbers if one.phone_number == number]
    return prefix + one.sid[2:]


def test_a_service_has_the_vendors_defaults(client: Client, service: ServiceInstance) -> None:
    assert str(service.sid).startswith("MG")
    assert (service.friendly_name, service.usecase, service.validity_period) == ("Ours", "undeclared", 36_000)
    assert (service.sticky_sender, service.area_code_geomatch, service.smart_encoding) == (True, True, True)
    assert (service.inbound_request_url, service.inbound_method, service.fallback_method) == (None, "POST", "POST")
    assert (service.use_inbound_webhook_on_number, service.us_app_to_person_registered) == (False, False)
    assert service.date_created == service.date_updated is not None


def test_a_service_is_changed_listed_and_deleted(client: Client, service: ServiceInstance, emulator: Emulator) -> None:
    emulator.clock.advance(60)
    changed = service.update(
        friendly_name="Theirs", inbound_request_url="http://127.0.0.1/in", inbound_method="GET", sticky_sender=False,
        validity_period=60, scan_message_content="disable", usecase="marketing", fallback_url="http://127.0.0.1/else",
    )  # fmt: skip
    assert (changed.friendly_name, changed.inbound_request_url, changed.inbound_method) == (
        "Theirs", "http://127.0.0.1/in", "GET",
    )  # fmt: skip
    assert (changed.sticky_sender, changed.validity_period, changed.usecase) == (False, 60, "marketing")
    assert changed.date_updated is not None
    assert service.date_created is not None
    assert (changed.date_updated - service.date_created).seconds == 60
    another = client.messaging.v1.services.create(friendly_name="Another")
    assert [one.sid for one in client.messaging.v1.services.list()] == [another.sid, service.sid]
    assert service.delete()
    assert refusal(client.messaging.v1.services(str(service.sid)).fetch) == (404, 20404)
    assert [one.sid for one in client.messaging.v1.services.stream(page_size=1)] == [another.sid]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"friendly_name": " "}, 20001),
        ({"friendly_name": "a" * 65}, 20001),
        ({"inbound_request_url": "ftp://example.com"}, 20001),
        ({"inbound_method": "PUT"}, 20001),
        ({"status_callback": "http://["}, 20001),
        ({"validity_period": 0}, 20001),
        ({"validity_period": 36_001}, 20001),
        ({"sticky_sender": "perhaps"}, 20001),
        ({"scan_message_content": "twice"}, 20001),
        ({"usecase": "spam"}, 21713),
    ],
)
def test_what_a_service_cannot_be_is_refused(wrong: dict[str, Any], code: int, client: Client) -> None:
    assert refusal(client.messaging.v1.services.create, **{"friendly_name": "Ours", **wrong}) == (400, code)
    assert client.messaging.v1.services.list() == []


def test_a_service_may_be_for_one_of_several_things(client: Client) -> None:
    usecases = client.messaging.v1.usecases.fetch().usecases
    assert usecases is not None
    assert "verification" in [one["usecase"] for one in usecases]
    assert all(set(one) == {"usecase", "description", "purpose"} for one in usecases)


def test_numbers_short_codes_names_and_channels_are_each_on_a_list_of_their_own(
    client: Client, service: ServiceInstance, emulator: Emulator
) -> None:
    number = service.phone_numbers.create(phone_number_sid=sid_of(emulator, LINE))
    short = service.short_codes.create(short_code_sid=sid_of(emulator, SHORT, "SC"))
    name = service.alpha_senders.create(alpha_sender="Bureau")
    french = client.messaging.v1.services(str(service.sid)).destination_alpha_senders.create(
        alpha_sender="Le Bureau", iso_country_code="fr"
    )
    channels = client.messaging.v1.services(str(service.sid)).channel_senders
    channel = channels.create(sid=sid_of(emulator, LINE, "XE"))
    assert (number.phone_number, number.country_code, number.capabilities) == (LINE, "US", ["MMS", "SMS", "Voice"])
    assert (short.short_code, short.capabilities) == (SHORT, ["SMS"])
    assert (name.alpha_sender, french.alpha_sender, french.iso_country_code) == ("Bureau", "Le Bureau", "FR")
    assert (channel.sender, channel.sender_type) == (f"whatsapp:{LINE}", "WhatsApp")
    context = client.messaging.v1.services(str(service.sid))
    assert [one.sid for one in context.phone_numbers.list()] == [number.sid]
    assert [one.sid for one in context.short_codes.list()] == [short.sid]
    assert [one.sid for one in context.alpha_senders.list()] == [name.sid]
    assert [one.sid for one in context.destination_alpha_senders.list()] == [french.sid, name.sid]
    assert [one.sid for one in context.destination_alpha_senders.list(iso_country_code="FR")] == [french.sid]
    assert [one.sid for one in context.channel_senders.list()] == [channel.sid]
    for one in (number, short, name, french, channel):
        assert one.fetch().sid == one.sid
        assert one.delete()
        assert refusal(one.fetch) == (404, 20404)
    assert len(emulator.numbers) == 3, "they are still the account's"


def test_a_number_is_in_one_service_once(client: Client, service: ServiceInstance, emulator: Emulator) -> None:
    service.phone_numbers.create(phone_number_sid=sid_of(emulator, LINE))
    service.short_codes.create(short_code_sid=sid_of(emulator, SHORT, "SC"))
    other = client.messaging.v1.services.create(friendly_name="Another")
    for one, code in ((service, 21710), (other, 21712)):
        assert refusal(one.phone_numbers.create, phone_number_sid=sid_of(emulator, LINE)) == (409, code)
        assert refusal(one.short_codes.create, short_code_sid=sid_of(emulator, SHORT, "SC")) == (409, code)
    service.phone_numbers(sid_of(emulator, LINE)).delete()
    assert other.phone_numbers.create(phone_number_sid=sid_of(emulator, LINE)).phone_number == LINE


def test_a_name_may_be_in_several_services_and_each_has_one_a_country(client: Client, service: ServiceInstance) -> None:
    other = client.messaging.v1.services.create(friendly_name="Another")
    for one in (service, other):
        one.alpha_senders.create(alpha_sender="Bureau")
    assert refusal(service.alpha_senders.create, alpha_sender="Bureau") == (409, 21710)
    assert refusal(service.alpha_senders.create, alpha_sender="Office") == (400, 21714)
    assert refusal(service.alpha_senders.create, alpha_sender="") == (400, 21708)
    assert refusal(service.alpha_senders.create, alpha_sender="12345") == (400, 21709)
    assert refusal(service.alpha_senders.create, alpha_sender="a name that is long") == (400, 21709)


def test_what_is_no_sender_is_not_taken(client: Client, service: ServiceInstance, emulator: Emulator) -> None:
    assert refusal(service.phone_numbers.create, phone_number_sid="PN" + "f" * 32) == (404, 20404)
    assert refusal(service.phone_numbers.create, phone_number_sid="hello") == (400, 20001)
    assert refusal(service.phone_numbers.create, phone_number_sid=sid_of(emulator, SHORT)) == (404, 20404)
    assert refusal(service.short_codes.create, short_code_sid=sid_of(emulator, LINE, "SC")) == (404, 20404)
    nobody = client.messaging.v1.services("MG" + "0" * 32)
    assert refusal(nobody.phone_numbers.create, phone_number_sid=sid_of(emulator, LINE)) == (404, 20404)
    assert raw(emulator, f"Services/MG{'0' * 32}/PhoneNumbers")["code"] == 20404


def test_another_accounts_service_and_numbers_are_not_there(
    client: Client, service: ServiceInstance, emulator: Emulator
) -> None:
    sub = client.api.v2010.accounts.create(friendly_name="Another")
    other = Client(str(sub.sid), str(sub.auth_token), http_client=emulator.http_client())
    assert other.messaging.v1.services.list() == []
    assert refusal(other.messaging.v1.services(str(service.sid)).fetch) == (404, 20404)
    theirs = other.messaging.v1.services.create(friendly_name="Theirs")
    assert refusal(theirs.phone_numbers.create, phone_number_sid=sid_of(emulator, LINE)) == (404, 20404)


def test_a_number_that_was_given_back_is_in_no_service(
    client: Client, service: ServiceInstance, emulator: Emulator
) -> None:
    sid = sid_of(emulator, LINE)
    service.phone_numbers.create(phone_number_sid=sid)
    client.incoming_phone_numbers(sid).delete()
    assert service.phone_numbers.list() == []
    assert refusal(service.phone_numbers(sid).fetch) == (404, 20404)


def test_there_are_no_campaigns(client: Client, service: ServiceInstance) -> None:
    context = client.messaging.v1.services(str(service.sid))
    assert context.us_app_to_person.list() == []
    assert refusal(context.us_app_to_person("QE" + "0" * 32).fetch) == (404, 20404)
    cases = context.us_app_to_person_usecases.fetch().us_app_to_person_usecases
    assert cases is not None
    assert "2FA" in [one["code"] for one in cases]


def test_every_property_the_client_reads_is_there_and_no_other(emulator: Emulator) -> None:
    service = raw(emulator, "Services", "POST", FriendlyName="Ours")
    sid, at = service["sid"], f"Services/{service['sid']}"
    number = raw(emulator, f"{at}/PhoneNumbers", "POST", PhoneNumberSid=sid_of(emulator, LINE))
    short = raw(emulator, f"{at}/ShortCodes", "POST", ShortCodeSid=sid_of(emulator, SHORT, "SC"))
    name = raw(emulator, f"{at}/AlphaSenders", "POST", AlphaSender="Bureau")
    french = raw(emulator, f"{at}/DestinationAlphaSenders", "POST", AlphaSender="Le Bureau", IsoCountryCode="FR")
    channel = raw(emulator, f"{at}/ChannelSenders", "POST", Sid=sid_of(emulator, LINE, "XE"))
    made: list[tuple[Any, dict[str, Any], tuple[str, ...]]] = [
        (ServiceInstance, service, ()),
        (PhoneNumberInstance, number, (sid,)),
        (ShortCodeInstance, short, (sid,)),
        (AlphaSenderInstance, name, (sid,)),
        (DestinationAlphaSenderInstance, french, (sid,)),
        (ChannelSenderInstance, channel, (sid,)),
    ]
    for kind, answer, above in made:
        recorded = Recorded(answer)
        kind(None, recorded, *above)
        assert recorded.read == set(answer), kind.__name__
        assert raw(emulator, answer["url"]) == answer
    for link in service["links"].values():
        if not link.endswith("/Messages"):
            assert "meta" in raw(emulator, link) or link.endswith("Usecases")
    listed = raw(emulator, f"{at}/PhoneNumbers?PageSize=1")
    assert (listed["meta"]["key"], listed["phone_numbers"]) == ("phone_numbers", [number])
