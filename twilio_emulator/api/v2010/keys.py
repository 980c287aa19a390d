"""Keys, which open what the account's token does; SigningKeys is an older name of the same ones (5.7)."""

from __future__ import annotations

from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import Key

LONGEST_NAME = 64


def described(_asked: Asked, key: Key) -> dict[str, Any]:
    """Return the Key resource; its secret is told at creation only."""
    return {
        "sid": key.sid,
        "friendly_name": key.friendly_name,
        "date_created": formats.date(key.created_at),
        "date_updated": formats.date(key.updated_at),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a key; raises 20002."""
    now = asked.now()
    key = Key(account_sid=asked.account.sid, friendly_name=_name(asked), created_at=now, updated_at=now)
    asked.store.keys[key.sid] = key
    return {**described(asked, key), "secret": key.secret}


def list_all(array: str, asked: Asked) -> dict[str, Any]:
    """Return the account's keys, newest first."""
    own = [one for one in reversed(asked.store.keys.values()) if one.account_sid == asked.account.sid]
    return paging.page(asked, array, own, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one key."""
    return described(asked, _key(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename a key; raises 20002."""
    key = _key(asked)
    key.friendly_name = _name(asked) if asked.has("FriendlyName") else key.friendly_name
    key.updated_at = asked.now()
    return described(asked, key)


def delete(asked: Asked) -> None:
    """Forget a key: it opens nothing any more."""
    del asked.store.keys[_key(asked).sid]


def _key(asked: Asked) -> Key:
    return asked.own(asked.store.keys.get(asked.sids["Sid"]))


def _name(asked: Asked) -> str:
    name = asked.text("FriendlyName").strip()
    if len(name) > LONGEST_NAME:
        raise ApiError(20002)
    return name


def _operations(name: str, array: str) -> tuple[Operation, ...]:
    many, one = f"/{{AccountSid}}/{name}.json", f"/{{AccountSid}}/{name}/{{Sid}}.json"
    return (
        Operation(method=HTTPMethod.POST, path=many, handler=create, status=201),
        Operation(method=HTTPMethod.GET, path=many, handler=partial(list_all, array)),
        Operation(method=HTTPMethod.GET, path=one, handler=fetch),
        Operation(method=HTTPMethod.POST, path=one, handler=update),
        Operation(method=HTTPMethod.DELETE, path=one, handler=delete, status=204),
    )


OPERATIONS = (*_operations("Keys", "keys"), *_operations("SigningKeys", "signing_keys"))
"""What may be asked of keys, by either name."""
