"""The official client without a socket."""

from __future__ import annotations

import threading

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator


@pytest.fixture
def inside(emulator: Emulator) -> Client:
    """The client of the emulator's own account, in this process."""
    return Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())


def test_the_client_needs_no_socket(inside: Client) -> None:
    before = threading.active_count()

    inside.queues.create(friendly_name="help")

    assert [one.friendly_name for one in inside.queues.list()] == ["help"]
    assert threading.active_count() == before


def test_pages_follow_one_another(inside: Client) -> None:
    for number in range(5):
        inside.queues.create(friendly_name=f"queue {number}")
    assert [one.friendly_name for one in inside.queues.list(page_size=2)] == [f"queue {n}" for n in (4, 3, 2, 1, 0)]


def test_refusals_are_those_of_the_wire(emulator: Emulator, inside: Client) -> None:
    with pytest.raises(TwilioRestException) as missing:
        inside.queues("QU" + "0" * 32).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)

    stranger = Client(emulator.account_sid, "wrong", http_client=emulator.http_client())
    with pytest.raises(TwilioRestException) as refused:
        stranger.queues.create(friendly_name="help")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_what_is_deleted_is_gone(inside: Client) -> None:
    queue = inside.queues.create(friendly_name="help")
    assert inside.queues(str(queue.sid)).delete()
    assert inside.queues.list() == []
