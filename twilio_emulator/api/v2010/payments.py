"""Payments on a live call that an application takes step by step, with the caller's keys (twilio-behaviour 3.11)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.verbs.pay import BANK_STEPS, CARD_STEPS, Pay
from twilio_emulator.lines.line import Line
from twilio_emulator.lines.payments import MATCHER, PaySession
from twilio_emulator.store import new_sid

CAPTURES = tuple(f"{step}{ending}" for step in (*CARD_STEPS, *BANK_STEPS) for ending in ("", MATCHER))


def described(asked: Asked, line: Line, session: PaySession) -> dict[str, Any]:
    """Return the Payment resource."""
    call, at = line.call, formats.date(asked.now())
    return {
        "account_sid": call.account_sid,
        "call_sid": call.sid,
        "sid": session.sid,
        "date_created": at,
        "date_updated": at,
        "uri": f"{formats.path(call.account_sid, 'Calls', call.sid, 'Payments', session.sid)}.json",
    }


def create(asked: Asked) -> dict[str, Any]:
    """Begin a payment; raises 21220, 20001 for a setting that cannot be. The same key again is the same payment."""
    line = live.answered_line_of(asked)
    key, callbacks = _key(asked), _callbacks(asked, line)
    session = next((one for one in _running(line) if one.idempotency_key == key), None)
    if session is None:
        pay = Pay(prompts=(), values=_values(asked), wrong="", line=0)
        session = PaySession(live.driver_of(line), new_sid("PK"), pay, callbacks, key)
        session.begin()
    asked.later.append(asked.switchboard.work)
    return described(asked, line, session)


def update(asked: Asked) -> dict[str, Any]:
    """Take the next of the caller's inputs, or come to the end; raises 20404 where there is no such payment."""
    line = live.line_of(asked)
    session = asked.own(next((one for one in _running(line) if one.sid == asked.sids["Sid"]), None))
    _key(asked)
    session.callbacks = _callbacks(asked, line)
    capture, status = asked.choice("Capture", CAPTURES, ""), asked.choice("Status", ("complete", "cancel"), "")
    if bool(capture) == bool(status):
        raise ApiError(20001)
    if capture:
        session.capture(capture)
    elif status == "complete":
        session.complete()
    else:
        session.cancel()
    asked.later.append(asked.switchboard.work)
    return described(asked, line, session)


def _running(line: Line) -> list[PaySession]:
    return [tap for tap in line.taps if isinstance(tap, PaySession)]


def _key(asked: Asked) -> str:
    key = asked.text("IdempotencyKey")
    if not key:
        raise ApiError(20001)
    return key


def _callbacks(asked: Asked, line: Line) -> Callbacks:
    url = asked.url("StatusCallback", 21205, live.home_of(line))
    if not url:
        raise ApiError(21205, name="StatusCallback")
    return Callbacks(url=url)


def _values(asked: Asked) -> dict[str, Any]:
    """Return the settings as ``<Pay>`` has them: its attributes, with a capital in front."""
    values: dict[str, Any] = {}
    for name, attribute in Pay.ATTRIBUTES.items():
        written = asked.text(name[0].upper() + name[1:])
        try:
            values[name] = attribute.read(written) if written else attribute.default
        except ValueError:
            raise ApiError(20001) from None
    return values


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Payments.json", handler=create, status=201),
    Operation(
        method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Payments/{Sid}.json", handler=update, status=202
    ),
)
"""What may be asked of payments."""
