"""What Verify keeps and gives back: services, rate limits, webhooks and the like, on the shelves of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.store import Shelved, new_sid

register({60200: "Invalid parameter `{name}`: {value}"})
INVALID = 60200


class Kind(StrEnum):
    """The kinds of what is kept, as their shelves are called."""

    SERVICE = "verify services"
    RATE_LIMIT = "verify rate limits"
    BUCKET = "verify buckets"
    MESSAGING = "verify messaging configurations"
    WEBHOOK = "verify webhooks"
    ACCESS_TOKEN = "verify access tokens"  # noqa: S105  # the name of a shelf
    SAFE_NUMBER = "verify safe list"


PREFIXES = {
    Kind.SERVICE: "VA",
    Kind.RATE_LIMIT: "RK",
    Kind.BUCKET: "BL",
    Kind.MESSAGING: "MC",
    Kind.WEBHOOK: "YW",
    Kind.ACCESS_TOKEN: "YK",
    Kind.SAFE_NUMBER: "GN",
}


def keep(asked: Asked, kind: Kind, values: dict[str, Any], parent: str = "") -> Shelved:
    """Put a new resource on its shelf."""
    now = asked.now()
    one = Shelved(
        sid=new_sid(PREFIXES[kind]),
        account_sid=asked.account.sid,
        parent_sid=parent,
        values=values,
        created_at=now,
        updated_at=now,
    )
    asked.store.shelves.setdefault(kind, {})[one.sid] = one
    return one


def every(asked: Asked, kind: Kind, parent: str = "") -> Iterator[Shelved]:
    """Yield what the account has of a kind, of one parent, newest first."""
    for one in reversed(asked.store.shelves.get(kind, {}).values()):
        if one.account_sid == asked.account.sid and one.parent_sid == parent:
            yield one


def find(asked: Asked, kind: Kind, sid: str, parent: str = "") -> Shelved:
    """Return one resource of the account and the parent; raises 20404."""
    one = asked.own(asked.store.shelves.get(kind, {}).get(sid))
    if one.parent_sid != parent:
        raise asked.missing()
    return one


def change(asked: Asked, one: Shelved, values: dict[str, Any]) -> None:
    """Take over what was sent."""
    one.values.update(values)
    one.updated_at = asked.now()


def forget(asked: Asked, kind: Kind, one: Shelved) -> None:
    """Take a resource off its shelf."""
    del asked.store.shelves[kind][one.sid]


def service_of(asked: Asked, name: str = "ServiceSid") -> Shelved:
    """Return the service that the path names; raises 20404."""
    return find(asked, Kind.SERVICE, asked.sids[name])


def place(asked: Asked, *parts: str) -> str:
    """Return the whole address of a resource."""
    return "/".join((asked.base, "v2", *parts))


def dates(one: Shelved) -> dict[str, str | None]:
    """Return when something was made and changed."""
    return {"date_created": formats.iso(one.created_at), "date_updated": formats.iso(one.updated_at)}


def needed(asked: Asked, name: str, longest: int = 1000) -> str:
    """Return a text that has to be there; raises 60200."""
    value = asked.text(name).strip()
    if not 0 < len(value) <= longest:
        raise ApiError(INVALID, name=name, value=value[:60])
    return value


def read_object(asked: Asked, name: str, longest: int = 4096) -> dict[str, Any]:
    """Return the JSON object that was sent as text, empty where none was; raises 60200 for what is none."""
    text = asked.text(name)
    if not text:
        return {}
    try:
        found = json.loads(text) if len(text) <= longest else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ApiError(INVALID, name=name, value=text[:60])
    return found


def read_strings(asked: Asked, name: str, longest: int = 1024) -> dict[str, str] | None:
    """Return a JSON object of nothing but texts, ``None`` where none was sent; raises 60200 for what is none."""
    found = read_object(asked, name, longest)
    if not all(isinstance(value, str) for value in found.values()):
        raise ApiError(INVALID, name=name, value=asked.text(name)[:60])
    return found or None


def phone_number(asked: Asked, name: str, value: str) -> str:
    """Return an E.164 number; raises 60200 for what is none."""
    if formats.e164(value) is None:
        raise ApiError(INVALID, name=name, value=value[:60])
    return value
