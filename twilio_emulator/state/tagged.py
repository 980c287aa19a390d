"""JSON for values of which nobody has said what they are, such as those of a shelved resource.

What JSON has no word for is an object with a single name that begins with ``$``: ``{"$datetime": "2026-…"}``.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_WRITTEN: dict[type, tuple[str, Callable[[Any], Any]]] = {
    datetime: ("$datetime", lambda value: value.isoformat()),
    date: ("$date", lambda value: value.isoformat()),
    Decimal: ("$decimal", str),
    bytes: ("$bytes", lambda value: b64encode(value).decode()),
    tuple: ("$tuple", lambda value: [to_json(one) for one in value]),
    set: ("$set", lambda value: sorted(map(to_json, value), key=json.dumps)),
    frozenset: ("$frozenset", lambda value: sorted(map(to_json, value), key=json.dumps)),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$decimal": Decimal,
    "$bytes": b64decode,
    "$tuple": lambda value: tuple(map(from_json, value)),
    "$set": lambda value: set(map(from_json, value)),
    "$frozenset": lambda value: frozenset(map(from_json, value)),
    "$dict": lambda value: {from_json(name): from_json(one) for name, one in value},
}


def to_json(value: Any) -> Any:
    """Return ``value`` as JSON has it; raises ``TypeError`` for what cannot be kept."""
    if value is None or isinstance(value, str | int | float):  # words of an enumeration are strings
        return value
    if isinstance(value, list):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        if all(isinstance(name, str) and not name.startswith("$") for name in value):
            return {name: to_json(one) for name, one in value.items()}
        return {"$dict": [[to_json(name), to_json(one)] for name, one in value.items()]}
    for kind, (name, write) in _WRITTEN.items():
        if isinstance(value, kind):
            return {name: write(value)}
    raise TypeError(f"a {type(value).__name__} cannot be kept; give it a field of a type of its own")


def from_json(value: Any, _kind: object = None) -> Any:
    """Return what :func:`to_json` was given."""
    if isinstance(value, list):
        return [from_json(one) for one in value]
    if isinstance(value, dict):
        for name, one in value.items():
            if name.startswith("$"):
                return _READ[name](one)
        return {name: from_json(one) for name, one in value.items()}
    return value
