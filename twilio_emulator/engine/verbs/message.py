"""``<Message>``: a text sent in reply (twilio-behaviour 4.2).

With an ``action`` the application is asked there, at once, about the message that was just created, and its document
takes over. What becomes of the message later is told to ``statusCallback``, or to ``action`` where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Notify, Purpose, Text
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.verbs import texting
from twilio_emulator.engine.verbs.verb import Acting, Goto, Line, Running, Verb, Word, read_content, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Word):
    """The words of a message."""

    TAG = "Body"
    ATTRIBUTES: ClassVar = {}

    text: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(text=element.text, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media(Word):
    """A picture or another file that goes with a message, by its address."""

    TAG = "Media"
    ATTRIBUTES: ClassVar = {}

    url: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(url=element.text, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Verb):
    """One text, to the sender unless ``to`` says otherwise; not ``sendable`` where a rule is broken."""

    TAG = "Message"
    ANSWERS = False
    CONTENT: ClassVar = (Body, Media)
    ATTRIBUTES: ClassVar = texting.ATTRIBUTES

    body: str
    media: tuple[str, ...]
    to: str
    from_: str
    action: str | None
    method: str
    status_callback: str | None
    sendable: bool

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words, bare or as ``<Body>``, and the media; files 12200, 14101–14104."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        bodies = [one.text for one in content if isinstance(one, Body)]
        media = tuple(one.url for one in content if isinstance(one, Media) and one.url)
        if len(bodies) > 1:
            notices.append(element.remark(12200, f"{len(bodies)} Body; a message has one, and the first is sent"))
        if len(media) > texting.MAX_MEDIA:
            notices.append(element.remark(12200, f"{len(media)} Media; a message takes {texting.MAX_MEDIA}"))
        body = bodies[0] if bodies else element.text
        written = texting.body(element, body, media, notices)
        return cls(
            body=body,
            media=media[: texting.MAX_MEDIA],
            to=values["to"],
            from_=values["from"],
            action=values["action"],
            method=values["method"],
            status_callback=values["statusCallback"],
            sendable=written and texting.is_addressed(element, values),
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Send it; an ``action`` is asked for the next document."""
        if not self.sendable:
            return None
        yield from self._send(call)
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION)

    def _send(self, call: Line) -> Acting:
        url = yield from texting.callback(call, self.status_callback or self.action, self.line)
        media: list[str] = []
        for one in self.media:
            try:
                media.append(call.absolute(one))
            except TwimlError as error:
                yield Notify(notice=error.notice)
        yield Text(body=self.body, to=self.to, from_=self.from_, media=tuple(media), status_callback=url)
