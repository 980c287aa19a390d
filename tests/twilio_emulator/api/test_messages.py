"""Texts through the official client: what is sent, what is refused, what lists hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.store import MessagingService

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, OTHER_LINE, HANDSET, FRIEND = "+15005550100", "+15005550101", "+15005550111", "+15005550122"


@pytest.fixture(autouse=True)
def line(emulator: Emulator, app: App) -> None:
    """Give the account a number."""
    app.answers |= {"/sms": "<Response/>", "/status": "<Response/>"}
    emulator.add_number(LINE, sms_url="/sms", app=app)


@pytest.fixture
def service(emulator: Emulator) -> MessagingService:
    """Return a Messaging Service that sends from the account's number."""
    return emulator.add_messaging_service("Ours", senders=[LINE])


def raw(emulator: Emulator, method: str, path: str, **words: Any) -> httpx.Response:
    """Ask the API without the client."""
    url = path if path.startswith("/2010") else f"/2010-04-01/Accounts/{emulator.account_sid}/{path}"
    return httpx.request(method, f"{emulator.url}{url}", auth=(emulator.account_sid, emulator.auth_token), **words)


def refusal(client: Client, **words: Any) -> tuple[int, int]:
    """Return the status and the code with which a text is refused."""
    words = {"to": HANDSET, "from_": LINE, "body": "Hello", **words}
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**words)
    return refused.value.status, refused.value.code


@pytest.mark.mistake(21)
def test_a_text_that_was_just_created_is_queued_and_in_the_handset(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="Hello")
    assert (message.status, message.direction, message.from_, message.to) == ("queued", "outbound-api", LINE, HANDSET)
    assert (message.date_sent, message.price, message.error_code, message.error_message) == (None, None, None, None)
    assert message.date_created == emulator.clock.now()
    assert [one.body for one in emulator.handset(HANDSET).inbox] == ["Hello"]

    emulator.clock.advance(5)

    message = message.fetch()
    assert (message.status, message.price, message.price_unit) == ("delivered", "-0.00790", "USD")
    assert message.date_sent is not None


@pytest.mark.mistake(25)
def test_counts_and_prices_are_texts_and_an_error_code_is_a_number(emulator: Emulator) -> None:
    emulator.deliver(HANDSET, "undelivered", 30005)
    form = {"To": HANDSET, "From": LINE, "Body": "a" * 161}
    sid = raw(emulator, "POST", "Messages.json", data=form).json()["sid"]
    emulator.clock.advance(5)
    got = raw(emulator, "GET", f"Messages/{sid}.json").json()
    assert (got["num_segments"], got["num_media"], got["price"]) == ("2", "0", "-0.01580")
    assert (got["error_code"], got["error_message"]) == (30005, "Unknown destination handset")


@pytest.mark.mistake(26)
def test_dates_are_those_of_e_mail(emulator: Emulator) -> None:
    got = raw(emulator, "POST", "Messages.json", data={"To": HANDSET, "From": LINE, "Body": "Hello"}).json()
    assert got["date_created"] == "Mon, 02 Mar 2026 02:00:00 +0000"
    assert got["date_sent"] is None


@pytest.mark.mistake(27)
def test_the_envelope_of_a_list_has_its_names_and_no_others(client: Client, emulator: Emulator) -> None:
    for number in range(3):
        client.messages.create(to=HANDSET, from_=LINE, body=str(number))
    got = raw(emulator, "GET", f"Messages.json?To={HANDSET.replace('+', '%2B')}&PageSize=2").json()
    names = "end first_page_uri messages next_page_uri page page_size previous_page_uri start uri"
    assert sorted(got) == names.split()
    assert (got["page"], got["page_size"], got["start"], got["end"]) == (0, 2, 0, 1)
    assert got["next_page_uri"].startswith(f"/2010-04-01/Accounts/{emulator.account_sid}/Messages.json?To=%2B1")
    rest = raw(emulator, "GET", got["next_page_uri"]).json()
    assert [one["body"] for one in (*got["messages"], *rest["messages"])] == ["2", "1", "0"]
    assert rest["next_page_uri"] is None


