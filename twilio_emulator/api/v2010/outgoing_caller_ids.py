"""Foreign numbers that may be shown as the caller's, and how their owners are asked (twilio-behaviour 5.7).

The owner is called by the emulator itself, and enters the code that the request was answered with.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.api.v2010.validation import CALLER, Validation
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.store import CallerId

register(
    {
        20002: "The FriendlyName is not valid",
        21421: "{value} is no phone number, or no {kind} one",
        21449: "{value} is a number of the account: it can be used already",
        21450: "{value} is already validated on your account",
        21453: "{value} is already validated on another account",
        21454: "CallDelay must be a number of seconds from 0 to 60",
        21456: "{name} is not a valid URL: {value}",
    }
)
LONGEST_NAME = 64
LONGEST_DELAY = 60
"""Seconds from the request to the call."""


def described(_asked: Asked, caller_id: CallerId) -> dict[str, Any]:
    """Return the OutgoingCallerId resource."""
    return {
        "sid": caller_id.sid,
        "date_created": formats.date(caller_id.created_at),
        "date_updated": formats.date(caller_id.updated_at),
        "friendly_name": caller_id.friendly_name or formats.formatted(caller_id.phone_number),
        "account_sid": caller_id.account_sid,
        "phone_number": caller_id.phone_number,
        "uri": f"{formats.path(caller_id.account_sid, 'OutgoingCallerIds', caller_id.sid)}.json",
    }


def validate(asked: Asked) -> dict[str, Any]:
    """Have the owner of a number called, who is to enter the code that is answered here; raises 214xx."""
    phone_number = _validatable(asked)
    extension = asked.text("Extension")
    if extension and not (len(extension) <= 32 and set(extension) <= set("0123456789#*wW")):
        raise ApiError(20001, name="Extension")
    validation = Validation(
        desk=asked.desk,
        account_sid=asked.account.sid,
        phone_number=phone_number,
        friendly_name=_name(asked) or formats.formatted(phone_number),
        code=f"{secrets.randbelow(1_000_000):06}",
        extension=extension,
        callbacks=Callbacks(
            url=asked.url("StatusCallback", 21456), method=asked.method("StatusCallbackMethod"), events=()
        ),
        owner=asked.store.in_process(asked.account.sid),
    )
    delay = asked.whole("CallDelay", 0, least=0, most=LONGEST_DELAY, code=21454)
    call = asked.switchboard.queue_call(
        CALLER,
        phone_number,
        validation.plan(),
        validation.destination(),
        account_sid=asked.account.sid,
        number=validation.number(),
    )
    validation.call = call
    ring = partial(asked.switchboard.ring_out, call.sid)
    asked.later.append(partial(asked.desk.clock.call_later, delay, ring) if delay else ring)
    live.settle(asked, call.sid)
    return {
        "account_sid": asked.account.sid,
        "call_sid": call.sid,
        "friendly_name": validation.friendly_name,
        "phone_number": phone_number,
        "validation_code": validation.code,
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the account's verified numbers, newest first; ``PhoneNumber`` and ``FriendlyName`` choose among them."""
    return paging.page(asked, "outgoing_caller_ids", _fitting(asked), described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one of them."""
    return described(asked, _caller_id(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename one; raises 20002."""
    caller_id = _caller_id(asked)
    caller_id.friendly_name = _name(asked) or caller_id.friendly_name
    caller_id.updated_at = asked.now()
    return described(asked, caller_id)


def delete(asked: Asked) -> None:
    """Forget one: it may be shown no longer."""
    del asked.store.caller_ids[_caller_id(asked).phone_number]


def _validatable(asked: Asked) -> str:
    sent = asked.text("PhoneNumber").strip()
    phone_number = formats.e164(sent)
    if phone_number is None:
        raise ApiError(21421, value=sent[:60] or "PhoneNumber", kind="dialable")
    number, verified = asked.store.numbers.get(phone_number), asked.store.caller_ids.get(phone_number)
    if number is not None and number.account_sid == asked.account.sid:
        raise ApiError(21449, value=phone_number)
    if verified is not None:
        raise ApiError(21450 if verified.account_sid == asked.account.sid else 21453, value=phone_number)
    return phone_number


def _fitting(asked: Asked) -> Iterator[CallerId]:
    number, name = asked.query.get("PhoneNumber", ""), asked.query.get("FriendlyName", "")
    for one in reversed(asked.store.caller_ids.values()):
        mine = one.account_sid == asked.account.sid
        if mine and number in ("", one.phone_number) and name in ("", one.friendly_name):
            yield one


def _caller_id(asked: Asked) -> CallerId:
    found = (one for one in asked.store.caller_ids.values() if one.sid == asked.sids["Sid"])
    return asked.own(next(found, None))


def _name(asked: Asked) -> str:
    name = asked.text("FriendlyName").strip()
    if len(name) > LONGEST_NAME:
        raise ApiError(20002)
    return name


ONE = "/{AccountSid}/OutgoingCallerIds/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/OutgoingCallerIds.json", handler=validate),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/OutgoingCallerIds.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete, status=204),
)
"""What may be asked of verified numbers."""
