"""``<Sms>``: a text sent in the middle of a call (twilio-behaviour 3.11).

The call goes on at once. With an ``action`` it goes on with the document that is answered there, as the manual of this
old verb has it, and ``statusCallback`` is told when the text has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Purpose, Text
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs import texting
from twilio_emulator.engine.verbs.verb import Goto, Line, Running, Verb, refuse_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms(Verb):
    """One text, to the caller from the number that was called, unless ``to`` and ``from_`` say otherwise."""

    TAG = "Sms"
    ANSWERS = False
    ATTRIBUTES: ClassVar = texting.ATTRIBUTES

    body: str
    to: str
    from_: str
    action: str | None
    method: str
    status_callback: str | None
    sendable: bool

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words; files 12200, 14101–14104."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        written = texting.body(element, element.text, (), notices)
        return cls(
            body=element.text,
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
        """Send it and go on, to ``action`` where there is one."""
        if not self.sendable:
            return None
        sid = call.new_sid("SM")
        url = yield from texting.callback(call, self.status_callback, self.line)
        yield Text(body=self.body, to=self.to, from_=self.from_, status_callback=url, sid=sid)
        if self.action is None:
            return None
        told = {"SmsSid": sid, "MessageSid": sid, "SmsStatus": "queued", "MessageStatus": "queued"}
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=told)
