"""``<Connect>``: join the call with something that is no call (twilio-behaviour 3.10).

The document waits until it is over. Then the application is asked at ``action``, or the next verb runs where there is
none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Purpose, Report
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import HungUp
from twilio_emulator.engine.verbs.absent import AiSession, Conversation, ConversationRelaySession, Room, VirtualAgent
from twilio_emulator.engine.verbs.partner import Partner
from twilio_emulator.engine.verbs.relay import ConversationRelay
from twilio_emulator.engine.verbs.stream import Stream
from twilio_emulator.engine.verbs.verb import Goto, Interrupted, Line, Running, Verb, read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Verb):
    """Join the call with ``partner``, if there is one."""

    TAG = "Connect"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {"action": attributes.url(), "method": attributes.method()}
    CONTENT: ClassVar = (
        Stream, ConversationRelay, VirtualAgent, Room, Conversation, AiSession, ConversationRelaySession,
    )  # fmt: skip

    partner: Partner | None
    action: str | None
    method: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read whom to join; files 12200 where there is nobody, or more than one."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        partners = [one for one in content if isinstance(one, Partner)]
        if len(partners) != 1:
            notices.append(element.remark(12200, f"Connect has {len(partners)} nouns; the first one counts"))
        return cls(
            partner=partners[0] if partners else None,
            action=values["action"],
            method=values["method"],
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Be joined, and go on to the action or to the next verb."""
        told: dict[str, str] = {}
        if self.partner is not None:
            try:
                yield from self.partner.converse(call, told)
            except Interrupted as interrupted:
                if isinstance(interrupted.got, HungUp) and self.action is not None and told:
                    # A session has come to its end; what the action answers cannot bring the caller back.
                    yield Report(
                        url=call.absolute(self.action), method=self.method, purpose=Purpose.ACTION, params=told
                    )
                raise
        if self.action is None:
            return None
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=told)
