"""The tables a configuration file may have: their keys, and how each is made. To add one, add its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from twilio_emulator.control import fields, services
from twilio_emulator.control.faults import NEW_FAULT
from twilio_emulator.control.fields import Field
from twilio_emulator.control.numbers import METHOD
from twilio_emulator.emulator import Emulator
from twilio_emulator.faults import fault_from
from twilio_emulator.meeting import Answerer, Meeting, Ringing
from twilio_emulator.outcomes import MessageStatus, Outcome
from twilio_emulator.store import Contact, Number, TwilioAccount, WsgiApp


class Ending(StrEnum):
    """How texts to a handset end."""

    DELIVERED = MessageStatus.DELIVERED
    UNDELIVERED = MessageStatus.UNDELIVERED
    FAILED = MessageStatus.FAILED
    SENT = MessageStatus.SENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One table of the file, its values checked, and where it is to be made; ``app`` is that of ``--app``."""

    emulator: Emulator
    app: WsgiApp | None
    values: Mapping[str, Any]

    def given(self) -> dict[str, Any]:
        """Return what the file says, and nothing it leaves out."""
        return {name: value for name, value in self.values.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One kind of table: its ``keys``, and what is made of it; ``declare`` raises ``ValueError`` for what cannot be."""

    keys: Mapping[str, Field]
    declare: Callable[[Declared], object]


def _account(declared: Declared) -> None:
    """Take an account, and the emulator's own again where it is that; one that is there keeps its age."""
    emulator, values = declared.emulator, declared.given()
    store, now = emulator.switchboard.desk.store, emulator.switchboard.desk.clock.now()
    owner = values.pop("owner_sid", "" if values["sid"] == store.account.sid else store.account.sid)
    if owner and owner not in store.accounts:
        raise ValueError(f"owner_sid {owner} is no account declared before this one")
    earlier = store.accounts.get(values["sid"])
    began = earlier.created_at if earlier is not None else now
    account = TwilioAccount(owner_sid=owner, created_at=began, updated_at=now, **values)
    if account.sid == store.account.sid:
        store.account = account
    store.accounts[account.sid] = account


def _owned(declared: Declared) -> dict[str, Any]:
    """Return the values of something that an account has; raises ``ValueError`` where there is no such account."""
    values = declared.given()
    account_sid = values.get("account_sid", "")
    if account_sid and account_sid not in declared.emulator.switchboard.desk.store.accounts:
        raise ValueError(f"account_sid {account_sid} is no account; write [[accounts]] for it")
    return {name: str(value) if isinstance(value, StrEnum) else value for name, value in values.items()}


def _number(declared: Declared) -> None:
    emulator, values = declared.emulator, _owned(declared)
    applications = emulator.switchboard.desk.store.applications
    for name in ("voice_application_sid", "sms_application_sid"):
        if values.get(name, "") and values[name] not in applications:
            raise ValueError(f"{name} {values[name]} is no application; write [[applications]] for it")
    emulator.switchboard.add_number(Number(app=declared.app, **values))


def _application(declared: Declared) -> None:
    declared.emulator.switchboard.add_application(Number(phone_number="", app=declared.app, **_owned(declared)))


def _handset(declared: Declared) -> None:
    """Take a handset into the contacts, and say how it meets calls and texts."""
    emulator, values = declared.emulator, declared.values
    number, store = values["phone_number"], emulator.switchboard.desk.store
    store.contacts = (*store.contacts, Contact(phone_number=number, name=values["name"], hint=values["hint"]))
    meeting = Meeting(
        how=values["on_ring"],
        after=values["after"],
        answerer=values["answerer"],
        greeting=values["greeting"],
        beep=values["beep"],
    )
    if meeting != Meeting():
        emulator.switchboard.on_ring(number, meeting)
    outcome = Outcome(
        status=MessageStatus(values["texts"]), error_code=values["error_code"], after=values["texts_after"]
    )
    if outcome != Outcome():
        store.outcomes[number] = outcome


def _caller_id(declared: Declared) -> None:
    declared.emulator.add_caller_id(declared.values["phone_number"])


def _service(declared: Declared) -> None:
    services.made(declared.emulator.switchboard.desk, _owned(declared))


def _fault(declared: Declared) -> None:
    declared.emulator.faults.add(fault_from(declared.given()))


def _optional(field: Field, default: Any = "") -> Field:
    return Field(schema=field.schema, read=field.read, required=False, default=default)


def _sid(prefix: str, *, required: bool = False) -> Field:
    return fields.sid(prefix, required=required)


NAME = fields.text(most=64, least=0, required=False)
ADDRESS = fields.address()
SECTIONS: Mapping[str, Section] = {
    "accounts": Section(
        keys={
            "sid": _sid("AC", required=True),
            "auth_token": fields.text(most=64),
            "friendly_name": NAME,
            "owner_sid": _sid("AC"),
        },
        declare=_account,
    ),
    "applications": Section(
        keys={
            "sid": _sid("AP", required=True),
            "account_sid": _sid("AC"),
            "friendly_name": NAME,
            "voice_url": ADDRESS,
            "voice_method": METHOD,
            "voice_fallback_url": ADDRESS,
            "voice_fallback_method": METHOD,
            "sms_url": ADDRESS,
            "sms_method": METHOD,
            "sms_fallback_url": ADDRESS,
            "sms_fallback_method": METHOD,
            "status_callback": ADDRESS,
            "status_callback_method": METHOD,
            "message_status_callback": ADDRESS,
        },
        declare=_application,
    ),
    "numbers": Section(
        keys={
            "phone_number": fields.phone_number(),
            "sid": _sid("PN"),
            "account_sid": _sid("AC"),
            "friendly_name": NAME,
            "voice_url": ADDRESS,
            "voice_method": METHOD,
            "voice_fallback_url": ADDRESS,
            "voice_fallback_method": METHOD,
            "voice_application_sid": _sid("AP"),
            "voice_caller_id_lookup": fields.boolean(),
            "sms_url": ADDRESS,
            "sms_method": METHOD,
            "sms_fallback_url": ADDRESS,
            "sms_fallback_method": METHOD,
            "sms_application_sid": _sid("AP"),
            "status_callback": ADDRESS,
            "status_callback_method": METHOD,
        },
        declare=_number,
    ),
    "handsets": Section(
        keys={
            "phone_number": fields.phone_number(),
            "name": NAME,
            "hint": fields.text(most=200, least=0, required=False),
            "on_ring": _optional(fields.one_of(Ringing), Ringing.ANSWER),
            "after": fields.seconds(default=0.0),
            "answerer": _optional(fields.one_of(Answerer), Answerer.HUMAN),
            "greeting": fields.text(least=0, required=False),
            "beep": fields.boolean(default=True),
            "texts": _optional(fields.one_of(Ending), Ending.DELIVERED),
            "error_code": fields.number(least=0, most=99_999, default=0),
            "texts_after": fields.seconds(default=0.0),
        },
        declare=_handset,
    ),
    "caller_ids": Section(keys={"phone_number": fields.phone_number()}, declare=_caller_id),
    "services": Section(
        keys={
            "sid": _sid("MG", required=True),
            "account_sid": _sid("AC"),
            **services.NEW_SERVICE,
            "inbound_request_url": ADDRESS,
            "fallback_url": ADDRESS,
            "status_callback": ADDRESS,
        },
        declare=_service,
    ),
    "faults": Section(keys=NEW_FAULT, declare=_fault),
}
"""In the order in which they are made, because one may name another."""
