"""The official client, pointed at an emulator over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from twilio.rest import Client

from twilio_emulator import Emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    """The client of the emulator's own account."""
    client = Client(emulator.account_sid, emulator.auth_token)
    client.api.base_url = emulator.url
    yield client
    client.http_client.session.close()
