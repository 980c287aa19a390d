"""What becomes of a text that was sent: its statuses on the clock, its callbacks, and the outcomes a test may set."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

import pytest
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.outcomes import Outcome

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE, HANDSET = "+15005550100", "+15005550111"


@pytest.fixture(autouse=True)
def line(emulator: Emulator, app: App) -> None:
    """Give the account a number."""
    app.answers["/status"] = "<Response/>"
    emulator.add_number(LINE, sms_url="/sms", app=app)


def send(client: Client, **words: Any) -> Any:
    """Send a text that tells its callback."""
    return client.messages.create(
        **{"to": HANDSET, "from_": LINE, "body": "Hello", "status_callback": "/status", **words}
    )


def told(app: App) -> list[str]:
    """Return the statuses the callback was told."""
    return [one.params["MessageStatus"] for one in app.asked]


@pytest.mark.verified
@pytest.mark.mistake(20)
def test_neither_the_first_status_nor_sending_is_told(app: App, client: Client, emulator: Emulator) -> None:
    message = send(client)
    seen = [message.status]
    for _ in range(20):
        emulator.clock.advance(0.1)
        status = message.fetch().status
        if status != seen[-1]:
            seen.append(status)
    assert seen == ["queued", "sending", "sent", "delivered"]
    assert told(app) == ["sent", "delivered"]
    emulator.clock.advance(3600)
    assert len(app.asked) == 2


@pytest.mark.verified
def test_a_callback_is_told_what_the_vendor_tells(app: App, client: Client, emulator: Emulator) -> None:
    message = send(client)
    emulator.clock.advance(5)
    sent, delivered = app.asked
    assert (sent.method, sent.content_type.partition(";")[0]) == ("POST", "application/x-www-form-urlencoded")
    assert sent.params == {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": "sent",
        "SmsStatus": "sent",
        "AccountSid": emulator.account_sid,
        "From": LINE,
        "To": HANDSET,
        "ApiVersion": "2010-04-01",
    }
    assert delivered.params["RawDlrDoneDate"] == "2603020200"
    assert "x-twilio-signature" in sent.headers


@pytest.mark.verified
@pytest.mark.parametrize(
    ("status", "code", "statuses"),
    [
        ("undelivered", 30003, ["sent", "undelivered"]),
        ("undelivered", 30005, ["sent", "undelivered"]),
        ("undelivered", 30006, ["sent", "undelivered"]),
        ("undelivered", 30007, ["sent", "undelivered"]),
        ("undelivered", 30008, ["sent", "undelivered"]),
        ("failed", 30001, ["failed"]),
        ("failed", 30004, ["failed"]),
    ],
)
def test_a_test_says_what_becomes_of_the_texts_to_a_number(
    status: Literal["undelivered", "failed"],
    code: int,
    statuses: list[str],
    app: App,
    client: Client,
    emulator: Emulator,
) -> None:
    emulator.deliver(HANDSET, status, code)
    message = send(client)
    assert (message.status, message.error_code) == ("queued", None)
    emulator.clock.advance(5)
    message = message.fetch()
    assert (message.status, message.error_code) == (status, code)
    assert message.error_message
    assert told(app) == statuses
    assert app.asked[-1].params["ErrorCode"] == str(code)
    assert ("RawDlrDoneDate" in app.asked[-1].params) == (status == "undelivered")
    assert emulator.handset(HANDSET).inbox == []
    assert (message.price is None) == (status == "failed")

    emulator.deliver(HANDSET)
    assert send(client).status == "queued"
    assert len(emulator.handset(HANDSET).inbox) == 1


def test_what_an_application_answers_follows_the_same_rule(app: App, client: Client, emulator: Emulator) -> None:
    app.answers["/sms"] = '<Response><Message statusCallback="/status">a</Message></Response>'
    emulator.deliver(HANDSET, "undelivered", 30003)
    emulator.handset(HANDSET).text(LINE, "Hello")
    emulator.clock.advance(5)
    assert [one.status for one in client.messages.list(to=HANDSET)] == ["undelivered"]
    assert app.asked[-1].params["ErrorCode"] == "30003"


def test_a_text_that_is_lost_at_the_carriers_stays_sent(app: App, client: Client, emulator: Emulator) -> None:
    emulator.deliver(HANDSET, "sent")
    message = send(client)
    emulator.clock.advance(3600)
    assert (message.fetch().status, told(app)) == ("sent", ["sent"])
    assert emulator.handset(HANDSET).inbox == []


def test_a_text_that_waits_too_long_has_outlived_its_validity(app: App, client: Client, emulator: Emulator) -> None:
    emulator.deliver(HANDSET, after=60)
    hasty, patient = send(client, validity_period=30), send(client, validity_period=90)
    assert emulator.handset(HANDSET).inbox == []
    emulator.clock.advance(40)
    assert (hasty.fetch().status, hasty.fetch().error_code) == ("failed", 30036)
    assert patient.fetch().status == "queued"
    emulator.clock.advance(40)
    assert patient.fetch().status == "delivered"
    assert len(emulator.handset(HANDSET).inbox) == 1
    assert told(app) == ["failed", "sent", "delivered"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "queued"},
        {"status": "undelivered"},
        {"status": "delivered", "error_code": 30003},
        {"status": "failed", "error_code": 1},
        {"after": -1.0},
    ],
)
def test_an_outcome_that_cannot_be_is_refused(wrong: dict[str, Any], emulator: Emulator) -> None:
    with pytest.raises(ValueError, match=r"a text|none of"):
        emulator.deliver(HANDSET, **wrong)
    assert Outcome() == Outcome()


@pytest.mark.mistake(35)
@pytest.mark.mistake(36)
def test_what_a_callback_answers_changes_nothing(app: App, client: Client, emulator: Emulator) -> None:
    app.answers["/status"] = (500, {}, "<Response><Message>No</Message></Response>")
    message = send(client)
    emulator.clock.advance(5)
    assert message.fetch().status == "delivered"
    assert len(emulator.messages) == 1
    codes = [notice.code for one in emulator.exchanges for notice in one.notices]
    assert codes == [15003, 15003]


def test_in_real_time_no_callback_comes_before_the_answer(app: App, serve: Serve) -> None:
    over = threading.Event()
    answered: list[bool] = []
    created = threading.Event()

    def status(asked: Any) -> str:
        answered.append(created.is_set())
        if asked.params["MessageStatus"] == "delivered":
            over.set()
        return "<Response/>"

    app.answers["/status"] = status
    url = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE)
        client = Client(emulator.account_sid, emulator.auth_token)
        client.api.base_url = emulator.url
        message = client.messages.create(to=HANDSET, from_=LINE, body="Hello", status_callback=f"{url}/status")
        created.set()
        assert over.wait(10)
        assert answered == [True, True]
        assert message.fetch().status == "delivered"
        client.http_client.session.close()
