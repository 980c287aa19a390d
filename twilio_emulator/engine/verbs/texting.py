"""What ``<Message>`` and ``<Sms>`` have in common: to whom, from whom, how long (twilio-behaviour 3.11, 4.2)."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Effect, Notify
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.verbs.verb import Line

MAX_BODY = 1600
"""Characters in one message at most (twilio-behaviour 4.5)."""
MAX_MEDIA = 10

_NUMBER = re.compile(r"\+?[\d ().\-]*\d")
_CHANNEL = re.compile(r"[a-z]+:\S+")
_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def _is_number(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and 3 <= sum(character.isdigit() for character in value) <= 15


def _recipient(value: str) -> str:
    value = value.strip()
    if value and not (_is_number(value) or _CHANNEL.fullmatch(value)):
        raise ValueError("is neither a number nor an address of a channel")
    return value


def _sender(value: str) -> str:
    value = value.strip()
    known = _is_number(value) or any(form.fullmatch(value) for form in (_CHANNEL, _SERVICE, _NAME))
    if value and not known:
        raise ValueError("is neither a number nor a name of 1 to 11 letters and digits")
    return value


ATTRIBUTES = {
    "to": attributes.Attribute(_recipient, "", 14101, "number | channel:address"),
    "from": attributes.Attribute(_sender, "", 14102, "number | name | channel:address"),
    "action": attributes.url(),
    "method": attributes.method(14104),
    "statusCallback": attributes.url(),
}
"""The attributes of both verbs."""


def is_addressed(element: Element, values: dict[str, Any]) -> bool:
    """Whether everything that ``element`` says of to whom and from whom could be read."""
    return not any(element.attributes.get(name, "").strip() and not values[name] for name in ("to", "from"))


def body(element: Element, text: str, media: tuple[str, ...], notices: list[Notice]) -> bool:
    """Whether ``text`` and ``media`` make a message; files 14103 where they do not."""
    if len(text) <= MAX_BODY and (text or media):
        return True
    notices.append(element.remark(14103, f"{len(text)} characters; a message has 1 to {MAX_BODY}, or media"))
    return False


def callback(call: Line, url: str | None, line: int) -> Generator[Effect, Input | None, str]:
    """Return the absolute address that hears of a message's progress; empty where there is none to be used (14105)."""
    if not url:
        return ""
    try:
        resolved = call.absolute(url)
    except TwimlError as error:
        yield Notify(notice=Notice(code=14105, detail=error.notice.detail, line=line))
        return ""
    if "_" in (urlsplit(resolved).hostname or ""):
        yield Notify(notice=Notice(code=14105, detail="the name of its host has an underscore", line=line))
        return ""
    return resolved
