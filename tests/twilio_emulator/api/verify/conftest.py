"""A service whose codes the tests send, and somebody who gets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.verify.v2.service import ServiceContext

from twilio_emulator import Emulator
from twilio_emulator.handset import Handset


def refused(call: Callable[[], Any]) -> tuple[int, int]:
    """Return the status and the code that a request is refused with; the client hides those of a list."""
    with pytest.raises(TwilioException) as refusal:
        call()
    if isinstance(refusal.value, TwilioRestException):
        return refusal.value.status, refusal.value.code
    answer = json.loads(refusal.value.args[1].text)
    return answer["status"], answer["code"]


@pytest.fixture
def service(client: Client) -> ServiceContext:
    """Return a service called Acme."""
    sid = client.verify.v2.services.create(friendly_name="Acme").sid
    return client.verify.v2.services(sid)


@pytest.fixture
def bob(emulator: Emulator) -> Handset:
    """Return somebody's handset."""
    return emulator.handset("+15005550112")
