"""The parties a ``<Dial>`` rings: what Number, Client and the rarer nouns have in common, and what not.

A noun becomes a :class:`~twilio_emulator.engine.effects.Destination` when it is dialled (twilio-behaviour 3.6).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Callbacks, Destination, DestinationKind, Detection
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.verb import Line, Word, read_content, refuse_children

EVENTS = ("initiated", "ringing", "answered", "completed")
"""What a called leg can report of its progress."""
TONES = "0123456789ABCDabcd#*wW"
CALLBACKS: Mapping[str, Attribute] = {
    "statusCallback": attributes.url(),
    "statusCallbackMethod": attributes.method(),
    "statusCallbackEvent": attributes.words(*EVENTS, default=("completed",)),
}
DETECTION: Mapping[str, Attribute] = {
    "machineDetection": attributes.choice("Enable", "DetectMessageEnd", default=""),
    "machineDetectionTimeout": attributes.whole(default=30, least=3, most=60),
    "machineDetectionSpeechThreshold": attributes.whole(default=2400, least=1000, most=6000),
    "machineDetectionSpeechEndThreshold": attributes.whole(default=1200, least=500, most=5000),
    "machineDetectionSilenceTimeout": attributes.whole(default=5000, least=2000, most=10000),
    "amdStatusCallback": attributes.url(),
    "amdStatusCallbackMethod": attributes.method(),
}
CARRIERS = "the emulator has no carriers to choose among"


def whisper(code: int) -> Mapping[str, Attribute]:
    """Return the attributes of the document a party hears before it is connected."""
    return {"url": attributes.url(), "method": attributes.method(code)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee(Word):
    """A party to be rung; ``values`` are its attributes as they were read."""

    KIND: ClassVar[DestinationKind]

    address: str
    values: Mapping[str, Any]
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    @abstractmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Build it from ``element``, filing what is wrong with it in ``notices``."""

    def destination(self, call: Line) -> Destination:
        """Return what is to be rung, as a new leg; raises TwimlError 11100 for a URL that is none."""
        values = self.values
        whisper_url = values.get("url")
        return Destination(
            sid=call.new_sid("CA"),
            kind=self.KIND,
            address=self.address,
            whisper_url=call.absolute(whisper_url) if whisper_url else "",
            whisper_method=values.get("method", "POST"),
            send_digits=values.get("sendDigits", ""),
            callbacks=self._callbacks(call, "statusCallback", values.get("statusCallbackEvent", ())),
            detection=self._detection(call),
            parameters=self.parameters,
            keeps_to=values.get("copyParentTo", False),
        )

    def _callbacks(self, call: Line, name: str, events: tuple[str, ...]) -> Callbacks:
        url = self.values.get(name)
        if not url:
            return Callbacks()
        return Callbacks(url=call.absolute(url), method=self.values[f"{name}Method"], events=events)

    def _detection(self, call: Line) -> Detection | None:
        values = self.values
        if not values.get("machineDetection"):
            return None
        return Detection(
            message_end=values["machineDetection"] == "DetectMessageEnd",
            timeout=float(values["machineDetectionTimeout"]),
            speech_threshold=values["machineDetectionSpeechThreshold"] / 1000,
            speech_end_threshold=values["machineDetectionSpeechEndThreshold"] / 1000,
            silence_timeout=values["machineDetectionSilenceTimeout"] / 1000,
            blocking=not values["amdStatusCallback"],
            callbacks=self._callbacks(call, "amdStatusCallback", ()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Callee):
    """A telephone, by its number."""

    TAG = "Number"
    KIND = DestinationKind.NUMBER
    ATTRIBUTES: ClassVar = {
        **whisper(13221),
        "sendDigits": attributes.matching(TONES, code=13222),
        **CALLBACKS,
        **DETECTION,
        "byoc": attributes.noted(attributes.text(), CARRIERS),
    }

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the number; files 13221–13224 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(address=phone_number(element, notices), values=values, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Word):
    """The name of a client, where it is not the text of its noun."""

    TAG = "Identity"
    ATTRIBUTES: ClassVar = {}

    name: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the name; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(name=element.text, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Word):
    """A name and a value that are handed on with a call or a stream."""

    TAG = "Parameter"
    ATTRIBUTES: ClassVar = {"name": attributes.text(), "value": attributes.text()}

    name: str
    value: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read both; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(name=values["name"], value=values["value"], line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(Callee):
    """A client by its name: an application's own telephone, in the emulator a handset called ``client:name``."""

    TAG = "Client"
    KIND = DestinationKind.CLIENT
    ATTRIBUTES: ClassVar = {**whisper(12200), **CALLBACKS}
    CONTENT: ClassVar = (Identity, Parameter)

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the name and what is handed to the client; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        names = [one.name for one in content if isinstance(one, Identity)] or [element.text]
        if not names[0]:
            notices.append(element.remark(12200, "Client names nobody"))
        return cls(
            address=f"client:{names[0]}" if names[0] else "",
            values=values,
            parameters=tuple((one.name, one.value) for one in content if isinstance(one, Parameter)),
            line=element.line,
            column=element.column,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sim(Callee):
    """A SIM card by its SID, in the emulator the handset of that name."""

    TAG = "Sim"
    KIND = DestinationKind.SIM
    ATTRIBUTES: ClassVar = {}

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the SID; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(address=element.text, values=values, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsApp(Callee):
    """A WhatsApp user by number, in the emulator the handset ``whatsapp:+number``."""

    TAG = "WhatsApp"
    KIND = DestinationKind.WHATSAPP
    ATTRIBUTES: ClassVar = {**whisper(12200), **CALLBACKS}

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the number; files 13223, 13224 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        number = phone_number(element, notices)
        return cls(
            address=f"whatsapp:{number}" if number else "", values=values, line=element.line, column=element.column
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSid(Word):
    """The SID of an application, where it is not the text of its noun."""

    TAG = "ApplicationSid"
    ATTRIBUTES: ClassVar = {}

    sid: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the SID; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(sid=element.text, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Callee):
    """Another application of the account, by its SID."""

    TAG = "Application"
    KIND = DestinationKind.APPLICATION
    ATTRIBUTES: ClassVar = {
        **whisper(12200),
        **CALLBACKS,
        "customerId": attributes.noted(attributes.text(), "it is for the vendor's own bookkeeping"),
        "copyParentTo": attributes.boolean(False),
    }
    CONTENT: ClassVar = (ApplicationSid, Parameter)

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the SID and what is handed to the application; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        sids = [one.sid for one in content if isinstance(one, ApplicationSid)] or [element.text]
        return cls(
            address=sids[0],
            values=values,
            parameters=tuple((one.name, one.value) for one in content if isinstance(one, Parameter)),
            line=element.line,
            column=element.column,
        )


def phone_number(element: Element, notices: list[Notice]) -> str:
    """Return the number in ``element`` without its dressing; empty, and filed (13223, 13224), where there is none."""
    number = "".join(character for character in element.text if character not in " ().-\u00a0")
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        notices.append(element.remark(13223, f"{element.text[:60]!r} is not a telephone number"))
        return ""
    if not 3 <= len(digits) <= 15:
        notices.append(element.remark(13224, f"a number of {len(digits)} digits cannot be called"))
        return ""
    return number
