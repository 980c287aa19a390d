"""``<Sip>``: a SIP telephone is rung, at the first of several addresses, with headers of one's own (3.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import DestinationKind
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.callee import CALLBACKS, DETECTION, Callee, whisper
from twilio_emulator.engine.verbs.verb import Word, read_content, refuse_children

NO_SERVER = "no SIP server asks for it"
MOST_HEADERS = 1024
"""Characters that names and values of all headers may have together."""
Pairs = tuple[tuple[str, str], ...]

_OWN = re.compile(r"X-[\w.!%*+`'~-]+", re.ASCII | re.IGNORECASE)
STANDARD = frozenset({"user-to-user", "diversion", "history-info", "p-asserted-identity", "remote-party-id", "reason"})
"""Headers beside those of one's own that a caller may set, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uri(Word):
    """One of several addresses; the one of the lowest ``priority`` is rung, of equal ones that of most ``weight``."""

    TAG = "Uri"
    ATTRIBUTES: ClassVar = {
        "priority": attributes.whole(default=0, most=65_535),
        "weight": attributes.whole(default=0, most=65_535),
        "username": attributes.noted(attributes.text(), NO_SERVER),
        "password": attributes.noted(attributes.text(), NO_SERVER),
    }

    text: str
    priority: int
    weight: int

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address and its rank; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(
            text=element.text,
            priority=values["priority"],
            weight=values["weight"],
            line=element.line,
            column=element.column,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Word):
    """A header that goes with the call."""

    TAG = "Header"
    ATTRIBUTES: ClassVar = {"name": attributes.text(), "value": attributes.text()}

    name: str
    value: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read name and value; files 13252 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        name = values["name"]
        if not (_OWN.fullmatch(name) or name.lower() in STANDARD):
            notices.append(element.remark(13252, f"{name[:60]!r} is no header that a caller may set"))
            name = ""
        return cls(name=name, value=values["value"], line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers(Word):
    """The headers that go with the call."""

    TAG = "Headers"
    ATTRIBUTES: ClassVar = {}
    CONTENT: ClassVar = (Header,)

    pairs: Pairs

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read them; files 13252, 13253 and 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        pairs = tuple((one.name, one.value) for one in content if isinstance(one, Header) and one.name)
        length = sum(len(name) + len(value) for name, value in pairs)
        if length > MOST_HEADERS:
            notices.append(element.remark(13253, f"{length} characters; at most {MOST_HEADERS} are taken"))
            pairs = ()
        return cls(pairs=pairs, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sip(Callee):
    """A SIP telephone, in the emulator the handset called ``sip:user@host``; what follows ``?`` are headers too."""

    TAG = "Sip"
    KIND = DestinationKind.SIP
    CONTENT: ClassVar = (Uri, Headers)
    ATTRIBUTES: ClassVar = {
        **whisper(13241),
        "username": attributes.noted(attributes.text(), NO_SERVER),
        "password": attributes.noted(attributes.text(), NO_SERVER),
        **CALLBACKS,
        **DETECTION,
    }

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address; files 13241, 13243, 13252, 13253 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        uris = sorted((one for one in content if isinstance(one, Uri)), key=lambda one: (one.priority, -one.weight))
        written = uris[0].text if uris else element.text
        uri, _, query = written.partition("?")
        user, at, host = uri.removeprefix("sip:").removeprefix("sips:").partition("@")
        if not uri.startswith(("sip:", "sips:")) or not (host if at else user):
            notices.append(element.remark(13243, f"{uri[:60]!r} is not a SIP address"))
            uri = ""
        headers = tuple(pair for one in content if isinstance(one, Headers) for pair in one.pairs)
        return cls(
            address=uri.partition(";")[0],
            values=values,
            parameters=_headers(query) + headers,
            line=element.line,
            column=element.column,
        )


def _headers(query: str) -> Pairs:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return tuple((name, value) for name, _, value in pairs)
