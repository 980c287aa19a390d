"""Tokens with which a browser would get through a firewall; here they lead nowhere."""

from __future__ import annotations

import secrets
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation

DAY = 86_400
"""Seconds a token is good for, by default and at most."""
STUN = "stun:global.stun.twilio.com:3478"
TURN = (
    "turn:global.turn.twilio.com:3478?transport=udp",
    "turn:global.turn.twilio.com:3478?transport=tcp",
    "turn:global.turn.twilio.com:443?transport=tcp",
)


def create(asked: Asked) -> dict[str, Any]:
    """Make a token; raises 20001 for a ``Ttl`` that is none."""
    seconds = asked.whole("Ttl", DAY, least=1, most=DAY)
    user, password = secrets.token_hex(32), secrets.token_urlsafe(32)
    now = formats.date(asked.now())
    servers = [{"url": STUN, "urls": STUN}]
    servers += [{"url": url, "urls": url, "username": user, "credential": password} for url in TURN]
    return {
        "account_sid": asked.account.sid,
        "date_created": now,
        "date_updated": now,
        "ice_servers": servers,
        "password": password,
        "ttl": str(seconds),
        "username": user,
    }


OPERATIONS = (Operation(method=HTTPMethod.POST, path="/{AccountSid}/Tokens.json", handler=create, status=201),)
"""What may be asked of tokens."""
