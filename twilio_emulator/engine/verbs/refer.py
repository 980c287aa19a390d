"""``<Refer>``: a SIP telephone is told to call somebody else itself (twilio-behaviour 3.11).

When it is known what became of that call the application is asked at ``action``, or the document goes on where there
is none. A leg that is no SIP telephone's cannot be referred: that is an error (13801).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes, effects
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Purpose, Report
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import HungUp, Referred
from twilio_emulator.engine.verbs.verb import (
    Goto,
    Interrupted,
    Line,
    Running,
    Verb,
    Word,
    read_content,
    refuse_children,
)

ABANDONED = Referred(status="canceled", answered=202, notified=180)
"""What has become of it when the caller hangs up before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Word):
    """Whom the telephone is to call; headers may follow a ``?``."""

    TAG = "Sip"
    ATTRIBUTES: ClassVar = {}

    uri: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the address; files 13243 and 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        uri = element.text
        if not uri.startswith(("sip:", "sips:")) or "@" not in uri:
            notices.append(element.remark(13243, f"{uri[:60]!r} is not a SIP address"))
            uri = ""
        return cls(uri=uri, line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(Verb):
    """Send the caller's telephone to ``target``."""

    TAG = "Refer"
    ANSWERS = True
    CONTENT: ClassVar = (Target,)
    ATTRIBUTES: ClassVar = {"action": attributes.url(), "method": attributes.method()}

    target: str
    action: str | None
    method: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read whom to refer to; files 13243 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        targets = [one.uri for one in content if isinstance(one, Target) and one.uri]
        if not content:
            notices.append(element.remark(12200, "Refer names nobody; put a Sip within it"))
        return cls(
            target=targets[0] if targets else "",
            action=values["action"],
            method=values["method"],
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Refer, and go on to the action or to the next verb; raises TwimlError 13801."""
        if not self.target:
            return None
        try:
            got = yield effects.Refer(target=self.target)
        except Interrupted as interrupted:
            if isinstance(interrupted.got, HungUp) and self.action is not None:
                url = call.absolute(self.action)
                yield Report(url=url, method=self.method, purpose=Purpose.ACTION, params=_params(ABANDONED))
            raise
        if not isinstance(got, Referred) or not got.answered:
            raise TwimlError(13801, "the far end of this leg is no SIP telephone", line=self.line)
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=_params(got))


def _params(got: Referred) -> dict[str, str]:
    """Return the parameters of the action (twilio-behaviour 1.3)."""
    params = {"ReferCallStatus": got.status, "ReferSipResponseCode": str(got.answered)}
    if got.notified:
        params["NotifySipResponseCode"] = str(got.notified)
    return params
