"""Numbers through the official client: finding, buying and verifying them, and saying who answers."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, ANN = "+15005550100", "+14155550111"


def test_a_number_is_found_bought_and_rings_at_once(app: Any, serve: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/voice"] = "<Response><Say>Bought and answered</Say></Response>"
    offer = client.available_phone_numbers("US").local.list(area_code=510, limit=1)[0]

    number = client.incoming_phone_numbers.create(phone_number=offer.phone_number, voice_url=f"{serve(app)}/voice")

    assert (number.phone_number, number.type, number.status) == (offer.phone_number, "local", "in-use")
    assert number.friendly_name == offer.friendly_name
    emulator.handset(ANN).dial(str(number.phone_number)).hears("Bought and answered")
    assert offer.phone_number not in [one.phone_number for one in client.available_phone_numbers("US").local.list()]


def test_offers_are_the_same_every_time_and_can_be_searched(client: Client) -> None:
    us = client.available_phone_numbers("US")
    assert [one.phone_number for one in us.local.list(limit=5)] == [one.phone_number for one in us.local.list(limit=5)]
    assert all(one.region == "HI" and one.locality == "Hilo" for one in us.local.list(in_region="HI"))
    assert all("78676" in str(one.phone_number) for one in us.local.list(contains="STORM"))
    assert all(str(one.phone_number).startswith("+1510") for one in us.local.list(contains="510*******"))
    near = us.local.list(near_lat_long="37.78,-122.42", distance=10)
    assert {one.locality for one in near} == {"San Francisco", "Oakland"}
    assert us.local.list(fax_enabled=True) == []
    assert us.local.list(area_code=533) == []
    assert us.toll_free.list(limit=1)[0].phone_number is not None


@pytest.mark.parametrize("kind", ["local", "toll_free", "mobile", "national", "voip"])
def test_every_kind_is_offered_where_there_is_such_a_kind(kind: str, client: Client) -> None:
    offers = getattr(client.available_phone_numbers("GB"), kind).list(limit=3)
    assert all(one.iso_country == "GB" and str(one.phone_number).startswith("+44") for one in offers)
    assert len(offers) == 3


def test_countries_are_listed_with_what_is_offered(client: Client) -> None:
    codes = [one.country_code for one in client.available_phone_numbers.list()]
    assert {"US", "GB", "DE"} <= set(codes)
    sweden = client.available_phone_numbers("SE").fetch()
    assert sweden.country == "Sweden"
    assert set(sweden.subresource_uris) == {"local", "toll_free", "mobile", "machine_to_machine"}
    assert client.available_phone_numbers("SE").machine_to_machine.list(limit=1)
    with pytest.raises(TwilioRestException) as refused:
        client.available_phone_numbers("XX").fetch()
    assert refused.value.code == 20404


def test_a_number_is_bought_by_its_area_code_updated_listed_and_given_back(emulator: Emulator, client: Client) -> None:
    number = client.incoming_phone_numbers.create(area_code="212", friendly_name="Desk")
    assert str(number.phone_number).startswith("+1212")

    one = client.incoming_phone_numbers(str(number.sid))
    changed = one.update(voice_url="https://example.org/voice", voice_method="GET", friendly_name="Hall")

    assert (changed.voice_url, changed.voice_method, changed.friendly_name) == (
        "https://example.org/voice",
        "GET",
        "Hall",
    )
    assert one.fetch().sms_url is None
    assert [found.sid for found in client.incoming_phone_numbers.list(friendly_name="Hall")] == [number.sid]
    assert [found.sid for found in client.incoming_phone_numbers.list(phone_number="+1212*")] == [number.sid]
    assert client.incoming_phone_numbers.list(phone_number="999999") == []
    assert [found.sid for found in client.incoming_phone_numbers.local.list()] == [number.sid]
    assert client.incoming_phone_numbers.mobile.list() == []
    assert client.incoming_phone_numbers.toll_free.list() == []
    assert one.delete()
    assert client.incoming_phone_numbers.list() == []
    assert str(number.phone_number) not in [record.phone_number for record in emulator.numbers]


def test_numbers_of_a_kind_are_bought_from_its_own_list(client: Client) -> None:
    lists = {
        "local": client.incoming_phone_numbers.local,
        "mobile": client.incoming_phone_numbers.mobile,
        "toll_free": client.incoming_phone_numbers.toll_free,
    }
    for kind, numbers in lists.items():
        offer = getattr(client.available_phone_numbers("GB"), kind).list(limit=1)[0]
        assert numbers.create(phone_number=offer.phone_number).phone_number == offer.phone_number
        assert [one.phone_number for one in numbers.list()] == [offer.phone_number]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({}, 21421),
        ({"phone_number": "12"}, 21421),
        ({"phone_number": "+15005550001"}, 21421),
        ({"phone_number": "+15005550000"}, 21422),
        ({"phone_number": LINE}, 21422),
        ({"area_code": "5x5"}, 21451),
        ({"area_code": "533"}, 21452),
        ({"area_code": "212", "voice_url": "nowhere"}, 21402),
        ({"area_code": "212", "voice_method": "PUT"}, 21403),
        ({"area_code": "212", "voice_fallback_url": "https://example.org/"}, 21405),
        ({"area_code": "212", "sms_fallback_url": "https://example.org/"}, 21406),
        ({"area_code": "212", "voice_application_sid": "AP" + "0" * 32}, 21420),
        ({"area_code": "212", "address_sid": "AD" + "0" * 32}, 21628),
    ],
)
def test_a_number_that_cannot_be_bought_is_refused(
    wrong: dict[str, Any], code: int, emulator: Emulator, client: Client
) -> None:
    emulator.add_number(LINE, voice_url="https://example.org/")
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(**wrong)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_the_numbers_that_always_can_be_bought(client: Client) -> None:
    assert client.incoming_phone_numbers.create(area_code="500").phone_number == "+15005550006"


def test_a_number_that_names_an_application_is_answered_by_it(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/own"] = "<Response><Say>The number itself</Say></Response>"
    app.answers["/by-name"] = "<Response><Say>The application</Say></Response>"
    emulator.add_number(LINE, voice_url="/own", app=app)
    application = client.applications.create(friendly_name="Desk", voice_url="http://app.localhost/by-name")
    (number,) = client.incoming_phone_numbers.list()

    client.incoming_phone_numbers(str(number.sid)).update(voice_application_sid=application.sid)

    emulator.handset(ANN).dial(LINE).hears("The application")
    assert client.incoming_phone_numbers(str(number.sid)).fetch().voice_url == "http://app.localhost/own"
    assert client.applications(str(application.sid)).delete()
    emulator.handset(ANN).dial(LINE).hears("The number itself")
    assert client.incoming_phone_numbers(str(number.sid)).fetch().voice_application_sid is None


def test_applications_are_made_changed_listed_and_deleted(client: Client) -> None:
    first = client.applications.create(friendly_name="A", sms_status_callback="https://example.org/told")
    second = client.applications.create(friendly_name="B", public_application_connect_enabled=True)
    assert [one.sid for one in client.applications.list()] == [second.sid, first.sid]
    assert [one.sid for one in client.applications.list(friendly_name="A")] == [first.sid]
    changed = client.applications(str(first.sid)).update(voice_url="https://example.org/v", voice_caller_id_lookup=True)
    assert (changed.voice_url, changed.voice_caller_id_lookup) == ("https://example.org/v", True)
    assert client.applications(str(second.sid)).fetch().public_application_connect_enabled
    with pytest.raises(TwilioRestException) as refused:
        client.applications(str(first.sid)).update(voice_url="", voice_fallback_url="https://example.org/f")
    assert refused.value.code == 21405
    assert client.applications(str(second.sid)).delete()
    assert len(client.applications.list()) == 1


def test_a_number_has_no_add_ons(emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE, voice_url="https://example.org/")
    (number,) = client.incoming_phone_numbers.list()
    add_ons = client.incoming_phone_numbers(str(number.sid)).assigned_add_ons
    assert add_ons.list() == []
    for wrong, status in (("XE" + "0" * 32, 404), ("nothing", 400)):
        with pytest.raises(TwilioRestException) as refused:
            add_ons.create(installed_add_on_sid=wrong)
        assert refused.value.status == status
    with pytest.raises(TwilioRestException):
        add_ons("XE" + "0" * 32).fetch()


def test_an_owner_who_enters_the_code_lets_the_number_be_shown(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/told"] = ""
    emulator.add_number(LINE, voice_url="/voice", app=app)
    emulator.handset(ANN).on_ring("ask")
    asked = client.validation_requests.create(
        phone_number=ANN, friendly_name="Ann", status_callback="http://app.localhost/told"
    )
    assert len(asked.validation_code) == 6
    emulator.switchboard.rest()

    call = emulator.handset(ANN).calls[-1].pick_up().hears("verification code")
    call.press("000000" if asked.validation_code != "000000" else "111111").hears("That was not the code")
    call.press(asked.validation_code).hears("The number is verified")

    (verified,) = client.outgoing_caller_ids.list(phone_number=ANN)
    assert (verified.friendly_name, verified.phone_number) == ("Ann", ANN)
    told = [one.params for one in app.asked if one.path == "/told"]
    assert [(one["VerificationStatus"], one["OutgoingCallerIdSid"]) for one in told] == [("success", verified.sid)]
    renamed = client.outgoing_caller_ids(str(verified.sid)).update(friendly_name="Ann at home")
    assert renamed.friendly_name == "Ann at home"
    assert client.outgoing_caller_ids(str(verified.sid)).fetch().phone_number == ANN
    with pytest.raises(TwilioRestException) as refused:
        client.validation_requests.create(phone_number=ANN)
    assert refused.value.code == 21450
    assert client.outgoing_caller_ids(str(verified.sid)).delete()
    assert client.outgoing_caller_ids.list() == []


def test_an_owner_who_does_not_answer_has_not_agreed(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/told"] = ""
    emulator.add_number(LINE, voice_url="/voice", app=app)
    emulator.handset(ANN).on_ring("busy")
    client.validation_requests.create(phone_number=ANN, status_callback="http://app.localhost/told", call_delay=5)
    emulator.switchboard.rest()
    emulator.clock.advance(6)
    assert [one.params["VerificationStatus"] for one in app.asked if one.path == "/told"] == ["failed"]
    assert client.outgoing_caller_ids.list() == []


@pytest.mark.parametrize(
    ("wrong", "code"), [({"phone_number": "12"}, 21421), ({"phone_number": LINE}, 21449), ({"call_delay": 61}, 21454)]
)
def test_a_number_that_cannot_be_verified_is_refused(
    wrong: dict[str, Any], code: int, emulator: Emulator, client: Client
) -> None:
    emulator.add_number(LINE, voice_url="https://example.org/")
    with pytest.raises(TwilioRestException) as refused:
        client.validation_requests.create(**{"phone_number": ANN, **wrong})
    assert (refused.value.status, refused.value.code) == (400, code)
