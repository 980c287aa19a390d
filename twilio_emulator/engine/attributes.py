"""Readers of attribute values: text in, typed value out, and a coded warning where the text will not do.

An unreadable value never stops a call: the default is used and a warning is filed (twilio-behaviour 2, rule 7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice

MAX_LOOP = 1000
"""``loop="0"`` repeats until hang-up, at most this often."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a verb: how its text is read, its default, the code filed when it cannot be read.

    ``noted`` says why it is read and then not acted on; it is empty where the attribute is carried out.
    """

    read: Callable[[str], Any]
    default: Any = None
    code: int = 12200
    values: str = ""
    noted: str = ""


def noted(attribute: Attribute, reason: str) -> Attribute:
    """Return ``attribute`` marked as read, checked and not acted on, because of ``reason``."""
    return replace(attribute, noted=reason)


def text(default: str = "") -> Attribute:
    """Any text, taken as it stands."""
    return Attribute(str.strip, default, values="text")


def url() -> Attribute:
    """A URL, absolute or relative to the document; empty means the document itself."""
    return Attribute(str.strip, None, values="URL")


def choice(*allowed: str, default: str, code: int = 12200) -> Attribute:
    """One of the ``allowed`` words."""

    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"is none of {', '.join(allowed)}")
        return value

    return Attribute(read, default, code, " | ".join(allowed))


def method(code: int = 12200) -> Attribute:
    """``GET`` or ``POST``; POST by default."""

    def read(value: str) -> str:
        if value.upper() not in ("GET", "POST"):
            raise ValueError("is neither GET nor POST")
        return value.upper()

    return Attribute(read, "POST", code, "GET | POST")


def boolean(default: bool, code: int = 12200) -> Attribute:
    """The words ``true`` and ``false``."""

    def read(value: str) -> bool:
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false")
        return value == "true"

    return Attribute(read, default, code, "true | false")


def whole(*, default: int | None, least: int = 0, most: int = 1_000_000, code: int = 12200) -> Attribute:
    """A whole number from ``least`` to ``most``."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 9) or not least <= int(value) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(value)

    return Attribute(read, default, code, f"{least}…{most}")


def loop(code: int) -> Attribute:
    """How often to repeat; 0 means until hang-up, at most :data:`MAX_LOOP` times."""
    number = whole(default=1, least=0, most=MAX_LOOP, code=code)
    return Attribute(lambda value: number.read(value) or MAX_LOOP, 1, code, f"0…{MAX_LOOP}")


def words(*allowed: str, default: tuple[str, ...], code: int = 12200) -> Attribute:
    """Several of the ``allowed`` words, separated by white space, in any order."""

    def read(value: str) -> tuple[str, ...]:
        found = tuple(value.split())
        if not found or not set(found) <= set(allowed):
            raise ValueError(f"has a word that is none of {', '.join(allowed)}")
        return found

    return Attribute(read, default, code, " ".join(allowed))


def key(*, default: str, code: int) -> Attribute:
    """One key of the pad, or nothing at all."""

    def read(value: str) -> str:
        if len(value) > 1 or value not in "0123456789*#":
            raise ValueError("is not one key")
        return value

    return Attribute(read, default, code, "0-9 # * or empty")


def keys(*, default: str, code: int) -> Attribute:
    """Any keys of the pad, of which each has its meaning by itself; or none at all."""

    def read(value: str) -> str:
        if not set(value) <= set("0123456789*#"):
            raise ValueError("has a character that is no key")
        return value

    return Attribute(read, default, code, "any of 0-9 # * or empty")


def matching(allowed: str, *, code: int) -> Attribute:
    """Text made of the ``allowed`` characters only."""

    def read(value: str) -> str:
        if not set(value) <= set(allowed):
            raise ValueError(f"has a character that is none of {allowed}")
        return value

    return Attribute(read, "", code, f"any of {allowed}")


def written(value: Any) -> str:
    """Return an attribute's value as a document has it; an empty one is ``nothing``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | frozenset):
        return " ".join(written(one) for one in value) or "nothing"
    return str(value) if value != "" else "nothing"


def read_all(element: Element, table: Mapping[str, Attribute], notices: list[Notice]) -> dict[str, Any]:
    """Read every attribute of ``element`` by its ``table``; unknown and unreadable ones are filed and passed over."""
    values = {name: attribute.default for name, attribute in table.items()}
    for name, raw in element.attributes.items():
        attribute = table.get(name)
        if attribute is None:
            detail = f"{element.tag} has no attribute {name}"
            notices.append(element.remark(12200, detail))
            continue
        try:
            values[name] = attribute.read(raw)
        except ValueError as error:
            default = attribute.default
            instead = "it is passed over" if default is None else f"{written(default)} is used"
            detail = f"{element.tag} {name}={raw[:60]!r} {error}; {instead}"
            notices.append(element.remark(attribute.code, detail))
    return values
