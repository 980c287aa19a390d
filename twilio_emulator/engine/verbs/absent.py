"""The partners of ``<Connect>`` that only Twilio's own services can be (twilio-behaviour 3.10).

An assistant of another vendor, a video room, a conversation: there is none of them on a desk. Each is read and checked,
a remark says that it was passed over, and the call goes on as it does when such a partner has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from twilio_emulator.engine import attributes
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.partner import CALLBACK, Absent
from twilio_emulator.engine.verbs.transcription import Config

_AGENT = "no virtual agent can be reached from a desk"
_ROOM = "there are no video rooms on a desk"
_CONVERSATIONS = "the product Conversations is not part of the emulator"
_SESSIONS = "sessions of Twilio's own assistants are not part of the emulator"


def _noted(reason: str, **table: Attribute) -> dict[str, Attribute]:
    return {name: attributes.noted(attribute, reason) for name, attribute in table.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualAgent(Absent):
    """An assistant of another vendor, by the name of its connector."""

    TAG = "VirtualAgent"
    ATTRIBUTES: ClassVar = _noted(
        _AGENT,
        connectorName=attributes.text(),
        language=attributes.text(),
        sentimentAnalysis=attributes.boolean(False),
        **CALLBACK,
    )
    CONTENT: ClassVar = (Config, Parameter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(Absent):
    """A video room, by its name."""

    TAG = "Room"
    ATTRIBUTES: ClassVar = _noted(_ROOM, participantIdentity=attributes.text())


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation(Absent):
    """A conversation of the product of that name."""

    TAG = "Conversation"
    ATTRIBUTES: ClassVar = _noted(
        _CONVERSATIONS,
        serviceInstanceSid=attributes.text(),
        inboundAutocreation=attributes.boolean(False),
        routingAssignmentTimeout=attributes.whole(default=None),
        inboundTimeout=attributes.whole(default=None),
        url=attributes.url(),
        method=attributes.method(),
        record=attributes.text(),
        trim=attributes.text(),
        recordingStatusCallback=attributes.url(),
        recordingStatusCallbackMethod=attributes.method(),
        recordingStatusCallbackEvent=attributes.text(),
        **CALLBACK,
        statusCallbackEvent=attributes.text(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AiSession(Absent):
    """A session with an assistant, by its connector."""

    TAG = "AiSession"
    ATTRIBUTES: ClassVar = _noted(_SESSIONS, aiConnector=attributes.text(), aiSessionConfiguration=attributes.text())


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRelaySession(Absent):
    """A session of ConversationRelay, by its connector."""

    TAG = "ConversationRelaySession"
    ATTRIBUTES: ClassVar = _noted(_SESSIONS, connector=attributes.text(), sessionConfiguration=attributes.text())
