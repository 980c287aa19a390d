"""Codes really reach the handset, by text and by telephone, and live as Verify's do (twilio-behaviour 8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from twilio.rest import Client
from twilio.rest.verify.v2.service import ServiceContext

from tests.twilio_emulator.api.verify.conftest import refused
from twilio_emulator import Emulator
from twilio_emulator.api.verify.sending import SENDER
from twilio_emulator.handset import Handset

WRONG = "0" * 6


def code_in(text: str) -> str:
    found = re.search(r"\d{4,10}", text)
    assert found is not None, text
    return found[0]


def other_than(code: str) -> str:
    return WRONG if code != WRONG else "1" * 6


def test_a_code_comes_as_a_text_and_is_approved(emulator: Emulator, service: ServiceContext, bob: Handset) -> None:
    started = service.verifications.create(to=bob.phone_number, channel="sms")
    assert (started.status, started.valid, started.channel) == ("pending", False, "sms")
    text = bob.inbox[-1]
    assert text.from_ == SENDER
    assert re.fullmatch(r"Your Acme verification code is: \d{6}", text.body)
    checked = service.verification_checks.create(to=bob.phone_number, code=code_in(text.body))
    assert (checked.status, checked.valid, checked.sid) == ("approved", True, started.sid)


def test_neither_the_text_nor_the_call_is_in_the_accounts_lists(
    client: Client, service: ServiceContext, bob: Handset
) -> None:
    service.verifications.create(to=bob.phone_number, channel="sms")
    service.verifications.create(to=bob.phone_number, channel="call")
    assert (len(bob.inbox), len(bob.calls)) == (1, 1)
    assert client.messages.list() == []
    assert client.calls.list() == []
    assert {one.count for one in client.usage.records.list(category="calls")} <= {"0"}


def test_a_code_is_told_by_telephone_digit_by_digit_twice(service: ServiceContext, bob: Handset) -> None:
    service.verifications.create(to=bob.phone_number, channel="sms")
    code = code_in(bob.inbox[-1].body)
    service.verifications.create(to=bob.phone_number, channel="call")
    heard = bob.calls[-1].settle().heard
    assert heard.count(". ".join(code)) == 2
    assert bob.calls[-1].status == "completed"
    assert service.verification_checks.create(to=bob.phone_number, code=code).status == "approved"


def test_where_a_key_is_asked_for_nothing_is_told_before_it(service: ServiceContext, bob: Handset) -> None:
    service.update(dtmf_input_required=True)
    service.verifications.create(to=bob.phone_number, channel="call")
    call = bob.calls[-1].settle().hears("Press any key")
    assert not re.search(r"\d", call.heard)
    call.press("5").hears(r"Once again, your code is: (\d\. ){5}\d\.")


def test_who_presses_no_key_hears_no_code(service: ServiceContext, bob: Handset) -> None:
    service.update(dtmf_input_required=True)
    service.verifications.create(to=bob.phone_number, channel="call")
    call = bob.calls[-1].wait(30)
    assert call.status == "completed"
    assert "verification code is" not in call.transcript


@pytest.mark.parametrize(
    ("to", "locale", "words"),
    [
        ("+15005550112", "zh", "您的Acme验证码是："),
        ("+15005550112", "zh-TW", "您的Acme驗證碼是："),
        ("+8613800138000", "", "您的Acme验证码是："),
        ("+8613800138000", "en", "Your Acme verification code is: "),
        ("+15005550112", "sw", "Your Acme verification code is: "),
    ],
)
def test_the_words_are_those_of_the_locale_or_of_the_numbers_country(
    emulator: Emulator, service: ServiceContext, to: str, locale: str, words: str
) -> None:
    service.verifications.create(to=to, channel="sms", **({"locale": locale} if locale else {}))
    assert emulator.handset(to).inbox[-1].body.startswith(words)


def test_a_chinese_call_is_heard_in_chinese(emulator: Emulator, service: ServiceContext) -> None:
    service.verifications.create(to="+8613800138000", channel="call")
    call = emulator.handset("+8613800138000").calls[-1].settle()
    assert re.search(r"您的Acme验证码是：(\d，){5}\d。", call.heard)


def test_whatsapp_brings_the_code_as_a_text_of_its_own(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    service.verifications.create(to=bob.phone_number, channel="whatsapp")
    text = emulator.handset(f"whatsapp:{bob.phone_number}").inbox[-1]
    assert text.from_ == f"whatsapp:{SENDER}"
    assert service.verification_checks.create(to=bob.phone_number, code=code_in(text.body)).valid


def test_an_e_mail_lies_in_the_outbox(emulator: Emulator, service: ServiceContext) -> None:
    service.verifications.create(to="ann@example.com", channel="email")
    letter = emulator.emails[-1]
    assert (letter.to, letter.subject) == ("ann@example.com", "Your Acme verification code")
    assert service.verification_checks.create(to="ann@example.com", code=code_in(letter.body)).valid


def test_auto_is_a_text_and_silent_network_authentication_is_refused(service: ServiceContext, bob: Handset) -> None:
    assert service.verifications.create(to=bob.phone_number, channel="auto").channel == "sms"
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sna")) == (400, 60008)


def test_sending_again_keeps_the_verification_and_its_code(service: ServiceContext, bob: Handset) -> None:
    first = service.verifications.create(to=bob.phone_number, channel="sms")
    again = service.verifications.create(to=bob.phone_number, channel="sms")
    assert again.sid == first.sid
    assert len(again.send_code_attempts) == 2
    assert bob.inbox[-1].body == bob.inbox[-2].body


def test_after_ten_minutes_the_code_is_no_good_and_the_next_is_another_verification(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    first = service.verifications.create(to=bob.phone_number, channel="sms")
    code = code_in(bob.inbox[-1].body)
    emulator.clock.advance(600)
    assert refused(lambda: service.verification_checks.create(to=bob.phone_number, code=code)) == (404, 20404)
    assert refused(lambda: service.verifications(first.sid).fetch()) == (404, 20404)
    assert service.verifications.create(to=bob.phone_number, channel="sms").sid != first.sid


def test_five_sendings_are_enough_until_the_code_was_checked(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    for _ in range(5):
        service.verifications.create(to=bob.phone_number, channel="sms")
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sms")) == (429, 60203)
    assert len(bob.inbox) == 5
    service.verification_checks.create(to=bob.phone_number, code=code_in(bob.inbox[-1].body))
    assert service.verifications.create(to=bob.phone_number, channel="sms").status == "pending"


def test_five_wrong_codes_and_even_the_right_one_is_refused(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    started = service.verifications.create(to=bob.phone_number, channel="sms")
    code = code_in(bob.inbox[-1].body)
    for _ in range(5):
        checked = service.verification_checks.create(verification_sid=started.sid, code=other_than(code))
        assert (checked.status, checked.valid) == ("pending", False)
    assert refused(lambda: service.verification_checks.create(to=bob.phone_number, code=code)) == (429, 60202)
    assert service.verifications(started.sid).fetch().status == "max_attempts_reached"
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sms")) == (429, 60202)
    assert service.verifications(started.sid).update(status="canceled").status == "canceled"
    assert service.verifications.create(to=bob.phone_number, channel="sms").sid != started.sid


def test_a_code_that_was_approved_is_not_there_any_more(service: ServiceContext, bob: Handset) -> None:
    service.verifications.create(to=bob.phone_number, channel="sms")
    code = code_in(bob.inbox[-1].body)
    service.verification_checks.create(to=bob.phone_number, code=code)
    assert refused(lambda: service.verification_checks.create(to=bob.phone_number, code=code)) == (404, 20404)
    assert refused(lambda: service.verifications(bob.phone_number).fetch()) == (404, 20404)


@pytest.mark.parametrize(("status", "valid"), [("canceled", False), ("approved", True)])
def test_an_application_may_end_a_verification_itself(
    client: Client, service: ServiceContext, bob: Handset, status: str, valid: bool
) -> None:
    service.verifications.create(to=bob.phone_number, channel="sms")
    ended = service.verifications(bob.phone_number).update(status=status)
    assert (ended.status, ended.valid) == (status, valid)
    assert refused(lambda: service.verifications(ended.sid).update(status=status)) == (404, 20404)
    [attempt] = client.verify.v2.verification_attempts.list()
    assert (attempt.conversion_status == "converted") is valid


def test_the_code_is_as_long_as_the_service_says_or_the_applications_own(service: ServiceContext, bob: Handset) -> None:
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sms", custom_code="1234")) == (
        400,
        60204,
    )
    service.update(code_length=8, custom_code_enabled=True)
    service.verifications.create(to=bob.phone_number, channel="sms")
    assert len(code_in(bob.inbox[-1].body)) == 8
    service.verifications.create(to=bob.phone_number, channel="sms", custom_code="4711")
    assert bob.inbox[-1].body.endswith(": 4711")
    assert service.verification_checks.create(to=bob.phone_number, code="4711").valid


def test_name_template_warning_and_hash_change_the_text(client: Client, service: ServiceContext, bob: Handset) -> None:
    service.update(do_not_share_warning_enabled=True)
    service.verifications.create(
        to=bob.phone_number, channel="sms", custom_friendly_name="Bank", app_hash="He42w354ol9"
    )
    body = bob.inbox[-1].body
    assert body.startswith("<#> Your Bank verification code is: ")
    assert "Don't share" in body
    assert body.endswith("\nHe42w354ol9")
    plain = client.verify.v2.templates.list(friendly_name="Verification template without a name")[0]
    assert plain.translations["zh"]["text"].startswith("您的验证码是")
    service.verifications.create(to=bob.phone_number, channel="sms", template_sid=plain.sid)
    assert bob.inbox[-1].body.startswith("Your verification code is: ")
    assert len(client.verify.v2.templates.list()) == 3


def test_a_lookup_fills_the_answer_and_spares_landlines(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    assert service.verifications.create(to=bob.phone_number, channel="sms").lookup == {}
    service.update(lookup_enabled=True, skip_sms_to_landlines=True)
    found = service.verifications.create(to="+8613800138000", channel="sms").lookup
    assert found["carrier"]["type"] == "mobile"
    assert found["carrier"]["name"] == "China Mobile"
    emulator.lookup(bob.phone_number, line_type="landline")
    assert refused(lambda: service.verifications.create(to=bob.phone_number, channel="sms")) == (403, 60205)
    assert service.verifications.create(to=bob.phone_number, channel="call").lookup["carrier"]["type"] == "landline"


def test_a_transaction_is_part_of_what_is_checked(client: Client, bob: Handset) -> None:
    sid = client.verify.v2.services.create(friendly_name="Bank", psd2_enabled=True).sid
    bank = client.verify.v2.services(sid)
    assert refused(lambda: bank.verifications.create(to=bob.phone_number, channel="sms")) == (400, 60206)
    bank.verifications.create(to=bob.phone_number, channel="sms", amount="€39.99", payee="Ann")
    code = code_in(bob.inbox[-1].body)
    other = bank.verification_checks.create(to=bob.phone_number, code=code, amount="€9.99", payee="Ann")
    assert (other.valid, other.status) == (False, "pending")
    right = bank.verification_checks.create(to=bob.phone_number, code=code, amount="€39.99", payee="Ann")
    assert (right.valid, right.amount, right.payee) == (True, "€39.99", "Ann")


def test_codes_for_a_country_go_through_its_messaging_service(
    emulator: Emulator, client: Client, service: ServiceContext, bob: Handset
) -> None:
    emulator.add_number("+15005550100", sms_url="http://127.0.0.1:1/")
    texts = emulator.add_messaging_service("Codes", senders=["+15005550100"])
    configured = service.messaging_configurations.create(country="us", messaging_service_sid=texts.sid)
    assert configured.country == "US"
    service.verifications.create(to=bob.phone_number, channel="sms")
    assert bob.inbox[-1].from_ == "+15005550100"
    service.verifications.create(to="+8613800138000", channel="sms")
    assert emulator.handset("+8613800138000").inbox[-1].from_ == SENDER
    again = lambda: service.messaging_configurations.create(country="US", messaging_service_sid=texts.sid)  # noqa: E731
    assert refused(again) == (400, 60213)
    other = emulator.add_messaging_service("Others")
    assert service.messaging_configurations("US").update(other.sid).messaging_service_sid == other.sid
    assert len(service.messaging_configurations.list()) == 1
    assert service.messaging_configurations("us").delete()
    assert refused(lambda: service.messaging_configurations("US").fetch()) == (404, 20404)


def test_the_number_of_an_application_gets_its_code_as_any_text(
    emulator: Emulator, client: Client, service: ServiceContext
) -> None:
    emulator.add_number("+15005550100")
    service.verifications.create(to="+15005550100", channel="sms")
    emulator.switchboard.rest()
    assert [one.direction for one in client.messages.list()] == ["inbound"]


def test_digits_are_sent_before_the_code_is_told(service: ServiceContext, bob: Handset) -> None:
    service.verifications.create(to=bob.phone_number, channel="call", send_digits="12")
    told = bob.calls[-1].settle().transcript
    assert told.index("12") < told.index("Once again")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"to": "", "channel": "sms"}, 60200),
        ({"to": "15005550112", "channel": "sms"}, 60200),
        ({"to": "+1", "channel": "sms"}, 60200),
        ({"to": "<b>", "channel": "sms"}, 60200),
        ({"to": "ann@example.com", "channel": "sms"}, 60200),
        ({"to": "+15005550112", "channel": "email"}, 60200),
        ({"to": "+15005550112", "channel": ""}, 60200),
        ({"to": "+15005550112", "channel": "pigeon"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "locale": "; drop table"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "template_sid": "HJ" + "f" * 32}, 60200),
        ({"to": "+15005550112", "channel": "sms", "app_hash": "short"}, 60200),
        ({"to": "+15005550112", "channel": "call", "send_digits": "x"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "tags": "[]"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "device_ip": "here"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "risk_check": "perhaps"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "template_custom_substitutions": "{"}, 60200),
        ({"to": "+15005550112", "channel": "sms", "amount": "1", "payee": "Ann"}, 60204),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_arrives(
    service: ServiceContext, bob: Handset, words: dict[str, Any], code: int
) -> None:
    assert refused(lambda: service.verifications.create(**words)) == (400, code)
    assert bob.inbox == []
    assert bob.calls == []


def test_a_check_needs_a_code_and_a_verification(service: ServiceContext, bob: Handset) -> None:
    assert refused(lambda: service.verification_checks.create(to=bob.phone_number)) == (400, 60200)
    assert refused(lambda: service.verification_checks.create(code="1234")) == (400, 60221)
    assert refused(lambda: service.verification_checks.create(to=bob.phone_number, code="1234")) == (404, 20404)
    started = service.verifications.create(to=bob.phone_number, channel="sms")
    assert refused(lambda: service.verifications(started.sid).update(status="approve")) == (400, 60200)


def test_one_service_knows_nothing_of_anothers_codes(client: Client, service: ServiceContext, bob: Handset) -> None:
    other = client.verify.v2.services(client.verify.v2.services.create(friendly_name="Other").sid)
    started = service.verifications.create(to=bob.phone_number, channel="sms")
    code = code_in(bob.inbox[-1].body)
    assert refused(lambda: other.verification_checks.create(verification_sid=started.sid, code=code)) == (404, 20404)
    assert refused(lambda: other.verification_checks.create(to=bob.phone_number, code=code)) == (404, 20404)
    assert service.verification_checks.create(to=bob.phone_number, code=code).valid


def test_attempts_tell_what_became_of_every_sending(
    emulator: Emulator, client: Client, service: ServiceContext, bob: Handset
) -> None:
    emulator.deliver("+8613800138000", "undelivered", 30003)
    service.verifications.create(to="+8613800138000", channel="sms")
    service.verifications.create(to=bob.phone_number, channel="call")
    bob.calls[-1].settle()
    service.verifications.create(to=bob.phone_number, channel="sms")
    service.verification_checks.create(to=bob.phone_number, code=code_in(bob.inbox[-1].body))
    emulator.clock.advance(5)
    sms, call, lost = client.verify.v2.verification_attempts.list()
    assert (sms.channel, sms.conversion_status, sms.channel_data["status"]) == ("sms", "converted", "confirmed")
    assert sms.channel_data["message_status"] == "delivered"
    assert (call.channel_data["call_status"], call.conversion_status) == ("completed", "unconverted")
    assert (lost.channel_data["message_status"], lost.channel_data["error_code"]) == ("undelivered", "30003")
    assert client.verify.v2.verification_attempts(lost.sid).fetch().channel_data["country"] == "CN"
    listed = client.verify.v2.verification_attempts.list
    assert [one.sid for one in listed(country="CN")] == [lost.sid]
    assert [one.sid for one in listed(channel="call")] == [call.sid]
    assert [one.sid for one in listed(status="converted")] == [sms.sid]
    assert [one.sid for one in listed(channel_data_to="+8613800138000")] == [lost.sid]
    assert listed(verify_service_sid="VA" + "0" * 32) == []
    summary = client.verify.v2.verification_attempts_summary().fetch()
    assert (summary.total_attempts, summary.total_converted, summary.total_unconverted) == (3, 1, 2)
    assert summary.conversion_rate_percentage == "33.333333333"
    only = client.verify.v2.verification_attempts_summary().fetch(destination_prefix="+86")
    assert (only.total_attempts, only.conversion_rate_percentage) == (1, "0.000000000")
    assert refused(lambda: listed(channel="pigeon"))[1] == 60200


def test_what_becomes_of_a_text_is_told_without_a_text_in_the_list(
    emulator: Emulator, service: ServiceContext, bob: Handset
) -> None:
    emulator.deliver(bob.phone_number, "failed", 30005)
    service.verifications.create(to=bob.phone_number, channel="sms")
    assert bob.inbox == []


def test_nothing_is_sent_before_the_request_is_answered_to_an_application_in_its_own_webhook(
    emulator: Emulator, bob: Handset
) -> None:
    client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
    sid = client.verify.v2.services.create(friendly_name="Inside").sid

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        client.verify.v2.services(sid).verifications.create(to=bob.phone_number, channel="call")
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response><Message>A code is on its way</Message></Response>"]

    emulator.add_number("+15005550100", sms_url="/sms", app=app)
    bob.text("+15005550100", "code please")
    assert bob.inbox[-1].body == "A code is on its way"
    bob.calls[-1].settle()
    assert bob.calls[-1].transcript.count("code is") == 2
