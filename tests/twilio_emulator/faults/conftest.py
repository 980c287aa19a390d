"""An application that asks, and one that is told; and the official client, with a socket and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from twilio.rest import Client

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+15005550100"
ME = "+15005550111"
ASKS = "<Response><Gather numDigits='1' timeout='60'><Say>Press a key.</Say></Gather></Response>"


@pytest.fixture
def emulator(emulator: Emulator, app: App) -> Emulator:
    """Return an emulator with a number whose application asks for a key, and has a fallback."""
    app.answers |= {"/answer": ASKS, "/told": "", "/text": "<Response><Message>Hello</Message></Response>"}
    app.answers["/sorry"] = "<Response><Say>Sorry.</Say></Response>"
    emulator.add_number(
        LINE, voice_url="/answer", voice_fallback_url="/sorry", sms_url="/text", status_callback="/told", app=app
    )
    return emulator


@pytest.fixture
def client(emulator: Emulator) -> Client:
    """Return the official client in this process."""
    return Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())


@pytest.fixture
def wired(emulator: Emulator) -> Iterator[Client]:
    """Return the official client over HTTP."""
    client = Client(emulator.account_sid, emulator.auth_token)
    client.api.base_url = emulator.url
    yield client
    client.http_client.session.close()
