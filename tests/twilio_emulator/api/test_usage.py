"""Usage, its triggers and the balance through the official client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, ANN, BEN = "+15005550100", "+14155550111", "+14155550112"


@pytest.fixture
def busy(app: Any, emulator: Emulator) -> Emulator:
    """An emulator with a call of 90 seconds, and a text that was answered."""
    app.answers["/voice"] = '<Response><Say>Wait</Say><Pause length="90"/></Response>'
    app.answers["/text"] = "<Response><Message>Hello</Message></Response>"
    app.answers["/told"] = ""
    emulator.add_number(LINE, voice_url="/voice", sms_url="/text", app=app)
    call = emulator.handset(ANN).dial(LINE)
    emulator.clock.advance(90)
    assert call.status == "completed"
    emulator.handset(ANN).text(LINE, "Good day")
    emulator.clock.advance(5)
    return emulator


def used(client: Client, category: str, **span: Any) -> tuple[Any, Any, Any]:
    (record,) = client.usage.records.list(category=category, **span)
    return record.count, record.usage, float(record.price)


def test_calls_texts_and_numbers_are_counted_as_they_were(busy: Emulator, client: Client) -> None:
    assert used(client, "calls") == ("1", "2", 0.017)
    assert used(client, "calls-inbound") == ("1", "2", 0.017)
    assert used(client, "calls-outbound") == ("0", "0", 0.0)
    assert used(client, "sms-inbound")[:2] == ("1", "1")
    assert used(client, "sms-outbound")[:2] == ("1", "1")
    assert used(client, "phonenumbers") == ("1", "1", 1.15)
    count, usage, price = used(client, "totalprice")
    assert (count, float(usage)) == ("4", price)
    assert used(client, "something-else") == ("0", "0", 0.0)


def test_usage_is_told_by_spans_of_time(busy: Emulator, client: Client) -> None:
    records = client.usage.records
    busy.clock.advance(86_400)
    busy.handset(BEN).dial(LINE)
    busy.clock.advance(90)
    today = busy.clock.now().date()

    assert [one.count for one in records.today.list(category="calls")] == ["1"]
    assert [one.count for one in records.yesterday.list(category="calls")] == ["1"]
    assert [one.count for one in records.all_time.list(category="calls")] == ["2"]
    daily = records.daily.list(category="calls")
    assert [(one.start_date, one.count) for one in daily] == [(today, "1"), (today - timedelta(days=1), "1")]
    assert sum(int(str(one.count)) for one in records.monthly.list(category="calls")) == 2
    assert sum(int(str(one.count)) for one in records.yearly.list(category="calls")) == 2
    months = records.this_month.list(category="calls") + records.last_month.list(category="calls")
    assert sum(int(str(one.count)) for one in months) == 2
    assert used(client, "calls", start_date=today)[0] == "1"
    assert used(client, "calls", end_date=today - timedelta(days=1))[0] == "1"
    categories = [one.category for one in records.today.list()]
    assert len(categories) == len(set(categories)) > 20


def test_what_is_no_span_is_refused(client: Client) -> None:
    for wrong in ({"category": "*"}, {"start_date": "yesterday"}):
        answer = client.request(
            "GET",
            f"{client.api.base_url}/2010-04-01/Accounts/{client.account_sid}/Usage/Records.json",
            params={{"category": "Category", "start_date": "StartDate"}[name]: value for name, value in wrong.items()},
        )
        assert answer.status_code == 400


def test_the_usage_of_subaccounts_is_told_with_the_owners(emulator: Emulator, client: Client) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    client.api.accounts(str(sub.sid)).incoming_phone_numbers.create(phone_number=LINE)
    assert used(client, "phonenumbers")[0] == "1"
    assert used(client, "phonenumbers", include_subaccounts=False)[0] == "0"
    (of_branch,) = client.api.accounts(str(sub.sid)).usage.records.list(category="phonenumbers")
    assert of_branch.count == "1"


def test_the_balance_is_what_is_left(busy: Emulator, client: Client) -> None:
    balance = client.balance.fetch()
    assert balance.currency == "USD"
    assert float(str(balance.balance)) == pytest.approx(100 - used(client, "totalprice")[2])


def test_a_trigger_tells_once_when_so_much_was_used(app: Any, busy: Emulator, client: Client) -> None:
    trigger = client.usage.triggers.create(
        callback_url="http://app.localhost/told",
        trigger_value="+2",
        usage_category="calls",
        trigger_by="count",
        friendly_name="Two more",
    )
    assert (trigger.trigger_value, trigger.current_value, trigger.date_fired) == ("3", "1", None)

    for _ in range(3):
        busy.handset(BEN).dial(LINE)
        busy.clock.advance(90)

    told = [one.params for one in app.asked if one.path == "/told"]
    assert [(one["UsageTriggerSid"], one["CurrentValue"]) for one in told] == [(trigger.sid, "3")]
    fired = client.usage.triggers(str(trigger.sid)).fetch()
    assert fired.date_fired is not None
    assert fired.current_value == "4"


def test_a_recurring_trigger_begins_anew(app: Any, busy: Emulator, client: Client) -> None:
    client.usage.triggers.create(
        callback_url="http://app.localhost/told", trigger_value="2", usage_category="calls", recurring="daily"
    )
    busy.switchboard.rest()
    for _ in range(2):
        busy.clock.advance(86_400)
        busy.handset(BEN).dial(LINE)
        busy.clock.advance(90)
    assert len([one for one in app.asked if one.path == "/told"]) == 3


def test_triggers_are_changed_listed_and_deleted(client: Client) -> None:
    made = [
        client.usage.triggers.create(callback_url="https://example.org/", trigger_value="5", usage_category=category)
        for category in ("sms", "calls")
    ]
    assert [one.sid for one in client.usage.triggers.list()] == [made[1].sid, made[0].sid]
    assert [one.sid for one in client.usage.triggers.list(usage_category="sms")] == [made[0].sid]
    assert client.usage.triggers.list(recurring="daily") == []
    changed = client.usage.triggers(str(made[0].sid)).update(callback_method="GET", friendly_name="Texts")
    assert (changed.callback_method, changed.friendly_name) == ("GET", "Texts")
    assert client.usage.triggers(str(made[0].sid)).delete()
    assert len(client.usage.triggers.list()) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"trigger_value": "much"}, 20001),
        ({"trigger_value": "1e-99999"}, 20001),
        ({"usage_category": "breath"}, 20001),
        ({"callback_url": "nowhere"}, 21402),
        ({"recurring": "hourly"}, 20001),
    ],
)
def test_a_trigger_that_cannot_be_is_refused(wrong: dict[str, Any], code: int, client: Client) -> None:
    right = {"callback_url": "https://example.org/", "trigger_value": "5", "usage_category": "sms"}
    with pytest.raises(TwilioRestException) as refused:
        client.usage.triggers.create(**{**right, **wrong})
    assert (refused.value.status, refused.value.code) == (400, code)
