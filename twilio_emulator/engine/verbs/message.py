"""``<Message>``: a text sent in reply (twilio-behaviour 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Purpose, Text
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.verb import Goto, Line, Running, Verb

MAX_BODY = 1600
"""Characters in one message at most (twilio-behaviour 4.5)."""
NOUNS = ("Body", "Media")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Verb):
    """One text, to the sender unless ``to`` says otherwise."""

    TAG = "Message"
    ANSWERS = False
    ATTRIBUTES: ClassVar = {
        "to": attributes.text(),
        "from": attributes.text(),
        "action": attributes.url(),
        "method": attributes.method(14104),
        "statusCallback": attributes.url(),
    }

    body: str
    media: tuple[str, ...]
    to: str
    from_: str
    action: str | None
    method: str
    status_callback: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words, bare or as ``<Body>``, and the media; files 12200, 14103 and 14104."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        for child in element.elements:
            if child.tag not in NOUNS:
                detail = f"{child.tag} is not allowed within Message"
                notices.append(child.remark(12200, detail))
        bodies = [child.text for child in element.elements if child.tag == "Body"]
        body = bodies[0] if bodies else element.text
        media = tuple(child.text for child in element.elements if child.tag == "Media" and child.text)
        if len(body) > MAX_BODY or not (body or media):
            detail = f"{len(body)} characters; a message has 1 to {MAX_BODY}, or media"
            notices.append(element.remark(14103, detail))
            body, media = "", ()
        return cls(
            body=body,
            media=media,
            to=values["to"],
            from_=values["from"],
            action=values["action"],
            method=values["method"],
            status_callback=values["statusCallback"] or "",
            line=element.line,
        )

    def run(self, _call: Line) -> Running:
        """Send it; an ``action`` is asked for the next document."""
        if self.body or self.media:
            yield Text(
                body=self.body,
                to=self.to,
                from_=self.from_,
                media=self.media,
                status_callback=self.status_callback,
            )
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION)
