"""The safe list: numbers that no guard against fraud may refuse; on a desk there is no such guard."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import Kind
from twilio_emulator.store import Shelved


def described(asked: Asked, one: Shelved) -> dict[str, Any]:
    """Return the SafeList resource."""
    number = one.values["phone_number"]
    return {"sid": one.sid, "phone_number": number, "url": kept.place(asked, "SafeList", "Numbers", number)}


def create(asked: Asked) -> dict[str, Any]:
    """Put a number on the list, once; raises 60200."""
    number = kept.phone_number(asked, "PhoneNumber", asked.text("PhoneNumber").strip())
    found = _find(asked, number)
    return described(asked, found or kept.keep(asked, Kind.SAFE_NUMBER, {"phone_number": number}))


def fetch(asked: Asked) -> dict[str, Any]:
    """Return a number that is on the list."""
    return described(asked, _one(asked))


def delete(asked: Asked) -> None:
    """Take a number off the list."""
    kept.forget(asked, Kind.SAFE_NUMBER, _one(asked))


def _find(asked: Asked, number: str) -> Shelved | None:
    found = kept.every(asked, Kind.SAFE_NUMBER)
    return next((one for one in found if one.values["phone_number"] == number), None)


def _one(asked: Asked) -> Shelved:
    found = _find(asked, asked.sids["PhoneNumber"])
    if found is None:
        raise asked.missing()
    return found


ONE = "/v2/SafeList/Numbers/{PhoneNumber}"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/v2/SafeList/Numbers", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of the safe list."""
