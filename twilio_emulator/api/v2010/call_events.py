"""Events of a call: what was asked on its account, and what was answered to it (twilio-behaviour 5.7)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.store import Exchange


def described(_asked: Asked, exchange: Exchange) -> dict[str, Any]:
    """Return one event; ``request_duration`` is in milliseconds, and a request without an answer has no code."""
    return {
        "request": {"method": exchange.method, "url": exchange.url, "parameters": dict(exchange.params)},
        "response": {
            "response_code": exchange.status or None,
            "request_duration": round(exchange.seconds * 1000),
            "content_type": formats.optional(exchange.content_type),
            "response_body": exchange.text,
            "date_created": formats.date(exchange.at),
        },
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the events of a call, the first one first."""
    exchanges = live.call_of(asked).exchanges
    return paging.page(asked, "events", exchanges, described, lambda exchange: f"{exchange.number:032x}")


OPERATIONS = (Operation(method=HTTPMethod.GET, path="/{AccountSid}/Calls/{CallSid}/Events.json", handler=list_all),)
"""What may be asked of a call's events."""