@pytest.mark.mistake(24)
@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("a" * 160, "1"),
        ("a" * 161, "2"),
        ("a" * 306, "2"),
        ("a" * 307, "3"),
        ("a" * 159 + "€", "2"),
        ("中" * 70, "1"),
        ("中" * 71, "2"),
        ("中" * 134, "2"),
        ("中" * 135, "3"),
    ],
)
def test_a_text_falls_into_segments(body: str, segments: str, client: Client) -> None:
    assert client.messages.create(to=HANDSET, from_=LINE, body=body).num_segments == segments


def test_smart_encoding_keeps_a_text_in_one_segment(client: Client) -> None:
    body = "“It’s 5 o’clock” – " + "a" * 100
    assert client.messages.create(to=HANDSET, from_=LINE, body=body).num_segments == "2"
    message = client.messages.create(to=HANDSET, from_=LINE, body=body, smart_encoded=True)
    assert (message.num_segments, message.body[:20]) == ("1", "\"It's 5 o'clock\" - a")
    chinese = client.messages.create(to=HANDSET, from_=LINE, body="“你好”", smart_encoded=True)
    assert chinese.body == "“你好”"


def test_a_text_is_found_by_its_numbers_and_its_day(client: Client, emulator: Emulator) -> None:
    emulator.add_number(OTHER_LINE)
    client.messages.create(to=HANDSET, from_=LINE, body="one")
    client.messages.create(to=FRIEND, from_=OTHER_LINE, body="two")
    emulator.clock.advance(86_400)
    client.messages.create(to=FRIEND, from_=LINE, body="three")

    def bodies(**words: Any) -> list[str | None]:
        return [one.body for one in client.messages.list(**words)]

    assert bodies() == ["three", "two", "one"]
    assert bodies(to=FRIEND) == ["three", "two"]
    assert bodies(from_=LINE) == ["three", "one"]
    assert bodies(to=FRIEND, from_=LINE) == ["three"]
    assert bodies(date_sent=date(2026, 3, 2)) == ["two", "one"]
    assert bodies(date_sent_after=datetime(2026, 3, 2, tzinfo=UTC)) == ["two", "one"]
    assert bodies(date_sent_before=datetime(2026, 3, 2, tzinfo=UTC)) == []
    assert bodies(limit=2, page_size=1) == ["three", "two"]


def test_a_text_between_two_people_is_no_business_of_the_account(client: Client, emulator: Emulator) -> None:
    emulator.handset(HANDSET).text(FRIEND, "between us")
    assert client.messages.list() == []


def test_a_text_to_a_number_of_ones_own_is_two_records(app: App, client: Client, emulator: Emulator) -> None:
    app.answers["/other"] = "<Response><Message>Got it</Message></Response>"
    emulator.add_number(OTHER_LINE, sms_url="/other", app=app)
    sent = client.messages.create(to=OTHER_LINE, from_=LINE, body="Hello", status_callback="/status")
    assert len(emulator.handset(OTHER_LINE).inbox) == 1
    emulator.clock.advance(5)
    directions = [(one.direction, one.status, one.body) for one in reversed(client.messages.list())]
    assert directions == [
        ("outbound-api", "delivered", "Hello"),
        ("inbound", "received", "Hello"),
        ("outbound-reply", "delivered", "Got it"),
        ("inbound", "received", "Got it"),
    ]
    asked = app.asked[0]
    assert (asked.path, asked.params["Body"], asked.params["SmsStatus"]) == ("/other", "Hello", "received")
    assert asked.params["MessageSid"] != sent.sid


