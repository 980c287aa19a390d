"""Add-ons of a number: there is no market for them here, so that no number has any."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.form import is_sid
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010.incoming_phone_numbers import number_of


def _rendered(_asked: Asked, _record: object) -> dict[str, Any]:
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the add-ons of a number: none. Raises 20404 for a number that is not the account's."""
    number_of(asked, "ResourceSid")
    return paging.page(asked, "assigned_add_ons", (), _rendered)


def create(asked: Asked) -> None:
    """Refuse an add-on: 20001 for what is no SID of one, 20404 for any other, none of which is installed."""
    number_of(asked, "ResourceSid")
    if not is_sid(asked.text("InstalledAddOnSid"), "XE"):
        raise ApiError(20001, name="InstalledAddOnSid")
    raise asked.missing()


def missing(asked: Asked) -> None:
    """Tell that there is no such add-on, nor any part of it (20404)."""
    raise asked.missing()


MANY = "/{AccountSid}/IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns"
ONE, PARTS = f"{MANY}/{{Sid}}.json", f"{MANY}/{{AssignedAddOnSid}}/Extensions"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path=f"{MANY}.json", handler=list_all),
    Operation(method=HTTPMethod.POST, path=f"{MANY}.json", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=ONE, handler=missing),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=missing, status=204),
    Operation(method=HTTPMethod.GET, path=f"{PARTS}.json", handler=missing),
    Operation(method=HTTPMethod.GET, path=f"{PARTS}/{{Sid}}.json", handler=missing),
)
"""What may be asked of add-ons."""
