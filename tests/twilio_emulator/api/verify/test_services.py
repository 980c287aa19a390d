"""Services, rate limits, webhooks' keeping, the safe list, tokens and forms: kept, given back, and of one account."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.rest import Client
from twilio.rest.verify.v2.service import ServiceContext

from tests.twilio_emulator.api.verify.conftest import refused
from twilio_emulator import Emulator
from twilio_emulator.handset import Handset

NOWHERE = "VA" + "0" * 32


def test_a_service_is_what_it_was_made(client: Client) -> None:
    made = client.verify.v2.services.create(
        friendly_name="Acme",
        code_length=4,
        totp_issuer="Acme Inc",
        totp_skew=2,
        push_include_date=True,
        passkeys_relying_party_id="acme.example",
        passkeys_relying_party_origins="https://a.example, https://b.example",
        passkeys_user_verification="required",
    )
    assert (made.code_length, made.lookup_enabled, made.tts_name) == (4, False, None)
    assert made.totp == {"issuer": "Acme Inc", "time_step": 30, "code_length": 6, "skew": 2}
    assert made.push == {"include_date": True, "apn_credential_sid": None, "fcm_credential_sid": None}
    assert made.passkeys["relying_party"]["origins"] == ["https://a.example", "https://b.example"]
    assert made.links["verifications"].endswith(f"/verify/v2/Services/{made.sid}/Verifications")
    changed = client.verify.v2.services(made.sid).update(friendly_name="Other", totp_skew=0)
    assert (changed.friendly_name, changed.code_length, changed.totp["skew"]) == ("Other", 4, 0)
    assert client.verify.v2.services(made.sid).fetch().friendly_name == "Other"


def test_services_are_listed_page_by_page_newest_first(client: Client) -> None:
    made = [client.verify.v2.services.create(friendly_name=f"Service {n}").sid for n in range(5)]
    assert [one.sid for one in client.verify.v2.services.list(page_size=2)] == made[::-1]


def test_a_service_goes_with_all_that_belongs_to_it(client: Client, service: ServiceContext, bob: Handset) -> None:
    sid = service.fetch().sid
    service.rate_limits.create(unique_name="ip")
    service.entities.create(identity="somebody-1")
    service.verifications.create(to=bob.phone_number, channel="sms")
    assert service.delete()
    for call in (
        service.fetch,
        service.rate_limits.list,
        service.entities("somebody-1").fetch,
        lambda: service.verification_checks.create(to=bob.phone_number, code="1234"),
    ):
        assert refused(call) == (404, 20404)
    assert sid not in [one.sid for one in client.verify.v2.services.list()]


@pytest.mark.parametrize(
    "words",
    [
        {"friendly_name": ""},
        {"friendly_name": "x" * 33},
        {"friendly_name": "Acme", "code_length": 3},
        {"friendly_name": "Acme", "code_length": 11},
        {"friendly_name": "Acme", "code_length": "six"},
        {"friendly_name": "Acme", "lookup_enabled": "perhaps"},
        {"friendly_name": "Acme", "default_template_sid": "HJ" + "f" * 32},
        {"friendly_name": "Acme", "default_template_sid": "HJ"},
        {"friendly_name": "Acme", "push_apn_credential_sid": "CR"},
        {"friendly_name": "Acme", "totp_time_step": 10},
        {"friendly_name": "Acme", "passkeys_user_verification": "never"},
    ],
)
def test_what_no_service_can_be_is_refused(client: Client, words: dict[str, Any]) -> None:
    assert refused(lambda: client.verify.v2.services.create(**words)) == (400, 60200)


def test_another_account_has_none_of_it(emulator: Emulator, client: Client, service: ServiceContext) -> None:
    other = client.api.accounts.create(friendly_name="Other")
    theirs = Client(other.sid, other.auth_token, http_client=emulator.http_client())
    assert theirs.verify.v2.services.list() == []
    assert refused(lambda: theirs.verify.v2.services(service.fetch().sid).fetch()) == (404, 20404)
    wrong = Client(other.sid, "wrong", http_client=emulator.http_client())
    assert refused(wrong.verify.v2.services.list) == (401, 20003)


def test_a_full_bucket_refuses_until_its_time_is_over(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    limit = service.rate_limits.create(unique_name="ip", description="by address")
    bucket = service.rate_limits(limit.sid).buckets.create(max=2, interval=60)

    def send(address: str) -> Any:
        return service.verifications.create(to=bob.phone_number, channel="sms", rate_limits={"ip": address})

    send("192.0.2.1")
    send("192.0.2.1")
    assert refused(lambda: send("192.0.2.1")) == (429, 20429)
    assert len(bob.inbox) == 2
    assert send("192.0.2.2").status == "pending"
    emulator.clock.advance(60)
    assert send("192.0.2.1").status == "pending"
    changed = service.rate_limits(limit.sid).buckets(bucket.sid).update(max=1)
    assert (changed.max, changed.interval) == (1, 60)
    assert refused(lambda: send("192.0.2.1")) == (429, 20429)
    assert service.rate_limits(limit.sid).buckets(bucket.sid).delete()
    assert send("192.0.2.1").status == "pending"


def test_a_limit_that_nobody_has_made_limits_nothing(service: ServiceContext, bob: Handset) -> None:
    for _ in range(3):
        service.verifications.create(to=bob.phone_number, channel="sms", rate_limits={"other": "x"})
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sms", rate_limits=["x"])) == (
        400,
        60200,
    )


def test_rate_limits_and_buckets_are_kept(service: ServiceContext) -> None:
    limit = service.rate_limits.create(unique_name="ip")
    assert service.rate_limits(limit.sid).update(description="new").description == "new"
    assert refused(lambda: service.rate_limits.create(unique_name="ip")) == (400, 60208)
    assert refused(lambda: service.rate_limits.create(unique_name="an ip")) == (400, 60209)
    buckets = service.rate_limits(limit.sid).buckets
    made = buckets.create(max=5, interval=60)
    assert service.rate_limits(limit.sid).buckets(made.sid).fetch().max == 5
    assert refused(lambda: buckets.create(max=9, interval=60)) == (400, 60211)
    assert refused(lambda: buckets.create(max=0, interval=61)) == (400, 60200)
    for interval in range(61, 65):
        buckets.create(max=1, interval=interval)
    assert refused(lambda: buckets.create(max=1, interval=70)) == (400, 60210)
    assert len(buckets.list()) == 5
    for number in range(9):
        service.rate_limits.create(unique_name=f"other-{number}")
    assert refused(lambda: service.rate_limits.create(unique_name="one-too-many")) == (400, 60207)
    assert service.rate_limits(limit.sid).delete()
    assert len(service.rate_limits.list()) == 9
    assert refused(buckets.list) == (404, 20404)


def test_a_messaging_configuration_needs_a_country_and_a_service(service: ServiceContext) -> None:
    create = service.messaging_configurations.create
    assert refused(lambda: create(country="Atlantis", messaging_service_sid="MG" + "0" * 32)) == (400, 60200)
    assert refused(lambda: create(country="all", messaging_service_sid="MG" + "0" * 32)) == (400, 60200)


def test_numbers_are_put_on_the_safe_list_once(client: Client) -> None:
    first = client.verify.v2.safelist.create(phone_number="+15005550112")
    assert client.verify.v2.safelist.create(phone_number="+15005550112").sid == first.sid
    assert client.verify.v2.safelist("+15005550112").fetch().phone_number == "+15005550112"
    assert client.verify.v2.safelist("+15005550112").delete()
    assert refused(client.verify.v2.safelist("+15005550112").fetch) == (404, 20404)
    assert refused(lambda: client.verify.v2.safelist.create(phone_number="five")) == (400, 60200)


def test_an_access_token_is_opaque_and_lasts_a_minute(service: ServiceContext) -> None:
    made = service.access_tokens.create(identity="somebody-1", factor_type="push")
    assert made.ttl == 60
    assert service.access_tokens(made.sid).fetch().token == made.token
    create = service.access_tokens.create
    assert refused(lambda: create(identity="somebody-1", factor_type="totp")) == (400, 60200)
    assert refused(lambda: create(identity="short", factor_type="push")) == (400, 60200)
    assert refused(lambda: create(identity="somebody-1", factor_type="push", ttl=10)) == (400, 60200)


def test_the_one_form_there_is(client: Client) -> None:
    assert client.verify.v2.forms("form-push").fetch().forms == {
        "create_factor": {},
        "verify_factor": {},
        "create_challenge": {},
    }
    assert refused(client.verify.v2.forms("form-other").fetch) == (404, 20404)


def test_what_belongs_to_a_service_that_there_is_not_is_not_there(client: Client) -> None:
    nowhere = client.verify.v2.services(NOWHERE)
    for call in (
        nowhere.fetch,
        nowhere.delete,
        nowhere.webhooks.list,
        nowhere.rate_limits.list,
        nowhere.messaging_configurations.list,
        nowhere.entities.list,
        nowhere.entities("somebody-1").factors.list,
        lambda: nowhere.verifications.create(to="+15005550112", channel="sms"),
    ):
        assert refused(call) == (404, 20404)
