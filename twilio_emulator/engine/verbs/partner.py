"""What a call can be joined with that is no other call: a partner it talks to, a service that listens in.

A :class:`Partner` stands within ``<Connect>`` and has the call to itself; a :class:`Service` stands within ``<Start>``
and runs beside the documents until ``<Stop>``, or the end of the call (twilio-behaviour 3.10).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Callbacks, Notify
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.verb import Acting, Line, Word, read_content

LONGEST = 14_400.0
"""Seconds after which every call is cut."""
CALLBACK = {"statusCallback": attributes.url(), "statusCallbackMethod": attributes.method()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Word):
    """Somebody, or something, that has the call to itself."""

    @abstractmethod
    def converse(self, call: Line, told: dict[str, str]) -> Acting:
        """Be joined until it is over; ``told`` is what Connect's action is told of it, even where it is interrupted.

        Raises :class:`~twilio_emulator.engine.verbs.verb.Interrupted` as it came, having given back what it held.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Word):
    """Something that runs beside the call."""

    @abstractmethod
    def start(self, call: Line) -> Acting:
        """Begin, and wait for nothing."""

    @abstractmethod
    def stop(self, call: Line) -> Acting:
        """End what was begun under this name, or the only one there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent(Partner):
    """A partner that only Twilio's own services could be: it is read, checked and passed over with a remark."""

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(line=element.line, column=element.column)

    def converse(self, call: Line, told: dict[str, str]) -> Acting:
        """Say that nobody is there."""
        yield Notify(notice=passed_over(self))


def passed_over(word: Word) -> Notice:
    """Return the remark on a word that is read and not carried out."""
    detail = f"{word.TAG} is read and not carried out: there is no such service on a desk; the document goes on"
    return Notice(code=12200, detail=detail, line=word.line)


def parameters_of(content: list[Word]) -> tuple[tuple[str, str], ...]:
    """Return the custom parameters among ``content``, by name and value."""
    return tuple((one.name, one.value) for one in content if isinstance(one, Parameter))


def callbacks_of(call: Line, values: Mapping[str, Any], name: str = "statusCallback") -> Callbacks:
    """Return where progress is reported to; raises TwimlError 11100 where that is no address."""
    url = values[name]
    method: str = values["statusCallbackMethod"]
    return Callbacks(url=call.absolute(url), method=method) if url else Callbacks()


def socket_address(element: Element, notices: list[Notice], *, malformed: int, scheme: int) -> str:
    """Return the address in the ``url`` of ``element``; empty, and filed under one of the codes, where it is none.

    Without a query string, which Twilio cannot send (12200). ``ws`` is allowed beside ``wss``: a desk has no
    certificates.
    """
    url = element.attributes.get("url", "").strip()
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        notices.append(element.remark(malformed, f"{url[:200]!r} is not a URL: {error}"))
        return ""
    if not url or (parts.scheme and not parts.hostname):
        notices.append(element.remark(malformed, f"{url[:200]!r} is not the address of a websocket"))
        return ""
    if parts.scheme not in ("", "ws", "wss"):
        notices.append(
            element.remark(scheme, f"{url[:200]!r} is not the address of a websocket: write wss:// or ws://")
        )
        return ""
    if parts.query:
        detail = f"{element.tag} url={url[:60]!r} has a query string, which is not sent; use Parameter"
        notices.append(element.remark(12200, detail))
    return url


def resolved(call: Line, url: str) -> str:
    """Return ``url`` as the absolute address of a websocket; raises TwimlError 11100 where the document has none.

    A relative one starts at the document's own address, ``ws`` for ``http`` and ``wss`` for ``https``.
    """
    if urlsplit(url).scheme:
        return url
    return "ws" + call.absolute(url).removeprefix("http")
