"""What is only kept and given back, through the official client: addresses, connect apps, SIP domains, their lists."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.store import Shelved

LINE = "+15005550100"
HOME: dict[str, Any] = {
    "customer_name": "Ann",
    "street": "1 Long Street",
    "city": "Hilo",
    "region": "HI",
    "postal_code": "96720",
    "iso_country": "US",
}
PASSWORD = "Long-enough-2"


def test_an_address_is_made_changed_listed_and_deleted(client: Client) -> None:
    address = client.addresses.create(**HOME, friendly_name="Home")
    assert (address.customer_name, address.iso_country, address.street_secondary) == ("Ann", "US", None)
    changed = client.addresses(str(address.sid)).update(street="2 Long Street", emergency_enabled=True)
    assert (changed.street, changed.emergency_enabled, changed.city) == ("2 Long Street", True, "Hilo")
    other = client.addresses.create(**{**HOME, "customer_name": "Ben"})
    assert [one.sid for one in client.addresses.list()] == [other.sid, address.sid]
    assert [one.sid for one in client.addresses.list(customer_name="Ann")] == [address.sid]
    assert [one.sid for one in client.addresses.list(emergency_enabled=True)] == [address.sid]
    assert client.addresses(str(address.sid)).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.addresses(str(address.sid)).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


@pytest.mark.parametrize("wrong", [{"customer_name": " "}, {"iso_country": "USA"}, {"street": "x" * 2000}])
def test_an_address_that_is_none_is_refused(wrong: dict[str, Any], client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.addresses.create(**{**HOME, **wrong})
    assert (refused.value.status, refused.value.code) == (400, 21628)


def test_an_address_knows_the_numbers_that_need_it(emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE, voice_url="https://example.org/")
    (number,) = client.incoming_phone_numbers.list()
    address = client.addresses.create(**HOME)
    assert client.addresses(str(address.sid)).dependent_phone_numbers.list() == []
    client.incoming_phone_numbers(str(number.sid)).update(address_sid=address.sid)
    (needing,) = client.addresses(str(address.sid)).dependent_phone_numbers.list()
    assert needing.phone_number == LINE
    with pytest.raises(TwilioRestException) as refused:
        client.addresses(str(address.sid)).delete()
    assert refused.value.status == 409


def test_a_sip_domain_is_made_changed_listed_and_deleted(client: Client) -> None:
    domain = client.sip.domains.create(domain_name="desk.sip.twilio.com", voice_url="https://example.org/v")
    assert (domain.auth_type, domain.voice_method, domain.secure) == ("", "POST", False)
    changed = client.sip.domains(str(domain.sid)).update(friendly_name="Desk", secure=True)
    assert (changed.friendly_name, changed.secure) == ("Desk", True)
    assert [one.sid for one in client.sip.domains.list()] == [domain.sid]
    for name, code in (("desk.sip.twilio.com", 21231), ("desk.example.org", 21232)):
        with pytest.raises(TwilioRestException) as refused:
            client.sip.domains.create(domain_name=name)
        assert refused.value.code == code
    assert client.sip.domains(str(domain.sid)).delete()
    assert client.sip.domains.list() == []


def test_credentials_belong_to_their_list(client: Client) -> None:
    people = client.sip.credential_lists.create(friendly_name="People")
    credentials = client.sip.credential_lists(str(people.sid)).credentials
    ann = credentials.create(username="ann", password=PASSWORD)
    assert (ann.username, ann.credential_list_sid) == ("ann", people.sid)
    assert credentials(str(ann.sid)).update(password="Another-long-1").sid == ann.sid
    for username, password in (("ann", PASSWORD), ("ben", "short"), ("ben", "no-capital-letter-1")):
        with pytest.raises(TwilioRestException) as refused:
            credentials.create(username=username, password=password)
        assert refused.value.code == 21243
    other = client.sip.credential_lists.create(friendly_name="Others")
    with pytest.raises(TwilioRestException) as missing:
        client.sip.credential_lists(str(other.sid)).credentials(str(ann.sid)).fetch()
    assert missing.value.code == 20404
    assert client.sip.credential_lists(str(people.sid)).update(friendly_name="All").friendly_name == "All"
    assert client.sip.credential_lists(str(people.sid)).delete()
    with pytest.raises(TwilioRestException):
        credentials(str(ann.sid)).fetch()
    assert [one.sid for one in client.sip.credential_lists.list()] == [other.sid]


def test_addresses_of_the_internet_belong_to_their_list(client: Client) -> None:
    office = client.sip.ip_access_control_lists.create(friendly_name="Office")
    addresses = client.sip.ip_access_control_lists(str(office.sid)).ip_addresses
    gate = addresses.create(friendly_name="Gate", ip_address="192.0.2.7")
    assert gate.cidr_prefix_length == 32
    assert addresses(str(gate.sid)).update(cidr_prefix_length=24).cidr_prefix_length == 24
    assert [one.ip_address for one in addresses.list()] == ["192.0.2.7"]
    for ip_address, length in (("192.0.2.700", 32), ("192.0.2.7", 33)):
        with pytest.raises(TwilioRestException) as refused:
            addresses.create(friendly_name="Gate", ip_address=ip_address, cidr_prefix_length=length)
        assert refused.value.code == 21238
    assert addresses(str(gate.sid)).delete()
    assert client.sip.ip_access_control_lists(str(office.sid)).fetch().friendly_name == "Office"


def test_lists_are_mapped_to_a_domain(client: Client) -> None:
    domain = client.sip.domains(str(client.sip.domains.create(domain_name="desk.sip.twilio.com").sid))
    people = client.sip.credential_lists.create(friendly_name="People")
    office = client.sip.ip_access_control_lists.create(friendly_name="Office")
    auth = domain.auth
    kinds: list[tuple[Any, dict[str, Any]]] = [
        (domain.credential_list_mappings, {"credential_list_sid": people.sid}),
        (domain.ip_access_control_list_mappings, {"ip_access_control_list_sid": office.sid}),
        (auth.registrations.credential_list_mappings, {"credential_list_sid": people.sid}),
    ]
    for mappings, which in kinds:
        made = mappings.create(**which)
        assert [one.sid for one in mappings.list()] == [made.sid]
        assert mappings(made.sid).fetch().friendly_name in ("People", "Office")
        with pytest.raises(TwilioRestException) as twice:
            mappings.create(**which)
        assert twice.value.code == 21280
    assert [one.sid for one in auth.calls.credential_list_mappings.list()] == [people.sid]
    assert [one.sid for one in auth.calls.ip_access_control_list_mappings.list()] == [office.sid]
    assert domain.fetch().auth_type == "IP_ACL,CREDENTIAL_LIST"
    with pytest.raises(TwilioRestException) as needed:
        client.sip.credential_lists(str(people.sid)).delete()
    assert needed.value.code == 21241
    assert auth.calls.credential_list_mappings(str(people.sid)).delete()
    assert auth.calls.ip_access_control_list_mappings(str(office.sid)).delete()
    assert domain.fetch().auth_type == ""
    assert auth.calls.credential_list_mappings.create(credential_list_sid=people.sid).sid == people.sid
    assert auth.calls.ip_access_control_list_mappings.create(ip_access_control_list_sid=office.sid).sid == office.sid


def test_connect_apps_are_those_somebody_has_put_there(emulator: Emulator, client: Client) -> None:
    assert client.connect_apps.list() == []
    assert client.authorized_connect_apps.list() == []
    now, shelves = emulator.clock.now(), emulator.switchboard.desk.store.shelves
    app, authorized = "CN" + "1" * 32, "CN" + "2" * 32
    texts = dict.fromkeys(("authorize_redirect_url", "company_name", "deauthorize_callback_url", "description"), "")
    values = {**texts, "deauthorize_callback_method": "POST", "friendly_name": "App", "homepage_url": ""}
    shelves["ConnectApps"] = {
        app: Shelved(
            sid=app,
            account_sid=emulator.account_sid,
            values={**values, "permissions": ["get-all"]},
            created_at=now,
            updated_at=now,
        )
    }
    names = ("company_name", "description", "friendly_name", "homepage_url")
    shelves["AuthorizedConnectApps"] = {
        authorized: Shelved(
            sid=authorized,
            account_sid=emulator.account_sid,
            values={**{f"connect_app_{name}": "" for name in names}, "permissions": []},
            created_at=now,
            updated_at=now,
        )
    }
    changed = client.connect_apps(app).update(company_name="Desk", permissions=["post-all"])
    assert (changed.company_name, changed.permissions) == ("Desk", ["post-all"])
    assert [one.connect_app_sid for one in client.authorized_connect_apps.list()] == [authorized]
    assert client.authorized_connect_apps(authorized).fetch().permissions == []
    assert client.connect_apps(app).delete()
    assert client.connect_apps.list() == []
