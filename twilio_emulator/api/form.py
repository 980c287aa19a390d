"""What a resource may be given, as tables: each parameter with its kind, read from a form and written into an answer.

A resource whose fields are values that are kept and given back describes them here once, and is created, updated and
described by the same table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError

LONGEST = 1000
"""Characters of a text that is kept."""


class Kind(StrEnum):
    """What kinds of values there are."""

    TEXT = "text"
    URL = "url"
    METHOD = "method"
    BOOLEAN = "boolean"
    WHOLE = "whole"
    SID = "sid"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a form, such as ``VoiceUrl``, whose property is called ``voice_url``.

    ``default`` is the value where nothing was sent; a text without a value is ``null`` in an answer. ``code`` is that
    of a value that cannot be. A SID begins with the ``prefix``; a choice is one of the ``allowed``,
    choices are a list of them. ``longest`` bounds a
    text, ``least`` and ``most`` a whole number. One that is ``hidden`` is in no answer, and one that is ``fixed`` is
    read at creation only.
    """

    parameter: str
    kind: Kind = Kind.TEXT
    default: str | bool | int = ""
    required: bool = False
    code: int = 20001
    prefix: str = ""
    allowed: tuple[str, ...] = ()
    longest: int = LONGEST
    least: int = 0
    most: int = 0
    hidden: bool = False
    fixed: bool = False

    @cached_property
    def name(self) -> str:
        """The property's name."""
        return snake(self.parameter)

    def read(self, asked: Asked) -> Any:
        """Return the value that was sent; raises :class:`ApiError` for one that cannot be."""
        match self.kind:
            case Kind.URL:
                return asked.url(self.parameter, self.code)
            case Kind.METHOD:
                return asked.method(self.parameter, str(self.default), self.code)
            case Kind.BOOLEAN:
                return asked.boolean(self.parameter, bool(self.default), self.code)
            case Kind.WHOLE:
                return asked.whole(self.parameter, int(self.default), least=self.least, most=self.most, code=self.code)
            case Kind.CHOICE:
                return asked.choice(self.parameter, self.allowed, str(self.default), self.code)
            case Kind.CHOICES:
                chosen = asked.texts(self.parameter)
                if not set(chosen) <= set(self.allowed):
                    raise ApiError(self.code, name=self.parameter)
                return chosen
            case Kind.SID:
                value = asked.text(self.parameter)
                fits = not value or is_sid(value, self.prefix)
            case _:
                value = asked.text(self.parameter)
                fits = len(value) <= self.longest and bool(value.strip() or not self.required)
        if not fits:
            raise ApiError(self.code, name=self.parameter, value=value[:60])
        return value


def snake(parameter: str) -> str:
    """Return the property's name of a parameter: ``SmsUrl`` becomes ``sms_url``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter).lower()


def is_sid(value: str, prefix: str) -> bool:
    """Whether ``value`` is a SID of that kind."""
    return re.fullmatch(f"{prefix}[0-9a-fA-F]{{32}}", value) is not None


def created(asked: Asked, table: Iterable[Parameter]) -> dict[str, Any]:
    """Return every value of a new resource by its name; raises the code of one that is missing or cannot be."""
    values: dict[str, Any] = {}
    for one in table:
        if one.required and not asked.text(one.parameter).strip():
            raise ApiError(one.code, name=one.parameter)
        values[one.name] = one.read(asked)
    return values


def changed(asked: Asked, table: Iterable[Parameter]) -> dict[str, Any]:
    """Return the values that were sent, by their names; raises the code of one that cannot be."""
    return {one.name: one.read(asked) for one in table if asked.has(one.parameter) and not one.fixed}


def shown(values: Mapping[str, Any], table: Iterable[Parameter]) -> dict[str, Any]:
    """Return the properties of an answer: an empty text is null."""
    return {one.name: None if values[one.name] == "" else values[one.name] for one in table if not one.hidden}