@pytest.mark.mistake(22)
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "hello"}, 21211),
        ({"to": "+1234"}, 21211),
        ({"to": "12393"}, 21265),
        ({"to": LINE}, 21266),
        ({"to": "+861065551234"}, 21635),
        ({"from_": ""}, 21603),
        ({"from_": "not a number at all"}, 21212),
        ({"from_": FRIEND}, 21606),
        ({"from_": "98765"}, 21606),
        ({"from_": "BUREAU"}, 21612),
        ({"from_": f"whatsapp:{LINE}"}, 21910),
        ({"from_": f"whatsapp:{FRIEND}", "to": f"whatsapp:{HANDSET}"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"media_url": ["ftp://example.com/a.png"]}, 21620),
        ({"media_url": [f"http://127.0.0.1/{number}.png" for number in range(11)]}, 21623),
        ({"status_callback": "http://under_score.example.com/"}, 21609),
        ({"status_callback": "http://["}, 21609),
        ({"validity_period": 36_001}, 21624),
        ({"validity_period": "soon"}, 21624),
        ({"content_sid": "HX" + "0" * 32}, 21655),
        ({"application_sid": "AP" + "0" * 32}, 21420),
        ({"messaging_service_sid": "MG" + "0" * 32}, 21705),
        ({"schedule_type": "fixed", "send_at": "2026-03-03T00:00:00Z"}, 35118),
        ({"smart_encoded": "perhaps"}, 20001),
    ],
)
def test_what_cannot_be_sent_is_refused_and_leaves_no_record(
    wrong: dict[str, Any], code: int, client: Client, emulator: Emulator
) -> None:
    assert refusal(client, **wrong) == (400, code)
    assert (emulator.messages, client.messages.list()) == ([], [])


def test_a_text_without_words_and_media_is_refused(emulator: Emulator) -> None:
    got = raw(emulator, "POST", "Messages.json", data={"To": HANDSET, "From": LINE})
    assert (got.status_code, got.json()["code"]) == (400, 21619)


def test_refusals_have_the_vendors_words(client: Client) -> None:
    words = {
        21211: "The 'To' number +1234 is not a valid phone number.",
        21604: "A 'To' phone number is required.",
        21606: (
            f"The From phone number {FRIEND} is not a valid, SMS-capable inbound phone number or short code for your "
            "account."
        ),
    }
    wrong = {21211: {"to": "+1234"}, 21604: {"to": ""}, 21606: {"from_": FRIEND}}
    for code, said in words.items():
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(**{"to": HANDSET, "from_": LINE, "body": "Hello", **wrong[code]})
        assert refused.value.msg == f"Unable to create record: {said}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
    ],
)
def test_the_magic_numbers_are_refused(words: dict[str, str], code: int, client: Client) -> None:
    assert refusal(client, **words) == (400, code)


def test_the_magic_sender_sends_and_a_magic_number_that_is_ones_own_is_like_any_other(
    client: Client, emulator: Emulator
) -> None:
    assert client.messages.create(to=HANDSET, from_="+15005550006", body="Hello").status == "queued"
    emulator.add_number("+15005550007")
    assert client.messages.create(to=HANDSET, from_="+15005550007", body="Hello").status == "queued"


@pytest.mark.parametrize(
    ("to", "from_", "reached"),
    [
        ("(415) 555-2671", "+14155550100", "+14155552671"),
        ("14155552671", "+14155550100", "+14155552671"),
        ("+8613800138000", "BUREAU", "+8613800138000"),
        ("+8613800138000", "12393", "+8613800138000"),
        (f"whatsapp:{HANDSET}", f"whatsapp:{LINE}", f"whatsapp:{HANDSET}"),
    ],
)
def test_a_text_goes_to_any_number_from_a_number_a_name_or_a_channel(
    to: str, from_: str, reached: str, client: Client, emulator: Emulator
) -> None:
    emulator.add_number("+14155550100")
    emulator.add_number("12393")
    message = client.messages.create(to=to, from_=from_, body="Hello")
    assert (message.to, message.from_) == (reached, from_)
    assert [one.body for one in emulator.handset(reached).inbox] == ["Hello"]


def test_a_plus_that_was_lost_on_the_way_is_put_back(client: Client) -> None:
    message = client.messages.create(to=HANDSET, from_=f" {LINE[1:]}", body="Hello")
    assert message.from_ == LINE


def test_a_text_of_a_service_is_accepted_then_queued_with_its_sender(
    app: App, client: Client, emulator: Emulator, service: MessagingService
) -> None:
    service.status_callback = "http://app.localhost/status"
    message = client.messages.create(to=HANDSET, messaging_service_sid=service.sid, body="Hello")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert message.messaging_service_sid == service.sid
    assert [one.from_ for one in emulator.handset(HANDSET).inbox] == [LINE]
    emulator.clock.advance(5)
    message = message.fetch()
    assert (message.status, message.from_, message.num_segments) == ("delivered", LINE, "1")
    assert [one.params["MessageStatus"] for one in app.asked] == ["queued", "sent", "delivered"]
    assert {one.params["MessagingServiceSid"] for one in app.asked} == {service.sid}


