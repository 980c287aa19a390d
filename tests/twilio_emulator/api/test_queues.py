"""Queues through the official client."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE = "+15005550100"


def test_a_queue_is_made_renamed_listed_and_deleted(client: Client) -> None:
    queue = client.queues.create(friendly_name="help", max_size=5)
    assert (queue.friendly_name, queue.max_size, queue.current_size) == ("help", 5, 0)
    assert queue.date_created is not None

    client.queues(str(queue.sid)).update(friendly_name="sales")

    assert [one.friendly_name for one in client.queues.list()] == ["sales"]
    assert client.queues(str(queue.sid)).delete()
    assert client.queues.list() == []


@pytest.mark.parametrize(
    ("wrong", "code"), [({"friendly_name": ""}, 22002), ({"friendly_name": "x", "max_size": 5001}, 22004)]
)
def test_a_queue_that_cannot_be_is_refused(wrong: dict[str, Any], code: int, client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.queues.create(**wrong)
    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.mistake(28)
def test_those_who_wait_are_listed_and_taken_out(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/answer"] = '<Response><Enqueue waitUrl="">help</Enqueue></Response>'
    app.answers["/agent"] = "<Response><Say>Here I am</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    first = emulator.handset("+15005550111").dial(LINE)
    second = emulator.handset("+15005550112").dial(LINE)
    (queue,) = client.queues.list()

    waiting = client.queues(str(queue.sid)).members.list()
    assert [(one.call_sid, one.position) for one in waiting] == [(first.sid, 1), (second.sid, 2)]
    client.queues(str(queue.sid)).members("Front").update(url="http://app.localhost/agent")

    first.settle().hears("Here I am")
    assert [one.call_sid for one in client.queues(str(queue.sid)).members.list()] == [second.sid]


def test_lists_come_page_by_page_with_their_filters(client: Client) -> None:
    for number in range(7):
        client.queues.create(friendly_name=f"queue {number}")

    names = [one.friendly_name for one in client.queues.list(page_size=3)]

    assert names == [f"queue {number}" for number in reversed(range(7))]
    page = client.queues.page(page_size=3)
    assert page.next_page_url is not None
    assert "PageSize=3" in page.next_page_url
    assert page.next_page_url.startswith(client.api.base_url)


def test_whoever_has_no_right_is_refused(emulator: Emulator) -> None:
    stranger = Client(emulator.account_sid, "wrong")
    stranger.api.base_url = emulator.url
    with pytest.raises(TwilioRestException) as refused:
        stranger.queues.create(friendly_name="help")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    stranger.http_client.session.close()


def test_what_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.queues("QU" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
