"""Accounts, and what belongs to one without being a number: applications, and caller IDs that may be shown."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields
from twilio_emulator.control.numbers import METHOD
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.store import CallerId, Number, TwilioAccount, new_sid


class AccountJson(TypedDict):
    """An account, with the token that opens its API and signs its webhooks."""

    sid: str
    auth_token: str
    friendly_name: str
    status: str
    owner_sid: str


class AccountsJson(TypedDict):
    """Every account; the first one is the emulator's own."""

    accounts: list[AccountJson]


class ApplicationJson(TypedDict):
    """An application, which ``<Application>`` dials by its SID and numbers may name."""

    sid: str
    account_sid: str
    friendly_name: str
    voice_url: str
    voice_method: str
    sms_url: str
    sms_method: str
    status_callback: str


class ApplicationsJson(TypedDict):
    """Every application."""

    applications: list[ApplicationJson]


class CallerIdJson(TypedDict):
    """A foreign number that an account may show as the caller's."""

    sid: str
    account_sid: str
    phone_number: str


class CallerIdsJson(TypedDict):
    """Every number that may be shown though it is not an account's."""

    caller_ids: list[CallerIdJson]


ACCOUNT = fields.sid(required=False)
NEW_APPLICATION = {
    "account_sid": ACCOUNT,
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
}


def list_accounts(asked: Asked) -> AccountsJson:
    """Return every account with its token."""
    with asked.switchboard.desk.lock:
        return {"accounts": [_account(one) for one in asked.store.accounts.values()]}


def list_applications(asked: Asked) -> ApplicationsJson:
    """Return every application."""
    with asked.switchboard.desk.lock:
        return {"applications": [_application(one) for one in asked.store.applications.values()]}


def add_application(asked: Asked) -> ApplicationJson:
    """Take an application."""
    values: dict[str, Any] = {
        name: str(value) if isinstance(value, StrEnum) else value for name, value in asked.body.items()
    }
    values["account_sid"] = _owner(asked)
    application = Number(phone_number="", sid=new_sid("AP"), **values)
    return _application(asked.switchboard.add_application(application))


def list_caller_ids(asked: Asked) -> CallerIdsJson:
    """Return the numbers that may be shown."""
    with asked.switchboard.desk.lock:
        return {"caller_ids": [_caller_id(one) for one in asked.store.caller_ids.values()]}


def add_caller_id(asked: Asked) -> CallerIdJson:
    """Let applications show a number as the caller's, though it is not theirs: its owner has agreed."""
    desk, number = asked.switchboard.desk, asked.body["phone_number"]
    now = desk.clock.now()
    with desk.lock:
        caller_id = CallerId(
            phone_number=number, account_sid=_owner(asked), friendly_name=number, created_at=now, updated_at=now
        )
        desk.store.caller_ids[number] = caller_id
    return _caller_id(caller_id)


def _owner(asked: Asked) -> str:
    """Return the account a request names, the first one where it names none; raises :class:`Refusal` 404."""
    sid: str = asked.body["account_sid"] or asked.store.account.sid
    if sid not in asked.store.accounts:
        raise Refusal(404, "unknown_account", "there is no account of this SID")
    return sid


def _account(one: TwilioAccount) -> AccountJson:
    return {
        "sid": one.sid,
        "auth_token": one.auth_token,
        "friendly_name": one.friendly_name,
        "status": one.status,
        "owner_sid": one.owner_sid,
    }


def _application(one: Number) -> ApplicationJson:
    return {
        "sid": one.sid,
        "account_sid": one.account_sid,
        "friendly_name": one.friendly_name,
        "voice_url": one.voice_url,
        "voice_method": one.voice_method,
        "sms_url": one.sms_url,
        "sms_method": one.sms_method,
        "status_callback": one.status_callback,
    }


def _caller_id(one: CallerId) -> CallerIdJson:
    return {"sid": one.sid, "account_sid": one.account_sid, "phone_number": one.phone_number}


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/accounts",
        summary="List the accounts, each with its token",
        handler=list_accounts,
        answer=AccountsJson,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/applications",
        summary="List the applications that are dialled by their SIDs",
        handler=list_applications,
        answer=ApplicationsJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/applications",
        summary="Take an application that is dialled by its SID",
        handler=add_application,
        answer=ApplicationJson,
        status=201,
        body=NEW_APPLICATION,
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/caller-ids",
        summary="List the foreign numbers that may be shown as the caller's",
        handler=list_caller_ids,
        answer=CallerIdsJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/caller-ids",
        summary="Let an account show a foreign number as the caller's",
        handler=add_caller_id,
        answer=CallerIdJson,
        status=201,
        body={"phone_number": fields.phone_number(), "account_sid": ACCOUNT},
        refusals=(404,),
    ),
)
