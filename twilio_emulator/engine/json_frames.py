"""Reading what an application sends over a websocket: JSON objects in text frames, from anybody at all."""

from __future__ import annotations

import json
from typing import Any

SHOWN = 60
"""Characters of a value that are repeated in a remark."""


def shown(value: object) -> str:
    """Return ``value`` as a remark repeats it."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()[:SHOWN]


def read(text: str | bytes) -> dict[str, Any]:
    """Read one frame; raises ValueError with what is wrong with it."""
    if isinstance(text, bytes):
        raise ValueError("a binary message; messages are JSON in text frames")
    try:
        message = json.loads(text)
    except RecursionError:
        raise ValueError("JSON that nests too deep") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {str(error)[:100]}") from None
    if not isinstance(message, dict):
        raise ValueError(f"{_kind(message)} in place of an object")
    return message


def text_of(message: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return the text ``name`` of ``message``, or ``default``; raises ValueError where there is neither."""
    value = message.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} is to be a text, and is {shown(value)}")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def flag_of(message: dict[str, Any], name: str, default: bool) -> bool:
    """Return ``name`` of ``message``, true or false; raises ValueError for anything else."""
    value = message.get(name, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name} is to be true or false, and is {shown(value)}")
    return value


def _kind(message: object) -> str:
    """Return what a JSON value is that is no object."""
    match message:
        case None:
            return "null"
        case bool():
            return "true or false"
        case list():
            return "an array"
        case str():
            return "a text"
        case _:
            return "a number"