def test_a_scheduled_text_is_sent_when_its_time_has_come(
    app: App, client: Client, emulator: Emulator, service: MessagingService
) -> None:
    at = emulator.clock.now() + timedelta(hours=1)
    message = client.messages.create(
        to=HANDSET, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed", send_at=at,
        status_callback="http://app.localhost/status",
    )  # fmt: skip
    assert (message.status, message.date_sent, emulator.handset(HANDSET).inbox) == ("scheduled", None, [])
    emulator.clock.advance(3599)
    assert (message.fetch().status, app.asked) == ("scheduled", [])
    emulator.clock.advance(10)
    assert (message.fetch().status, len(emulator.handset(HANDSET).inbox)) == ("delivered", 1)
    assert [one.params["MessageStatus"] for one in app.asked] == ["queued", "sent", "delivered"]


def test_a_scheduled_text_can_be_taken_back_and_no_other(
    app: App, client: Client, emulator: Emulator, service: MessagingService
) -> None:
    message = client.messages.create(
        to=HANDSET, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed",
        send_at=emulator.clock.now() + timedelta(hours=1), status_callback="http://app.localhost/status",
    )  # fmt: skip
    assert message.update(status="canceled").status == "canceled"
    emulator.switchboard.rest()
    emulator.clock.advance(7200)
    assert (message.fetch().status, emulator.handset(HANDSET).inbox) == ("canceled", [])
    assert [one.params["MessageStatus"] for one in app.asked] == ["canceled"]
    for sid in (message.sid, client.messages.create(to=HANDSET, from_=LINE, body="Hello").sid):
        with pytest.raises(TwilioRestException) as refused:
            client.messages(str(sid)).update(status="canceled")
        assert (refused.value.status, refused.value.code) == (409, 30409)


@pytest.mark.parametrize(
    ("send_at", "code"),
    [
        ("", 35111),
        ("tomorrow", 35114),
        ("2026-03-02T02:04:59Z", 35114),
        ("2026-04-06T02:00:01Z", 35114),
        ("0001-01-01T00:00:00+14:00", 35114),
    ],
)
def test_a_text_is_scheduled_from_five_minutes_to_35_days_ahead(
    send_at: str, code: int, client: Client, service: MessagingService
) -> None:
    words = {"from_": "", "messaging_service_sid": service.sid, "schedule_type": "fixed", "send_at": send_at}
    assert refusal(client, **words) == (400, code)
    for right in ("2026-03-02T02:05:00Z", "2026-04-06T02:00:00Z", "2026-03-03T00:00:00"):
        message = client.messages.create(
            to=HANDSET, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed", send_at=right
        )
        assert message.status == "scheduled"


def test_the_words_of_a_text_can_be_taken_out(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="My PIN is 1234")
    assert message.update(body="").body == ""
    assert emulator.messages[-1].body == ""
    for wrong in ({"Body": "other words"}, {"Body": "", "Status": "canceled"}, {}, {"Status": "sent"}):
        got = raw(emulator, "POST", f"Messages/{message.sid}.json", data=wrong)
        assert (got.status_code, got.json()["code"]) == (400, 30400)


def test_a_text_is_deleted_once_nothing_more_becomes_of_it(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="Hello")
    with pytest.raises(TwilioRestException) as refused:
        message.delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    emulator.clock.advance(5)
    assert message.delete()
    assert (client.messages.list(), emulator.messages) == ([], [])
    with pytest.raises(TwilioRestException) as refused:
        message.fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_another_accounts_texts_are_not_there(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="Hello")
    sub = client.api.v2010.accounts.create(friendly_name="Another")
    other = Client(str(sub.sid), str(sub.auth_token))
    other.api.base_url = emulator.url
    assert other.messages.list() == []
    with pytest.raises(TwilioRestException) as refused:
        other.messages(str(message.sid)).fetch()
    assert refused.value.code == 20404
    assert refusal(other) == (400, 21606)
    other.http_client.session.close()


