"""Accounts and their subaccounts (twilio-behaviour 5.7)."""

from __future__ import annotations

import secrets
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import TwilioAccount, new_sid

register({20002: "The FriendlyName is not valid", 20010: "What has been closed stays closed"})
LONGEST_NAME = 64
STATUSES = ("active", "suspended", "closed")
BELOW = {
    "available_phone_numbers": "AvailablePhoneNumbers",
    "calls": "Calls",
    "conferences": "Conferences",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "notifications": "Notifications",
    "outgoing_caller_ids": "OutgoingCallerIds",
    "recordings": "Recordings",
    "transcriptions": "Transcriptions",
    "addresses": "Addresses",
    "signing_keys": "SigningKeys",
    "connect_apps": "ConnectApps",
    "sip": "SIP",
    "authorized_connect_apps": "AuthorizedConnectApps",
    "usage": "Usage",
    "keys": "Keys",
    "applications": "Applications",
    "short_codes": "SMS/ShortCodes",
    "queues": "Queues",
    "messages": "Messages",
    "balance": "Balance",
}
"""What belongs to an account, and where it is."""


def described(asked: Asked, account: TwilioAccount) -> dict[str, Any]:
    """Return the Account resource."""
    path = formats.path(account.sid)
    created = account.created_at or asked.now()
    return {
        "auth_token": account.auth_token,
        "date_created": formats.date(created),
        "date_updated": formats.date(account.updated_at or created),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid or account.sid,
        "sid": account.sid,
        "status": account.status,
        "subresource_uris": {name: f"{path}/{below}.json" for name, below in BELOW.items()},
        "type": "Full",
        "uri": f"{path}.json",
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a subaccount; raises 20002, and 20006 where a subaccount asks."""
    if asked.account.owner_sid:
        raise ApiError(20006)
    now = asked.now()
    account = TwilioAccount(
        sid=new_sid("AC"),
        auth_token=secrets.token_hex(16),
        friendly_name=_name(asked) or f"SubAccount Created at {now:%Y-%m-%d %H:%M}",
        owner_sid=asked.account.sid,
        created_at=now,
        updated_at=now,
    )
    asked.store.accounts[account.sid] = account
    return described(asked, account)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the account and its subaccounts, newest first; ``FriendlyName`` and ``Status`` choose among them."""
    name, status = asked.query.get("FriendlyName", ""), asked.query.get("Status", "")
    if status and status not in STATUSES:
        raise ApiError(20001, name="Status")
    found = [
        one
        for one in reversed(asked.store.accounts.values())
        if _is_known(asked, one) and name in ("", one.friendly_name) and status in ("", one.status)
    ]
    return paging.page(asked, "accounts", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return the account itself, or a subaccount."""
    return described(asked, _account(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename an account, or suspend, close or reopen a subaccount; one that is closed has no numbers any more."""
    account = _account(asked)
    name, status = _name(asked), asked.choice("Status", STATUSES, account.status)
    if status != account.status:
        if not account.owner_sid or asked.account.sid != account.owner_sid:
            raise ApiError(20006)
        if account.status == "closed":
            raise ApiError(20010)
        account.status = status
        if status == "closed":
            _release(asked, account)
    account.friendly_name = name or account.friendly_name
    account.updated_at = asked.now()
    return described(asked, account)


def _release(asked: Asked, account: TwilioAccount) -> None:
    numbers = asked.store.numbers
    for phone_number in [one.phone_number for one in numbers.values() if one.account_sid == account.sid]:
        del numbers[phone_number]


def _account(asked: Asked) -> TwilioAccount:
    account = asked.store.accounts.get(asked.sids["Sid"])
    if account is None or not _is_known(asked, account):
        raise asked.missing()
    return account


def _is_known(asked: Asked, account: TwilioAccount) -> bool:
    return asked.account.sid in (account.sid, account.owner_sid)


def _name(asked: Asked) -> str:
    name = asked.text("FriendlyName").strip()
    if len(name) > LONGEST_NAME:
        raise ApiError(20002)
    return name


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=".json", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=".json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/{Sid}.json", handler=update),
)
"""What may be asked of accounts."""
