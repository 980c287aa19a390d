"""What is known of a number: the plan's word, what somebody has said, an account's override (twilio-behaviour 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.lookups.v2.bucket import BucketList
from twilio.rest.lookups.v2.lookup_override import LookupOverrideList
from twilio.rest.lookups.v2.query import QueryList

from twilio_emulator import Emulator
from twilio_emulator.store import Contact

EVERYTHING = (
    "caller_name,sim_swap,call_forwarding,line_type_intelligence,line_status,identity_match,reassigned_number,"
    "sms_pumping_risk,phone_number_quality_score,pre_fill,validation"
)


def refused(call: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refusal:
        call()
    return refusal.value.status, refusal.value.code


@pytest.mark.verified
@pytest.mark.parametrize(
    ("number", "country", "full", "national", "calling", "home"),
    [
        ("+14159929960", "", "+14159929960", "(415) 992-9960", "1", "US"),
        ("4159929960", "", "+14159929960", "(415) 992-9960", "1", "US"),
        ("07772000001", "GB", "+447772000001", "07772 000001", "44", "GB"),
        ("138 0013 8000", "cn", "+8613800138000", "138 0013 8000", "86", "CN"),
    ],
)
def test_a_number_is_read_as_its_country_writes_it(
    client: Client, number: str, country: str, full: str, national: str, calling: str, home: str
) -> None:
    words = {"country_code": country} if country else {}
    found = client.lookups.v2.phone_numbers(number).fetch(**words)
    assert (found.valid, found.validation_errors) == (True, None)
    assert (found.phone_number, found.national_format) == (full, national)
    assert (found.calling_country_code, found.country_code) == (calling, home)
    assert found.url.endswith(f"/lookups/v2/PhoneNumbers/{full}")
    assert found.line_type_intelligence is None
    assert found.caller_name is None


@pytest.mark.verified
@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("+141599299600", "TOO_LONG"),
        ("+1415992", "TOO_SHORT"),
        ("12393", "TOO_SHORT"),
        ("+999123456", "INVALID_COUNTRY_CODE"),
        ("nobody", "NOT_A_NUMBER"),
        ("+861013800", "INVALID_BUT_POSSIBLE"),
        ("<script>", "NOT_A_NUMBER"),
        ("' OR 1=1", "NOT_A_NUMBER"),
    ],
)
def test_what_is_no_number_is_answered_with_the_reason(client: Client, number: str, error: str) -> None:
    found = client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert (found.valid, found.validation_errors) == (False, [error])
    assert (found.country_code, found.national_format, found.line_type_intelligence) == (None, None, None)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+8613800138000", "mobile"),
        ("+861012345678", "landline"),
        ("+18005550199", "tollFree"),
        ("+442072193000", "landline"),
        ("+445600000000", "nonFixedVoip"),
        ("+15005550112", "personal"),
    ],
)
def test_the_plan_tells_what_a_line_is(client: Client, number: str, kind: str) -> None:
    found = client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert found.line_type_intelligence["type"] == kind
    assert found.sim_swap is None


def test_every_package_has_its_shape_and_no_more_is_known_than_that(client: Client) -> None:
    found = client.lookups.v2.phone_numbers("+14159929960").fetch(fields=EVERYTHING)
    assert found.caller_name == {"caller_name": None, "caller_type": "UNDETERMINED", "error_code": None}
    assert found.call_forwarding == {"call_forwarding_enabled": False, "error_code": None}
    assert found.line_status == {"status": "active", "error_code": None}
    assert found.sim_swap["last_sim_swap"]["swapped_in_period"] is False
    assert found.reassigned_number["is_number_reassigned"] == "no_data_available"
    assert found.sms_pumping_risk["sms_pumping_risk_score"] == 0
    assert found.phone_number_quality_score["quality_category"] == "low"
    assert found.pre_fill["first_name"] is None


def test_a_name_is_that_of_the_handset_or_of_the_number(client: Client) -> None:
    with Emulator(contacts=[Contact(phone_number="+8613800138000", name="Wang Li")]) as emulator:
        emulator.add_number("+15005550100", friendly_name="Acme")
        inside = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        numbers = inside.lookups.v2.phone_numbers
        person = numbers("+8613800138000").fetch(
            fields="caller_name,identity_match,pre_fill", first_name="wang", last_name="Wu", city="Beijing"
        )
        assert person.caller_name["caller_name"] == "Wang Li"
        assert person.caller_name["caller_type"] == "CONSUMER"
        match = person.identity_match
        assert (match["first_name_match"], match["last_name_match"]) == ("exact_match", "no_match")
        assert (match["city_match"], match["state_match"]) == ("no_data_available", None)
        assert match["summary_score"] == 50
        assert (person.pre_fill["first_name"], person.pre_fill["last_name"]) == ("Wang", "Li")
        own = numbers("+15005550100").fetch(fields="caller_name").caller_name
        assert (own["caller_name"], own["caller_type"]) == ("Acme", "BUSINESS")


def test_what_somebody_says_of_a_number_is_what_is_told(emulator: Emulator, client: Client) -> None:
    emulator.lookup(
        "+14159929960",
        line_type="landline",
        carrier_name="Desk",
        mobile_country_code="311",
        mobile_network_code="180",
        caller_name="Ann Lee",
        sim_swapped_at=emulator.clock.now() - timedelta(hours=1),
        call_forwarding=True,
        reassigned=True,
        risk_score=95,
    )
    emulator.deliver("+14159929960", "undelivered", 30005)
    found = client.lookups.v2.phone_numbers("+14159929960").fetch(fields=EVERYTHING, last_verified_date="20250101")
    assert found.line_type_intelligence == {
        "type": "landline",
        "carrier_name": "Desk",
        "mobile_country_code": "311",
        "mobile_network_code": "180",
        "error_code": None,
    }
    assert found.caller_name["caller_name"] == "Ann Lee"
    assert found.sim_swap["last_sim_swap"]["swapped_in_period"] is True
    assert found.call_forwarding["call_forwarding_enabled"] is True
    assert found.reassigned_number == {
        "last_verified_date": "2025-01-01",
        "is_number_reassigned": "yes",
        "error_code": None,
    }
    assert found.sms_pumping_risk["carrier_risk_category"] == "high"
    assert found.line_status["status"] == "inactive"
    emulator.clock.advance(86_400)
    later = client.lookups.v2.phone_numbers("+14159929960").fetch(fields="sim_swap")
    assert later.sim_swap["last_sim_swap"]["swapped_in_period"] is False
    with pytest.raises(ValueError, match="is none of"):
        emulator.lookup("+14159929960", line_type="tin can")


@pytest.mark.parametrize(
    "words",
    [{"fields": "shoe_size"}, {"country_code": "Atlantis"}, {"fields": "", "last_verified_date": "yesterday"}],
)
def test_what_cannot_be_asked_is_refused(client: Client, words: dict[str, str]) -> None:
    assert refused(lambda: client.lookups.v2.phone_numbers("+14159929960").fetch(**words)) == (400, 20001)


def test_an_override_takes_the_place_of_the_line_type(emulator: Emulator, client: Client) -> None:
    number, field = "+14159929960", "line_type"
    one = client.lookups.v2.lookup_overrides(phone_number=number, field=field)
    request = LookupOverrideList.OverridesRequest({"line_type": "nonFixedVoip", "reason": "they said so"})
    assert refused(one.fetch) == (404, 20404)
    assert refused(lambda: one.update(request)) == (404, 20404)
    made = one.create(request)
    assert (made.original_line_type, made.overridden_line_type) == ("mobile", "nonFixedVoip")
    assert (made.override_reason, made.overridden_by_account_sid) == ("they said so", emulator.account_sid)
    looked_up = client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert looked_up.line_type_intelligence["type"] == "nonFixedVoip"
    changed = one.update(LookupOverrideList.OverridesRequest({"line_type": "landline", "reason": "again"}))
    assert (changed.original_line_type, changed.overridden_line_type) == ("mobile", "landline")
    assert one.fetch().overridden_line_type == "landline"
    assert one.delete()
    assert refused(one.fetch) == (404, 20404)
    assert refused(lambda: one.create(LookupOverrideList.OverridesRequest({"line_type": "tin can"}))) == (400, 20001)
    nowhere = client.lookups.v2.lookup_overrides(phone_number="12393", field=field)
    assert refused(lambda: nowhere.create(request)) == (400, 20001)
    other = client.lookups.v2.lookup_overrides(phone_number=number, field="shoe_size")
    assert refused(lambda: other.create(request)) == (400, 20001)


def test_one_accounts_override_is_nothing_to_another(emulator: Emulator, client: Client) -> None:
    other = client.api.accounts.create(friendly_name="Other")
    theirs = Client(other.sid, other.auth_token, http_client=emulator.http_client())
    request = LookupOverrideList.OverridesRequest({"line_type": "landline", "reason": "theirs"})
    theirs.lookups.v2.lookup_overrides(phone_number="+14159929960", field="line_type").create(request)
    fetched = client.lookups.v2.phone_numbers("+14159929960").fetch(fields="line_type_intelligence")
    assert fetched.line_type_intelligence["type"] == "mobile"
    theirs_fetched = theirs.lookups.v2.phone_numbers("+14159929960").fetch(fields="line_type_intelligence")
    assert theirs_fetched.line_type_intelligence["type"] == "landline"


def test_a_rule_lets_so_many_lookups_through_while_it_lasts(emulator: Emulator, client: Client) -> None:
    rule = client.lookups.v2.bucket(field="caller_name", bucket="desk")
    made = rule.update(BucketList.RateLimitRequest({"limit": 2, "ttl": 60}))
    assert (made.field, made.bucket, made.limit, made.ttl) == ("caller_name", "desk", 2, 60)
    assert made.owner == emulator.account_sid

    def look() -> Any:
        return client.lookups.v2.phone_numbers("+14159929960").fetch(fields="caller_name")

    look()
    look()
    assert refused(look) == (429, 20429)
    assert client.lookups.v2.phone_numbers("+14159929960").fetch(fields="line_status").valid
    assert rule.fetch().limit == 2
    listed = client.lookups.v2.rate_limits.fetch().rate_limits
    assert [one["bucket"] for one in listed] == ["desk"]
    assert client.lookups.v2.rate_limits.fetch(fields=["line_status"]).rate_limits == []
    emulator.clock.advance(60)
    assert look().valid
    assert refused(rule.fetch) == (404, 20404)
    rule.update(BucketList.RateLimitRequest({"limit": 1, "ttl": 60}))
    assert rule.delete()
    assert refused(rule.delete) == (404, 20404)
    assert refused(lambda: rule.update(BucketList.RateLimitRequest({"limit": 0, "ttl": 60}))) == (400, 20001)
    assert refused(lambda: rule.update(BucketList.RateLimitRequest({"limit": "2", "ttl": 60}))) == (400, 20001)


def test_several_numbers_are_looked_up_at_once(client: Client) -> None:
    wanted = QueryList.LookupRequest(
        {
            "phone_numbers": [
                {"correlation_id": "a", "phone_number": "+14159929960", "fields": ["line_type_intelligence"]},
                {"correlation_id": "b", "phone_number": "13800138000", "country_code": "CN"},
                {"phone_number": "nobody"},
            ]
        }
    )
    first, second, third = client.lookups.v2.query.create(wanted).phone_numbers
    assert (first["correlation_id"], first["line_type_intelligence"]["type"]) == ("a", "mobile")
    assert (second["phone_number"], second["line_type_intelligence"]) == ("+8613800138000", None)
    assert (third["valid"], third["validation_errors"]) == (False, ["NOT_A_NUMBER"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phone_numbers": []},
        {"phone_numbers": "+14159929960"},
        {"phone_numbers": ["+14159929960"]},
        {"phone_numbers": [{}]},
        {"phone_numbers": [{"phone_number": 14159929960}]},
        {"phone_numbers": [{"phone_number": "+14159929960", "fields": "caller_name"}]},
        {"phone_numbers": [{"phone_number": "+14159929960", "fields": ["shoe_size"]}]},
        {"phone_numbers": [{"phone_number": "+14159929960", "identity_match": [1]}]},
        {"phone_numbers": [{"phone_number": "+14159929960"}] * 101},
    ],
)
def test_what_is_no_list_of_numbers_is_refused(emulator: Emulator, body: Any) -> None:
    answer = emulator.http_client().request(
        "POST",
        "https://lookups.twilio.com/v2/batch/query",
        data=body,
        headers={"Content-Type": "application/json"},
        auth=(emulator.account_sid, emulator.auth_token),
    )
    assert answer.status_code == 400
    assert '"code":20001' in answer.text


def test_no_text_goes_to_what_is_known_as_a_landline_and_one_goes_to_what_is_known_as_none(
    emulator: Emulator, client: Client
) -> None:
    line = emulator.add_number("+15005550100").phone_number
    desk, mobile = "+861065551234", "+14159929960"

    def text(to: str) -> Callable[[], Any]:
        return lambda: client.messages.create(from_=line, to=to, body="hi").sid

    assert refused(text(desk)) == (400, 21635)
    text(mobile)()
    emulator.lookup(desk, line_type="mobile")
    emulator.lookup(mobile, line_type="landline")
    text(desk)()
    assert refused(text(mobile)) == (400, 21635)
    emulator.lookup(mobile, caller_name="Ann Lee")
    text(mobile)()
    for number, kind in ((mobile, "landline"), (desk, "fixedVoip")):
        override = client.lookups.v2.lookup_overrides(phone_number=number, field="line_type")
        override.create(LookupOverrideList.OverridesRequest({"line_type": kind, "reason": "we know better"}))
    assert refused(text(mobile)) == (400, 21635)
    text(desk)()
