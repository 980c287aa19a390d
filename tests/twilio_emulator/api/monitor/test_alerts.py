"""Alerts through the official client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.monitor.v1.alert import AlertInstance

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, BOB = "+15005550100", "+15005550111"
ODD = "<Response><Say colour='red'>Hello</Say></Response>"


@pytest.fixture(autouse=True)
def line(app: App, emulator: Emulator) -> None:
    """A number whose applications make mistakes."""
    app.answers |= {"/answer": ODD, "/told": (500, {}, "no"), "/sms": "<Response><Message>Hi</Message>"}
    emulator.add_number(LINE, voice_url="/answer", sms_url="/sms", status_callback="/told", app=app)


class Recorded(dict[str, Any]):
    """An answer that remembers which of its names were read."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


def raw(emulator: Emulator, url: str) -> Any:
    """Ask the product without the client's classes, in this process."""
    auth = (emulator.account_sid, emulator.auth_token)
    return json.loads(emulator.http_client().request("GET", url, auth=auth).text)


def test_there_is_an_alert_for_every_coded_remark(client: Client, emulator: Emulator) -> None:
    call = emulator.handset(BOB).dial(LINE)
    text = emulator.handset(BOB).text(LINE, "Hello")
    emulator.deliver(BOB, "undelivered", 30003)
    lost = client.messages.create(to=BOB, from_=LINE, body="Hello")
    emulator.clock.advance(60)
    alerts = client.monitor.v1.alerts.list()
    assert [(one.error_code, one.log_level, one.resource_sid) for one in alerts] == [
        ("30003", "error", lost.sid),
        ("12100", "error", text.sid),
        ("15003", "warning", call.sid),
        ("12200", "warning", call.sid),
    ]
    assert {one.sid for one in alerts} == {one.sid for one in client.notifications.list()}
    for one in alerts:
        words = parse_qs(str(one.alert_text))
        assert words["ErrorCode"] == [one.error_code]
        assert one.more_info == f"https://www.twilio.com/docs/errors/{one.error_code}"


def test_one_alert_comes_with_the_request_and_the_answer(client: Client, emulator: Emulator) -> None:
    call = emulator.handset(BOB).dial(LINE)
    odd = client.monitor.v1.alerts.list()[-1]
    assert (odd.request_method, odd.request_url, odd.request_variables) == ("POST", "http://app.localhost/answer", None)
    full = odd.fetch()
    assert parse_qs(str(full.request_variables))["CallSid"] == [call.sid]
    assert full.response_body == ODD
    assert parse_qs(str(full.response_headers)) == {"Content-Type": ["text/xml"]}
    assert "X-Twilio-Signature" in parse_qs(str(full.request_headers))
    assert full.date_generated == full.date_created is not None


def test_alerts_are_found_by_level_and_by_time(app: App, client: Client, emulator: Emulator) -> None:
    emulator.handset(BOB).dial(LINE)
    emulator.clock.advance(86_400)
    app.answers["/answer"] = (404, {}, "nothing")
    emulator.handset(BOB).dial(LINE)

    def codes(**filters: Any) -> list[str | None]:
        return [one.error_code for one in client.monitor.v1.alerts.list(**filters)]

    assert codes() == ["15003", "11200", "15003", "12200"]
    assert codes(log_level="error") == ["11200"]
    assert codes(log_level="warning") == ["15003", "15003", "12200"]
    assert codes(log_level="debug") == []
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert codes(start_date=noon) == ["15003", "11200"]
    assert codes(end_date=noon) == ["15003", "12200"]
    assert codes(start_date="2026-03-02", end_date="2026-03-02") == ["15003", "12200"]
    assert codes(page_size=1, limit=3) == ["15003", "11200", "15003"]
    for wrong in ({"log_level": "loud"}, {"start_date": "then"}):
        with pytest.raises(TwilioException, match="20001"):
            client.monitor.v1.alerts.list(**wrong)


def test_every_property_the_client_reads_is_there_and_no_other(emulator: Emulator) -> None:
    emulator.handset(BOB).dial(LINE)
    listed = raw(emulator, "https://monitor.twilio.com/v1/Alerts?PageSize=1")
    assert (listed["meta"]["key"], listed["meta"]["page_size"]) == ("alerts", 1)
    assert listed["meta"]["next_page_url"].startswith("https://monitor.twilio.com/v1/Alerts?")
    (one,) = listed["alerts"]
    full = raw(emulator, one["url"])
    recorded = Recorded(full)
    AlertInstance(None, recorded)
    assert recorded.read == set(full)
    only_there = {"request_headers", "request_variables", "response_headers", "response_body"}
    assert set(full) - set(one) == only_there


def test_another_accounts_alerts_are_not_there(client: Client, emulator: Emulator) -> None:
    emulator.handset(BOB).dial(LINE)
    mine = client.monitor.v1.alerts.list()[0]
    sub = client.api.v2010.accounts.create(friendly_name="Another")
    other = Client(str(sub.sid), str(sub.auth_token), http_client=emulator.http_client())
    assert other.monitor.v1.alerts.list() == []
    for alert in (other.monitor.v1.alerts(str(mine.sid)), client.monitor.v1.alerts("NO" + "f" * 32)):
        with pytest.raises(TwilioRestException) as refused:
            alert.fetch()
        assert (refused.value.status, refused.value.code) == (404, 20404)
