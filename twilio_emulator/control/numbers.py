"""Numbers that applications answer, and the people in the contacts."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import ContactJson, NumberJson
from twilio_emulator.store import Number


class WebhookMethod(StrEnum):
    """How an application is asked."""

    POST = "POST"
    GET = "GET"


class NumbersJson(TypedDict):
    """Every number."""

    numbers: list[NumberJson]


class ContactsJson(TypedDict):
    """Everybody in the contacts."""

    contacts: list[ContactJson]


METHOD = fields.one_of(WebhookMethod, default=WebhookMethod.POST)
NEW_NUMBER = {
    "phone_number": fields.phone_number(),
    "friendly_name": fields.text(most=64, least=0, required=False),
    "voice_url": fields.url(),
    "voice_method": METHOD,
    "voice_fallback_url": fields.url(),
    "voice_fallback_method": METHOD,
    "sms_url": fields.url(),
    "sms_method": METHOD,
    "sms_fallback_url": fields.url(),
    "sms_fallback_method": METHOD,
    "status_callback": fields.url(),
    "status_callback_method": METHOD,
    "account_sid": fields.sid(required=False),
    "voice_application_sid": fields.sid(required=False),
    "sms_application_sid": fields.sid(required=False),
    "voice_caller_id_lookup": fields.boolean(default=False),
}


def list_numbers(asked: Asked) -> NumbersJson:
    """Return every number, in the order they were added."""
    with asked.switchboard.desk.lock:
        return {"numbers": [rendering.number(one) for one in asked.store.numbers.values()]}


def add_number(asked: Asked) -> NumberJson:
    """Let an application answer a number."""
    values: dict[str, Any] = {
        name: str(value) if isinstance(value, StrEnum) else value for name, value in asked.body.items()
    }
    if values["account_sid"] and values["account_sid"] not in asked.store.accounts:
        raise Refusal(404, "unknown_account", "there is no account of this SID")
    return rendering.number(asked.switchboard.add_number(Number(**values)))


def list_contacts(asked: Asked) -> ContactsJson:
    """Return the contacts the emulator was given."""
    return {"contacts": [rendering.contact(one) for one in asked.store.contacts]}


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/numbers",
        summary="List the numbers that applications answer",
        handler=list_numbers,
        answer=NumbersJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/numbers",
        summary="Let an application answer a number; an earlier one of the same digits is replaced",
        handler=add_number,
        answer=NumberJson,
        status=201,
        body=NEW_NUMBER,
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/contacts",
        summary="List the contacts the emulator was given",
        handler=list_contacts,
        answer=ContactsJson,
    ),
)
