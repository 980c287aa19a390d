"""The values a request may carry: how each is checked, and how the API's own description puts it.

Text is refused where it holds half of a surrogate pair: JSON can spell one, and nothing that is sent on can.
"""

from __future__ import annotations

import math
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from twilio_emulator.control.refusal import WrongField

NUMBER = r"^(\+[1-9][0-9]{2,14}|[0-9]{3,8})$"
"""E.164, or a short code such as 12393."""
KEYS = r"^[0-9*#A-D]{1,100}$"
SID = r"^[A-Z]{2}[0-9a-f]{32}$"
MOST_TEXT = 1600
"""Characters of a text; more cannot be sent in one (twilio-behaviour 4.5)."""
MOST_SECONDS = 31 * 24 * 3600.0


class _Wrong(Exception):
    """Says what was expected, to be put behind the field's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value: ``read`` turns what came into what is used, ``schema`` describes it (JSON Schema)."""

    schema: Mapping[str, Any]
    read: Callable[[Any], Any]
    required: bool = True
    default: Any = None


def read_all(fields: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """Check every value of a body or query; raises :class:`WrongField` at the first that is wrong or unknown."""
    unknown = sorted(set(given) - set(fields))
    if unknown:
        known = ", ".join(fields) or "none"
        raise WrongField(repr(unknown[0][:60]), f"is not known here; there are: {known}")
    values = {}
    for name, field in fields.items():
        if name not in given:
            if field.required:
                raise WrongField(name, "is missing")
            values[name] = field.default
            continue
        try:
            values[name] = field.read(given[name])
        except _Wrong as wrong:
            raise WrongField(name, str(wrong)) from None
    return values


def phone_number(*, required: bool = True) -> Field:
    """A number as it is dialled."""
    expected = "must be a number in E.164, such as +8612000000001, or a short code, such as 12393"
    schema = {"type": "string", "pattern": NUMBER}
    return Field(schema=schema, read=_matching(NUMBER, expected), required=required, default="")


def sid(prefix: str = "", *, required: bool = True) -> Field:
    """A SID, of the kind that begins with ``prefix`` where one is named."""
    pattern = SID.replace("[A-Z]{2}", prefix) if prefix else SID
    expected = f"must be a SID: {prefix or 'two letters'} and 32 hexadecimal digits"
    schema = {"type": "string", "pattern": pattern}
    return Field(schema=schema, read=_matching(pattern, expected), required=required, default="")


def keys() -> Field:
    """Keys of the pad, in the order they are pressed."""
    expected = "must be 1 to 100 keys of the pad: 0-9 * # A-D"
    return Field(schema={"type": "string", "pattern": KEYS}, read=_matching(KEYS, expected))


def pattern(expression: str, expected: str) -> Field:
    """A text that matches a regular expression whole; ``expected`` says in words what it must be."""
    return Field(schema={"type": "string", "pattern": expression}, read=_matching(expression, expected))


def text(*, most: int = MOST_TEXT, least: int = 1, required: bool = True) -> Field:
    """Words of ``least`` to ``most`` characters."""
    expected = f"must be a text of {least} to {most} characters"

    def read(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise _Wrong(expected)
        if any("\ud800" <= character <= "\udfff" or character == "\0" for character in value):
            raise _Wrong("must be well-formed Unicode")
        return value

    schema = {"type": "string", "minLength": least, "maxLength": most}
    return Field(schema=schema, read=read, required=required, default="")


def sound() -> Field:
    """A WAV in base 64, or nothing."""
    return _base64("a WAV", {"contentMediaType": "audio/wav"}, required=False)


def data() -> Field:
    """Any bytes in base 64."""
    return _base64("a file", {}, required=True)


def _base64(what: str, schema: Mapping[str, Any], *, required: bool) -> Field:
    def read(value: Any) -> bytes:
        try:
            return b64decode(value, validate=True)
        except (TypeError, ValueError):
            raise _Wrong(f"must be {what} in base 64") from None

    whole = {"type": "string", "contentEncoding": "base64", **schema}
    return Field(schema=whole, read=read, required=required, default=b"")


def url() -> Field:
    """An absolute http address, or nothing."""
    words = text(most=2048, least=0)

    def read(value: Any) -> str:
        address: str = words.read(value)
        try:
            parts = urlsplit(address)
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if (address and not known) or any(character <= " " for character in address):
            raise _Wrong("must be an absolute http or https address, or empty")
        return address

    return Field(schema={"type": "string", "format": "uri", "maxLength": 2048}, read=read, required=False, default="")


def address() -> Field:
    """An absolute http address, a path of an application that is called without a socket, or nothing."""
    absolute = url()

    def read(value: Any) -> str:
        if isinstance(value, str) and re.fullmatch(r"/[!-~]{0,2000}", value):
            return value
        try:
            return str(absolute.read(value))
        except _Wrong as wrong:
            raise _Wrong(f"{wrong}, or the path of an application that begins with /") from None

    return Field(schema={"type": "string", "maxLength": 2048}, read=read, required=False, default="")


def boolean(*, default: bool = False) -> Field:
    """True or false."""

    def read(value: Any) -> bool:
        if not isinstance(value, bool):
            raise _Wrong("must be true or false")
        return value

    return Field(schema={"type": "boolean", "default": default}, read=read, required=False, default=default)


def number(*, least: int, most: int, default: int) -> Field:
    """A whole number where numbers are no texts."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _Wrong(f"must be a whole number from {least} to {most}")
        return value

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Field(schema=schema, read=read, required=False, default=default)


def one_of(kind: type[StrEnum], *, default: StrEnum | None = None) -> Field:
    """One word of a closed set."""
    words = [str(one) for one in kind]

    def read(value: Any) -> StrEnum:
        if not isinstance(value, str) or value not in words:
            raise _Wrong(f"must be one of {', '.join(words)}")
        return kind(value)

    return Field(schema={"type": "string", "enum": words}, read=read, required=default is None, default=default)


def seconds(*, most: float = MOST_SECONDS, default: float | None = None) -> Field:
    """A time to pass, at most ``most`` seconds."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= most:
            raise _Wrong(f"must be a number from 0 to {most:.0f}")
        return float(value) if math.isfinite(value) else 0.0

    schema: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": most}
    if default is None:
        return Field(schema=schema, read=read)
    return Field(schema={**schema, "default": default}, read=read, required=False, default=default)


def whole(*, least: int, most: int, default: int | None = None) -> Field:
    """A whole number in a query, where everything is text."""

    def read(value: Any) -> int:
        digits = isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value)
        if not digits or not least <= int(value) <= most:
            raise _Wrong(f"must be a whole number from {least} to {most}")
        return int(value)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    if default is not None:
        schema["default"] = default
    return Field(schema=schema, read=read, required=False, default=default)


def several(*, most: int, each: int) -> Field:
    """A list of up to ``most`` texts, of up to ``each`` characters; empty where none is given."""
    one = text(most=each)

    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > most:
            raise _Wrong(f"must be a list of at most {most} texts")
        return [one.read(word) for word in value]

    schema = {"type": "array", "items": dict(one.schema), "maxItems": most}
    return Field(schema=schema, read=read, required=False, default=())


def urls(*, most: int = 10) -> Field:
    """Absolute http addresses, at most so many."""
    one = url()

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > most or not all(value):
            raise _Wrong(f"must be a list of at most {most} addresses")
        return tuple(one.read(each) for each in value)

    schema = {"type": "array", "items": {"type": "string", "format": "uri"}, "maxItems": most}
    return Field(schema=schema, read=read, required=False, default=())


def judged(schema: Mapping[str, Any], name: str, judge: Callable[[str, Any], Any], *, required: bool = False) -> Field:
    """A value that ``judge`` knows all about, as the key ``name``: it raises ``ValueError``, which begins with that."""

    def read(value: Any) -> Any:
        try:
            return judge(name, value)
        except ValueError as error:
            raise _Wrong(str(error).removeprefix(f"{name} ")) from None

    return Field(schema=schema, read=read, required=required)


def _matching(pattern: str, expected: str) -> Callable[[Any], str]:
    compiled = re.compile(pattern.removesuffix("$") + r"\Z")

    def read(value: Any) -> str:
        if not isinstance(value, str) or not compiled.match(value):
            raise _Wrong(expected)
        return value

    return read
