"""Messaging Services: made with their senders at once, and with Advanced Opt-Out, which Twilio's API cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields
from twilio_emulator.control.numbers import METHOD
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.desk import Desk
from twilio_emulator.opting import OptOut
from twilio_emulator.store import MessagingService
from twilio_emulator.texts import pool

LONGEST_WORD, MOST_WORDS = 40, 50


class ServiceJson(TypedDict):
    """A Messaging Service and the senders in its pool."""

    sid: str
    account_sid: str
    friendly_name: str
    senders: list[str]
    inbound_request_url: str
    status_callback: str
    sticky_sender: bool
    advanced_opt_out: bool


class ServicesJson(TypedDict):
    """Every Messaging Service."""

    services: list[ServiceJson]


def rendered(one: MessagingService) -> ServiceJson:
    """Return a service and its senders."""
    return {
        "sid": one.sid,
        "account_sid": one.account_sid,
        "friendly_name": one.friendly_name,
        "senders": [sender.address for sender in one.senders],
        "inbound_request_url": one.inbound_request_url,
        "status_callback": one.status_callback,
        "sticky_sender": one.sticky_sender,
        "advanced_opt_out": one.opt_out is not None,
    }


KEYWORDS = {name: fields.several(most=MOST_WORDS, each=LONGEST_WORD) for name in ("stop", "start", "help")}
ANSWERS = {name: fields.text(least=0, required=False) for name in ("stopped", "started", "helped")}
WORDS = {**KEYWORDS, **ANSWERS}
"""What a service with Advanced Opt-Out heeds and answers; what is not given is as the vendor has it."""
NEW_SERVICE = {
    "friendly_name": fields.text(most=64, least=0, required=False),
    "senders": fields.several(most=pool.MOST_SENDERS, each=100),
    "inbound_request_url": fields.url(),
    "inbound_method": METHOD,
    "fallback_url": fields.url(),
    "fallback_method": METHOD,
    "status_callback": fields.url(),
    "sticky_sender": fields.boolean(default=True),
    "area_code_geomatch": fields.boolean(default=True),
    "smart_encoding": fields.boolean(default=True),
    "validity_period": fields.number(least=1, most=36_000, default=36_000),
    "advanced_opt_out": fields.boolean(default=False),
    **WORDS,
}


def list_services(asked: Asked) -> ServicesJson:
    """Return every service, in the order in which they were made."""
    with asked.switchboard.desk.lock:
        return {"services": [rendered(one) for one in asked.store.services.values()]}


def add_service(asked: Asked) -> ServiceJson:
    """Make a service; raises :class:`Refusal` 422 for a sender that cannot be."""
    try:
        return rendered(made(asked.switchboard.desk, asked.body))
    except ValueError as error:
        raise Refusal(422, "wrong_sender", str(error)) from None


def made(desk: Desk, given: Mapping[str, Any]) -> MessagingService:
    """Make the service that the fields describe; raises ``ValueError`` for a sender that cannot be."""
    options = {
        name: str(value) if isinstance(value, StrEnum) else value
        for name, value in given.items()
        if name not in WORDS and name not in ("friendly_name", "senders", "advanced_opt_out")
    }
    if given.get("advanced_opt_out"):
        words: dict[str, Any] = {name: tuple(given[name]) for name in KEYWORDS if given.get(name)}
        words |= {name: given[name] for name in ANSWERS if given.get(name)}
        options["opt_out"] = OptOut(**words)
    with desk.lock:
        return pool.new_service(
            desk.store, desk.clock.now(), given.get("friendly_name", ""), given.get("senders", ()), **options
        )


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/services",
        summary="List the Messaging Services",
        handler=list_services,
        answer=ServicesJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/services",
        summary="Make a Messaging Service with its senders",
        handler=add_service,
        answer=ServiceJson,
        status=201,
        body=NEW_SERVICE,
    ),
)