def test_an_application_may_text_from_its_own_webhook(app: App, client: Client, emulator: Emulator) -> None:
    def answer(_asked: Any) -> str:
        client.messages.create(to=FRIEND, from_=LINE, body="Somebody has written", status_callback="/status")
        return "<Response><Message>Thank you</Message></Response>"

    app.answers["/sms"] = answer
    emulator.handset(HANDSET).text(LINE, "Hello")
    assert [one.body for one in emulator.handset(FRIEND).inbox] == ["Somebody has written"]
    assert [one.body for one in emulator.handset(HANDSET).inbox] == ["Thank you"]


def test_an_outcome_of_a_text_may_be_told_to_an_application_that_is_named(
    app: App, client: Client, emulator: Emulator
) -> None:
    one = emulator.add_application("/voice", app=app, message_status_callback="http://app.localhost/status")
    client.messages.create(to=HANDSET, from_=LINE, body="Hello", application_sid=one.sid)
    emulator.clock.advance(5)
    assert [one.params["MessageStatus"] for one in app.asked] == ["sent", "delivered"]


@pytest.mark.verified
def test_the_texts_own_callback_comes_before_the_applications_and_that_before_the_services(
    app: App, client: Client, emulator: Emulator, service: MessagingService
) -> None:
    one = emulator.add_application("/voice", app=app, message_status_callback="http://app.localhost/application")
    service.status_callback = "http://app.localhost/service"
    words: dict[str, Any] = {"to": HANDSET, "messaging_service_sid": service.sid, "body": "Hello"}
    for more, path in (
        ({}, "/service"),
        ({"application_sid": one.sid}, "/application"),
        ({"application_sid": one.sid, "status_callback": "http://app.localhost/own"}, "/own"),
    ):
        app.asked.clear()
        client.messages.create(**words, **more)
        emulator.clock.advance(5)
        assert {asked.path for asked in app.asked} == {path}


def test_what_comes_to_nothing_on_a_desk_is_accepted(emulator: Emulator) -> None:
    form = {
        "To": HANDSET, "From": LINE, "Body": "Hello", "MaxPrice": "0.1", "ProvideFeedback": "true", "Attempt": "2",
        "ForceDelivery": "true", "ContentRetention": "discard", "AddressRetention": "obfuscate", "TrafficType": "free",
        "PersistentAction": "geo:0,0", "ShortenUrls": "true", "SendAsMms": "true", "RiskCheck": "disable",
        "FallbackFrom": LINE, "SendAt": "2026-03-05T00:00:00Z",
    }  # fmt: skip
    got = raw(emulator, "POST", "Messages.json", data=form)
    assert (got.status_code, got.json()["status"]) == (201, "queued")


def test_what_becomes_of_a_text_may_be_confirmed(client: Client) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="Hello", provide_feedback=True)
    feedback = client.messages(str(message.sid)).feedback.create(outcome="confirmed")
    assert (feedback.message_sid, feedback.outcome) == (message.sid, "confirmed")
    with pytest.raises(TwilioRestException) as refused:
        client.messages(str(message.sid)).feedback.create(outcome="perhaps")
    assert (refused.value.status, refused.value.code) == (400, 20001)


def test_a_page_is_written_anew_when_a_text_has_changed(client: Client, emulator: Emulator) -> None:
    client.messages.create(to=HANDSET, from_=LINE, body="Hello")
    assert [one.status for one in client.messages.list()] == ["queued"]
    emulator.clock.advance(0.3)
    assert [one.status for one in client.messages.list()] == ["sending"]
    emulator.clock.advance(5)
    assert [one.status for one in client.messages.list()] == ["delivered"]


def test_hostile_texts_stay_texts(client: Client, emulator: Emulator) -> None:
    words = "'; DROP TABLE messages; -- <script>alert(1)</script> \u0000 \U0001f600"
    message = client.messages.create(to=HANDSET, from_=LINE, body=words)
    assert message.body == words
    assert json.loads(raw(emulator, "GET", "Messages.json").text)["messages"][0]["body"] == words
